"""The commands as a person types them: what comes out, where, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

import llm_playground as lp
from llm_playground.cli import main
from llm_playground.cli.app import app
from llm_playground.plain.static_parts import label
from tests.checkpoints import CONTEXT, add_tokenizer, make_checkpoint, make_foreign, model_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(model_folder(tmp_path_factory.mktemp("model")))


class Ran:
    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["llm-playground", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as done:
            main()
        captured = capsys.readouterr()
        return Ran(int(done.value.code or 0), captured.out, captured.err)

    return run


def test_generate_prints_the_text_and_nothing_else(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("generate", folder, "the little robot", "--max-new-tokens", "8")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == lp.generate(folder, "the little robot", "greedy", 8) + "\n"


def test_generate_names_weights_that_were_rounded(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("generate", folder, "the little robot", "--max-new-tokens", "2", "--dtype", "int8")
    said = "int8, rounded when it was loaded: numbers are those of the rounded weights\n"
    assert (ran.status, ran.err) == (0, said)


def test_generate_lays_a_model_over_devices(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    ran = run("generate", str(make_foreign(tmp_path)), "the fox", "--max-new-tokens", "3", "--device-map", "auto")
    assert ran.out == lp.generate(tmp_path, "the fox", "greedy", 3) + "\n"
    wrong = run("generate", "tiny-gpt2", "the fox", "--device-map", "all")
    assert wrong.status == 1
    assert "auto, balanced" in wrong.err


def test_generate_tells_the_chat_template(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make_checkpoint(tmp_path, "llama")
    add_tokenizer(tmp_path)
    template = "{{ messages[0].content }}{% if level == 2 and not loud %} quietly{% endif %}"
    (tmp_path / "chat_template.jinja").write_text(template, encoding="utf-8")
    options = ("--template-option", "level=2", "--template-option", "loud=false", "--json")
    ran = run("generate", str(tmp_path), "sing", "--max-new-tokens", "1", *options)
    assert json.loads(ran.out)["start"]["prompt"]["text"] == "sing quietly"
    for typed, message in (("loud", "must be a name and a value"), ("noise=1", "it reads is level, loud")):
        wrong = run("generate", str(tmp_path), "sing", "--template-option", typed)
        assert wrong.status == 1
        assert message in wrong.err


def test_diff_lays_two_saved_runs_side_by_side(run, folder: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    one, other = (str(tmp_path / name) for name in ("one.json", "other.json"))
    traces = [lp.trace(folder, "the little robot", "sample", 6, seed=seed) for seed in (1, 2)]
    for trace, path in zip(traces, (one, other), strict=True):
        lp.save_trace(trace, path)
    ran = run("diff", one, other)
    assert (ran.status, ran.out, ran.err) == (0, f"{lp.diff(*traces)}\n", "")
    assert run("diff", one, other, "--json").out == f"{lp.diff(*traces).to_json()}\n"
    assert "diff needs a RUN and a SECOND, but only" in run("diff", one).err
    assert "diff takes one RUN and one SECOND; 'x' is one too many" in run("diff", one, other, "x").err
    (tmp_path / "other.json").write_text("[]")
    wrong = run("diff", one, other).err
    assert wrong.startswith("Error: 'other.json' cannot be read: This JSON is not a trace, as a saved run is, with a ")
    assert wrong.endswith(
        "it is a list of 0 values. Save the run anew as .json (on the command line: generate --save run.json).\n"
    )


def test_compare_prints_the_texts_of_all_lanes_and_their_measures(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    words = ["compare", "the story", "-m", folder, "-l", "top-p top-p=0.8 order=llama.cpp", "-l", "greedy"]
    words += ["--max-new-tokens", "6", "--repeats", "2", "--seed", "7"]
    ran = run(*words)
    lanes = [{"strategy": "top_p", "top_p": 0.8, "order": "llama.cpp"}, "greedy"]
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"{lp.compare('the story', lanes, folder, max_new_tokens=6, repeats=2, seed=7)}\n"
    assert [lane["name"] for lane in json.loads(run(*words, "--json").out)["lanes"]] == [
        "top_p 0.8 · llama.cpp",
        "greedy",
    ]
    lanes = ("greedy x", "top_p top_p=zero", "sample temperature=1 temperature=2", "greedily", "top_p top_p=2")
    wrong = run("compare", "the story", "-m", folder, *(word for lane in lanes for word in ("-l", lane)))
    assert wrong.status == 1
    for told in (
        "Lane A: 'x' in the lane 'greedy x' is no name=value",
        "Lane B: top_p is 'zero'",
        "Lane C: temperature is given twice",
        "Lane D: There is no strategy 'greedily'",
        "Lane E: top_p is 2",
    ):
        assert told in wrong.err


def test_compare_takes_models_and_the_chat_template_of_each(run) -> None:  # type: ignore[no-untyped-def]
    words = ["compare", "Hello!", "--max-new-tokens", "4", "--models", "tiny-qwen, tiny-qwen-chat,tiny-qwen"]
    ran = run(*words, "--chat-template", "off,on,twin")
    lanes = [
        {"model": "tiny-qwen", "template": False},
        {"model": "tiny-qwen-chat", "template": True},
        {"model": "tiny-qwen", "template": "twin"},
    ]
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == f"{lp.compare('Hello!', lanes, max_new_tokens=4)}\n"
    one = run(*words, "-l", "beam num_beams=2", "--chat-template", "tiny-qwen-chat")
    common = {"strategy": "beam", "num_beams": 2, "template": "tiny-qwen-chat"}
    assert (
        one.out == f"{lp.compare('Hello!', [common | {'model': lane['model']} for lane in lanes], max_new_tokens=4)}\n"
    )
    of_lane = run("compare", "Hello!", "--max-new-tokens", "4", "-l", "greedy model=tiny-qwen template=twin")
    assert of_lane.out == f"{lp.compare('Hello!', [lanes[2]], max_new_tokens=4)}\n"
    for more, told in (
        (["--chat-template", "off,on"], "--chat-template is given for 2 of 3 lanes; give one for all of them, or one"),
        (["-l", "greedy", "-l", "sample"], "--lane is given for 2 of 3 models"),
        (["-l", "greedy model=tiny-qwen"], "A lane names a model, and so does --models"),
        (["--models", "tiny-qwen,,tiny-gpt2"], "models is ''; it must be names between commas"),
    ):
        wrong = run(*words, *more)
        assert (wrong.status, wrong.out) == (1, "")
        assert told in wrong.err


def test_speculate_shows_what_was_drafted_and_what_became_of_it(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    words = ["speculate", folder, "the little robot", "--draft", "tiny-gpt2", "--max-new-tokens", "8"]
    wrong = run(*words)
    assert (wrong.status, wrong.out) == (1, "")
    assert "tokenizer" in wrong.err
    words[4] = folder
    ran = run(*words, "-s", "top-p", "--top-p", "0.9", "--seed", "7", "--num-draft-tokens", "3")
    made = lp.speculate(folder, "the little robot", folder, "top_p", 8, num_draft_tokens=3, seed=7, top_p=0.9)
    assert (ran.status, ran.out, ran.err) == (0, f"{made}\n", "")
    assert ran.out.count("✓") == made.accepted + 1  # and one explains it
    assert ran.out.startswith(made.text)
    assert json.loads(run(*words, "--json").out)["draft"] == made.draft
    for options, told in (
        (["-s", "beam"], "there is nothing to draft"),
        (["--num-draft-tokens", "33"], "num_draft_tokens is 33; it must be a whole number from 1 to 32"),
        (["--num-beams", "3"], "--num-beams"),
    ):
        ran = run(*words, *options)
        assert (ran.status != 0, ran.out) == (True, "")
        assert told in ran.err
    assert "speculate needs --draft MODEL" in run("speculate", folder, "the").err


def test_sweep_prints_a_table_for_each_parameter(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    words = ["sweep", folder, "the story", "--set", "temperature=0.5,1.5", "--max-new-tokens", "4", "--repeats", "2"]
    words += ["--seed", "7"]
    values = {"temperature": [0.5, 1.5], "repeats": 2, "max_new_tokens": 4, "seed": 7}
    assert run(*words).out == f"{lp.sweep(folder, 'the story', **values)}\n"
    ran = run(*words, "--set", "top-p=0.5,1", "--set", "min_p=0.01")
    both = lp.sweep(folder, "the story", **values, top_p=[0.5, 1.0], min_p=0.01)
    assert (ran.status, ran.out, ran.err) == (0, f"{both}\n", "")
    assert json.loads(run(*words, "--json").out)["parameter"] == "temperature"
    for wrong, told in (
        ("top_p", "'top_p' is no name=values, as in temperature=0.5,1,1.5"),
        ("top_p=0.5,2", "top_p is 2"),
        ("top_p=0.5,", "top_p is ''"),
        ("tempature=1,2", "tempature"),
    ):
        ran = run(*words, "--set", wrong)
        assert (ran.status, ran.out) == (1, "")
        assert told in ran.err
    one_value = run(*words[:3], "--set", "top_p=0.5").err
    assert "as in --set temperature=0.5,1,1.5" in one_value
    assert "[" not in one_value
    for twice in ("temperature=2,3", "temperature=2"):
        assert "temperature is given twice" in run(*words, "--set", twice).err
    assert 'sweep tiny-gpt2 "the story" --set temperature=0.5,1,1.5' in run("sweep", "tiny-gpt2", "the story").err


def test_inspect_shows_the_parts_or_what_is_computed_on_a_text(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    parts = run("inspect", folder)
    assert (parts.status, parts.err) == (0, "")
    assert re.search(r"^  wte +Embedding +300 × 64 +19,200$", parts.out, re.MULTILINE)
    assert json.loads(run("inspect", folder, "--json").out)["kind"] == "Transformer"
    looked = run("inspect", folder, "--prompt", "the little robot")
    assert (looked.status, looked.err) == (0, "")
    best = lp.trace(folder, "the little robot", "greedy", 1).steps[0].stages[0].candidates[0]
    assert f"{best.probability:.1%}".replace("%", " %") in looked.out
    assert "logit lens" in looked.out
    assert repr(lp.attribution(folder, "the little robot")) in looked.out
    seen = json.loads(run("inspect", folder, "-p", "the little robot", "--json").out)
    assert seen["encoding"]["text"] == "the little robot"


def test_inspect_says_of_a_foreign_model_what_it_cannot_tell(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers.utils import logging

    folder = str(make_foreign(tmp_path))
    # Bars are drawn here, as they are outside of the tests, which leave them out.
    monkeypatch.setattr(sys.modules["huggingface_hub.utils.tqdm"], "HF_HUB_DISABLE_PROGRESS_BARS", None)
    request.addfinalizer(logging.disable_progress_bar)
    logging.enable_progress_bar()
    ran = run("inspect", folder, "-p", "the robot")
    assert (ran.status, ran.err) == (0, "")
    assert logging.is_progress_bar_enabled()
    assert "logit lens" in ran.out
    assert "runs through transformers" in ran.out


def test_into_a_pipe_the_text_goes_as_it_is(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("generate", folder, "a\tb\r\nc\x0cd [bold]e", "--max-new-tokens", "0")
    assert ran.out == "a\tb\r\nc\x0cd [bold]e\n"


def test_a_terminal_without_unicode_is_no_reason_to_stop(folder: str) -> None:
    command = [sys.executable, "-m", "llm_playground", "generate", folder, "h\u00e9", "--max-new-tokens", "0"]
    done = subprocess.run(command, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "h?\n")


def test_every_option_reaches_the_run(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    words = "--strategy top-p --max-new-tokens 6 --temperature 0.8 --top-k 40 --top-p 0.9 --min-p 0.01"
    words += " --typical-p 0.9 --repetition-penalty 1.1 --seed 7 --order llama.cpp --json"
    trace = lp.Trace.from_json(run("generate", folder, "the story", *words.split()).out)
    expected = {
        "temperature": 0.8,
        "top_k": 40,
        "top_p": 0.9,
        "min_p": 0.01,
        "typical_p": 0.9,
        "repetition_penalty": 1.1,
    }
    assert trace.start.parameters == expected
    theirs = lp.trace(folder, "the story", "top_p", 6, seed=7, order="llama.cpp", **expected)
    assert (trace.ids, trace.start.order) == (theirs.ids, theirs.start.order)
    assert trace.start.order[-1] == "temperature"
    words = words.replace("llama.cpp", "temperature,top-p,repetition-penalty,typical,min-p,top-k")
    own = lp.Trace.from_json(run("generate", folder, "the story", *words.split()).out)
    assert own.start.order[:2] == ("temperature", "top_p")


def test_beam_options_reach_the_run(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    words = "--strategy beam --max-new-tokens 6 --num-beams 3 --length-penalty 0.5 --early-stopping never --json"
    trace = lp.Trace.from_json(run("generate", folder, "the story", *words.split()).out)
    assert trace.start.parameters == {"num_beams": 3, "length_penalty": 0.5, "early_stopping": "never"}
    assert len(trace.hypotheses) == 3


def test_what_a_model_recommends_is_one_option_and_those_given_win(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make_checkpoint(tmp_path, "qwen2")
    add_tokenizer(tmp_path)
    entries = {"do_sample": True, "temperature": 0.7, "top_k": 20, "guidance_scale": 3, "stop_strings": ["END"]}
    (tmp_path / "generation_config.json").write_text(json.dumps(entries))
    words = "--recommended --top-k 5 --max-new-tokens 3 --seed 7 --json".split()
    ran = run("generate", str(tmp_path), "the story", *words)
    start = lp.Trace.from_json(ran.out).start
    assert (ran.status, start.strategy, start.parameters) == (0, "sample", {"temperature": 0.7, "top_k": 5})
    assert start.stop == ("END",)
    assert ran.err == "The model also recommends guidance_scale 3 (not offered here); this is not followed.\n"
    ran = run("generate", "tiny-gpt2", "Once", "--recommended")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("Error: The model 'tiny-gpt2' recommends nothing")
    ran = run("chat", "--model", str(tmp_path), stdin=b"/recommended\n/show\n")
    assert " ".join(ran.out.split()).count('sample · temperature 0.7 · top_k 20 · stop "END"') == 2


def test_a_dash_reads_the_prompt_from_stdin(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("generate", folder, "-", "--max-new-tokens", "3", stdin="the robot 🤖\n".encode())
    assert ran.out == lp.generate(folder, "the robot 🤖", "greedy", 3) + "\n"
    assert "not UTF-8" in run("generate", folder, "-", stdin=b"caf\xe9").err


def test_tokenize_shows_ids_and_visible_pieces(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("tokenize", "the story\n", "--tokenizer", folder)
    ids = lp.encode_text("the story\n", tokenizer=folder)
    assert [int(line.split()[0]) for line in ran.out.splitlines()[:-1]] == ids
    assert "  ␣" in ran.out
    assert "  ⏎\n" in ran.out
    assert ran.out.splitlines()[-1].startswith(f"{len(ids)} tokens for 10 characters")


def test_tokenize_as_json_keeps_bytes_that_are_no_character(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    record = json.loads(run("tokenize", "🤖", "--tokenizer", folder, "--json").out)
    assert b"".join(bytes.fromhex(piece) for piece in record["pieces"]) == "🤖".encode()
    assert "‹f0›" in run("tokenize", "🤖", "--tokenizer", folder).out


def test_a_text_is_scored_token_by_token_and_as_a_whole(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    score = lp.score(folder, "the robot", prompt="so")
    ran = run("score", folder, "-", "--prompt", "so", stdin=b"the robot\n")
    assert [line.split()[0] for line in ran.out.splitlines()[1 : 1 + len(score.tokens)]] == [
        label(token.piece) for token in score.tokens
    ]
    assert f"perplexity {score.perplexity:,.2f}" in ran.out
    assert str(score) in ran.out
    assert json.loads(run("score", folder, "the robot", "--prompt", "so", "--json").out) == json.loads(score.to_json())
    assert "stride is 64; it must be a whole number from 1 to 63" in run("score", folder, "the", "--stride", "64").err


def test_several_tokenizers_are_shown_one_below_the_other_with_what_each_makes_of_the_text(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("tokenize", "the zebra", "-t", folder, "-t", "word", "-t", "byte")
    lines = ran.out.splitlines()
    assert lines[lines.index("word") + 1] == "␣the|␣[UNK]"
    assert lines[lines.index("byte") + 1] == "t|h|e|␣|z|e|b|r|a"
    row = next(line for line in lines if line.startswith("word ")).split()
    assert row[1:5] == ["2", "1.00", "4.50", "1"]
    assert lines[-1].startswith("They cut 2 parts")
    record = json.loads(run("tokenize", "the zebra", "-t", "word", "-t", "byte", "--json").out)
    assert [each["name"] for each in record["statistics"]] == ["word", "byte"]


def test_special_tokens_count_where_asked_for(run) -> None:  # type: ignore[no-untyped-def]
    assert run("tokenize", "a<|endoftext|>").out.splitlines()[-1].startswith("10 tokens")
    assert run("tokenize", "a<|endoftext|>", "--special").out.splitlines()[-1].startswith("2 tokens")


def test_models_lists_the_catalog(run) -> None:  # type: ignore[no-untyped-def]
    out = run("models").out
    for key, entry in lp.CATALOG.items():
        line = next(line for line in out.splitlines() if line.startswith(f"{key} "))
        assert entry.licence in line
        place = "on the hub" if entry.hub_id else "bundled"
        assert any(each in line for each in (("by pip", "cached") if entry.distribution else (place,)))


def test_models_lists_what_lies_on_this_machine(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    model_folder(tmp_path / "models" / "robot")
    assert "Ollama (" in run("models", "--local").out
    lines = run("models", "--models-dir", str(tmp_path / "models")).out.splitlines()
    assert any(str(tmp_path / "models" / "robot") in line and line.endswith("yes") for line in lines)
    assert "no folder nowhere to look" in run("models", "--models-dir", "nowhere").err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["generate", "tiny-gtp2", "x"], "Did you mean tiny-gpt2"),
        (
            ["generate", "FOLDER", "x", "--strategy", "topp"],
            "greedy, sample, top_k, top_p, min_p, typical, contrastive, beam",
        ),
        (["generate", "FOLDER", "x", "--strategy", "top_p", "--top-p", "7"], "top_p is 7.0"),
        (["generate", "FOLDER", "x", "--temperature", "0.5"], "greedy does not use temperature"),
        (["generate", "FOLDER", "x", "--max-new-tokens", "-3"], "max_new_tokens is -3"),
        (["generate", "FOLDER", "the " * 3 * CONTEXT], "shorten the prompt"),
        (["generate", "FOLDER", "x", "--device", "gpu"], "device is 'gpu'"),
        (["generate", "FOLDER", "x", "--strategy", "beam", "--early-stopping", "yes"], "false, true or never"),
        (["generate", "FOLDER", "x", "--top-k", "many"], "top_k is 'many'; it must be a whole number of at least 1"),
        (["generate", "FOLDER", "x", "--temperature", "0,7"], "is '0,7'; it must be a finite number of at least 0 "),
        (["generate", "FOLDER", "x", "--temperature", "0,7"], "Write a point for the comma."),
        (["generate", "FOLDER", "x", "--strategy", "beam", "--num-beams", "100000"], "a whole number from 1 to 100"),
        (["generate", "FOLDER", "x", "--seed", "1"], "greedy draws nothing, so a seed changes nothing; leave it out"),
        (["generate", "FOLDER", "x", "-s", "sample", "--seed", "9007199254740992"], "from 0 to 9007199254740991"),
        (["generate", "FOLDER", "x", "-s", "sample", "--order", "mine"], "choose one of transformers, llama.cpp, vllm"),
        (["generate", "FOLDER", "x", "-s", "nucleus"], "Did you mean top_p?"),
        (["generate", "./nowhere", "x"], "no folder of that name"),
        (["serve", "--port", "80,80"], "port is '80,80'; it must be a whole number from 0 to 65535."),
        (["tokenize", "x", "--tokenizer", "nonsense"], "no tokenizer 'nonsense': no kind (byte, character"),
        (["tokenize", "x", "-t", "byte", "-t", "tiktoken:gpt9"], "choose one of gpt2, r50k_base"),
        (["tokenize", "x", "-t", "FOLDER/config.json"], "not a tokenizer.json"),
    ],
)
def test_an_error_is_one_line_on_stderr_and_status_1(run, folder: str, arguments: list[str], words: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(*(argument.replace("FOLDER", folder) for argument in arguments))
    assert ran.status == 1
    assert ran.out == ""
    assert words in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


def test_what_is_about_to_be_fetched_is_told_before_an_error(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("pull", "gpt2")
    told, error = ran.err.splitlines()
    assert (ran.status, ran.out) == (1, "")
    assert re.fullmatch(r"openai-community/gpt2: 548 MB, MIT, .* of disk are free\.", told)
    assert "cannot be reached" in error


@pytest.mark.parametrize("arguments", [["generate"], ["nonsense"], ["generate", "m", "p", "--heat", "1"]])
def test_wrong_usage_is_status_2(run, arguments: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert run(*arguments).status == 2


def test_an_interrupted_command_ends_in_silence_with_the_status_of_an_interrupt(run, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("llm_playground.engine.fetching.find_folder", interrupt)
    ran = run("pull", "tiny-gpt2")
    assert (ran.status, ran.out, ran.err.strip()) == (130, "", "")


@pytest.mark.parametrize(("typed", "meant"), [("gen", "generate"), ("tok", "tokenize"), ("generat", "generate")])
def test_a_command_that_was_begun_or_misspelt_is_guessed(run, typed: str, meant: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(typed)
    assert (ran.status, ran.out) == (2, "")
    assert f"No such command '{typed}'. Did you mean '{meant}'?" in ran.err


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["generate", "a fox"], "generate needs a MODEL and a TEXT, but only 'a fox' is given.* tiny-gpt2 \"a fox\""),
        (["generate", "tiny-qwen"], "only 'tiny-qwen' is given.* generate tiny-qwen \"Once upon a time\""),
        (["generate", "x" * 5_000], "only 'x{47}[.]{3}x{48}' is given.* tiny-gpt2 \"Once upon a time\""),
        (["generate", "--seed", "1"], 'but nothing is given.* generate tiny-gpt2 "Once upon a time"'),
        (["tokenize"], 'tokenize needs a TEXT, but nothing is given.* tokenize "Once upon a time"'),
        (["pull"], "pull needs a MODEL, but nothing is given.* pull tiny-gpt2"),
        (["export", "tiny-qwen"], "export needs --gguf MODEL.gguf.* export tiny-qwen --gguf tiny-gpt2.gguf"),
        (["corpus"], "corpus needs --out FILE.* corpus --out stories.txt"),
    ],
)
def test_what_is_missing_is_told_with_an_example(run, typed: list[str], sentence: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(*typed)
    assert (ran.status, ran.out) == (2, "")
    assert re.fullmatch(f"Error: .*{sentence}", ran.err.splitlines()[-1])


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("generate tiny-gpt2 Once upon a time", 'generate tiny-gpt2 "Once upon a time"'),
        ("generate tiny-gpt2 Once upon --seed 1 a time", 'generate tiny-gpt2 "Once upon a time"'),
        ("tokenize Hello world", 'tokenize "Hello world"'),
        ("chat tiny-gpt2", "chat takes no argument 'tiny-gpt2'. Did you mean --model tiny-gpt2?"),
        ("serve tiny-gpt2", "Did you mean --model tiny-gpt2?"),
        ("serve 8080", "Did you mean --port 8080?"),
        ("train smoke", "Did you mean --recipe smoke?"),
        ("train tales.txt", "Did you mean --text tales.txt?"),
        ("corpus --out a.txt tales.txt", "Did you mean --out tales.txt?"),
        ("models all", "models takes no argument 'all'."),
        ("pull gpt2 qwen", "pull takes one MODEL; 'qwen' is one too many."),
    ],
)
def test_a_word_too_many_is_told_with_what_was_meant(run, tmp_path, monkeypatch, typed: str, hint: str) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    Path("tales.txt").write_text("Once")
    ran = run(*typed.split())
    assert (ran.status, ran.out) == (2, "")
    assert hint in ran.err.splitlines()[-1]


def test_all_wrong_options_are_told_at_once(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("generate", folder, "x", *"-s topp --temperature 0,7 --top-p 2 --seed 1.5 --order a,b".split())
    first, *problems = ran.err.splitlines()
    assert first == "Error: 5 values are wrong:"
    assert [line.split()[0] for line in problems] == ["seed", "temperature", "top_p", "There", "There"]
    first, *problems = run("train", "--steps", "x", "--threads", "0").err.splitlines()
    assert [line.split()[0] for line in problems] == ["steps", "threads"]


def test_the_version_is_told(run) -> None:  # type: ignore[no-untyped-def]
    for command in ([], ["generate"], ["generate", "tiny-gpt2"], ["models"], ["serve"]):
        assert run(*command, "--version").out == f"llm-playground {lp.__version__}\n"


def named_parameters() -> list[tuple[list[str], str]]:
    """Every option and argument that takes a name, a path or a number, as a command that lacks only its value."""
    found = []
    for command in app.commands.values():
        needed = {
            "MODEL": "tiny-gpt2",
            "OTHER": "tiny-qwen",
            "TEXT": "x",
            "FILE": "out.txt",
            "RUN": "a.json",
            "SECOND": "b.json",
        }
        needed |= {"MODEL.gguf": "model.gguf", "NAME=VALUES": "temperature=1,2"}
        for each in command.params:
            if getattr(each, "is_flag", False) or each.metavar == "TEXT":
                continue
            words = [command.name]
            for other in command.params:
                if other is each or other.required:
                    words += [other.opts[0]] if other.param_type_name == "option" else []
                    words.append("VALUE" if other is each else needed[other.metavar])
            found.append((words, each.name))
    return found


@pytest.mark.parametrize(("words", "name"), named_parameters())
@pytest.mark.parametrize("blank", ["", " "])
def test_nothing_is_no_value_of_any_option(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], name: str, blank: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(*(blank if word == "VALUE" else word for word in words))
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert "order" in ran.err if name == "order" else f"{name} is {blank!r}; it must be" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_deploy_says_what_is_wrong_before_anything_starts(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    fewer = run("deploy", "--replicas", "3", "--most-replicas", "2")
    assert (fewer.status, fewer.err) == (1, "Error: --most-replicas is 2, fewer than the 3 of --replicas.\n")
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "llm_playground.cluster.serving", raising=False)
    without = run("deploy")
    assert (without.status, without.out) == (1, "")
    assert without.err.startswith("Error: deploy needs Ray Serve; get it with: pip install")
    assert "[ray]" in without.err


def test_help_speaks_of_no_inner_type(run) -> None:  # type: ignore[no-untyped-def]
    of_texts = ("generate", "sweep", "speculate", "tokenize", "chat")
    for command in (*of_texts, "models", "pull", "export", "export-site", "serve", "deploy", "corpus", "train"):
        out = run(command, "--help").out
        assert not re.search(r"<\w|list\[|int range|[xX]>=|default:", out)
    text = " ".join(run("train", "--help").out.split())
    assert "A number above 0, up to 1; that of the recipe unless given." in text
    assert "A whole number of at least 2; 100000 unless given." in text
    assert "A whole number from 0 to 65535; 8000 unless given." in " ".join(run("serve", "--help").out.split())


@pytest.mark.parametrize("command", ["", "generate", "tokenize", "models", "pull", "serve", "corpus", "train", "chat"])
def test_help_is_plain_text(run, command: str) -> None:  # type: ignore[no-untyped-def]
    ran = run(*command.split(), "--help")
    assert ran.status == 0
    assert ran.out.isascii()


def test_help_tells_ranges_defaults_values_and_examples(run) -> None:  # type: ignore[no-untyped-def]
    text = " ".join(run("generate", "--help").out.split())
    for words in (
        "A finite number of at least 0; off unless given.",
        "A whole number of at least 1; off unless given, but 50 for top_k.",
        "A whole number from 1 to 100; 4 unless given.",
        "A whole number of at least 0; 50 unless given.",
        "--early-stopping false|true|never",
        "never: when no gain is possible; false unless given.",
        "gumbel: the highest logit plus Gumbel noise; u unless given.",
        "llama.cpp: temperature last",
        'Examples: llm-playground generate tiny-gpt2 "Once upon a time"',
    ):
        assert words in text
    assert "Examples: llm-playground tokenize" in " ".join(run("tokenize", "--help").out.split())


def test_a_token_without_a_row_is_told_before_anything_is_printed(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    make_checkpoint(tmp_path, "gpt2", vocab_size=70)
    add_tokenizer(tmp_path)
    ran = run("generate", str(tmp_path), "ab 🐉")
    assert (ran.status, ran.out) == (1, "")
    assert "has no row for it" in ran.err


def test_max_new_tokens_0_gives_the_prompt(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    assert run("generate", folder, "the story", "--max-new-tokens", "0").out == "the story\n"


def test_a_conversation_in_the_terminal(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    lines = ["the robot", "/strategy top-p", "/set max-new-tokens 4", "/set seed 3", "the robot", "/help", "/models"]
    lines += ["/set order llama.cpp", "/set order top-p,temperature"]
    lines += ["/unset max_new_tokens", "/show", "/quit", "never read"]
    ran = run("chat", "--model", folder, stdin="\n".join(lines).encode())
    assert lp.generate(folder, "the robot", "greedy", 50) in ran.out
    assert lp.generate(folder, "the robot", "top_p", 4, seed=3) in ran.out
    for words in ("/strategy NAME", "gpt2-medium", "· top_p · max_new_tokens 4 · seed 3", "· top_p · seed 3"):
        assert words in " ".join(ran.out.split())  # lines are folded at the width of the terminal
    for words in ("seed 3 · order llama.cpp", "seed 3 · order top-p,temperature"):
        assert words in " ".join(ran.out.split())  # lines are folded at the width of the terminal
    assert "never read" not in ran.out


def test_a_conversation_tells_how_the_weights_of_its_model_were_stored(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("chat", "--model", f"{folder}:bfloat16", stdin=f"/model {folder}\n/model tiny-gpt2:float16".encode())
    said = " ".join(ran.out.split())
    assert [said.count(f"{dtype}, rounded: weights") for dtype in ("bfloat16", "float16")] == [1, 2]


def test_in_the_terminal_a_wrong_setting_is_refused_and_the_old_one_kept(run, folder: str) -> None:  # type: ignore[no-untyped-def]
    wrong = {
        "/strategy topp": "greedy, sample",
        "/set top_p 0.5": "greedy does not use top_p",
        "/set max_new_tokens -1": "max_new_tokens is -1",
        "/set seed x": "seed is 'x'",
        "/set seed 3": "greedy draws nothing, so a seed changes nothing",
        "/set order llama.cpp": "greedy draws nothing, so the order",
        "/set temperature 0,7": "Write a point for the comma",
        "/set temp 1": "Did you mean temperature?",
        "/set warmth 3": "no parameter 'warmth'",
        "/model tiny-gtp2": "Did you mean tiny-gpt2",
        "/nonsense": "'/nonsense' is not a command",
        "/seed 5": "Did you mean /set seed 5?",
        "/temp 0.7": "Did you mean /set temperature 0.7?",
        "/top-p": "Did you mean /set top_p VALUE?",
        "/beam": "Did you mean /strategy beam?",
        "/set top_p": "is not a command",
    }
    ran = run("chat", "--model", folder, stdin="\n".join([*wrong, "the robot"]).encode())
    shown = " ".join(ran.out.split())
    for words in wrong.values():
        assert words in shown
    assert lp.generate(folder, "the robot", "greedy", 50) in ran.out


def on_a_terminal(*arguments: str) -> str:
    """Run the command with a terminal as its standard output and error, and return what the screen got."""
    controller, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm-256color"}
    with subprocess.Popen(
        [sys.executable, "-m", "llm_playground", *arguments], stdout=terminal, stderr=terminal, env=environment
    ) as process:
        os.close(terminal)
        chunks = []
        while True:
            try:
                chunk = os.read(controller, 4096)
            except OSError:  # Linux says end of file on a closed terminal in this way
                break
            if not chunk:
                break
            chunks.append(chunk)
        assert process.wait() == 0
    return b"".join(chunks).decode()


def test_on_a_terminal_tokens_are_coloured_and_a_legend_explains(folder: str) -> None:
    screen = on_a_terminal("generate", folder, "the story", "--max-new-tokens", "5")
    assert "\x1b[3" in screen
    assert "probability:" in screen
    assert "max_new_tokens reached" in screen


def test_control_characters_do_not_reach_the_terminal(folder: str) -> None:
    screen = on_a_terminal("generate", folder, "a\x1b[2Jb\x07", "--max-new-tokens", "0")
    assert "\x1b[2J" not in screen
    assert "a\ufffd[2Jb\ufffd" in screen


@pytest.mark.parametrize("arguments", [["--help"], ["generate", "--help"], ["serve", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom llm_playground.cli import main\n"
        f"sys.argv = ['llm-playground', *{arguments}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint('LOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"torch", "transformers", "tokenizers", "huggingface_hub", "fastapi", "uvicorn"}
    assert not heavy & set(done.stdout.split("LOADED")[1].split())
    assert "--help" in done.stdout


def test_ctrl_c_before_the_command_has_begun_is_no_traceback() -> None:
    code = (
        "import sys\nfrom llm_playground.cli import main\n"
        "class Pressed:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'llm_playground.cli.serving': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Pressed())\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\n")


def test_a_closed_pipe_ends_in_silence(folder: str) -> None:
    command = f"{sys.executable} -m llm_playground tokenize '{'the story ' * 5000}' --tokenizer {folder} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1


def test_the_module_runs_as_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "llm_playground", "models"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0
    assert "gpt2" in done.stdout


def test_a_model_that_is_not_there_ends_the_conversation_before_it_begins(run) -> None:  # type: ignore[no-untyped-def]
    ran = run("chat", "--model", "tiny-gtp2", stdin=b"hello")
    assert (ran.status, ran.out) == (1, "")
    assert "Did you mean tiny-gpt2" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("pull", "empty"), "there is no config.json"),
        (("generate", "weights.gguf", "Hi"), "weights.gguf is cut off or damaged"),
        (("pull", "https://hub.example/some/model"), "Give the hub id alone: 'some/model'"),
    ],
)
def test_a_name_of_what_is_no_model_is_an_error_with_its_cause(  # type: ignore[no-untyped-def]
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("weights.gguf").write_bytes(b"GGUF")
    Path("empty").mkdir()
    ran = run(*arguments)
    assert (ran.status, ran.out) == (1, "")
    assert words in ran.err


def test_texts_are_options_that_may_come_several_times(run) -> None:  # type: ignore[no-untyped-def]
    typed = ["--max-new-tokens", "12", "--stop", " named", "--stop", r"\n", "--banned-words", "little", "--json"]
    trace = json.loads(run("generate", "tiny-gpt2", "Once upon a time", *typed, "--logit-bias", " girl: 3").out)
    assert trace["start"]["stop"] == [" named", "\n"]
    assert trace["start"]["parameters"] == {"logit_bias": {" girl": 3.0}, "banned_words": ["little"]}
    assert "little" not in trace["ending"]["completion"]
    assert "stop is ['']; it must be a list of texts" in run("generate", "tiny-gpt2", "Once", "--stop", "").err


def test_a_model_is_exported_once_and_then_only_with_force(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "a.gguf"
    ran = run("export", "tiny-qwen", "--gguf", str(file), "--type", "Q4_0")
    assert (ran.status, ran.out, ran.err) == (0, f"{file}: tiny-qwen in Q4_0, 1.3 MB\n", "")
    again = run("export", "tiny-qwen", "--gguf", str(file))
    assert (again.status, again.out) == (1, "")
    assert "is there already" in again.err
    assert run("export", "tiny-qwen", "--gguf", str(file), "--force").out.endswith("tiny-qwen in Q8_0, 2.4 MB\n")


def test_the_page_is_exported_into_an_empty_folder_and_over_another_only_with_force(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    site, file = tmp_path / "site", tmp_path / "file"
    file.write_text("x", "utf-8")
    ran = run("export-site", str(site))
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    told = f"{site}: the page and its models, {size / 1e6:.1f} MB, to be put on any file server\n"
    assert (ran.status, ran.out, ran.err) == (0, told, "")
    assert size < 20_000_000
    for wrong, sentence in (
        (site, "is there already, and not empty; give another folder, or --force."),
        (file, "is there already, and not empty; give another folder, or --force."),
        (file / "site", "cannot be written"),
    ):
        ran = run("export-site", str(wrong))
        assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1), wrong
        assert sentence in ran.err
    assert file.read_text("utf-8") == "x"
    assert run("export-site", str(site), "--force").out == told


def test_the_page_as_one_file_is_small_enough_for_any_stick(run, tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "page.html"
    ran = run("export-site", "--single", str(file))
    size = file.stat().st_size
    told = f"{file}: the page with two models, {size / 1e6:.1f} MB, to be opened in a browser\n"
    assert (ran.status, ran.out, ran.err) == (0, told, "")
    assert size < 12_000_000
    for wrong, sentence in (
        (file, "is there already; give another name, or --force."),
        (tmp_path / "page.txt", "it must be the path of a file that ends with .html"),
        (tmp_path / "none" / "page.html", "cannot be written"),
    ):
        ran = run("export-site", "--single", str(wrong))
        assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1), wrong
        assert sentence in ran.err
    assert run("export-site", "--single", str(file), "--force").status == 0
    for both_or_none in ([], [str(tmp_path / "site"), "--single", str(file)]):
        ran = run("export-site", *both_or_none)
        assert (ran.status, ran.out) == (1, "")
        assert "needs a SITE or --single FILE.html, one of the two, as in: export-site site." in ran.err


def test_what_fewer_bits_do_to_a_model_is_told(run) -> None:  # type: ignore[no-untyped-def]
    words = ("quantize", "tiny-qwen", "Once", "--max-new-tokens", "2", "--type", "Q4_0", "--type", "Q8_0")
    table = run(*words).out.splitlines()
    assert [line.split()[0] for line in table[2:4]] == ["Q8_0", "Q4_0"]
    assert json.loads(run(*words, "--json").out)["types"][1]["type"] == "Q4_0"


def test_how_far_quantizing_is_is_told_where_somebody_watches(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    words = ("quantize", "tiny-qwen", "Once", "--max-new-tokens", "0", "--type", "Q4_0", "--json")
    assert run(*words).err == ""
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    told = run(*words)
    assert "Storing the weights in Q4_0" in told.err
    assert json.loads(told.out)["n_generated"] == 0


def test_compare_answers_the_prompts_of_a_file_and_writes_the_answers(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    prompts = [f'"Prompt {n}, with a comma",number: {n}' for n in range(200)]
    file, page, table = (tmp_path / name for name in ("prompts.csv", "answers.html", "answers.csv"))
    file.write_text("\n".join(["prompt,expect", *prompts[:100], "", *prompts[100:]]), encoding="utf-8")
    words = ["compare", "--models", "tiny-gpt2,tiny-qwen-chat", "--prompts", str(file), "--max-new-tokens", "2"]
    ran = run(*words, "--seeds", "2", "--seed", "5", "--html", str(page), "--csv", str(table))
    sheet = lp.behaviour_sheet(["tiny-gpt2", "tiny-qwen-chat"], file, seeds=[5, 6], max_new_tokens=2)
    assert (ran.status, ran.out) == (0, f"{sheet}\n")
    assert ran.err == f"Saved to {table}.\nSaved to {page}.\n"
    with table.open(encoding="utf-8", newline="") as rows:
        assert sum(1 for _ in csv.DictReader(rows)) == 200 * 2 * 2
    assert "Prompt 199, with a comma" in page.read_text(encoding="utf-8")
    greedy = run(*words, "-l", "greedy", "--chat-template", "off", "--json")
    chosen = {"strategy": "greedy", "template": False, "max_new_tokens": 2}
    assert greedy.out == f"{lp.behaviour_sheet(['tiny-gpt2', 'tiny-qwen-chat'], file, **chosen).to_json()}\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "compare needs a TEXT, or prompts in a file"),
        (["Once", "--seeds", "2"], "--seeds belongs to --prompts"),
        (["Once", "--prompts", "bundled"], "leave out one of the two"),
        (["--prompts", "bundled", "--repeats", "2"], "say --seeds"),
        (["--prompts", "bundled", "-l", "greedy", "-l", "sample"], "--lane is given 2 times"),
        (["--prompts", "bundled", "-l", "sample model=tiny-qwen"], "no model of its own"),
        (["--prompts", "bundled", "--csv", "answers.txt"], "must end with .csv"),
        (["--prompts", "no-such.csv"], "'no-such.csv' cannot be read"),
        (["--prompts", "bundled", "-l", "greedy", "--seeds", "3"], "draws nothing"),
    ],
)
def test_compare_refuses_what_does_not_go_with_prompts(run, words: list[str], told: str) -> None:  # type: ignore[no-untyped-def]
    ran = run("compare", *words)
    assert ran.status == 1
    assert told in ran.err
