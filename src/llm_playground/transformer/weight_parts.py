"""The parameters of a transformer, those that hold several matrices side by side cut into these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from llm_playground.transformer.config import TransformerConfig
from llm_playground.transformer.parameters import parameter_shapes


@dataclass(frozen=True, slots=True)
class WeightPart:
    """A matrix, a bias or the weight of a norm: the rows from `begin` to before `end` of our `parameter`.

    `kind` is what a part is called in every layer: "q", "k", "v", "o", "gate", "up", "down", "ln_1" …; outside the
    blocks "wte", "wpe", "ln_f", "lm_head". `layer` is None there. `shape` is that of these rows.
    """

    parameter: str
    layer: int | None
    kind: str
    is_bias: bool
    begin: int
    end: int
    shape: tuple[int, ...]

    @property
    def name(self) -> str:
        """ "h.3.q.weight", "wte.weight"."""
        at = "" if self.layer is None else f"h.{self.layer}."
        return f"{at}{self.kind}.{'bias' if self.is_bias else 'weight'}"


def weight_parts(config: TransformerConfig) -> tuple[WeightPart, ...]:
    """All parts of a model of this shape, in the order of its parameters; a tied lm_head, which is wte, is none."""
    return tuple(part for name, shape in parameter_shapes(config).items() for part in _parts(name, shape, config))


def _parts(name: str, shape: tuple[int, ...], config: TransformerConfig) -> Iterator[WeightPart]:
    module, _, what = name.rpartition(".")
    layer = int(module.split(".")[1]) if module.startswith("h.") else None
    begin = 0
    for kind, rows in _kinds(module.rpartition(".")[2], shape[0], config):
        yield WeightPart(name, layer, kind, what == "bias", begin, begin + rows, (rows, *shape[1:]))
        begin += rows


def _kinds(module: str, n_row: int, config: TransformerConfig) -> list[tuple[str, int]]:
    """What stands in a parameter, one below the other, and in how many rows."""
    if module == "qkv_proj":
        kv_rows = config.n_kv_head * config.head_dim
        return [("q", config.n_head * config.head_dim), ("k", kv_rows), ("v", kv_rows)]
    if module == "up_proj" and config.gated_mlp:
        return [("gate", config.n_inner), ("up", config.n_inner)]
    names = {"out_proj": "o", "up_proj": "up", "down_proj": "down"}
    return [(names.get(module, module), n_row)]
