"""Which tokens top-p keeps."""

from __future__ import annotations

from itertools import accumulate

from llm_playground.course.questions.item import Choice, Item, next_tokens, percent

TAUGHT_IN = ("generation", "top-k-and-top-p-cut-the-tail")
CASES = (("tiny-gpt2", "A fox is", 0.9), ("tiny-qwen", "Anna felt", 0.85))
LISTED = 7


def item(case: int) -> Item:
    model, text, p = CASES[case]
    likeliest = next_tokens(model, text, LISTED)
    shares = [share for _, share in likeliest]
    sums = list(accumulate(shares))
    kept = sum(total - share < p for total, share in zip(sums, shares, strict=True))
    above = sum(share >= 1 - p for share in shares)
    listed = "".join(f"\n  {percent(share, 2):>7}  {token}" for token, share in likeliest)
    return Item(
        f'After "{text}" these are the likeliest next tokens of {model}; all others are less likely than the last:'
        f"{listed}\nHow many tokens does top_p={p:g} keep?",
        (
            Choice(
                f"{kept}",
                f"{kept - 1} hold {percent(sums[kept - 2])}, which is less than {100 * p:g} %; with the next it is "
                f"{percent(sums[kept - 1])}. The token that carries the sum to p stays.",
            ),
            Choice(
                f"{kept - 1}",
                f"These hold {percent(sums[kept - 2])}, less than p. The token that carries the sum to p stays.",
                "cuts_the_token_that_reaches_p",
            ),
            Choice(
                f"{above}",
                f"So many have {100 * (1 - p):.0f} % or more. Top-p asks for no token's own probability, but for the "
                "sum of the likeliest.",
                "keeps_what_is_above_1_less_p",
            ),
            Choice(
                "1",
                f"None has {100 * p:g} % by itself, so the likeliest would be left alone. But p bounds the sum of what "
                "is kept, not each probability.",
                "keeps_what_is_above_p",
            ),
        ),
    )
