"""What temperature does to a distribution."""

from __future__ import annotations

from llm_playground.course.questions.item import Choice, Item, next_tokens, percent

TAUGHT_IN = ("generation", "temperature")
MODEL = "tiny-gpt2"
CASES = (("The owl lives in", 2.0), ("After that, Tom was very", 0.5))


def item(case: int) -> Item:
    text, temperature = CASES[case]
    (first, p), (second, q) = next_tokens(MODEL, text, 2)
    odds = p / q
    right = odds ** (1 / temperature)
    cooler = temperature < 1
    return Item(
        f'{MODEL} continues "{text}" with "{first}" ({percent(p, 2)}) or "{second}" ({percent(q, 2)}), so the first is '
        f"{odds:.1f} times as likely. How many times as likely is it at temperature {temperature:g}?",
        (
            Choice(
                f"{right:.1f} times",
                f"The logits are divided by {temperature:g}, so the ratio of two probabilities is raised to the power "
                f"1 / {temperature:g}: {odds:.1f}{' squared' if cooler else chr(39) + 's square root'} is {right:.1f}.",
            ),
            Choice(
                f"{odds / temperature:.1f} times",
                f"The ratio was divided by {temperature:g}. Temperature divides the logits, before softmax, and not "
                "probabilities.",
                "divides_probabilities",
            ),
            Choice(
                f"{odds**temperature:.1f} times",
                f"The wrong way round: a temperature {'below' if cooler else 'above'} 1 makes a distribution "
                f"{'steeper' if cooler else 'flatter'}.",
                "multiplies_the_logits",
            ),
            Choice(
                f"{odds:.1f} times",
                "The order of the tokens stays, but not their ratio: only at temperature 1 nothing changes.",
                "changes_nothing",
            ),
        ),
    )
