"""What the heads of a model do: their scores on tokens that come twice, and on a text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from llm_playground.decoding.warpers import Logits
from llm_playground.engine.inside.head_pictures import MOST_SHOWN, all_heads
from llm_playground.engine.inside.kept import Kept, weights_of
from llm_playground.engine.shelf import SHELF
from llm_playground.models.inside import Inside, inside, needs_heads
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.records.heads import AllHeads
from llm_playground.transformer.heads import (
    SCORES,
    Floats,
    by_layer,
    induction_on_repeated,
    labels_of_heads,
    repeated_tokens,
    scores_of_heads,
)

HALF = MOST_SHOWN // 2  # random tokens, which then come again, so that a picture shows all of them


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """The scores of every head: name -> float64 (n_layer, n_head); what they mean, `transformer.heads` says.

    `on_repeated` are those on random tokens that come twice, with one more, "repeated_induction"; `on_text` those on
    the text that was given, None without one. `picture` is where they look: on the text or, without one, on those
    random tokens.
    """

    model: str
    on_repeated: dict[str, Floats]
    picture: AllHeads
    encoding: Encoding | None = None
    on_text: dict[str, Floats] | None = None

    def __repr__(self) -> str:
        scores = self.on_repeated if self.on_text is None else self.on_text
        n_layer, n_head = next(iter(scores.values())).shape
        rows = [" " * 12 + "".join(f"{name:>{len(name) + 3}}" for name in scores)]
        for layer in range(n_layer):
            for head in range(n_head):
                numbers = (f"{_score(values[layer, head]):>{len(name) + 3}}" for name, values in scores.items())
                rows.append(f"{f'h.{layer}.attn.{head}':<12}{''.join(numbers)}")
        return "\n".join(rows)


def _score(value: float) -> str:
    """A score of a text that is too short for it is not a number."""
    return "–" if math.isnan(value) else f"{value:.2f}"


def heads(model: str | Path | LanguageModel, prompt: PromptInput | None = None) -> Heads:
    """The scores of every head of a model: where it looks, how far back, how sharply.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, token ids or messages, on which the heads are scored too.

    Raises:
        InvalidValue: a model that does not show where its heads look.
        PlaygroundError: as `inspect`.
    """
    language_model = SHELF.get(model)
    view = inside(language_model)
    shape = needs_heads(view, language_model)
    repeated = _REPEATED.get(weights_of(language_model), lambda: _on_repeated(language_model, view))
    text = None if prompt is None else make_prompt(language_model, prompt)
    encoding = text or make_prompt(language_model, repeated.ids)
    patterns = _patterns(view, encoding.ids)
    on_text = None if text is None else _scores(patterns, text.ids)
    induction = repeated.scores["repeated_induction"]
    shown = on_text or {name: repeated.scores[name] for name in SCORES}
    labels = labels_of_heads(shown, induction, len(encoding.ids))
    picture = all_heads(
        language_model.name,
        shape,
        encoding,
        patterns,
        shown | {"repeated_induction": induction},
        labels,
        repeated.scores,
        labels_of_heads(repeated.scores, induction, len(repeated.ids)),
        text is not None,
    )
    return Heads(language_model.name, dict(repeated.scores), picture, text, on_text)


class _Repeated(NamedTuple):
    """The random tokens that come twice, and all scores of the heads on them."""

    ids: list[int]
    scores: dict[str, Floats]


_REPEATED: Kept[tuple[str, float], _Repeated] = Kept(16)


def repeated_of(model: LanguageModel) -> list[int]:
    """The random tokens, which then come again, on which the heads of a model are scored."""
    return repeated_tokens(model.vocab_size, min(HALF, model.context_length // 2), model.info.stop_ids)


def _on_repeated(model: LanguageModel, view: Inside) -> _Repeated:
    ids = repeated_of(model)
    patterns = _patterns(view, ids)
    induction = by_layer([{"repeated_induction": induction_on_repeated(pattern)} for pattern in patterns])
    return _Repeated(ids, _scores(patterns, ids) | induction)


def _patterns(view: Inside, ids: Sequence[int]) -> list[Logits]:
    """Those (H, T, T) of all layers."""
    return [pattern.numpy() for pattern in view.activations(ids, "h.*.attn.pattern").values()]


def _scores(patterns: Sequence[Logits], ids: Sequence[int]) -> dict[str, Floats]:
    return by_layer([scores_of_heads(pattern, ids) for pattern in patterns])
