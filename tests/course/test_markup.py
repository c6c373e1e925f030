"""Markdown becomes a tree of elements; what is no Markdown stays text."""

from __future__ import annotations

from llm_playground.course.markup import blocks, inline


def test_text_code_and_formulas_are_elements_and_markup_stays_text() -> None:
    assert inline("a *b* `<unk>` <b>&") == ["a ", ["em", {}, "b"], " ", ["code", {}, "<unk>"], " <b>&"]
    (formula,) = inline("$x_1$")
    math = ["math", {"display": "inline"}, ["mrow", {}, ["msub", {}, ["mi", {}, "x"], ["mn", {}, "1"]]]]
    assert formula == ["span", {"class": "math inline"}, math]


def test_a_table_has_no_style_and_no_head_without_words() -> None:
    table = blocks("| | a |\n|---|:-:|\n| 1 | 2 |")[0]
    head, body = table[2:]
    assert head == ["thead", {}, ["tr", {}, ["td", {}], ["th", {}, "a"]]]
    assert body == ["tbody", {}, ["tr", {}, ["td", {}, "1"], ["td", {}, "2"]]]
