"""How well each lens of the bundled models foresees the model's own answer; and the Jacobian lenses, fitted anew.

    python benchmarks/lenses.py                          # the table of benchmarks/README.md
    python benchmarks/lenses.py --fit                    # fits and writes jacobian_lens.pt beside the weights, first
    python benchmarks/lenses.py --models tiny-gpt2

Texts are those of the corpus that the model was trained on, of other seeds than its training; nothing else is drawn by
chance. A fit of 100 texts takes minutes: it prints, after every tenth, how much the mean still moves.
"""

from __future__ import annotations

import argparse

import torch

import llm_playground as lp
from llm_playground.engine.inside.corpus_texts import HELD_OUT_SEED, corpus_texts
from llm_playground.engine.inside.readers import FILE, carry_of
from llm_playground.models.inside import Inside, inside
from llm_playground.transformer.jacobian import JacobianLens, fitting_jacobian
from llm_playground.transformer.lens import Carry

KINDS = ("logit", "linear", "jacobian")
FITTED_ON, MEASURED_ON = 100, 40


def fit(name: str) -> None:
    """Fit the Jacobian lens of a bundled model and put it beside the weights."""
    model, before = lp.load(name), None
    texts = corpus_texts(model, FITTED_ON)
    print(f"{name}: {len(texts)} texts, {sum(map(len, texts)):,} tokens")
    for lens in fitting_jacobian(inside(model).transformer, texts):
        if before is not None and lens.n_prompts % 10 == 0:
            print(f"  {lens.n_prompts} texts, the last moved the mean by {moved(before, lens)}", flush=True)
        before = lens
    assert before is not None
    path = model.info.folder / FILE
    before.save(path)
    kept = JacobianLens.load(path)
    print(f"  {path.stat().st_size:,} bytes; rounding to float16 moved it by {moved(before, kept)}")


def moved(before: JacobianLens, after: JacobianLens) -> str:
    """How far the matrix of each layer moved, as a share of its norm."""
    change = (after.matrices - before.matrices).flatten(1).norm(dim=1) / before.matrices.flatten(1).norm(dim=1)
    return ", ".join(f"{float(share):.1e}" for share in change)


def measure(name: str) -> None:
    """Print how often the likeliest token of each layer is the model's, and the KL divergence in nats."""
    model = lp.load(name)
    view = inside(model)
    texts = corpus_texts(model, MEASURED_ON, HELD_OUT_SEED)
    print(f"\n{name}: likeliest token the model's / KL (nats), on {sum(map(len, texts)):,} held-out tokens")
    for kind in KINDS:
        cells = measured(view, carry_of(model, kind, None), texts)
        print(f"| {kind} | " + " | ".join(f"{100 * same:.0f} % / {kl:.2f}" for same, kl in cells) + " |")


def measured(view: Inside, carry: Carry, texts: list[list[int]]) -> list[tuple[float, float]]:
    """For each layer the share of agreement with the model and the mean divergence from it."""
    n_layer = view.shape.n_layer
    sums = torch.zeros(n_layer, 3, dtype=torch.float64)
    for ids in texts:
        seen = view.activations(ids, [*(f"h.{layer}.resid_pre" for layer in range(n_layer)), "logits"])
        own = seen["logits"].double().log_softmax(-1)
        for layer in range(n_layer):
            said = view.unembed(carry(layer, seen[f"h.{layer}.resid_pre"])).double().log_softmax(-1)
            same = (said.argmax(-1) == own.argmax(-1)).sum()
            sums[layer] += torch.stack([same.double(), (own.exp() * (own - said)).sum(), torch.tensor(len(ids) * 1.0)])
    return [(float(same / count), float(kl / count)) for same, kl, count in sums]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=["tiny-gpt2", "tiny-qwen", "tiny-qwen-chat"])
    parser.add_argument("--fit", action="store_true", help="fit the Jacobian lenses and write them, first")
    asked = parser.parse_args()
    for name in asked.models:
        if asked.fit:
            fit(name)
        measure(name)


if __name__ == "__main__":
    main()
