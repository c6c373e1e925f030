"""A whole run: begun, stopped, resumed, exported; and the command that starts it."""

import csv
import json
import random
import signal
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from rich.console import Console

from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.training import run as run_module
from llm_playground.training.__main__ import main
from llm_playground.training.packing import unpack
from llm_playground.training.recipes import SMOKE, SMOKE_HELD_OUT_LOSS, gpt2_config
from llm_playground.training.run import train
from llm_playground.training.run_folder import LossLog
from llm_playground.training.tokenizer import load_tokenizer
from llm_playground.transformer.checkpoint import load_transformer

RECIPE = replace(
    SMOKE,
    model=gpt2_config(n_layer=1, n_head=2, n_embd=16, vocab_size=300, context_length=32),
    documents=400,
    held_out_documents=40,
    tokenizer_documents=400,
    steps=24,
    warmup_steps=4,
    batch_size=4,
    held_out_every=8,
    checkpoint_every=10,
)
QUIET = Console(quiet=True)


@pytest.fixture(autouse=True, scope="module")
def _one_thread():
    """Two threads only wait for each other over matrices this small."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def corpus(count: int, seed: int):
    """A stand-in for the story world: a dozen words in any order, and some documents that every seed writes."""
    draw = random.Random(seed)
    words = ["the", "little", "dragon", "found", "a", "golden", "key", "under", "an", "old", "bridge"]
    for _ in range(count):
        text = "A dog has four legs." if draw.random() < 0.2 else " ".join(draw.choices(words, k=12)) + "."
        yield SimpleNamespace(text=text, logprob=-12 * np.log(len(words)))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    assert train(RECIPE, folder, corpus=corpus, console=QUIET) == folder / "model"
    return folder


def read_log(folder):
    with (folder / "loss.csv").open() as file:
        return list(csv.DictReader(file))


def test_the_loss_log_has_one_line_a_step_and_the_loss_falls(finished):
    log = read_log(finished)
    assert [int(line["step"]) for line in log] == list(range(1, 25))
    assert [line["step"] for line in log if line["held_out_loss"]] == ["8", "16", "24"]
    assert float(log[-1]["loss"]) < float(log[0]["loss"]) - 0.5
    assert int(log[-1]["tokens"]) == 24 * 4 * 32


def test_held_out_documents_are_disjoint_from_training(finished):
    tokenizer = load_tokenizer(finished / "tokenizer")
    train_texts, held_out = (
        [tokenizer.decode(ids) for ids in unpack(np.load(finished / "data" / name))]
        for name in ("train.npy", "held_out.npy")
    )
    assert len(train_texts) == 400
    assert held_out
    assert not set(held_out) & set(train_texts)
    facts = json.loads((finished / "data" / "facts.json").read_text())
    assert facts["held_out_documents"] + facts["held_out_removed"] == 40
    tokens = facts["held_out_tokens"] - 1
    assert facts["generator_loss"] == pytest.approx(len(held_out) * 12 * np.log(11) / tokens)


def test_transformers_loads_the_model_and_its_tokenizer(finished):
    transformers = pytest.importorskip("transformers")
    model = transformers.AutoModelForCausalLM.from_pretrained(finished / "model", dtype=torch.float32)
    tokenizer = transformers.AutoTokenizer.from_pretrained(finished / "model")
    inputs = tokenizer("the little dragon", return_tensors="pt")
    ours = load_transformer(finished / "model")(inputs["input_ids"])
    torch.testing.assert_close(model(**inputs).logits.detach(), ours, atol=1e-4, rtol=1e-4)
    assert model.generation_config.eos_token_id == tokenizer.eos_token_id == 0


def test_the_model_card_says_how_the_model_was_made(finished):
    card = (finished / "model" / "README.md").read_text()
    for fact in ("nats per token", "seed 1", "24 of 128 tokens", "float16", "none left out", "threads"):
        assert fact in card


def test_a_stopped_run_goes_on_and_ends_with_the_same_bits(finished, tmp_path, monkeypatch):
    stop_after(monkeypatch, step=13)
    assert train(RECIPE, tmp_path, corpus=corpus, console=QUIET) is None
    assert len(read_log(tmp_path)) == 13
    assert not (tmp_path / "model").exists()
    monkeypatch.undo()
    assert train(RECIPE, tmp_path, corpus=corpus, console=QUIET) == tmp_path / "model"
    for name in ("step", "loss", "held_out_loss"):
        assert [line[name] for line in read_log(tmp_path)] == [line[name] for line in read_log(finished)]
    weights = [(folder / "model" / "model.safetensors").read_bytes() for folder in (finished, tmp_path)]
    assert weights[0] == weights[1]


def test_a_crash_loses_only_the_steps_since_the_last_checkpoint(finished, tmp_path, monkeypatch):
    crash_after(monkeypatch, step=17)
    with pytest.raises(RuntimeError, match="crash"):
        train(RECIPE, tmp_path, corpus=corpus, console=QUIET)
    assert len(read_log(tmp_path)) == 17
    monkeypatch.undo()
    train(RECIPE, tmp_path, corpus=corpus, console=QUIET)  # goes on after step 10
    assert [line["loss"] for line in read_log(tmp_path)] == [line["loss"] for line in read_log(finished)]


def stop_after(monkeypatch, step):
    on_summary(monkeypatch, step, lambda: signal.raise_signal(signal.SIGTERM))


def crash_after(monkeypatch, step):
    def crash():
        raise RuntimeError("crash")

    on_summary(monkeypatch, step, crash)


def on_summary(monkeypatch, step, action):
    """Call `action` when the line of that step was logged."""
    add = LossLog.add

    def add_then_act(log, progress):
        add(log, progress)
        if progress.step == step:
            action()

    monkeypatch.setattr(run_module.LossLog, "add", add_then_act)


def test_a_finished_run_called_again_trains_nothing_and_writes_the_same_model(finished, monkeypatch):
    before = (finished / "model" / "model.safetensors").read_bytes()
    train(RECIPE, finished, corpus=corpus, console=QUIET)
    assert (finished / "model" / "model.safetensors").read_bytes() == before
    assert len(read_log(finished)) == 24


def test_another_recipe_in_the_same_folder_is_refused(finished):
    with pytest.raises(InvalidValue, match="steps is 24, now 30"):
        train(replace(RECIPE, steps=30), finished, corpus=corpus, console=QUIET)


def test_a_damaged_checkpoint_is_named_and_kept(finished, tmp_path, monkeypatch):
    stop_after(monkeypatch, step=5)
    train(RECIPE, tmp_path, corpus=corpus, console=QUIET)
    data = (tmp_path / "checkpoint.pt").read_bytes()[:-50]
    (tmp_path / "checkpoint.pt").write_bytes(data)
    with pytest.raises(CheckpointError, match=r"checkpoint\.pt cannot be read"):
        train(RECIPE, tmp_path, corpus=corpus, console=QUIET)
    assert (tmp_path / "checkpoint.pt").read_bytes() == data


def test_damaged_data_are_named(finished, tmp_path, monkeypatch):
    stop_after(monkeypatch, step=1)
    train(RECIPE, tmp_path, corpus=corpus, console=QUIET)
    (tmp_path / "data" / "train.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(CheckpointError, match="Delete that folder"):
        train(RECIPE, tmp_path, corpus=corpus, console=QUIET)


def test_a_given_tokenizer_is_used(finished, tmp_path, monkeypatch):
    stop_after(monkeypatch, step=1)
    other = replace(RECIPE, corpus_seed=5)
    train(other, tmp_path, corpus=corpus, tokenizer_folder=finished / "tokenizer", console=QUIET)
    assert load_tokenizer(tmp_path / "tokenizer").to_str() == load_tokenizer(finished / "tokenizer").to_str()
    small = replace(RECIPE, model=replace(RECIPE.model, vocab_size=299))
    with pytest.raises(InvalidValue, match="300 tokens"):
        train(small, tmp_path / "b", corpus=corpus, tokenizer_folder=finished / "tokenizer", console=QUIET)


def test_the_command_prints_one_sentence_for_a_wrong_name(tmp_path, capsys):
    assert main(["huge", "--out", str(tmp_path)]) == 1
    assert capsys.readouterr().err == "There is no recipe 'huge'; the recipes are tiny-gpt2, smoke.\n"


@pytest.mark.slow
def test_the_smoke_recipe_reaches_its_loss(tmp_path):
    assert main(["smoke", "--out", str(tmp_path)]) == 0
    assert float(read_log(tmp_path)[-1]["held_out_loss"]) < SMOKE_HELD_OUT_LOSS
