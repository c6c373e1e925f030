"""Our own transformer behind both seams.

Many models need PyTorch, whose import takes seconds, only to be looked into; so importing this does not bring it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from llm_playground.errors import InvalidValue
from llm_playground.models.cached import CACHE_BYTES, CachedModel, Forward
from llm_playground.models.inside import Inside, Shape
from llm_playground.models.large_forward import LargeForward
from llm_playground.models.numpy_forward import Floats, known_activation
from llm_playground.models.once import Once
from llm_playground.models.prefix_cache import KV, KVShape, PrefixCache
from llm_playground.models.seam import ModelInfo
from llm_playground.models.small_forward import SmallForward
from llm_playground.records import Module
from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.laying_out import check_numbers, laid_out
from llm_playground.transformer.opening import Checkpoint
from llm_playground.transformer.weights import Weights

if TYPE_CHECKING:
    from torch import Tensor

    from llm_playground.transformer.activations import Activations
    from llm_playground.transformer.edits import Edit
    from llm_playground.transformer.model import Transformer

T = TypeVar("T")


class NativeModel(CachedModel):
    """A model of an architecture that `transformer/model.py` computes.

    Args:
        forward: makes the forward pass, once, when something is first computed.
        empty: makes an array or tensor for keys and values, as `forward` reads and writes them.
        build: makes the `Transformer`, once, when somebody asks for it.
    """

    def __init__(
        self,
        info: ModelInfo,
        config: TransformerConfig,
        forward: Callable[[], Forward],
        empty: Callable[[tuple[int, ...]], KV],
        build: Callable[[], Transformer],
    ) -> None:
        shape = KVShape(config.n_layer, config.n_kv_head, config.head_dim, config.context_length)
        super().__init__(info, forward, PrefixCache(shape, empty, CACHE_BYTES))
        self.config = config
        self._transformer = Once(build)

    @property
    def transformer(self) -> Transformer:
        """The model that one reads, with the weights that generate. In most cases it is built at the first call."""
        return self._transformer()

    def inside(self) -> Inside:
        return InsideNative(self)


def numpy_model(info: ModelInfo, checkpoint: Checkpoint) -> NativeModel:
    """A small model: it generates in NumPy on the CPU.

    Raises:
        CheckpointError: a file is damaged.
    """
    config, parameters = checkpoint.config, checkpoint.arrays()
    forward = SmallForward(config, parameters)
    return NativeModel(info, config, lambda: forward, _empty, lambda: _in_torch(config, parameters))


def large_model(info: ModelInfo, checkpoint: Checkpoint) -> NativeModel:
    """A larger model in float32 on the CPU, with an activation that is `known_activation`.

    The files of a folder are mapped, and checked; the weights are laid out, in float32, by whoever first uses them.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
    """
    config = checkpoint.config
    parameters = _when_used(checkpoint, partial(check_numbers, checkpoint), partial(laid_out, checkpoint))
    model: NativeModel

    def forward() -> Forward:
        return LargeForward(config, parameters(), lambda: model.transformer)

    model = NativeModel(info, config, forward, _empty, lambda: _in_torch(config, parameters()))
    return model


def torch_model(info: ModelInfo, transformer: Transformer) -> NativeModel:
    """A model that PyTorch computes where and in what numbers its weights are."""
    import torch

    from llm_playground.models.torch_forward import TorchForward

    config, weight = transformer.config, transformer.wte.weight
    empty = partial(torch.empty, device=weight.device, dtype=weight.dtype)
    return NativeModel(info, config, lambda: TorchForward(transformer), empty, lambda: transformer)


def int8_model(info: ModelInfo, checkpoint: Checkpoint) -> NativeModel:
    """A model that generates with eight bits a weight on the CPU; what one looks into are the same numbers, read back.

    Of a folder every number is checked; it is rounded by whoever first uses the model.

    Raises:
        CheckpointError: a file is damaged, or holds NaN or infinite numbers.
        InvalidValue: its non-linearity, or this build of PyTorch, is not one that computes this.
    """
    from llm_playground.transformer.fewer_bits import check_before_rounding, read_int8
    from llm_playground.transformer.int8 import can_int8

    if not known_activation(checkpoint.config) or not can_int8():
        raise InvalidValue(
            "dtype is 'int8', which is computed on x86 processors, for GPT-2 with gelu_tanh and models with SwiGLU; "
            "choose 'float32'.",
            field="dtype",
        )
    return _rounded_model(info, checkpoint, partial(check_before_rounding, checkpoint), partial(read_int8, checkpoint))


def half_model(info: ModelInfo, checkpoint: Checkpoint, dtype: str) -> NativeModel | None:
    """A model that generates with "bfloat16" or "float16" weights on the CPU, all else in float32; as `int8_model`.

    None where its non-linearity, or this build of PyTorch, is not one that computes this.

    Raises:
        CheckpointError: as `int8_model`.
        InvalidValue: a weight is too large for it.
    """
    import torch

    from llm_playground.transformer.fewer_bits import check_before_rounding, read_half
    from llm_playground.transformer.half import can_half

    if not known_activation(checkpoint.config) or not can_half():
        return None
    half = getattr(torch, dtype)
    check = partial(check_before_rounding, checkpoint, half)
    return _rounded_model(info, checkpoint, check, partial(read_half, checkpoint, half))


def _rounded_model(
    info: ModelInfo, checkpoint: Checkpoint, check: Callable[[], None], read: Callable[..., Transformer]
) -> NativeModel:
    """`read` gives the rounded model."""
    from llm_playground.models.rounded_forward import RoundedForward
    from llm_playground.transformer.fewer_bits import read_back

    stored = _when_used(checkpoint, check, read)
    return NativeModel(info, checkpoint.config, lambda: RoundedForward(stored()), _empty, lambda: read_back(stored()))


def _when_used(checkpoint: Checkpoint, check: Callable[[], None], read: Callable[..., T]) -> Once[T]:
    """What `read` makes of the weights: of a folder, whose files are mapped, now checked and read when first used."""
    if isinstance(checkpoint.weights, Weights):
        check()
        return Once(partial(read, is_checked=True))
    made = read()
    return Once(lambda: made)


_empty = partial(np.empty, dtype=np.float32)  # keys and values of a forward pass in NumPy


def _in_torch(config: TransformerConfig, parameters: Mapping[str, Floats]) -> Transformer:
    """The transformer whose parameters are these arrays, in the same memory."""
    import torch

    from llm_playground.transformer.checkpoint import transformer_of

    return transformer_of(config, {name: torch.from_numpy(array) for name, array in parameters.items()})


class InsideNative(Inside):
    """Every activation that `transformer.activations` names, and each of them replaced if asked."""

    def __init__(self, model: NativeModel) -> None:
        self._model = model

    @property
    def shape(self) -> Shape:
        config = self._model.config
        return Shape(config.n_layer, config.n_head, config.n_kv_head)

    @property
    def replaceable(self) -> Sequence[str]:
        from llm_playground.transformer.activations import replaceable

        return replaceable(self._model.config)

    def unembed(self, streams: Tensor) -> Tensor:
        import torch

        transformer, weight = self._model.transformer, self._model.transformer.wte.weight
        with torch.no_grad():
            logits = transformer.lm_head(transformer.ln_f(streams.to(weight.device, weight.dtype)))
        return logits.to("cpu", torch.float32)

    @property
    def transformer(self) -> Transformer:
        return self._model.transformer

    def anatomy(self) -> Module:
        from llm_playground.transformer.anatomy import anatomy_of

        return anatomy_of(self._model.config, self._model.name)

    def activations(
        self, ids: Sequence[int], names: str | Collection[str] = "*", edits: Sequence[Edit] = ()
    ) -> Activations:
        from llm_playground.transformer.capture import capture

        return capture(self._model.transformer, ids, names, edits)

    def next_logits(self, ids: Sequence[int], variants: Sequence[Sequence[Edit]]) -> NDArray[np.float32]:
        from llm_playground.transformer.variants import next_logits_under

        return next_logits_under(self._model.transformer, ids, variants).numpy()
