"""Which texts beam search keeps."""

from __future__ import annotations

from llm_playground.course.questions.item import Choice, Item, next_tokens

TAUGHT_IN = ("generation", "beam-search")
MODEL = "tiny-gpt2"
CASES = ("She ran to the", "We went to")
BEAMS = 2


def item(case: int) -> Item:
    text = CASES[case]
    beams = next_tokens(MODEL, text, BEAMS)
    found = [(first + second, p, q) for first, p in beams for second, q in next_tokens(MODEL, text + first, BEAMS)]
    ranked = sorted(found, key=lambda each: -each[1] * each[2])
    a, b, *_ = ranked
    other = next(each for each in ranked if each[1] != a[1])  # the best that begins otherwise
    listed = "".join(f'\n  "{words}"  {p:.3f} · {q:.3f}' for words, p, q in found)
    return Item(
        f'Beam search with {BEAMS} beams and {MODEL} goes on from "{text}". After two tokens it has these texts, with '
        f"the probabilities of the first and of the second token:{listed}\nWhich are kept?",
        (
            Choice(
                _names(a, b),
                f"The products are {a[1] * a[2]:.3f} and {b[1] * b[2]:.3f}, the two highest; the next is "
                f"{ranked[2][1] * ranked[2][2]:.3f}. Both begin alike, which beam search does not mind.",
            ),
            Choice(
                _names(a, other),
                f"One of each beginning. But all texts compete with each other, and {other[1] * other[2]:.3f} is less "
                f"than {b[1] * b[2]:.3f}.",
                "keeps_one_of_each_beam",
            ),
            Choice(
                _names(a),
                "The likeliest alone: that is one beam, not two.",
                "keeps_the_best_alone",
            ),
            Choice(
                "all of them",
                f"Then their number would double with each token. After every step only the {BEAMS} likeliest go on.",
                "keeps_all",
            ),
        ),
    )


def _names(*texts: tuple[str, float, float]) -> str:
    return " and ".join(f'"{words}"' for words, _, _ in texts)
