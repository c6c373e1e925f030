"""The commands that write text and train models."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from llm_playground.errors import InvalidValue

if TYPE_CHECKING:
    from llm_playground.training.recipes import Recipe
    from llm_playground.training.sources import Source

STOPPED = 3  # exit status of a training that was stopped before its end


def corpus(
    out: Annotated[Path, typer.Option(help="The file to write.")],
    documents: Annotated[int, typer.Option(min=1, help="How many to write.")] = 10_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same text.")] = 1,
    dialogues: Annotated[
        bool, typer.Option("--dialogues", help="Write conversations in their chat template, not stories.")
    ] = False,
    world: Annotated[
        list[Path] | None, typer.Option(help="A file of your own with words and plots (see docs/story-world.md).")
    ] = None,
) -> None:
    """Write text of the story world: the kind of text that the bundled models were trained on."""
    from llm_playground.training.corpus_file import remove_rest, write_corpus

    if remove_rest(out):
        print(f"An earlier run was broken off: what it had written of {out} is removed, and all is written anew.")
    size = write_corpus(out, documents, seed, dialogues=dialogues, world=world or ())
    print(f"{documents:,} {'conversations' if dialogues else 'documents'}, {size / 1e6:.1f} MB: {out}")


def train(
    recipe: Annotated[
        str | None,
        typer.Option(help="tiny-gpt2, tiny-qwen, tiny-qwen-chat or smoke; with --text or --dataset, only its shape."),
    ] = None,
    text: Annotated[Path | None, typer.Option(help="Train on this text file.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Train on a data set of the Hugging Face hub.")] = None,
    column: Annotated[str, typer.Option(help="The data set's column with the texts.")] = "text",
    documents: Annotated[int, typer.Option(min=2, help="How many texts of the data set to take.")] = 100_000,
    base: Annotated[
        str | None, typer.Option(help="Train this model further: catalog key, hub id or checkpoint folder.")
    ] = None,
    lora: Annotated[int, typer.Option(min=0, help="Train only LoRA additions of this rank to the base.")] = 0,
    out: Annotated[
        Path | None, typer.Option(help="The run folder; an unfinished run in it goes on.", show_default="runs/NAME")
    ] = None,
    steps: Annotated[int | None, typer.Option(help="Another number of steps.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Another number of rows in a step.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="Another highest learning rate.")] = None,
    precision: Annotated[
        str | None, typer.Option(help="Of matrix products: auto, float32, bfloat16 or float16.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor threads to use; all if not given.")] = None,
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "auto",
) -> None:
    """Train a model: a bundled one anew, one on a text of your own, or a trained one further."""
    # OpenMP's threads wait for each other by spinning. Where other programs want the processor too, that made
    # a step three times as slow; sleeping costs nothing on a quiet machine. It is read when torch is loaded.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import torch

    from llm_playground.training.run import train

    chosen = _changed(
        _recipe(recipe, _source(text, dataset, column, documents), base, lora), steps, batch_size, learning_rate
    )
    if precision is not None:
        chosen = replace(chosen, precision=precision)  # type: ignore[arg-type]  # the recipe checks it
    if threads:
        torch.set_num_threads(threads)
    if train(chosen, out or Path("runs") / chosen.name, device=device) is None:
        raise typer.Exit(STOPPED)


def _source(text: Path | None, dataset: str | None, column: str, documents: int) -> Source | None:
    from llm_playground.training.sources import HubDataset, TextFile

    if text is not None and dataset is not None:
        raise InvalidValue("Both --text and --dataset are given; train on one of them.")
    if text is not None:
        source = TextFile(str(text))
        source.training()  # a wrong file is named now, before the run folder is made
        return source
    if dataset is None:
        return None
    HubDataset.check_library()  # before anything is written
    return HubDataset(dataset, documents, column)


def _recipe(name: str | None, source: Source | None, base: str | None, lora: int) -> Recipe:
    from llm_playground.training.own_text import fine_tuning, from_scratch
    from llm_playground.training.recipes import RECIPES, find_recipe
    from llm_playground.training.sources import HubDataset, TextFile

    if source is None:
        if name is None:
            raise InvalidValue(
                f"What is to be trained? Give --recipe ({', '.join(RECIPES)}), or --text FILE, or --dataset NAME."
            )
        recipe = find_recipe(name)
        if base is not None and recipe.base is None:
            raise InvalidValue(f"The recipe {recipe.name} begins with new weights: --base is for text of your own.")
        return replace(recipe, base=base or recipe.base, lora_rank=lora)
    assert isinstance(source, TextFile | HubDataset)
    own_name = Path(source.path).stem if isinstance(source, TextFile) else source.name.split("/")[-1]
    if base is not None:
        return fine_tuning(own_name, source, base, lora)
    return replace(from_scratch(own_name, source, name or "tiny-gpt2"), lora_rank=lora)


def _changed(recipe: Recipe, steps: int | None, batch_size: int | None, learning_rate: float | None) -> Recipe:
    """The recipe with other values. Fewer steps and lower rates take the warm-up and the lowest rate with them."""
    if steps is not None:
        recipe = replace(recipe, steps=steps, warmup_steps=min(recipe.warmup_steps, max(0, steps // 10)))
    if batch_size is not None:
        recipe = replace(recipe, batch_size=batch_size)
    if learning_rate is not None:
        lowest = learning_rate * recipe.min_learning_rate / recipe.learning_rate
        recipe = replace(recipe, learning_rate=learning_rate, min_learning_rate=lowest)
    return recipe
