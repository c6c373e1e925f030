"""The dictionaries of features of the bundled models: fitted anew, and graded beside plain neurons.

    python benchmarks/dictionaries.py                     # the tables of benchmarks/README.md
    python benchmarks/dictionaries.py --fit               # fits and writes the files beside the weights, first
    python benchmarks/dictionaries.py --models tiny-gpt2

The recipe is below. Texts are those of the story world, of other seeds than the training of the models. One dictionary
takes about a minute for a thousand steps on one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Generator
from typing import Any

import llm_playground as lp
from llm_playground.engine.inside.dictionaries import PREFIX, SUFFIX, card_of, dictionary_of, offered
from llm_playground.engine.inside.dictionary_fitting import GRADED_ON, DictionaryRequest, making, reading
from llm_playground.engine.inside.rules import CHOOSING_SEED, GRADING_SEED, ruled_texts
from llm_playground.models.inside import inside
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_parts import ratio
from llm_playground.transformer.grading import Tokens, both_signs, grades

AUTOENCODER = DictionaryRequest("h.2.resid_post", n_features=512, k=10, steps=3000, n_texts=1600)
TRANSCODERS = [
    DictionaryRequest(f"h.{layer}.mlp", n_features=256, k=16, steps=1000, n_texts=1600) for layer in range(4)
]
BAD = DictionaryRequest("h.2.resid_post", n_features=64, k=2, steps=300, n_texts=500)
BASELINES = ("h.2.resid_post", "h.2.mlp_post", "h.3.mlp_post")


def returned(steps: Generator[Any, None, Any]) -> Any:
    """What a generator returns, when it has been run to its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def fit(model: LanguageModel) -> None:
    """Fit every dictionary of a bundled model and put it beside the weights."""
    for request in (AUTOENCODER, *TRANSCODERS):
        began = time.perf_counter()
        path = model.info.folder / f"{PREFIX}{request.at}{SUFFIX}"
        returned(making(model, request)).save(path)
        print(f"  {path.name}: {path.stat().st_size:,} bytes, {time.perf_counter() - began:.0f} s", flush=True)


def row(model: LanguageModel, name: str, dictionary: Any) -> str:
    card = card_of(model.name, name, dictionary)
    numbers = [
        f"{card.n_features}",
        f"{card.k}",
        f"{card.unexplained:.3f}",
        f"{card.dead:.1%}",
        f"{card.recovered:.1%}",
    ]
    return f"| {model.name} | {name} | {' | '.join(numbers)} | {ratio(card.median_f1)} ({len(card.rules)} rules) |"


def baseline(model: LanguageModel, name: str) -> str:
    """Each number of an activation as a unit, high or low, graded as features are."""
    found = []
    for seed in (CHOOSING_SEED, GRADING_SEED):
        texts = list(ruled_texts(model, GRADED_ON, seed))
        (units,) = returned(reading(inside(model).transformer, texts, [name], "reading"))
        found.append(Tokens(both_signs(units), [text.rules for text in texts]))
    best = grades(*found, above=-float("inf"))
    return (
        f"| {model.name} | single numbers of {name} | {found[0].units.shape[1] // 2} | | | | | {ratio(best.median)} |"
    )


def measure(model: LanguageModel) -> None:
    for name in offered(model):
        print(row(model, *dictionary_of(model, name)), flush=True)
    print(row(model, "a bad one, 300 steps", returned(making(model, BAD))), flush=True)
    for name in BASELINES:
        print(baseline(model, name), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=["tiny-gpt2", "tiny-qwen"])
    parser.add_argument("--fit", action="store_true", help="fit the dictionaries and write them, first")
    asked = parser.parse_args()
    for name in asked.models:
        model = lp.load(name)
        if asked.fit:
            fit(model)
        measure(model)


if __name__ == "__main__":
    main()
