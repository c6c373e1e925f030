"""The Jacobian lens: what the stream at a layer disposes the model to say, now or later, on average over many texts.

Each layer has one matrix that carries its stream to the last block's output, and ln_f and lm_head read the result:

    J = mean over texts of  mean over t in V of  Σ over t' in V, t' ≥ t of  ∂ h_final[t'] / ∂ h[t]      (C, C)

V are the positions of a text without the first ones, where attention rests when it has nothing to read, and without
the last, which has no next token. Effects on all later tokens are summed, so J tells what is said at this or a later
position; it is not the best guess at the next token.

Reference: Gurnee et al. 2026 (Verbalizable Representations Form a Global Workspace in Language Models), whose estimator
and file format these are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor

from llm_playground.errors import CheckpointError, InvalidValue, reason
from llm_playground.transformer.model import Transformer
from llm_playground.transformer.watching import watched

SKIPPED = 16  # positions at the beginning of each text
AT_ONCE = 48  # rows of J from one backward pass


@dataclass(frozen=True, eq=False)
class JacobianLens:
    """`matrices` float32 (n_layer, C, C): that of row i carries h.i.resid_pre to the last resid_post.

    `n_prompts` texts were averaged.
    """

    matrices: Tensor
    n_prompts: int

    def carry(self, layer: int, stream: Tensor) -> Tensor:
        """What the stream (N, C) that enters block `layer` does to the last block's output."""
        return stream @ self.matrices[layer].T

    def save(self, path: Path) -> None:
        """Write the file that the authors' code and others read, in float16 as theirs.

        There the source layers are blocks, by what leaves them; what enters the first is a further entry.
        """
        entering, *leaving = self.matrices.half()
        torch.save(
            {
                "J": {layer: matrix.clone() for layer, matrix in enumerate(leaving)},
                "n_prompts": self.n_prompts,
                "source_layers": list(range(len(leaving))),
                "d_model": self.matrices.shape[-1],
                "J_embedding": entering.clone(),
            },
            path,
        )

    def packed(self) -> bytes:
        """The matrices in float16 as a file of safetensors, which has one tensor, "jacobian"."""
        return save({"jacobian": self.matrices.half().contiguous()})

    @classmethod
    def load(cls, path: Path) -> JacobianLens:
        """The lens of a file that `save` wrote.

        Raises:
            CheckpointError: it cannot be read as one; of a file without an entry for the embeddings, too.
        """
        try:
            data = torch.load(path, map_location="cpu", weights_only=True)
            matrices = [data["J_embedding"], *(data["J"][layer] for layer in sorted(data["J"]))]
            return cls(torch.stack(matrices).float(), int(data["n_prompts"]))
        except Exception as error:  # of unpickling, of reading and of what is not there
            raise CheckpointError(f"{path} is not a Jacobian lens ({reason(error)}): fit it anew.") from error


def fit_jacobian(transformer: Transformer, texts: Iterable[Sequence[int]], skipped: int = SKIPPED) -> JacobianLens:
    """The Jacobian lens of a model, from texts as token ids: a forward and C / 48 backward passes for each.

    The authors use 100 texts of 128 tokens and more. Nothing is drawn by chance. Texts that are too short are left out.

    Raises:
        InvalidValue: no text has more than `skipped` + 1 tokens.
    """
    fitted = deque(fitting_jacobian(transformer, texts, skipped), maxlen=1)
    if not fitted:
        raise InvalidValue(f"A Jacobian lens is fitted on texts of at least {skipped + 2} tokens; none is that long.")
    return fitted[0]


def fitting_jacobian(
    transformer: Transformer, texts: Iterable[Sequence[int]], skipped: int = SKIPPED
) -> Iterator[JacobianLens]:
    """The lens after each text, for whoever watches how the mean settles."""
    total = torch.zeros((), dtype=torch.float64)
    for count, ids in enumerate((ids for ids in texts if len(ids) > skipped + 1), 1):
        total = total + text_jacobians(transformer, ids, skipped)
        yield JacobianLens((total / count).float(), count)


def text_jacobians(transformer: Transformer, ids: Sequence[int], skipped: int = SKIPPED) -> Tensor:
    """The J of every layer from one text: float64 (n_layer, C, C), before any mean over texts."""
    config, streams = transformer.config, _streams(transformer, ids)
    *sources, final = streams
    valid = slice(skipped, len(ids) - 1)
    found = final.new_zeros(config.n_layer, config.n_embd, config.n_embd, dtype=torch.float64)
    for first in range(0, config.n_embd, AT_ONCE):
        rows = slice(first, min(first + AT_ONCE, config.n_embd))
        # One number of h_final at all its positions at once: no token reads a later one, so that what arrives at a
        # source is the sum over the targets that follow it.
        of_rows = torch.eye(config.n_embd, device=final.device, dtype=final.dtype)[rows]
        wanted = final.new_zeros(len(of_rows), *final.shape)
        wanted[:, :, valid] = of_rows[:, None, None]
        gradients = torch.autograd.grad(final, sources, wanted, retain_graph=True, is_grads_batched=True)
        for layer, gradient in enumerate(gradients):
            found[layer, rows] = gradient[:, 0, valid].double().mean(1)
    return found.cpu()


def _streams(transformer: Transformer, ids: Sequence[int]) -> list[Tensor]:
    """The streams between the blocks, (1, T, C) each, as a graph that begins at the first of them."""
    n_layer = transformer.config.n_layer
    last = f"h.{n_layer - 1}.resid_post"
    names = [*(f"h.{layer}.resid_pre" for layer in range(n_layer)), last]
    streams: dict[str, Tensor] = {}

    def visit(name: str, tensor: Tensor) -> Tensor:
        if name in names:
            streams[name] = tensor.detach().requires_grad_() if name == names[0] else tensor
            return streams[name]
        return tensor

    # Scores are watched so that attention goes step by step: its quick forms give no batch of gradients.
    scores = [f"h.{layer}.attn.attn_scores" for layer in range(n_layer)]
    device = transformer.wte.weight.device
    with torch.enable_grad(), watched(transformer, {*names, *scores}, visit) as attend:
        transformer.hidden(torch.tensor([list(ids)], device=device), torch.arange(len(ids), device=device), attend)
    return [streams[name] for name in names]
