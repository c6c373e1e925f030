"""What several heads of attention do."""

from __future__ import annotations

from llm_playground.course.questions.item import Choice, Item
from llm_playground.engine.inside.inspection import inspect

TAUGHT_IN = ("architecture", "queries-keys-and-values")
MODEL = "tiny-gpt2"
CASES = ("The cat saw a bird", "Anna and Tom went to the old mill")


def item(case: int) -> Item:
    seen = inspect(MODEL, CASES[case])
    name = "h.0.attn.pattern"
    heads, rows, columns = seen.activations(name)[name].shape
    width = seen.activations("h.0.resid_pre")["h.0.resid_pre"].shape[-1]
    each = width // heads
    return Item(
        f"{MODEL} keeps {width} numbers for each token, and a layer has {heads} heads. It reads "
        f'"{CASES[case]}", {rows} tokens. Which patterns of attention does one layer compute?',
        (
            Choice(
                f"{heads} patterns of {rows} × {columns}",
                f"Each head has a query and a key of {each} numbers for every token, so a pattern of its own: from "
                f"each of the {rows} tokens to each.",
            ),
            Choice(
                f"1 pattern of {rows} × {columns}",
                f"One pattern for all heads would be one head. Each of the {heads} looks where it wants; what they "
                "found is put side by side.",
                "shares_one_pattern",
            ),
            Choice(
                f"{heads} patterns of {each} × {each}",
                f"{each} is the width of a head's queries and keys. It is summed over when the two are multiplied; a "
                "pattern is as large as the text is long.",
                "takes_the_width_for_the_length",
            ),
            Choice(
                f"{width} patterns of {rows} × {columns}",
                f"The {width} numbers do not each look somewhere: the {each} of a head are moved together, by one "
                "pattern.",
                "gives_each_number_a_pattern",
            ),
        ),
    )
