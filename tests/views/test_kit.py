"""What the views share, asked without a browser: numbers for the eye, and which tokenizer needs the fewest tokens."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import llm_playground

NAMES = ("numbers.js", "fewest.js")
KIT = Path(llm_playground.__file__).parent / "views" / "kit"


def asked(expression: str, language: str = "en") -> Any:
    """The value of an expression in which the functions of the kit can be called."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which reads the kit")
    modules = [re.sub(r"^export ", "", (KIT / name).read_text("utf-8"), flags=re.M) for name in NAMES]
    text = "\n".join([*modules, f"console.log(JSON.stringify({expression}))"])
    text = f'const language = "{language}";\n' + re.sub(r"^import .*;\n", "", text, flags=re.M)
    done = subprocess.run([node, "--input-type=module", "-e", text], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_what_rounds_to_nothing_has_no_sign() -> None:
    shown = "[number(-0.00004), decimal(-0.004, 2), signedDecimal(-0.0004, 3), withSign(-0.004), decimal(-0.005, 2)]"
    assert asked(shown) == ["0", "0.00", "0.000", "+0.00", "-0.01"]
    assert asked("[signedDecimal(-0.5), withSign(-0.5), withSign(0.5)]") == ["−0.50", "−0.50", "+0.50"]


def test_the_fewest_tokens_are_those_of_a_tokenizer_that_writes_the_whole_text() -> None:
    def marked(*costs: tuple[int, int]) -> list[bool]:
        given = [{"tokens": tokens, "unknown_tokens": unknown} for tokens, unknown in costs]
        return asked(f"fewest({json.dumps(given)}, (cost) => cost.tokens)")

    assert marked((141, 0), (53, 53), (239, 0)) == [True, False, False]
    assert marked((141, 0), (53, 53)) == [True, False]
    assert marked((9, 0), (9, 0), (12, 0)) == [True, True, False]
    assert marked((9, 0), (9, 0)) == [False, False], "where all need the same there is nothing to mark"
    assert marked((3, 1), (4, 2)) == [False, False]
    assert marked((9, 0)) == [False]
    assert marked() == []


def test_the_numbers_of_a_column_have_equally_many_decimals() -> None:
    shown = asked("[0, 1e-9, 0.001, 0.0512, 0.5, 0.99, 0.999999, 1].map(tenths)")
    assert shown == [f"{each}\u202f%" for each in ("0.0", "< 0.1", "0.1", "5.1", "50.0", "99.0", "> 99.9", "100.0")]
    assert asked("[1, 2.5, 1234.567].map((x) => decimal(x, 2))") == ["1.00", "2.50", "1,234.57"]


def test_what_is_neither_impossible_nor_certain_never_looks_so() -> None:
    shown = asked("[0, 1e-9, 0.00002, 0.0123, 0.9995, 1].map(percent)")
    assert shown == [f"{each}\u202f%" for each in ("0", "< 0.001", "0.002", "1.2", "> 99.9", "100")]


def test_a_language_writes_numbers_and_chooses_forms_in_its_own_way() -> None:
    forms = json.dumps({"one": "plik", "few": "pliki", "many": "plików", "other": "pliku"})
    shown = asked(f"[1, 3, 5, 1200].map((n) => plural(n, {forms}))", "pl")
    assert [text.split()[-1] for text in shown] == ["plik", "pliki", "plików", "plików"]
    assert asked("[percent(0.123), decimal(1.5, 2)]", "de") == ["12,3\u202f%", "1,50"]
