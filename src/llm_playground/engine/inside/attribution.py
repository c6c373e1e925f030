"""A logit taken apart: what the embeddings, each head, each MLP and the biases wrote towards a token."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from llm_playground.decoding.distribution import Distribution, top_ids
from llm_playground.engine.inside.places import position_in
from llm_playground.engine.inside.tokens import token_id
from llm_playground.engine.shelf import SHELF
from llm_playground.models.inside import inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_parts import count, label, percent
from llm_playground.records import Candidate, Encoding, Record

LIKELIEST = 10  # next tokens, from which a view lets one choose
LISTED = 12  # parts in the text of an attribution; the others stand there as a sum


@dataclass(frozen=True, slots=True, repr=False)
class Attribution(Record):
    """The logit of `token` after position `position` of the text, and the `parts` whose sum it is.

    With `against` it is the difference of two logits, and `parts` are those of the difference. Their names are told in
    `transformer.attribution`. `likeliest` are the tokens with the highest logits there, in falling order.
    """

    model: str
    encoding: Encoding
    position: int
    token: Candidate
    against: Candidate | None
    parts: dict[str, float]
    logit: float
    likeliest: tuple[Candidate, ...]

    def __repr__(self) -> str:
        by_size = sorted(self.parts.items(), key=lambda part: -abs(part[1]))
        rows = [(name, f"{value:+.3f}") for name, value in by_size[:LISTED]]
        if others := by_size[LISTED:]:
            rows.append((f"{count(len(others), 'other part')}", f"{sum(value for _, value in others):+.3f}"))
        wide, high = (max(len(row[column]) for row in rows) for column in (0, 1))
        return "\n".join([self._headline, *(f"  {name:<{wide}}  {value:>{high}}" for name, value in rows)])

    @property
    def _headline(self) -> str:
        of = f"{label(self.token.piece)} ({percent(self.token.probability)})"
        if self.against is not None:
            of += f" less that of {label(self.against.piece)} ({percent(self.against.probability)})"
        return f"{self.model}: the logit of {of} is {self.logit:.3f}, the sum of"


def attribution(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    token: int | str | None = None,
    against: int | str | None = None,
    position: int | None = None,
) -> Attribution:
    """Take the logit of a next token apart into what each part of the model wrote towards it (direct logit
    attribution).

    A logit alone says little, since the same number may be added to all of them: with `against`, parts that speak for
    both tokens alike fall out.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model; of the GPT-2, Llama, Qwen2 or Qwen3
            family.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        token: its id, or a text that is one token, most often with the space before it (" time"). None: the likeliest.
        against: another token, whose logit is taken away.
        position: after which token of the prompt to look, from 0. None: the last, so that `token` is the next one.

    Raises:
        InvalidValue: a text that is not one token, no such id or position, or a model that runs through transformers.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    transformer = inside(language_model).transformer
    encoding = make_prompt(language_model, prompt)
    place = position_in(len(encoding.ids), position)
    wanted = None if token is None else token_id(language_model, token)
    other = None if against is None else token_id(language_model, against, "against")
    from llm_playground.transformer.attribution import attribute

    found = attribute(transformer, encoding.ids, place, wanted, other)
    distribution = Distribution.of(found.logits)

    def candidate(id: int) -> Candidate:
        logit, probability = float(found.logits[id]), distribution.probability(id)
        return Candidate(id, language_model.piece(id), logit, probability)

    return Attribution(
        language_model.name,
        encoding,
        place,
        candidate(found.token),
        None if other is None else candidate(other),
        found.parts,
        candidate(found.token).logit - (0.0 if other is None else candidate(other).logit),
        tuple(candidate(int(id)) for id in top_ids(found.logits, LIKELIEST)),
    )
