"""`train`: one call from a recipe to a model folder. Called again, it goes on where it stopped."""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from llm_playground.corpus.special_tokens import IM_END
from llm_playground.errors import InvalidValue
from llm_playground.models.folders import find_folder
from llm_playground.models.loading import find_device
from llm_playground.training.checkpointing import load_checkpoint, save_checkpoint, write_whole
from llm_playground.training.curve import save_picture
from llm_playground.training.data_folder import Facts
from llm_playground.training.initialization import initialize
from llm_playground.training.lora import add_lora, merge_lora
from llm_playground.training.loss import mean_loss, uniform_loss
from llm_playground.training.loss_log import LossLog
from llm_playground.training.model_card import compared, describe_device, model_card
from llm_playground.training.observers import Observer, Silent, Terminal
from llm_playground.training.processes import Processes, join_processes
from llm_playground.training.recipes import Recipe
from llm_playground.training.run_folder import RunFolder
from llm_playground.training.samples import sample
from llm_playground.training.tokenizer import copy_tokenizer, end_of_text_id, load_tokenizer
from llm_playground.training.trainer import Trainer
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.export import save_transformer
from llm_playground.transformer.model import Transformer

if TYPE_CHECKING:
    import tokenizers


def train(recipe: Recipe, out: Path, *, device: str = "auto", observer: Observer | None = None) -> Path | None:
    """Train `recipe` in the run folder `out`; the finished model's folder, or None if the run was stopped.

    Ctrl-C (or SIGTERM) stops after the step at work, with a checkpoint; the same call then goes on, and on
    the same machine ends with the same weights, bit for bit, as if it had not been stopped.

    Args:
        device: as `load` takes it; "auto" is the best there is.
        observer: who is told of the progress; the terminal if None.

    Raises:
        InvalidValue: `out` holds a run of another recipe, or the recipe does not fit its data or its base.
        CheckpointError: a file of the run folder is damaged or cannot be written.
        TrainingDiverged: the loss is no longer a finite number.
    """
    processes = join_processes()
    observer = (observer or Terminal(recipe.steps)) if processes.is_main else Silent()
    keep_freed_memory()
    folder, torch_device = RunFolder(out), find_device(device)
    folder.refuse_another(recipe, processes.count)
    base = find_folder(recipe.base) if recipe.base else None
    if processes.is_main and not folder.has_data:
        next(iter(recipe.source.training()), None)  # a text that cannot be had is told before anything is begun
        folder.make()
        observer.note(f"Writing the text and its tokens to {folder.data.path} ...")
        folder.data.write(recipe, base)
    processes.wait()
    trainer, facts = begin_or_resume(recipe, folder, base, torch_device, processes)
    if trainer.step:
        observer.note(f"Going on after step {trainer.step:,} of {recipe.steps:,}.")
    elif folder.recipe.is_file():
        observer.note(f"The run in {out} was broken off before its first checkpoint: it begins anew.")
    if processes.is_main:
        folder.claim(recipe, processes.count)
    tokenizer = load_tokenizer(folder.tokenizer)
    if not run_to_end(trainer, tokenizer, folder, observer):
        observer.note(f"Stopped after step {trainer.step:,}, saved in {folder.checkpoint}. The same command goes on.")
        return None
    if processes.is_main:
        loss = write_model(trainer, tokenizer, facts, folder)
        guess = uniform_loss(trainer.transformer.config.vocab_size)
        save_picture(folder.loss_log, folder.loss_picture, title=recipe.name, uniform_loss=guess)
        observer.note(f"Finished: {folder.model}, held-out loss {loss:.4f} nats per token; {compared(loss, guess)}.")
    processes.wait()
    return folder.model


def begin_or_resume(
    recipe: Recipe, folder: RunFolder, base: Path | None, device: torch.device, processes: Processes
) -> tuple[Trainer, Facts]:
    """A run at its first step, or at the step of its last checkpoint; and what its text is."""
    tokenizer = load_tokenizer(folder.tokenizer)
    facts, rows, held_out = folder.data.read(recipe.model.context_length, end_of_text_id(tokenizer))
    transformer = first_weights(recipe, tokenizer.get_vocab_size(), base)
    if recipe.lora_rank:
        add_lora(transformer, recipe.lora_rank, recipe.seed)
    trainer = Trainer(transformer.to(device), rows, held_out, recipe, processes)
    if folder.checkpoint.is_file():
        trainer.load_state_dict(load_checkpoint(folder.checkpoint))
    return trainer, facts


def first_weights(recipe: Recipe, vocab_size: int, base: Path | None) -> Transformer:
    """Drawn from the recipe's seed, or those of its base.

    Raises:
        InvalidValue: the base has another architecture than the recipe says.
    """
    if base is None:
        # A short text has fewer tokens than the recipe allows; ids that no text has would only take up space.
        transformer = Transformer(replace(recipe.model, vocab_size=vocab_size))
        initialize(transformer, recipe.seed)
        return transformer
    transformer = load_transformer(base).requires_grad_()
    found, wanted = vars(transformer.config), vars(recipe.model)
    # The rows of a training may be shorter than what the model can read.
    differing = [name for name in wanted if found[name] != wanted[name] and name != "context_length"]
    if differing or found["context_length"] < wanted["context_length"]:
        raise InvalidValue(
            f"The recipe {recipe.name} is for another architecture than {base} has: "
            f"they differ in {', '.join(differing) or 'context_length'}."
        )
    return transformer


def run_to_end(trainer: Trainer, tokenizer: tokenizers.Tokenizer, folder: RunFolder, observer: Observer) -> bool:
    """Do the steps that are left: log, show, save. False if someone asked to stop before the end."""
    recipe, processes = trainer.recipe, trainer.processes
    log = LossLog(folder.loss_log, trainer.step) if processes.is_main else None
    with stop_requests() as stop, observer:
        for progress in trainer.run():
            if log:
                log.add(progress)
            observer.step(progress)
            if progress.held_out_loss is not None and processes.is_main and recipe.prompts:
                observer.sample(progress, sample(trainer.transformer, tokenizer, recipe, 0, seed=progress.step))
            stopping = processes.any(stop.is_set())
            save = stopping or progress.step % recipe.checkpoint_every == 0 or progress.step == recipe.steps
            if save and processes.is_main:
                save_checkpoint(trainer.state_dict(), folder.checkpoint)
            if stopping and progress.step < recipe.steps:
                return False
    return True


def write_model(trainer: Trainer, tokenizer: tokenizers.Tokenizer, facts: Facts, folder: RunFolder) -> float:
    """Export weights, tokenizer and card; the held-out loss (nats per token) of the weights as stored."""
    recipe, end_id = trainer.recipe, end_of_text_id(tokenizer)
    save_transformer(
        merge_lora(trainer.transformer),
        folder.model,
        bos_id=end_id,
        eos_id=tokenizer.token_to_id(IM_END) if recipe.is_chat else end_id,
    )
    copy_tokenizer(folder.tokenizer, folder.model)
    stored = load_transformer(folder.model)
    loss = mean_loss(stored, trainer.held_out, torch.float32)
    card = model_card(
        recipe,
        facts,
        parameters=sum(p.numel() for p in stored.parameters()),
        vocab_size=stored.config.vocab_size,
        held_out_loss=loss,
        seconds=trainer.seconds,
        device=describe_device(trainer.device),
        dtype=str(trainer.dtype).removeprefix("torch."),
        processes=trainer.processes.count,
        samples=[sample(stored, tokenizer, recipe, number, seed=number) for number in range(len(recipe.prompts))],
    )
    write_whole(folder.model / "README.md", card.encode())
    return loss


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
    mallopt(mmap_threshold, 1 << 25)  # the most it takes
    mallopt(trim_threshold, (1 << 31) - 1)
