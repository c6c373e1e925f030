"""From ids back to text.

A token of a byte-level tokenizer is a piece of bytes, and its border may run through the middle of a character: an
emoji has four bytes, which can be spread over four tokens. So a token by itself is not always text. Turn ids into the
text that their bytes make together. Bytes that make no whole character (a text may stop halfway through one) become the
replacement character "\ufffd", as Python's own decoder writes it.
"""

import numpy as np

from llm_playground.course.exercise import Exercise, call


def decode_tokens(ids: list[int], vocabulary: list[bytes]) -> str:
    """The text of a sequence of tokens.

    Args:
        ids: of the tokens.
        vocabulary: `vocabulary[id]` are the bytes of a token.

    Returns:
        The text; what is not UTF-8 becomes U+FFFD.
    """
    return b"".join(vocabulary[id] for id in ids).decode("utf-8", errors="replace")


def decodes_each_token_alone(ids, vocabulary):
    """You decoded token by token. Where the bytes of a character lie in two tokens, neither of them is text, and the
    character is lost. Join all bytes first, and decode once."""
    return "".join(vocabulary[id].decode(errors="replace") for id in ids)


def fails_on_half_a_character(ids, vocabulary):
    """Whole characters come out right, but these ids end within one, and the decoder gives up. A model can stop there
    at any time. Tell `decode` to replace what is not UTF-8."""
    return b"".join(vocabulary[id] for id in ids).decode()


def drops_half_a_character(ids, vocabulary):
    """Bytes that make no character vanish from your text. They must become "\ufffd", so that a reader sees that
    something stood there: `errors="replace"`, not `"ignore"`."""
    return b"".join(vocabulary[id] for id in ids).decode(errors="ignore")


def takes_bytes_for_characters(ids, vocabulary):
    """Each byte became a character. That is Latin-1, and turns "é" into "Ã©"; these bytes are UTF-8."""
    return b"".join(vocabulary[id] for id in ids).decode("latin-1")


PIECES = ["the", " cat", " ", "s", "é", "日", "本", "日本", "🚀"]
VOCABULARY = [piece.encode() for piece in PIECES] + [bytes([byte]) for piece in "é日🚀" for byte in piece.encode()]


def draw(rng: np.random.Generator):
    for length in (1, 2, 4, 8, 16):
        for _ in range(2):
            yield call(rng.integers(0, len(VOCABULARY), size=length).tolist(), VOCABULARY)
    rocket = list(range(len(VOCABULARY) - 4, len(VOCABULARY)))
    for _ in range(3):
        yield call([*rng.integers(0, len(PIECES), size=3).tolist(), *rocket], VOCABULARY)


EXERCISE = Exercise(
    solution_function=decode_tokens,
    wrong=(
        decodes_each_token_alone,
        fails_on_half_a_character,
        drops_half_a_character,
        takes_bytes_for_characters,
    ),
    hints=(
        "Decode once, at the very end. What do you have to put together before?",
        '`b"".join(...)` joins pieces of bytes. The argument `errors` of `decode` says what becomes of bytes that are '
        "not UTF-8.",
    ),
    shown=(
        call([0, 1, 3], [b"the", b" cat", b"?", b"s"]),
        call([0, 1, 2], [b"caf", b"\xc3", b"\xa9"], note="the two bytes of one character lie in two tokens"),
        call([0, 1], [b"caf", b"\xc3"], note="it ends within a character"),
        call([], [b"the"], note="there are no tokens"),
    ),
    drawn=draw,
)
