"""The commands that write text and train models."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import click

from llm_playground.cli.options import A_MODEL, DeviceOption, Flag, command, name, number, path
from llm_playground.decoding.parameter import Parameter
from llm_playground.decoding.parameters import LARGEST_SEED
from llm_playground.errors import InvalidValue
from llm_playground.training.parameters import RECIPE_PARAMETERS

if TYPE_CHECKING:
    from llm_playground.training.recipes import Recipe
    from llm_playground.training.sources import Source

DOCUMENTS = Parameter(name="documents", effect="How many to write.", lowest=1, whole=True)
SEED = Parameter(name="seed", effect="The same seed gives the same text.", lowest=0, highest=LARGEST_SEED, whole=True)
TEXTS = Parameter(name="documents", effect="How many texts of the data set to take.", lowest=2, whole=True)
THREADS = Parameter(name="threads", effect="Processor threads to use.", lowest=1, whole=True)
LORA = replace(RECIPE_PARAMETERS["lora_rank"], name="lora")
RECIPE_HELP = "tiny-gpt2, tiny-qwen, tiny-qwen-chat or smoke; with --text or --dataset, only its shape"
AS_THE_RECIPE = "that of the recipe unless given"

STOPPED = 3  # exit status of a training that was stopped before its end


@command()
def corpus(
    out: Annotated[Path, path("The file to write", "--out")],
    documents: Annotated[int, number(DOCUMENTS)] = 10_000,
    seed: Annotated[int, number(SEED)] = 1,
    dialogues: Annotated[bool, Flag("--dialogues", "Write conversations in their chat template, not stories.")] = False,
    force: Annotated[bool, Flag("--force", "Replace the file, if there is one.")] = False,
    world: Annotated[
        list[Path] | None,
        path("A file of your own with words and plots (see docs/story-world.md); repeatable", "--world"),
    ] = None,
) -> None:
    """Write text of the story world: the kind of text that the bundled models were trained on."""
    from llm_playground.training.corpus_file import remove_rest, write_corpus

    if remove_rest(out):
        print(f"An earlier run was broken off: what it had written of {out} is removed, and all is written anew.")
    size = write_corpus(out, documents, seed, dialogues=dialogues, world=world or (), replace=force)
    print(f"{documents:,} {'conversations' if dialogues else 'documents'}, {size / 1e6:.1f} MB: {out}")


@command()
def train(
    recipe: Annotated[str | None, name(RECIPE_HELP, "--recipe", of="the name of a recipe")] = None,
    text: Annotated[Path | None, path("Train on this text file", "--text")] = None,
    dataset: Annotated[
        str | None,
        name("Train on a data set of the Hugging Face hub", "--dataset", of="a data set's hub id, or a folder"),
    ] = None,
    column: Annotated[
        str, name("The data set's column with the texts", "--column", of="the name of a column")
    ] = "text",
    documents: Annotated[int, number(TEXTS)] = 100_000,
    base: Annotated[str | None, name("Train this model further", "--base", metavar="MODEL", of=A_MODEL)] = None,
    lora: Annotated[int, number(LORA)] = 0,
    out: Annotated[
        Path | None,
        path(
            "The run folder, where an unfinished run goes on",
            "--out",
            metavar="FOLDER",
            otherwise="runs/NAME unless given",
        ),
    ] = None,
    steps: Annotated[int | None, number(RECIPE_PARAMETERS["steps"], otherwise=AS_THE_RECIPE)] = None,
    batch_size: Annotated[int | None, number(RECIPE_PARAMETERS["batch_size"], otherwise=AS_THE_RECIPE)] = None,
    learning_rate: Annotated[float | None, number(RECIPE_PARAMETERS["learning_rate"], otherwise=AS_THE_RECIPE)] = None,
    precision: Annotated[str | None, number(RECIPE_PARAMETERS["precision"], otherwise=AS_THE_RECIPE)] = None,
    threads: Annotated[int | None, number(THREADS, otherwise="all unless given")] = None,
    device: DeviceOption = "auto",
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
        click.get_current_context().exit(STOPPED)


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
