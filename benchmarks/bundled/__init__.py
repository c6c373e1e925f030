"""What `bundled_models.py` measures. Each measure is a function that takes a model and gives numbers.

`asking` (how a model is asked) · `base` and `chat` (the measures) · `unseen` (prompts in other words) · `table` (how
they are shown).
"""
