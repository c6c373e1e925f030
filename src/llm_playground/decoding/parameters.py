"""The parameters a person can set: what each does to the distribution, its legal range, and the one check of
it.

One table feeds the checks, the error messages, the help of the command line and the page, so that they cannot
disagree.
"""

from __future__ import annotations

import math
import reprlib
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal

from llm_playground.errors import InvalidValue

EarlyStopping = bool | Literal["never"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. `legal` ends the sentence "it must be …"; `hint` says in an example what a value means.

    `lowest` and `highest` are the numeric bounds (`above`: the lowest itself is excluded), for a slider or a
    check.
    """

    name: str
    effect: str
    legal: str
    hint: str
    lowest: float = -math.inf
    highest: float = math.inf
    whole: bool = False
    above: bool = False

    def error(self, value: object) -> InvalidValue:
        """The error to raise for an illegal `value`: what was given, what is allowed, what that means."""
        return InvalidValue(f"{self.name} is {reprlib.repr(value)}; it must be {self.legal} ({self.hint}).")

    def number(self, value: object) -> float:
        """`value` as a float; an int is welcome.

        Raises:
            InvalidValue: not a number (True and "1" are none), not finite, or outside the legal range.
        """
        # bool is a subclass of int: without this line temperature=True would quietly mean 1.
        if isinstance(value, bool) or not isinstance(value, Real):
            raise self.error(value)
        try:
            number = float(value)
        except OverflowError:  # a whole number beyond any float, such as 10**400
            raise self.error(value) from None
        # Written so that NaN, which compares False to everything, fails.
        in_range = self.lowest <= number <= self.highest and not (self.above and number == self.lowest)
        if not (in_range and math.isfinite(number)):
            raise self.error(value)
        return number

    def whole_number(self, value: object) -> int:
        """`value` as an int.

        Raises:
            InvalidValue: not a whole number (2.0, True and "2" are none), or outside the legal range.
        """
        if isinstance(value, bool) or not isinstance(value, Integral):
            raise self.error(value)
        number = int(value)
        if not self.lowest <= number <= self.highest:
            raise self.error(value)
        return number


_ALL = (
    Parameter(
        "temperature",
        "Divides the logits: below 1 makes the distribution sharper, above 1 flatter, 0 means greedy.",
        "a finite number of at least 0",
        "0 always takes the most likely token, 1 leaves the distribution as it is",
        lowest=0,
    ),
    Parameter(
        "top_k",
        "Keeps the k most likely tokens, and those that tie with the last of them; cuts all others.",
        "a whole number of at least 1",
        "50 keeps the 50 most likely tokens; leave it out to switch it off",
        lowest=1,
        whole=True,
    ),
    Parameter(
        "top_p",
        "Keeps the smallest set of most likely tokens that together hold more than this probability.",
        "a number from 0 to 1",
        "0.9 keeps the most likely tokens that together hold 90 %",
        lowest=0,
        highest=1,
    ),
    Parameter(
        "min_p",
        "Cuts tokens less likely than this share of the most likely token's probability.",
        "a number from 0 to 1",
        "0.05 keeps tokens at least a twentieth as likely as the most likely one",
        lowest=0,
        highest=1,
    ),
    Parameter(
        "typical_p",
        "Keeps the tokens whose surprise is nearest to the average surprise, up to this probability.",
        "a number above 0, up to 1",
        "0.95 keeps the most typical tokens that together hold 95 %",
        lowest=0,
        highest=1,
        above=True,
    ),
    Parameter(
        "repetition_penalty",
        "Makes tokens that the text already holds less likely (above 1) or more likely (below 1).",
        "a finite number above 0",
        "1.2 is a mild penalty, 1 is none",
        lowest=0,
        above=True,
    ),
    Parameter(
        "num_beams",
        "How many texts beam search keeps alive side by side.",
        "a whole number of at least 1",
        "4 follows the four most likely texts, 1 is greedy",
        lowest=1,
        whole=True,
    ),
    Parameter(
        "length_penalty",
        "Divides a beam's log-probability by its length to this power: above 0 favours longer texts.",
        "a number from -10 to 10",
        "1 compares the average per token, 0 the plain sum",
        lowest=-10,
        highest=10,
    ),
    Parameter(
        "early_stopping",
        "When beam search ends once it has num_beams finished texts.",
        'False, True or "never"',
        'True: at once; False: when no gain is likely; "never": when no gain is possible',
    ),
    Parameter(
        "max_new_tokens",
        "How many tokens to generate at most.",
        "a whole number of at least 0",
        "40 is a few sentences",
        lowest=0,
        whole=True,
    ),
    Parameter(
        "seed",
        "Starts the random numbers: the same seed draws the same tokens again.",
        "a whole number of at least 0",
        "leave it out for a new draw every time",
        lowest=0,
        whole=True,
    ),
)

PARAMETERS: dict[str, Parameter] = {parameter.name: parameter for parameter in _ALL}


def check_early_stopping(value: object) -> EarlyStopping:
    """`value` itself, if it is False, True or "never".

    Raises:
        InvalidValue: anything else; 0 and 1 too, since 1 == True would hide a mistake.
    """
    if isinstance(value, bool):
        return value
    if value == "never":
        return "never"
    raise PARAMETERS["early_stopping"].error(value)
