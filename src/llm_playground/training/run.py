"""`train`: one call from a recipe to a model folder. Called again, it goes on where it stopped."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from llm_playground.training.checkpointing import load_checkpoint, save_checkpoint, write_whole
from llm_playground.training.model_card import describe_device, model_card
from llm_playground.training.packing import Rows
from llm_playground.training.pretraining import Pretraining, Progress, initialize, mean_loss
from llm_playground.training.recipes import Recipe
from llm_playground.training.run_folder import Corpus, Facts, LossLog, RunFolder
from llm_playground.training.sampling import continue_text
from llm_playground.training.tokenizer import END_OF_TEXT_ID, load_tokenizer
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.export import save_transformer
from llm_playground.transformer.model import Transformer

if TYPE_CHECKING:
    import rich.console
    import tokenizers


def train(
    recipe: Recipe,
    out: Path,
    *,
    corpus: Corpus | None = None,
    tokenizer_folder: Path | None = None,
    device: str | None = None,
    console: rich.console.Console | None = None,
) -> Path | None:
    """Train `recipe` in the run folder `out`; the finished model's folder, or None if the run was stopped.

    Ctrl-C (or SIGTERM) stops after the step at work, with a checkpoint; the same call then goes on, and on
    the same machine ends with the same weights, bit for bit, as if it had not been stopped.

    Args:
        corpus: (count, seed) -> documents; the story world if None.
        tokenizer_folder: take this tokenizer, and train none.
        device: "cpu" or "cuda"; the best there is if None.
        console: where progress is shown.

    Raises:
        InvalidValue: `out` holds a run of another recipe, or the recipe does not fit its data.
        CheckpointError: a file of the run folder is damaged or cannot be written.
        TrainingDiverged: the loss is no finite number any more.
    """
    from rich.console import Console

    from llm_playground.training.world import documents

    console = console or Console()
    folder = RunFolder(out)
    folder.claim(recipe)
    keep_freed_memory()
    with console.status(f"Writing the corpus and its tokens to {folder.data}"):
        facts, rows, held_out = folder.prepare(recipe, corpus or documents, tokenizer_folder)
    tokenizer = load_tokenizer(folder.tokenizer)
    run = begin_or_resume(recipe, rows, held_out, folder, device)
    if run.step:
        console.print(f"Going on after step {run.step:,} of {recipe.steps:,}.")
    if not run_to_end(run, tokenizer, folder, console):
        console.print(f"Stopped after step {run.step:,}, saved in {folder.checkpoint}. The same command goes on.")
        return None
    with console.status(f"Writing the model to {folder.model}"):
        loss = write_model(run, tokenizer, facts, folder)
    console.print(f"Finished: {folder.model}, held-out loss {loss:.4f} nats per token.")
    return folder.model


def begin_or_resume(recipe: Recipe, rows: Rows, held_out: Rows, folder: RunFolder, device: str | None) -> Pretraining:
    """A run at its first step, or at the step of its last checkpoint."""
    transformer = Transformer(recipe.model)
    initialize(transformer, recipe.seed)
    run = Pretraining(
        transformer.to(device or ("cuda" if torch.cuda.is_available() else "cpu")), rows, held_out, recipe
    )
    if folder.checkpoint.is_file():
        run.load_state_dict(load_checkpoint(folder.checkpoint))
    return run


def run_to_end(
    run: Pretraining, tokenizer: tokenizers.Tokenizer, folder: RunFolder, console: rich.console.Console
) -> bool:
    """Do the steps that are left: log, show, save. False if someone asked to stop before the end."""
    log, recipe = LossLog(folder.loss_log, run.step), run.recipe
    with stop_requests() as stop, progress_bar(console, recipe.steps) as show:
        for progress in run.run():
            log.add(progress)
            show(progress)
            if progress.held_out_loss is not None:
                console.print(summary(progress))
                prompt = recipe.prompts[0] if recipe.prompts else ""
                text = continue_text(run.transformer, tokenizer, prompt, seed=progress.step)
                console.print(text, style="dim", markup=False, highlight=False)
            stopping = stop.is_set()
            if stopping or progress.step % recipe.checkpoint_every == 0 or progress.step == recipe.steps:
                save_checkpoint(run.state_dict(), folder.checkpoint)
            if stopping and progress.step < recipe.steps:
                return False
    return True


def write_model(run: Pretraining, tokenizer: tokenizers.Tokenizer, facts: Facts, folder: RunFolder) -> float:
    """Export weights, tokenizer and card; the held-out loss (nats per token) of the weights as stored."""
    save_transformer(run.transformer, folder.model, bos_id=END_OF_TEXT_ID, eos_id=END_OF_TEXT_ID)
    folder.copy_tokenizer()
    stored = load_transformer(folder.model)
    loss = mean_loss(stored, run.held_out, "float32")
    prompts = [*run.recipe.prompts, ""]
    samples = [continue_text(stored, tokenizer, prompt, seed=seed) for seed, prompt in enumerate(prompts)]
    card = model_card(
        run.recipe,
        facts,
        parameters=sum(p.numel() for p in run.transformer.parameters()),
        held_out_loss=loss,
        seconds=run.seconds,
        device=describe_device(run.transformer.wte.weight.device),
        samples=samples,
    )
    write_whole(folder.model / "README.md", card.encode())
    return loss


def summary(progress: Progress) -> str:
    """One line for a log file, where a moving bar cannot be seen."""
    return (
        f"step {progress.step:,}/{progress.steps:,}  loss {progress.loss:.4f}  "
        f"held-out {progress.held_out_loss:.4f}  {progress.tokens_per_second:,.0f} tokens/s  "
        f"{progress.seconds_left / 60:.1f} minutes left"
    )


@contextmanager
def progress_bar(console: rich.console.Console, steps: int) -> Iterator[Callable[[Progress], None]]:
    """A function that moves the bar to a `Progress`."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as RichProgress

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with RichProgress(*columns, console=console) as bar:
        task = bar.add_task("", total=steps)

        def show(progress: Progress) -> None:
            left = f"{int(progress.seconds_left // 60)}:{int(progress.seconds_left % 60):02d} left"
            text = f"loss {progress.loss:.3f}  {progress.tokens_per_second:,.0f} tokens/s  {left}"
            bar.update(task, completed=progress.step, description=text)

        yield show


@contextmanager
def stop_requests() -> Iterator[threading.Event]:
    """An event that the first Ctrl-C or SIGTERM sets; the second Ctrl-C interrupts at once.

    An exception in the middle of a step would leave some weights updated and others not.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():  # only the main thread may handle signals
        yield stop
        return

    def request(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, request) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def keep_freed_memory() -> None:
    """Ask glibc to keep large freed blocks: each step needs them again, and new pages cost 15 % of it."""
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library
        return
    trim_threshold, mmap_threshold = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h
    mallopt(mmap_threshold, 1 << 30)
    mallopt(trim_threshold, (1 << 31) - 1)
