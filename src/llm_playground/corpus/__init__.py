"""The text that the bundled models learned: a story world whose every choice has a known probability, and dialogues.

`world` writes stories, facts, sums and lists from plots and word lists in TOML; `dialogues` writes conversations about
them, each with a check of the answer. Plain Python, without a model: whoever holds a text of this corpus can ask how
likely each of its words was.
"""
