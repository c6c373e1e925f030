"""`python -m llm_playground.training RECIPE --out FOLDER`: train one of the recipes, or go on with it."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from llm_playground.errors import PlaygroundError
from llm_playground.training.recipes import RECIPES, find_recipe


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 finished, 1 an error, 3 stopped before the end."""
    parser = argparse.ArgumentParser(prog="python -m llm_playground.training", description=__doc__)
    parser.add_argument("recipe", help=f"one of: {', '.join(RECIPES)}")
    parser.add_argument("--out", type=Path, required=True, help="the run folder; an unfinished run in it goes on")
    parser.add_argument("--tokenizer", type=Path, help="a folder with the tokenizer.json to use; none is trained then")
    parser.add_argument("--steps", type=int, help="another number of steps than the recipe's")
    parser.add_argument("--documents", type=int, help="another number of training documents than the recipe's")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), help="of matrix products")
    parser.add_argument("--threads", type=int, help="processor threads to use; all if not given")
    parser.add_argument("--device", help="cpu or cuda; the best there is if not given")
    options = parser.parse_args(arguments)

    # OpenMP's threads wait for each other by spinning. Where other programs want the processor too, that made
    # a step three times as slow; sleeping costs nothing on a quiet machine. It is read when torch is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import torch

    from llm_playground.training.run import train

    if options.threads:
        torch.set_num_threads(options.threads)
    changes = {
        name: value for name in ("steps", "documents", "precision") if (value := getattr(options, name)) is not None
    }
    try:
        recipe = replace(find_recipe(options.recipe), **changes)
        model = train(recipe, options.out, tokenizer_folder=options.tokenizer, device=options.device)
    except PlaygroundError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if model else 3


if __name__ == "__main__":
    sys.exit(main())
