"""The server has one heap for all its threads."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

THREADS = """
import ctypes, threading
from llm_playground.web.heap import share_heap
{}
libc = ctypes.CDLL(None)
at_once = threading.Barrier(4)
def allocate():
    at_once.wait()
    libc.malloc(1000)
    at_once.wait()
threads = [threading.Thread(target=allocate) for _ in range(4)]
for each in threads: each.start()
for each in threads: each.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have one heap anyway")
def test_all_threads_have_one_heap() -> None:
    def heaps(before: str) -> int:
        told = subprocess.run(
            [sys.executable, "-c", THREADS.format(before)], capture_output=True, text=True, check=True
        )
        return told.stdout.count("<heap nr=")

    assert heaps("share_heap()") == 1
    assert heaps("") > 1
