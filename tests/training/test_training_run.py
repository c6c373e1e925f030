"""A whole run: begun, stopped, resumed, exported."""

import csv
import json
import math
import shutil
import signal
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from rich.console import Console

from llm_playground.corpus.dialogues import CHAT_TEMPLATE
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.training import run as run_module
from llm_playground.training.loss import uniform_loss
from llm_playground.training.loss_log import LossLog
from llm_playground.training.model_card import compared
from llm_playground.training.observers import Silent, Terminal
from llm_playground.training.packing import unpack
from llm_playground.training.recipes import SMOKE
from llm_playground.training.run import train
from llm_playground.training.run_folder import RunFolder
from llm_playground.training.sources import Dialogues
from llm_playground.training.tokenizer import load_tokenizer
from llm_playground.transformer.architectures import qwen2_config
from llm_playground.transformer.checkpoint import load_transformer
from tests.training.small_runs import LOGPROB, TINY_RUN, DragonTales


def go(recipe, folder):
    return train(recipe, folder, observer=Silent())


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    assert go(TINY_RUN, folder) == folder / "model"
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
        [tokenizer.decode(ids) for ids in unpack(np.load(finished / "data" / name)["ids"], 0)]
        for name in ("train.npz", "held_out.npz")
    )
    assert len(train_texts) == 400
    assert held_out
    assert not set(held_out) & set(train_texts)
    facts = json.loads((finished / "data" / "facts.json").read_text())
    assert facts["held_out_documents"] + facts["held_out_removed"] == 40
    tokens = facts["held_out_tokens"] - 1
    assert facts["generator_loss"] == pytest.approx(-len(held_out) * LOGPROB / tokens)


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
    for fact in ("nats per token", "dragon tales, seed 1", "24 of 128 tokens", "none left out", "threads"):
        assert fact in card


def test_a_stopped_run_goes_on_and_ends_with_the_same_bits(finished, tmp_path, monkeypatch):
    stop_after(monkeypatch, step=13)
    assert go(TINY_RUN, tmp_path) is None
    assert len(read_log(tmp_path)) == 13
    assert not (tmp_path / "model").exists()
    monkeypatch.undo()
    assert go(TINY_RUN, tmp_path) == tmp_path / "model"
    for name in ("step", "loss", "held_out_loss"):
        assert [line[name] for line in read_log(tmp_path)] == [line[name] for line in read_log(finished)]
    weights = [(folder / "model" / "model.safetensors").read_bytes() for folder in (finished, tmp_path)]
    assert weights[0] == weights[1]


def test_a_crash_loses_only_the_steps_since_the_last_checkpoint(finished, tmp_path, monkeypatch):
    crash_after(monkeypatch, step=17)
    with pytest.raises(RuntimeError, match="crash"):
        go(TINY_RUN, tmp_path)
    assert len(read_log(tmp_path)) == 17
    monkeypatch.undo()
    go(TINY_RUN, tmp_path)  # goes on after step 10
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
    go(TINY_RUN, finished)
    assert (finished / "model" / "model.safetensors").read_bytes() == before
    assert len(read_log(finished)) == 24


def test_another_recipe_in_the_same_folder_is_refused(finished):
    with pytest.raises(InvalidValue, match="steps is 24, now 30"):
        go(replace(TINY_RUN, steps=30), finished)


def test_a_damaged_checkpoint_is_named_and_kept(finished, tmp_path, monkeypatch):
    stop_after(monkeypatch, step=5)
    go(TINY_RUN, tmp_path)
    data = (tmp_path / "checkpoint.pt").read_bytes()[:-50]
    (tmp_path / "checkpoint.pt").write_bytes(data)
    with pytest.raises(CheckpointError, match=r"checkpoint\.pt cannot be read"):
        go(TINY_RUN, tmp_path)
    assert (tmp_path / "checkpoint.pt").read_bytes() == data


def test_damaged_data_are_named(finished, tmp_path, monkeypatch):
    stop_after(monkeypatch, step=1)
    go(TINY_RUN, tmp_path)
    (tmp_path / "data" / "train.npz").write_bytes(b"PK")
    with pytest.raises(CheckpointError, match="Delete that folder"):
        go(TINY_RUN, tmp_path)


def test_the_same_text_with_another_seed_is_another_recipe(finished):
    with pytest.raises(InvalidValue, match="source is"):
        go(replace(TINY_RUN, source=DragonTales(seed=5)), finished)


class Notes(Silent):
    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)


def test_the_picture_of_the_loss_is_drawn(finished):
    picture = ElementTree.parse(finished / "loss.svg").getroot()
    lines = picture.findall("{*}polyline")
    assert [len(line.get("points").split()) for line in lines] == [24, 24]  # each step, and the running mean
    assert len([circle for circle in picture.findall("{*}circle") if circle.get("cy") != "388"]) == 3  # held out
    assert "guessing: 5.70" in [text.text for text in picture.findall("{*}text")]  # ln 300


def test_a_loss_comes_with_what_guessing_costs(finished, tmp_path):
    guess = f"{math.log(load_transformer(finished / 'model').config.vocab_size):.2f}"
    assert f"guessing among all tokens alike costs {guess}" in (finished / "model" / "README.md").read_text()
    observer = Notes()
    train(replace(TINY_RUN, steps=5, warmup_steps=1), tmp_path, observer=observer)
    assert f"guessing among all tokens alike costs {guess}" in observer.notes[-1]


def test_a_model_that_is_worse_than_guessing_is_called_so():
    """A LoRA run that ended at 10.25 among 2,048 tokens said nothing."""
    assert compared(10.25, uniform_loss(2048)).startswith("that is worse than guessing: guessing among all tokens")
    assert "worse" not in compared(7.62, uniform_loss(2048))


def test_a_run_that_was_broken_off_before_its_first_checkpoint_says_that_it_begins_anew(finished, tmp_path):
    shutil.copytree(finished / "data", tmp_path / "data")
    shutil.copytree(finished / "tokenizer", tmp_path / "tokenizer")
    shutil.copy(finished / "recipe.json", tmp_path)
    observer = Notes()
    train(TINY_RUN, tmp_path, observer=observer)
    assert any("before its first checkpoint: it begins anew" in note for note in observer.notes)


def test_what_a_run_wrote_that_was_killed_before_it_claimed_the_folder_is_no_other_runs_text(tmp_path, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(RunFolder, "claim", die)
        with pytest.raises(KeyboardInterrupt):
            go(TINY_RUN, tmp_path / "killed")
    other = replace(TINY_RUN, source=DragonTales(documents=300, seed=5), steps=2, warmup_steps=1)
    for name in ("killed", "fresh"):
        go(other, tmp_path / name)
    killed_facts, facts = ((tmp_path / name / "data" / "facts.json").read_text() for name in ("killed", "fresh"))
    assert killed_facts == facts


def test_a_new_run_says_nothing_of_the_kind(tmp_path):
    observer = Notes()
    train(replace(TINY_RUN, steps=5, warmup_steps=1), tmp_path, observer=observer)
    assert not any("anew" in note for note in observer.notes)


def test_the_terminal_shows_each_measurement_with_a_sample(tmp_path, capsys):
    observer = Terminal(TINY_RUN.steps, Console(width=200))
    train(TINY_RUN, tmp_path, observer=observer)
    shown = capsys.readouterr().out
    assert shown.count("held-out") == 4  # three measurements and the end
    assert shown.count("Once upon a time") == 3
    assert "24/24" in shown


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A base model for fine-tuning, in Qwen2's architecture."""
    folder = tmp_path_factory.mktemp("base")
    go(QWEN_RUN, folder)
    return folder / "model"


QWEN_RUN = replace(
    TINY_RUN,
    name="qwen",
    model=qwen2_config(n_layer=1, n_head=2, n_kv_head=1, n_embd=16, n_inner=32, vocab_size=300, context_length=128),
    window=64,
    steps=10,
    warmup_steps=2,
)
CHAT = replace(
    QWEN_RUN, name="chat", source=Dialogues(60, 1, 20, 2), steps=30, learning_rate=1e-2, prompts=("What is 2+2?",)
)


def test_fine_tuning_begins_with_the_base_and_ends_as_a_chat_model(base, tmp_path):
    transformers = pytest.importorskip("transformers")
    go(replace(CHAT, base=str(base)), tmp_path)
    log = read_log(tmp_path)
    assert float(log[-1]["loss"]) < float(log[0]["loss"])
    assert load_tokenizer(tmp_path / "model").to_str() == load_tokenizer(base).to_str()
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path / "model")
    assert theirs.chat_template == CHAT_TEMPLATE
    generation = transformers.GenerationConfig.from_pretrained(tmp_path / "model")
    assert (generation.eos_token_id, theirs.eos_token_id) == (2, 2)
    card = (tmp_path / "model" / "README.md").read_text()
    assert "the answers only" in card
    assert "> What is 2+2?" in card


def test_lora_trains_few_weights_and_ends_as_an_ordinary_checkpoint(base, tmp_path):
    go(replace(CHAT, base=str(base), lora_rank=2), tmp_path)
    before, after = (load_transformer(folder).state_dict() for folder in (base, tmp_path / "model"))
    assert before.keys() == after.keys()
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed == {
        f"h.0.{layer}.weight" for layer in ("attn.qkv_proj", "attn.out_proj", "mlp.up_proj", "mlp.down_proj")
    }
    for name in changed:
        assert torch.linalg.matrix_rank((after[name] - before[name]).float(), atol=1e-2) <= 2
    log = read_log(tmp_path)
    assert float(log[-1]["loss"]) < float(log[0]["loss"])


def test_a_base_of_another_architecture_is_refused(finished, tmp_path):
    with pytest.raises(InvalidValue, match=r"another architecture .* they differ in family"):
        go(replace(CHAT, base=str(finished / "model")), tmp_path)


def test_a_short_text_makes_a_model_with_few_tokens(tmp_path):
    recipe = replace(TINY_RUN, model=replace(TINY_RUN.model, vocab_size=2048), steps=5, warmup_steps=1)
    go(recipe, tmp_path)
    size = load_tokenizer(tmp_path / "model").get_vocab_size()
    assert size < 2048
    assert load_transformer(tmp_path / "model").config.vocab_size == size


@pytest.mark.slow
def test_the_smoke_recipe_learns_what_a_quarter_of_its_steps_can_teach(tmp_path):
    """It begins at ln 512 = 6.24 and comes to 3.86. With every third update lost it comes to 4.58, with gradients that
    are never cleared to 5.03, at a tenth of the learning rate to 5.23."""
    go(replace(SMOKE, steps=100), tmp_path)
    assert float(read_log(tmp_path)[-1]["held_out_loss"]) < 4.2
