"""`python -m llm_playground` is the command `llm-playground`."""

from llm_playground.cli import main

main()
