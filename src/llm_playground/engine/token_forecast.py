"""What the story world writes next, as a distribution over the tokens of a model.

The world chooses words and sentences; a model is asked for tokens. One choice may be many tokens (a sentence), several
choices may begin with the same token ("He was happy." and "He was sad."), and one text is cut into tokens in one way,
which the letters after a token decide: " cat" is a token before a space, and may be none in " caterpillar". So from
every course that the text may take (`corpus.world.forecast`) the next characters are followed until its next token is
certain, and the probabilities of all courses that agree in it are added. That is the exact probability of the next
token of a document, given the tokens before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from llm_playground.corpus.world.forecast import Course, Forecast
from llm_playground.errors import InvalidValue
from llm_playground.models.seam import LanguageModel
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer

Ids = tuple[int, ...]
Word = tuple[str, Ids]

# A word is certain when so many characters follow it: "'" may become "'ll".
LOOKAHEAD = 2
BEFORE = 2  # words before the last one, which must stay as they are cut


class TokenForecast:
    """The story world as a language model with the tokens of `model`.

    Raises:
        InvalidValue: tokens of this model may reach over any number of words, or it has no token that ends a text.
    """

    def __init__(self, model: LanguageModel) -> None:
        info, tokenizer = model.info, model.tokenizer
        if not isinstance(tokenizer, HuggingFaceTokenizer) or tokenizer.words("a b") is None:
            raise InvalidValue(
                f"The tokenizer of {model.name} does not cut a text into words first, so that its next token cannot be "
                "told from the next words; the models that ship with the package can be compared with the truth."
            )
        if info.bos_id is None and not info.stop_ids:
            raise InvalidValue(f"{model.name} has no token that ends a text, which the story world needs.")
        self.end_id = min(info.stop_ids) if info.bos_id is None else info.bos_id
        self._cut = lru_cache(maxsize=50_000)(lambda text: tuple(tokenizer.words(text) or ()))

    def along(self, text: str, ids: Ids) -> Iterator[dict[int, float]]:
        """The distribution of each token of a text, and of what comes after the last, by id.

        It ends early where the story world would never have written what is there; then the last distribution is the
        one that does not have the token which came. The end of a document is the token that ends a text.

        Raises:
            InvalidValue: `ids` are not the text, cut word by word.
        """
        words = self._cut(text)
        if tuple(id for _, of_word in words for id in of_word) != ids:
            raise InvalidValue(
                "The tokenizer of this model rewrites the text before it cuts it, so that it cannot be followed."
            )
        before: list[str] = []
        forecast = Forecast.of_nothing()
        yield self.next_token(forecast, (), ())
        for word, of_word in words:
            for read in range(1, len(of_word) + 1):
                found = self.next_token(forecast, tuple(before[-BEFORE:]), of_word[:read])
                if not found:
                    return
                yield found
            forecast = forecast.after(word).scaled()
            before.append(word)

    def next_token(self, forecast: Forecast, before: tuple[str, ...], read: Ids) -> dict[int, float]:
        """The distribution after the tokens `read` of a word and what follows it; empty if they cannot come.

        Args:
            forecast: where the word begins.
            before: the last words before it.
        """
        found: dict[int, float] = {}
        under_way = [(course, "") for course in forecast.courses]
        while under_way:
            course, ahead = under_way.pop()
            known = self._certain("".join(before) + ahead, before, ended=course.has_ended)
            if known is None or known[: len(read)] != read[: len(known)]:
                continue
            if len(known) > len(read):
                found[known[len(read)]] = found.get(known[len(read)], 0.0) + course.weight
            elif course.has_ended:
                if known == read:
                    found[self.end_id] = found.get(self.end_id, 0.0) + course.weight
            else:
                under_way.extend(_further(course, ahead))
        total = sum(found.values())
        return {id: weight / total for id, weight in found.items()}

    def _certain(self, text: str, before: tuple[str, ...], *, ended: bool) -> Ids | None:
        """The tokens of the words after `before` that no further character can change; None if `before` would be cut
        in another way."""
        length, end, ids = len(text), 0, list[int]()
        for number, (word, of_word) in enumerate(self._cut(text)):
            end += len(word)
            if not ended and end + LOOKAHEAD > length:
                break
            if number < len(before):
                if word != before[number]:
                    return None
            else:
                ids += of_word
        return tuple(ids)


def _further(course: Course, ahead: str) -> Iterator[tuple[Course, str]]:
    """Each way in which a course goes on, with the characters that it has written by then."""
    if course.pending:
        yield course.written(), ahead + course.pending
    else:
        for onward in course.onward():
            yield onward, ahead
