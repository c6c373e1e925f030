"""Which heads and MLPs carry what a training has changed: parts of one model put into the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.decoding.distribution import log_softmax
from llm_playground.engine.changed.behaviour import MOST_NEW, answer_of
from llm_playground.engine.changed.twins import twins
from llm_playground.engine.inside.inspection import MOST_OF_A_MAP, prompt_to_show
from llm_playground.errors import InvalidValue, whole_number
from llm_playground.models.inside import Inside, inside
from llm_playground.models.prompting import PromptInput, encoding_of_ids
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_changed import cross_patching_text
from llm_playground.records import Encoding
from llm_playground.records.changed import CrossPatchingMap, Transplants

if TYPE_CHECKING:
    from llm_playground.transformer.activations import Activations

LEAST = 0.01  # nats between both models, of which shares still say something


class Carried(CrossPatchingMap):
    """A map that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return cross_patching_text(self)


def cross_patching_map(
    model: str | Path | LanguageModel, tuned: str | Path | LanguageModel, prompt: PromptInput, n_answered: int = 0
) -> Carried:
    """Put what each part of a fine-tuned model writes into its base, and the other way round, and see what the next
    token owes to it.

    Both models read the same tokens. A head, attention as a whole or the MLP of a layer is handed over at all of them;
    then the log-probability of the token that `tuned` thinks likeliest tells how much of the way to the other model
    this part alone has gone. Put into the base, a part shows what it brings about; put into `tuned`, what is lost
    without the training of it. Beside the parts stands the whole stream, with all that was written before a layer.

    Patching between two models: Prakash et al. 2024, Fine-Tuning Enhances Existing Mechanisms.

    Args:
        model, tuned: as for `weight_change`.
        prompt: as for `weight_path`; with `n_answered` tokens at most 64.
        n_answered: so many tokens of the greedy answer of `tuned` are read behind it, from 0 to 100, so that the next
            token is a later one of the answer.

    Raises:
        InvalidValue: the two are not built alike, the text is too long, or the answer has not so many tokens.
        PlaygroundError: as `generate`.
    """
    n_answered = whole_number("n_answered", n_answered, 0, MOST_NEW)
    pair = twins(model, tuned)
    encoding = _text(pair.tuned, prompt, n_answered)
    from llm_playground.transformer.transplants import written_names

    one, other = (inside(model) for model in (pair.base, pair.tuned))
    names = [*written_names(pair.before.config), "logits"]
    ours, theirs = (view.activations(encoding.ids, names) for view in (one, other))
    logits = [found["logits"][-1].numpy() for found in (ours, theirs)]
    base_token, token = (int(row.argmax()) for row in logits)
    before, after = (float(log_softmax(row)[token]) for row in logits)
    piece = pair.tuned.piece
    return Carried(
        pair.base.name,
        pair.tuned.name,
        encoding,
        n_answered,
        token,
        piece(token),
        base_token,
        piece(base_token),
        before,
        after,
        abs(after - before) >= LEAST,
        _into(one, ours, other, theirs, encoding.ids, token),
        _into(other, theirs, one, ours, encoding.ids, token),
    )


def _text(model: LanguageModel, prompt: PromptInput, n_answered: int) -> Encoding:
    """The prompt, and so many tokens of the answer."""
    read = prompt_to_show(model, prompt, MOST_OF_A_MAP)
    if n_answered == 0:
        return read
    ids = answer_of(model, read, n_answered)
    if len(ids) < n_answered:
        raise InvalidValue(
            f"n_answered is {n_answered}, but the answer of {model.name} has {len(ids)} tokens.",
            field="n_answered",
            subject="n_answered",
        )
    return prompt_to_show(model, encoding_of_ids(model, (*read.ids, *ids)).ids, MOST_OF_A_MAP)


def _into(
    host: Inside, seen: Activations, donor: Inside, given: Activations, ids: Sequence[int], token: int
) -> Transplants:
    """The log-probability of `token` by `host` with each part of `donor`."""
    from llm_playground.transformer.transplants import transplants

    edits = transplants(host.transformer, seen, donor.transformer, given)
    rows = host.next_logits(ids, list(edits.values()))
    found: Mapping[str, float] = {name: float(log_softmax(row)[token]) for name, row in zip(edits, rows, strict=True)}
    shape = host.shape
    layers = range(shape.n_layer)
    last = seen[f"h.{shape.n_layer - 1}.resid_post"][-1:]
    return Transplants(
        tuple(tuple(found[f"h.{layer}.attn.{head}"] for head in range(shape.n_head)) for layer in layers),
        tuple(found[f"h.{layer}.attn"] for layer in layers),
        tuple(found[f"h.{layer}.mlp"] for layer in layers),
        tuple(found[f"h.{layer}"] for layer in range(shape.n_layer + 1)),
        float(log_softmax(donor.unembed(last)[0].numpy())[token]),
    )
