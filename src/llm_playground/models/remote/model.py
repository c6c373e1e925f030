"""A language model on a server: the likeliest next tokens behind the one seam."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from llm_playground.errors import InvalidValue
from llm_playground.models.inside import Inside
from llm_playground.models.remote.dialects import Dialect
from llm_playground.models.remote.tokens import TokenTable
from llm_playground.models.seam import LanguageModel, ModelInfo

KEPT = 64  # texts whose next tokens are remembered: a slider asks for the same one again and again
AT_ONCE = 8  # requests that are under way

Answer = tuple[np.ndarray, np.ndarray]  # ids (n,) and log-probabilities (n,)


class RemoteModel(LanguageModel):
    """A model that a server computes, asked with one request a token (see `ModelInfo.served`).

    For logits it gives log-probabilities, and -inf for each token of which the server does not tell: what they lack of
    the sum 1 is unseen.
    """

    def __init__(self, info: ModelInfo, dialect: Dialect, table: TokenTable) -> None:
        super().__init__(info)
        self._dialect, self._table = dialect, table
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[int, ...], Answer] = OrderedDict()

    def piece(self, id: int) -> bytes:
        return self._table.piece(id)

    def inside(self) -> Inside:
        raise InvalidValue(
            f"{self.name} runs on another server, which tells what may come next and nothing else: it cannot be looked "
            "into. It can still generate."
        )

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        rows = np.full((len(sequences), self.vocab_size), -np.inf, dtype=np.float32)
        for row, (ids, logprobs) in zip(rows, self._answers(sequences), strict=True):
            row[ids] = logprobs
        return rows

    def _logits_along(self, ids: list[int], start: int, ends: list[int]) -> Iterator[np.ndarray]:
        served = self.info.served
        if served is not None and served.partial is not None:
            raise InvalidValue(
                f"{self.name} runs on {served.place}, which tells of the likeliest tokens alone and not of those of a "
                "given text, so it cannot tell how probable a text is."
            )
        return super()._logits_along(ids, start, ends)

    def _answers(self, sequences: Sequence[Sequence[int]]) -> list[Answer]:
        if len(sequences) == 1:
            return [self._answer(tuple(sequences[0]))]
        with ThreadPoolExecutor(AT_ONCE) as requests:
            return list(requests.map(self._answer, map(tuple, sequences)))

    def _answer(self, ids: tuple[int, ...]) -> Answer:
        with self._lock:
            if ids in self._known:
                self._known.move_to_end(ids)
                return self._known[ids]
        tokens = self._dialect.likeliest(ids if self._dialect.reads_ids else self._table.text_of(ids))
        if not tokens:
            raise InvalidValue(
                f"{self.name} tells of no token that could come next here: mostly because it would end the text."
            )
        answer = (
            np.array([self._table.id_of(token) for token in tokens]),
            np.array([token.logprob for token in tokens], dtype=np.float32),
        )
        with self._lock:
            self._known[ids] = answer
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return answer
