"""The names of what a transformer computes on the way from ids to logits: the field's own, in the order of one pass.

wte  wpe                                     the embeddings that are added to become the first resid_pre
h.0.resid_pre                                the residual stream as it enters block 0
  h.0.ln_1                                   normed, as attention reads it
  h.0.attn.q  h.0.attn.k  h.0.attn.v         queries, keys (both after their norm and RoPE, if any), values
  h.0.attn.attn_scores                       q · k / sqrt(D); -inf where a token would look ahead
  h.0.attn.pattern                           softmax of the scores: each row sums to 1
  h.0.attn.z                                 pattern times v: what each head read
h.0.attn_out  h.0.resid_mid                  z of all heads through out_proj; the stream after it was added
  h.0.ln_2                                   normed, as the MLP reads it
  h.0.mlp_pre  h.0.mlp_value  h.0.mlp_post   before the non-linearity; the gated value (SwiGLU only); after both
h.0.mlp_out  h.0.resid_post                  what the MLP adds; the stream as it leaves the block
ln_f  logits                                 the last stream, normed; a logit for each token of the vocabulary
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from llm_playground.errors import LONGEST_NAME, InvalidValue, UnknownName, filled, shown
from llm_playground.transformer.config import TransformerConfig

if TYPE_CHECKING:
    from torch import Tensor

_ALLOWED = 'the name of an activation, such as "h.*.attn.pattern"'

# In the order in which they are computed.
IN_BLOCK = (
    *("resid_pre", "ln_1", "attn.q", "attn.k", "attn.v", "attn.attn_scores", "attn.pattern", "attn.z"),
    *("attn_out", "resid_mid", "ln_2", "mlp_pre", "mlp_value", "mlp_post", "mlp_out", "resid_post"),
)


class Activations(Mapping[str, "Tensor"]):
    """Activations of one sequence of T tokens by name: float32, on the CPU, in the order of the forward pass.

    Streams and norms are (T, C); q and z (T, H, D), k and v (T, G, D); attn_scores and pattern (H, T, T), rows the
    queries; those of the MLP (T, n_inner); logits (T, V).
    """

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self._tensors = dict(tensors)

    def __getitem__(self, name: str) -> Tensor:
        if name not in self._tensors:
            raise UnknownName(f"{name!r} was not captured; there is {', '.join(self._tensors) or 'nothing'}.")
        return self._tensors[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tensors

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def __repr__(self) -> str:
        width = max(map(len, self._tensors), default=0)
        return "\n".join(f"{name:<{width}}  {tuple(tensor.shape)}" for name, tensor in self._tensors.items())


def activation_names(config: TransformerConfig) -> tuple[str, ...]:
    """Every name that a model of this shape has, in the order of its forward pass."""
    in_block = [name for name in IN_BLOCK if config.gated_mlp or name != "mlp_value"]
    blocks = [f"h.{layer}.{name}" for layer in range(config.n_layer) for name in in_block]
    return ("wte", *(("wpe",) if config.rope is None else ()), *blocks, "ln_f", "logits")


def replaceable(config: TransformerConfig) -> tuple[str, ...]:
    """Those of them that an edit can replace: all but the logits, which are what a person wants to see change."""
    return tuple(name for name in activation_names(config) if name != "logits")


def matching(there_are: Sequence[str], asked: str | Collection[str]) -> set[str]:
    """Those of the names `there_are` that are asked for, `*` standing for anything.

    Raises:
        UnknownName: something asked for fits none of them; the message lists what there is.
        InvalidValue: what is asked for is neither a name nor several.
    """
    if not isinstance(asked, Collection):
        raise InvalidValue(f"names is {shown(asked)}; it must be {_ALLOWED}, or several.", field="names")
    wanted: set[str] = set()
    for name in [asked] if isinstance(asked, str) else asked:
        filled("names", name, _ALLOWED)
        # No name is long, and a long pattern takes long to be read.
        found = {known for known in there_are if len(name) <= LONGEST_NAME and fnmatchcase(known, name)}
        if not found:
            last = max((int(known.split(".")[1]) for known in there_are if known.startswith("h.")), default=0)
            once = [known for known in there_are if known.startswith("h.0.") or not known.startswith("h.")]
            raise UnknownName(
                f"There is no activation {shown(name)}. There are {', '.join(once)}; and those of h.0 for every layer "
                f"up to h.{last}. A * stands for anything."
            )
        wanted |= found
    return wanted
