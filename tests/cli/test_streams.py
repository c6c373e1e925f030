"""Input and output that are closed, full or gone: one line, the right exit status, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = f"{sys.executable} -m llm_playground"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs bash")


def run(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("text", ["hello", "hello " * 20_000], ids=["at the end", "in the middle"])
def test_an_output_that_is_full_is_told_in_a_line(text: str) -> None:
    ran = run(f"{COMMAND} tokenize '{text}' -t byte > /dev/full")
    assert (ran.returncode, ran.stderr) == (1, "Error: Reading or writing failed: No space left on device.\n")


@pytest.mark.parametrize("command", ["tokenize - -t byte", "generate tiny-gpt2 -", "chat"])
def test_an_input_that_is_closed_is_told_in_a_line(command: str) -> None:
    ran = run(f"{COMMAND} {command} <&-")
    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: There is nothing to read: the standard input is closed.")
    assert ran.stderr.count("\n") == 1


def test_an_output_that_is_closed_is_no_reason_to_break() -> None:
    ran = run(f"{COMMAND} tokenize hello -t byte >&-")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize("text", ["hello", "hello " * 20_000], ids=["at the end", "in the middle"])
def test_a_reader_that_has_gone_ends_it_in_silence(text: str) -> None:
    # The reader ends before the first byte: it waits for the writer to wait for it.
    ran = run(f"exec 3> >(:); sleep 0.2; {COMMAND} tokenize '{text}' -t byte >&3")
    assert (ran.returncode, ran.stderr) == (1, "")


def test_a_name_with_control_characters_reaches_the_terminal_escaped() -> None:
    ran = run(f"{COMMAND} tokenize hello -t $'./x\\n\\e[31m'")
    assert ran.returncode == 1
    assert "\x1b" not in ran.stderr
    assert ran.stderr.count("\n") == 1
