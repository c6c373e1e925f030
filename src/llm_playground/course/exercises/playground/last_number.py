r"""Reading an answer: the last number in a text.

A model answers "3 + 4 is 7.", and a program is to know whether it is right. Most measures begin like that: something
has to be read out of a text. For sums a usual rule is to take the **last** whole number, since what stands before it
repeats the question. A minus belongs to the number where it stands directly before it and directly after neither a
letter nor a digit: "it is -4" is minus four, but in "9-4" the minus stands between two numbers, and the last one is
4. Where there is no number the answer is `None`, which is wrong but must not stop the program.
"""

import re

from llm_playground.course.exercise import Exercise, call


def last_number(text: str) -> int | None:
    """The last whole number in a text, or None if there is none.

    Args:
        text: what a model wrote.
    """
    numbers = re.findall(r"(?<!\w)-\d+|\d+", text)
    return int(numbers[-1]) if numbers else None


def takes_the_first(text):
    """You took the first number. A model that repeats the question, "3 + 4 is 7.", would be wrong each time: take
    the last."""
    numbers = re.findall(r"(?<!\w)-\d+|\d+", text)
    return int(numbers[0]) if numbers else None


def loses_the_minus(text):
    """You looked for digits alone, so -4 becomes 4: a wrong sign would count as right. Allow a minus before the
    digits."""
    numbers = re.findall(r"\d+", text)
    return int(numbers[-1]) if numbers else None


def takes_every_minus(text):
    """Every minus is taken for a sign, also the one in "9-4", whose last number is 4. Look at what stands before it:
    `(?<!\\w)` in a pattern says that no letter and no digit does."""
    numbers = re.findall(r"-?\d+", text)
    return int(numbers[-1]) if numbers else None


def takes_the_last_digit(text):
    """You took the last digit, and 12 became 2. A number is a run of digits: `\\d+`."""
    digits = re.findall(r"(?<!\w)-\d|\d", text)
    return int(digits[-1]) if digits else None


def fails_without_a_number(text):
    """Where there is no number you raise an error, and with it the whole measurement ends. Give `None`."""
    return int(re.findall(r"(?<!\w)-\d+|\d+", text)[-1])


def gives_text(text):
    """You gave the number as text, and "07" is not "7". Turn it into a number: `int(…)`."""
    numbers = re.findall(r"(?<!\w)-\d+|\d+", text)
    return numbers[-1] if numbers else None


def draw(rng):
    for _ in range(6):
        a, b, c = (int(each) for each in rng.integers(-30, 120, 3))
        yield call(f"{abs(a)} + {abs(b)} is {abs(c)}.")
        yield call(f"It was {a} at night and is {b} now.")
        yield call(f"{abs(a)}-{abs(b)}", note="a minus between two numbers")
        yield call(f"Room A-{abs(a)}", note="the minus stands after a letter")
        yield call(f"({c})\nIs that all?")
        yield call(f"The answer:-{abs(b)}", note="the minus stands after a sign")
    yield call("I do not know.", note="there is no number")
    yield call("", note="nothing was written")


EXERCISE = Exercise(
    solution_function=last_number,
    wrong=(
        takes_the_first,
        loses_the_minus,
        takes_every_minus,
        takes_the_last_digit,
        fails_without_a_number,
        gives_text,
    ),
    hints=(
        "`re.findall` gives all that fits a pattern, in order. First find runs of digits, then think of the minus.",
        "The pattern can have two parts with `|` between them, and the first that fits is taken: digits with a minus "
        "that follows no letter or digit, `(?<!\\w)-\\d+`, or digits alone.",
    ),
    shown=(
        call("3 + 4 is 7."),
        call("It is -4.", note="the number is below 0"),
        call("9-4", note="the minus stands between two numbers"),
        call("Twelve, I think.", note="there is no number"),
    ),
    drawn=draw,
)
