"""One thing that a person can set: what it does, what may be given for it, and the errors where that is not so."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Literal, NamedTuple

from llm_playground.errors import InvalidValue, shown, whole
from llm_playground.records.settings import Setting

Value = Setting
# What a person may give for one: lists and mappings of any kind.
Given = float | str | bool | Sequence[str | Sequence[int]] | Mapping[str, float] | Mapping[int, float]


Needs = Literal["", "from below", "all", "logits", "tokens"]


class Slider(NamedTuple):
    """Where a slider begins and ends: within the legal range, as far as there is something to learn."""

    lowest: float
    highest: float
    step: float


class Option(NamedTuple):
    """One of a few values, and in words what it means."""

    value: Value
    meaning: str

    @property
    def text(self) -> str:
        """The value as it is typed on a command line and written in JSON."""
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing to set: a number from `lowest` to `highest` (`above`: the lowest is excluded), or one of `options`.

    Attributes:
        effect: one line on what it does; `hint` says by example what a value means.
        default: what it is when it is switched on and no value is given.
        warper: the name of the warper that it sets, if it sets one.
        cuts: whether that warper takes tokens out, and leaves the others as they are.
        reorders: whether that warper can change which token is the most likely one, so that greedy decoding has a use
            for it too.
        group: the heading under which the page keeps it folded away, beneath what is in common use; none if it is.
        beam: whether beam search alone takes it.
        contrast: whether contrastive search alone takes it.
        draws: whether it says how a token is drawn, so that the strategies that draw one take it.
        needs: what it has to know that a model on a server may not tell. A cut "from below" needs nothing: it takes the
            least likely tokens out by ranks, or by the model's own probabilities, and with the first one of those told
            all others go. What has nothing here, "", does to the tokens told what it does to those that a top-k
            leaves. "all" needs the probability of every token, "logits" where they lie and not only how far apart,
            "tokens" how a text is cut into the model's tokens.
        elsewhere: what other programs call it.
    """

    name: str
    label: str = ""
    effect: str
    hint: str = ""
    default: Value | None = None
    lowest: float = -math.inf
    highest: float = math.inf
    above: bool = False
    whole: bool = False
    slider: Slider | None = None
    options: tuple[Option, ...] = ()
    warper: str | None = None
    cuts: bool = False
    reorders: bool = False
    group: str = ""
    beam: bool = False
    draws: bool = False
    contrast: bool = False
    needs: Needs = ""
    elsewhere: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What is set: a "number", one of some "options", or what a subclass says."""
        return "options" if self.options else "number"

    @property
    def as_tokens(self) -> bool:
        """Whether its texts stand for tokens of a model."""
        return False

    @property
    def legal(self) -> str:
        """What may be given, to end the sentence "it must be …"."""
        if self.options:
            return either([option.text for option in self.options])
        number = "a whole number" if self.whole else "a number"
        finite = number if self.whole else "a finite number"
        lowest, highest = f"{self.lowest:g}", f"{self.highest:g}" if self.highest < 1e6 else f"{self.highest:.0f}"
        if self.highest == math.inf:
            return f"{finite} above {lowest}" if self.above else f"{finite} of at least {lowest}"
        return f"{number} above {lowest}, up to {highest}" if self.above else f"{number} from {lowest} to {highest}"

    @property
    def field(self) -> str:
        """Where it stands in a request: beside the prompt, or among its `parameters`."""
        of_a_strategy = self.warper or self.beam or self.draws or self.contrast
        return f"parameters.{self.name}" if of_a_strategy else self.name

    def error(self, value: object, advice: str = "") -> InvalidValue:
        """The error to raise for an illegal `value`: what was given, what is allowed, what that means."""
        hint = f" ({self.hint})" if self.hint else ""
        sentence = f"{self.name} is {shown(value)}; it must be {self.legal}{hint}."
        return InvalidValue(f"{sentence} {advice}".rstrip(), field=self.field, subject=self.name)

    def check(self, value: object) -> Value:
        """`value`, as a float, an int or one of the options.

        Raises:
            InvalidValue: not of that kind, or outside the legal range.
        """
        if self.options:
            return self.option(value)
        return self.whole_number(value) if self.whole else self.number(value)

    def read(self, text: str) -> Value:
        """The value that a person typed: "0.7", "true".

        Raises:
            InvalidValue: it cannot be read, or is outside the legal range.
        """
        if self.options:
            typed = text.strip().lower()
            return self.option(next((each.value for each in self.options if each.text.lower() == typed), text))
        number = _number(text, self.whole)
        if number is None:
            comma = not self.whole and "," in text and _number(text.replace(",", "."), whole=False) is not None
            raise self.error(text, "Write a point for the comma." if comma else "")
        return self.check(number)

    def number(self, value: object) -> float:
        """`value` as a float; an int is welcome.

        Raises:
            InvalidValue: not a number (True and "1" are not), not finite, or outside the legal range.
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
            InvalidValue: not a whole number (2.0, True and "2" are not), or outside the legal range.
        """
        number = whole(value)
        if number is None or not self.lowest <= number <= self.highest:
            raise self.error(value)
        return number

    def option(self, value: object) -> Value:
        """`value` itself, if it is one of the options.

        Raises:
            InvalidValue: anything else; 1 too where True is one, since 1 == True would hide a mistake.
        """
        for option in self.options:
            if type(option.value) is type(value) and option.value == value:
                return option.value
        raise self.error(value)


def _number(text: str, whole: bool) -> float | None:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        return None


def either(words: Sequence[str]) -> str:
    """The words as alternatives: "a, b or c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
