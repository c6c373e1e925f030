"""Our own transformer behind both seams."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from llm_playground.models.cached import CACHE_BYTES, CachedModel
from llm_playground.models.inside import Inside, Shape
from llm_playground.models.prefix_cache import KVShape, PrefixCache
from llm_playground.models.seam import ModelInfo
from llm_playground.models.small_forward import SmallForward
from llm_playground.models.torch_forward import TorchForward
from llm_playground.records import Module
from llm_playground.transformer.anatomy import anatomy_of
from llm_playground.transformer.capture import Activations, capture
from llm_playground.transformer.model import Transformer


class NativeModel(CachedModel):
    """A `Transformer`, in NumPy where it is small and in PyTorch where it is not.

    Args:
        cache_bytes: the most memory that keys, values and logits of known sequences may hold between calls.
    """

    def __init__(self, info: ModelInfo, transformer: Transformer, *, cache_bytes: int = CACHE_BYTES) -> None:
        weight, config = transformer.wte.weight, transformer.config
        forward = SmallForward(transformer) if SmallForward.suits(transformer) else TorchForward(transformer)
        shape = KVShape(config.n_layer, config.n_kv_head, config.head_dim, config.context_length)
        super().__init__(info, forward, PrefixCache(shape, weight.device, weight.dtype, cache_bytes))
        self.transformer = transformer

    def inside(self) -> Inside:
        return InsideNative(self.transformer, self.name)


class InsideNative(Inside):
    """Every activation that `transformer.capture` names."""

    def __init__(self, transformer: Transformer, name: str) -> None:
        self._transformer, self._name = transformer, name

    @property
    def shape(self) -> Shape:
        config = self._transformer.config
        return Shape(config.n_layer, config.n_head, config.n_kv_head)

    def anatomy(self) -> Module:
        return anatomy_of(self._transformer.config, self._name)

    def activations(self, ids: Sequence[int], names: str | Collection[str] = "*") -> Activations:
        return capture(self._transformer, ids, names)
