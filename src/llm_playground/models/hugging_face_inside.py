"""A look into a model that runs through `transformers`: what any of its hundred architectures tells of itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from llm_playground.errors import InvalidValue, UnknownName, reason
from llm_playground.models.device_map import input_device
from llm_playground.models.inside import Inside, Shape
from llm_playground.models.seam import ModelInfo
from llm_playground.records import Module
from llm_playground.transformer.activations import Activations, matching
from llm_playground.transformer.anatomy import tree
from llm_playground.transformer.edits import Edit, check_edits, replaced
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.watching import kept


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

    def unembed(self, streams: Tensor) -> Tensor:
        """A pass over any tokens at all, since nothing is left of them once the last block's output is replaced.

        What follows it is another thing in each architecture: a norm, a scale, a cap on the logits.
        """
        last = f"h.{self.shape.n_layer - 1}.resid_post"
        return self.activations([0] * len(streams), "logits", [Edit(last, streams)])["logits"]

    @property
    def transformer(self) -> Transformer:
        raise InvalidValue(
            f"{self._info.name} ({self._info.architecture}) runs through transformers, where every architecture calls "
            "its parts by names of its own, so that it cannot be taken apart; models of the GPT-2, Llama, Qwen2 and "
            "Qwen3 families can."
        )

    def anatomy(self) -> Module:
        return tree(self._model, self._info.name)

    def activations(
        self, ids: Sequence[int], names: str | Collection[str] = "*", edits: Sequence[Edit] = ()
    ) -> Activations:
        if not 1 <= len(ids) <= self._info.context_length:
            raise InvalidValue(f"{len(ids)} token ids were given; this model reads 1 to {self._info.context_length}.")
        if min(ids) < 0 or max(ids) >= self._info.vocab_size:
            raise InvalidValue(f"A token id is outside the vocabulary (0 to {self._info.vocab_size - 1}).")
        self._check_replaced(edits)
        check_edits(edits, self.replaceable, len(ids), {})
        known = self._compute(ids, edits)
        with self._saying("tells no more of it than its streams, attention patterns and logits, as far as it has them"):
            wanted = matching(tuple(known), names)
        return Activations({name: kept(known[name]) for name in known if name in wanted})

    def _check_replaced(self, edits: Sequence[Edit]) -> None:
        """Refuse to replace anything but a stream, in the words of somebody who asked for a head or an MLP."""
        streams = self.replaceable
        if all(edit.name in streams for edit in edits):
            return
        can = (
            f"only the streams between its blocks can be ({streams[0]} to {streams[-1]})"
            if streams
            else "nothing can be"
        )
        raise UnknownName(
            f"{self._info.name} ({self._info.architecture}) runs through transformers, where no head and no MLP can be "
            f"switched off or replaced; {can}. Models of the GPT-2, Llama, Qwen2 and Qwen3 families can be taken apart."
        )

    @contextmanager
    def _saying(self, limit: str) -> Iterator[None]:
        """An unknown name within is told with what `transformers` offers of any model."""
        try:
            yield
        except UnknownName as error:
            runs = f"{self._info.name} ({self._info.architecture}) runs through transformers, which"
            raise UnknownName(f"{runs} {limit}. {error}") from error

    @property
    def replaceable(self) -> Sequence[str]:
        """What enters each block, and what leaves it."""
        layers = range(len(self._blocks()))
        return [f"h.{layer}.{stream}" for layer in layers for stream in ("resid_pre", "resid_post")]

    def _blocks(self) -> Sequence[nn.Module]:
        """The blocks, if they stand in a list, as in nearly every architecture."""
        n_layer = self.shape.n_layer
        lists = (part for part in self._model.modules() if isinstance(part, nn.ModuleList))
        return next((list(each) for each in lists if len(each) == n_layer), [])

    def _compute(self, ids: Sequence[int], edits: Sequence[Edit]) -> dict[str, Tensor]:
        """All that one pass tells, each with its batch of one, in the order of the forward pass."""
        heard: dict[str, Tensor] = {}
        with self._lock, torch.inference_mode(), ExitStack() as hooks:
            self._replace(edits, heard, hooks)
            self._listen(heard, hooks)
            output = self._run(torch.tensor([list(ids)], device=input_device(self._model)))
        streams, patterns = output.get("hidden_states") or (), output.get("attentions") or ()
        last = self.shape.n_layer - 1
        found: dict[str, Tensor | None] = {}
        for layer in range(self.shape.n_layer):
            found[f"h.{layer}.resid_pre"] = streams[layer] if layer < len(streams) else None
            found[f"h.{layer}.attn.pattern"] = patterns[layer] if layer < len(patterns) else None
            # What the last block writes is not among the streams: there it stands after the last norm.
            found[f"h.{layer}.resid_post"] = streams[layer + 1] if layer < last else heard.get("last")
        found |= {name: tensor for name, tensor in heard.items() if name in found}  # what was put in their places
        found |= {"ln_f": heard.get("ln_f"), "logits": output.logits}
        return {name: tensor for name, tensor in found.items() if tensor is not None}

    def _replace(self, edits: Sequence[Edit], heard: dict[str, Tensor], hooks: ExitStack) -> None:
        """Put other values in the place of streams, until `hooks` closes, and keep what is read in their stead."""

        def made(edit: Edit, stream: Tensor) -> Tensor:
            heard[edit.name] = replaced(edit, stream)
            return heard[edit.name]

        def entering(edit: Edit) -> Callable[..., Any]:
            return lambda _, inputs: (made(edit, inputs[0]), *inputs[1:])

        def leaving(edit: Edit) -> Callable[..., Any]:
            def hook(_: nn.Module, __: Any, output: Any) -> Any:
                return (made(edit, output[0]), *output[1:]) if isinstance(output, tuple) else made(edit, output)

            return hook

        blocks = self._blocks()
        for edit in edits:
            _, layer, stream = edit.name.split(".")
            block = blocks[int(layer)]
            if stream == "resid_pre":
                hooks.callback(block.register_forward_pre_hook(entering(edit)).remove)
            else:
                hooks.callback(block.register_forward_hook(leaving(edit)).remove)

    def _listen(self, heard: dict[str, Tensor], hooks: ExitStack) -> None:
        """Hear what the last block writes and what lm_head reads, until `hooks` closes."""

        def after_last(_: nn.Module, __: Any, output: Any) -> None:
            heard["last"] = output[0] if isinstance(output, tuple) else output

        def before_head(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            heard["ln_f"] = inputs[0]

        if blocks := self._blocks():
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
