"""Texts that tokenizers have got wrong, and a `hypothesis` strategy that mixes them."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

FRAGMENTS = [
    *("", " ", "  ", "   ", "\n", "\n \n", "\r\n", "\t", " \t ", "\x00", "\x1c", "\x85", "\xa0", "\u2003", "\u3000"),
    *("the", " the", "The", " story", "It's", "I'LL", "we'Ve", "'S", "'\u017f", "\u2019s", "''re", " 'd"),
    *("1", "12", "123", "1234567", " 2026", "\u0663\u0664", "\u00bd", "\u2167"),
    *("!", "...", " (?)", "<|endoftext|>", "<|im_start|>", "{\n    x += 1;\n}", "_a_b"),
    *("größe", "e\u0301", "Привет", "日本語。", "你好吗", "ខ្មែរ", "ភាសា ", "नमस्ते", "مرحبا"),
    *("\U0001f600", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\u2615\ufe0f", "\U0001f44d\U0001f3fd"),
    *("\ud83d", "\udc4d", "\ud83d\udc4d"),  # half an emoji, the other half, both
]


def _settled(character: str) -> bool:
    # Engines hold different versions of Unicode, so they differ on what is new.
    return unicodedata.category(character) == unicodedata.ucd_3_2_0.category(character) != "Cn"


settled = st.characters(exclude_categories=["Cs", "Cn"]).filter(_settled)
hard_texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(settled, max_size=6), max_size=12).map("".join)
