"""How long a person waits for the first token of the command, from the start of its process to the text in the pipe.

    python benchmarks/start.py        # half a minute, on a slow machine a few

The processes take turns, and the median of each is printed: of a start one wants to know what is usual, not the best.
The disk is warm and every module compiled, as in an installed package, since every process has run once before.
Nothing else should be running.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from llm_playground.models.catalog import CATALOG
from llm_playground.models.packaged import installed_file

TURNS = 5
PROMPT = "Once upon a time"
CHAT_MODEL = "smollm2"
PROCESSES = {
    "python -c pass": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "import torch": ["-c", "import torch"],
    "llm-playground --version": ["-m", "llm_playground", "--version"],
    "first token of tiny-gpt2": ["-m", "llm_playground", "generate", "tiny-gpt2", PROMPT],
    "first token of tiny-qwen": ["-m", "llm_playground", "generate", "tiny-qwen", PROMPT],
}


def processes() -> dict[str, list[str]]:
    """Those above, and where the chat model is installed, its first token and what that cannot do without."""
    file = installed_file(CATALOG[CHAT_MODEL])
    if file is None:
        return PROCESSES
    read = f"import torch; open({str(file)!r}, 'rb').read()"
    first = ["-m", "llm_playground", "generate", CHAT_MODEL, PROMPT]
    return {**PROCESSES, f"torch, {CHAT_MODEL}'s file": ["-c", read], f"first token of {CHAT_MODEL}": first}


def seconds(arguments: list[str]) -> float:
    """Until the process has written more than the prompt, or has ended."""
    # Some machines are told to keep no compiled modules, and would compile ours once more at each start.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        written = b""
        while chunk := os.read(process.stdout.fileno(), 1024):
            written += chunk
            echoed = 0 if CHAT_MODEL in arguments else len(PROMPT)  # a chat model's answer stands alone
            if PROMPT in arguments and len(written) > echoed:
                break
        else:
            process.wait()
        elapsed = time.perf_counter() - started
        process.stdout.read()
    return elapsed


def main() -> None:
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; median of {TURNS}")
    all_of_them = processes()
    for arguments in all_of_them.values():
        seconds(arguments)
    turns = [{name: seconds(arguments) for name, arguments in all_of_them.items()} for _ in range(TURNS)]
    for name in all_of_them:
        print(f"{name:<25} {statistics.median(turn[name] for turn in turns):.2f} s")


if __name__ == "__main__":
    main()
