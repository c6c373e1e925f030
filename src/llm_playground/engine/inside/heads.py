"""What the heads of a model do: their scores on tokens that come twice, and on a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llm_playground.decoding.warpers import Logits
from llm_playground.engine.inside.head_pictures import MOST_SHOWN, all_heads
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue
from llm_playground.models.inside import Inside, inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.records.heads import AllHeads
from llm_playground.transformer.heads import (
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
                numbers = (f"{values[layer, head]:>{len(name) + 3}.2f}" for name, values in scores.items())
                rows.append(f"{f'h.{layer}.attn.{head}':<12}{''.join(numbers)}")
        return "\n".join(rows)


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
    if view.shape.n_head == 0:
        raise InvalidValue(
            f"{language_model.name} ({language_model.info.architecture}) has no attention heads, so none can be scored."
        )
    half = min(HALF, language_model.context_length // 2)
    repeated = repeated_tokens(language_model.vocab_size, half, language_model.info.stop_ids)
    twice = _patterns(view, repeated)
    induction = by_layer([{"repeated_induction": induction_on_repeated(pattern)} for pattern in twice])
    on_repeated = _scores(twice, repeated)
    text = None if prompt is None else make_prompt(language_model, prompt)
    patterns = twice if text is None else _patterns(view, text.ids)
    on_text = None if text is None else _scores(patterns, text.ids)
    shown, encoding = on_text or on_repeated, text or make_prompt(language_model, repeated)
    labels = labels_of_heads(shown, induction["repeated_induction"], len(encoding.ids))
    picture = all_heads(language_model.name, view.shape, encoding, patterns, shown | induction, labels)
    return Heads(language_model.name, on_repeated | induction, picture, text, on_text)


def _patterns(view: Inside, ids: Sequence[int]) -> list[Logits]:
    """Those (H, T, T) of all layers."""
    return [pattern.numpy() for pattern in view.activations(ids, "h.*.attn.pattern").values()]


def _scores(patterns: Sequence[Logits], ids: Sequence[int]) -> dict[str, Floats]:
    return by_layer([scores_of_heads(pattern, ids) for pattern in patterns])
