"""A word tokenizer.

Cut a text into words and punctuation marks, and give each the id that the vocabulary has for it. A word is a run of
letters, digits and underscores, as long as it goes; every other character that is not white space is a token of its
own. What the vocabulary does not know becomes the id of `<unk>`.
"""

import re

import numpy as np

from llm_playground.course.exercise import Exercise, call


def word_tokenizer(text: str, vocabulary: dict[str, int]) -> list[int]:
    """The ids of the words of a text.

    Args:
        text: any text.
        vocabulary: the id of each word that is known, and of "<unk>".
    """
    words = re.findall(r"\w+|[^\w\s]", text)
    return [vocabulary.get(word, vocabulary["<unk>"]) for word in words]


def splits_at_spaces(text, vocabulary):
    """Punctuation sticks to your words: "mat." is not the word "mat" followed by ".". To split at spaces is not
    enough."""
    return [vocabulary.get(word, vocabulary["<unk>"]) for word in text.split()]


def leaves_unknown_words_out(text, vocabulary):
    """Unknown words are lost without a trace. They must become `<unk>`, so that the model sees that something stood
    there."""
    return [vocabulary[word] for word in re.findall(r"\w+|[^\w\s]", text) if word in vocabulary]


def makes_letters_small(text, vocabulary):
    """You made the letters small. This vocabulary tells "The" from "the"; a tokenizer that changes the text cannot give
    it back."""
    words = re.findall(r"\w+|[^\w\s]", text.lower())
    return [vocabulary.get(word, vocabulary["<unk>"]) for word in words]


def keeps_runs_of_marks(text, vocabulary):
    """Marks that stand together became one token. Each is a token of its own: "?!" are two."""
    words = re.findall(r"\w+|[^\w\s]+", text)
    return [vocabulary.get(word, vocabulary["<unk>"]) for word in words]


VOCABULARY = {"<unk>": 0, "the": 1, "The": 2, "cat": 3, "mat": 4, "sat": 5, "on": 6, ".": 7, ",": 8, "?": 9, "!": 10}


def draw(rng: np.random.Generator):
    words = [*list(VOCABULARY)[1:], "dog", "Cat", "x_1", "(", "é"]
    for _ in range(20):
        chosen = rng.choice(words, size=int(rng.integers(0, 9)))
        yield call("".join(str(word) + str(rng.choice(["", " ", "  ", "\n"])) for word in chosen), VOCABULARY)


EXERCISE = Exercise(
    solution_function=word_tokenizer,
    wrong=(splits_at_spaces, leaves_unknown_words_out, makes_letters_small, keeps_runs_of_marks),
    hints=(
        "Two steps: find the words, then look each of them up. `re.findall` finds all that a pattern matches.",
        r"The pattern r'\w+|[^\w\s]' says: a run of word characters, or one character that is neither such nor white "
        "space. `vocabulary.get(word, other)` gives `other` for a word that is not there.",
    ),
    shown=(
        call("The cat sat on the mat.", VOCABULARY),
        call("The dog sat, the cat?!", VOCABULARY, note="it has a word that is unknown, and two marks in a row"),
        call("", VOCABULARY, note="there are no words"),
    ),
    drawn=draw,
)
