"""A look into a model that runs through `transformers`: what any of its hundred architectures tells of itself."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor, nn

from llm_playground.errors import InvalidValue, UnknownName, reason
from llm_playground.models.inside import Inside, Shape
from llm_playground.models.seam import ModelInfo
from llm_playground.records import Module
from llm_playground.transformer.anatomy import tree
from llm_playground.transformer.capture import Activations, matching


class InsideHuggingFace(Inside):
    """The streams between the blocks, the attention patterns, what lm_head reads, and the logits.

    Every architecture calls the rest of its parts by names of its own, so no more is offered.

    Args:
        lock: held while the model computes, since its attention is switched over meanwhile.
    """

    def __init__(self, model: Any, info: ModelInfo, lock: threading.Lock) -> None:
        self._model, self._info, self._lock = model, info, lock

    @property
    def shape(self) -> Shape:
        config = self._model.config.get_text_config()
        n_head = getattr(config, "num_attention_heads", None) or 0
        n_kv_head = getattr(config, "num_key_value_heads", None) or n_head
        return Shape(getattr(config, "num_hidden_layers", None) or 0, n_head, n_kv_head)

    def anatomy(self) -> Module:
        return tree(self._model, self._info.name)

    def activations(self, ids: Sequence[int], names: str | Collection[str] = "*") -> Activations:
        if not 1 <= len(ids) <= self._info.context_length:
            raise InvalidValue(f"{len(ids)} token ids were given; this model reads 1 to {self._info.context_length}.")
        if min(ids) < 0 or max(ids) >= self._info.vocab_size:
            raise InvalidValue(f"A token id is outside the vocabulary (0 to {self._info.vocab_size - 1}).")
        known = self._compute(ids)
        try:
            wanted = matching(tuple(known), names)
        except UnknownName as error:
            raise UnknownName(
                f"{self._info.name} ({self._info.architecture}) runs through transformers, which tells no more of it "
                f"than its streams, attention patterns and logits, as far as it has them. {error}"
            ) from error
        return Activations({name: _kept(known[name]) for name in known if name in wanted})

    def _compute(self, ids: Sequence[int]) -> dict[str, Tensor]:
        """All that one pass tells, each with its batch of one, in the order of the forward pass."""
        heard: dict[str, Tensor] = {}
        with self._lock, torch.inference_mode(), ExitStack() as hooks:
            self._listen(heard, hooks)
            output = self._run(torch.tensor([list(ids)], device=self._model.device))
        streams, patterns = output.get("hidden_states") or (), output.get("attentions") or ()
        last = self.shape.n_layer - 1
        found: dict[str, Tensor | None] = {}
        for layer in range(self.shape.n_layer):
            found[f"h.{layer}.resid_pre"] = streams[layer] if layer < len(streams) else None
            found[f"h.{layer}.attn.pattern"] = patterns[layer] if layer < len(patterns) else None
            # What the last block writes is not among the streams: there it stands after the last norm.
            found[f"h.{layer}.resid_post"] = streams[layer + 1] if layer < last else heard.get("last")
        found |= {"ln_f": heard.get("ln_f"), "logits": output.logits}
        return {name: tensor for name, tensor in found.items() if tensor is not None}

    def _listen(self, heard: dict[str, Tensor], hooks: ExitStack) -> None:
        """Hear what the last block writes and what lm_head reads, until `hooks` closes."""

        def after_last(_: nn.Module, __: Any, output: Any) -> None:
            heard["last"] = output[0] if isinstance(output, tuple) else output

        def before_head(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            heard["ln_f"] = inputs[0]

        n_layer = self.shape.n_layer
        lists = (part for part in self._model.modules() if isinstance(part, nn.ModuleList))
        if (blocks := next((each for each in lists if len(each) == n_layer), None)) is not None:
            hooks.callback(blocks[-1].register_forward_hook(after_last).remove)
        hooks.callback(self._model.get_output_embeddings().register_forward_pre_hook(before_head).remove)

    def _run(self, ids: Tensor) -> Any:
        model, asked = self._model, {"output_hidden_states": True, "use_cache": False, "return_dict": True}
        if self.shape.n_head == 0:
            return model(ids, **asked)
        quick = model.config._attn_implementation
        try:
            # Only this implementation has the pattern in its hands; the quick ones never write it down.
            model.set_attn_implementation("eager")
            return model(ids, output_attentions=True, **asked)
        except Exception as error:  # a library of a hundred architectures, each with errors of its own
            raise InvalidValue(
                f"{self._info.name} ({self._info.architecture}) cannot be looked into through transformers "
                f"({reason(error)}); it can still generate."
            ) from error
        finally:
            model.set_attn_implementation(quick)


def _kept(tensor: Tensor) -> Tensor:
    return tensor[0].detach().to("cpu", torch.float32, copy=True)
