"""What the heads of a model do: their scores on tokens that come twice, and on a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from llm_playground.engine.shelf import SHELF
from llm_playground.errors import InvalidValue
from llm_playground.models.inside import Inside, inside
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.transformer.heads import Floats, by_layer, induction_on_repeated, repeated_tokens, scores_of_heads

HALF = 50  # random tokens, which then come again


@dataclass(frozen=True, slots=True, eq=False)
class Heads:
    """The scores of every head: name -> float64 (n_layer, n_head); what they mean, `transformer.heads` says.

    `on_repeated` are those on random tokens that come twice, with one more, "repeated_induction"; `on_text` those on
    the text that was given, None without one.
    """

    model: str
    on_repeated: dict[str, Floats]
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
    on_repeated = _scores(view, repeated, twice=True)
    if prompt is None:
        return Heads(language_model.name, on_repeated)
    text = make_prompt(language_model, prompt)
    return Heads(language_model.name, on_repeated, text, _scores(view, text.ids))


def _scores(view: Inside, ids: Sequence[int], *, twice: bool = False) -> dict[str, Floats]:
    found = view.activations(ids, "h.*.attn.pattern")
    patterns = [pattern.numpy() for pattern in found.values()]
    each = [scores_of_heads(pattern, ids) for pattern in patterns]
    if twice:
        each = [
            scores | {"repeated_induction": induction_on_repeated(pattern)}
            for scores, pattern in zip(each, patterns, strict=True)
        ]
    return by_layer(each)
