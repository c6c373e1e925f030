"""Prompt in, text out, through the public functions, on checkpoints made here."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.errors import InvalidRequest, InvalidValue, UnknownName
from llm_playground.models.seam import LanguageModel
from tests.checkpoints import CONTEXT, VOCAB_SIZE, add_tokenizer, make_checkpoint, model_folder


@pytest.fixture(scope="module")
def base_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return model_folder(tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def base(base_folder: Path) -> LanguageModel:
    return lp.load(base_folder)


@pytest.fixture(scope="module")
def instruct(tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    return lp.load(model_folder(tmp_path_factory.mktemp("instruct"), "qwen2", chat=True))


def test_a_base_model_gives_prompt_and_continuation(base: LanguageModel) -> None:
    text = lp.generate(base, "the little robot", "greedy", 10)
    assert text.startswith("the little robot")
    trace = lp.trace(base, "the little robot", "greedy", 10)
    assert text == trace.text == base.tokenizer.decode([*trace.prompt.ids, *trace.ids])


def test_an_instruct_model_gives_its_answer_alone(instruct: LanguageModel) -> None:
    trace = lp.trace(instruct, "the little robot", "greedy", 10)
    assert trace.prompt.text.startswith("<|im_start|>user\nthe little robot<|im_end|>")
    answer = [id for id in trace.ids if id not in instruct.info.stop_ids]
    assert lp.generate(instruct, "the little robot", "greedy", 10) == instruct.tokenizer.decode(answer)


@pytest.mark.parametrize(
    "strategy", ["greedy", "sample", "top_k", "top_p", "min_p", "typical", "beam", "beam_sample", "top-p"]
)
def test_every_strategy_streams_what_it_returns(base: LanguageModel, strategy: str) -> None:
    seed = None if strategy in ("greedy", "beam", "diverse_beam") else 3
    steps = list(lp.stream(base, "the story", strategy, 12, seed=seed))
    trace = lp.trace(base, "the story", strategy, 12, seed=seed)
    assert tuple(steps) == trace.steps
    assert lp.generate(base, "the story", strategy, 12, seed=seed) == trace.text
    assert trace.text == "the story" + "".join(step.text for step in steps)
    assert trace.start.strategy == strategy.replace("-", "_")
    assert lp.Trace.from_json(trace.to_json()) == trace


def test_greedy_equals_transformers_generate_on_the_same_checkpoint(base: LanguageModel) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    reference = AutoModelForCausalLM.from_pretrained(base.info.folder)
    ids = base.tokenizer.encode("the little robot wanted")
    expected = reference.generate(torch.tensor([ids]), max_new_tokens=20, do_sample=False, pad_token_id=0)[0]
    assert [*ids, *lp.trace(base, ids, "greedy", 20).ids] == expected.tolist()


def test_a_seed_repeats_a_run_and_its_absence_is_recorded_as_a_fresh_one(base: LanguageModel) -> None:
    first = lp.trace(base, "the story", "sample", 15)
    assert first.start.seed is not None
    assert lp.trace(base, "the story", "sample", 15, seed=first.start.seed).to_json() == first.to_json()
    assert lp.trace(base, "the story", "sample", 15, seed=first.start.seed + 1).ids != first.ids
    assert lp.trace(base, "the story", "greedy", 2).start.seed is None


def test_a_name_a_folder_and_a_loaded_model_are_the_same_model(base: LanguageModel, base_folder: Path) -> None:
    texts = {lp.generate(model, "the story", "greedy", 8) for model in (base, base_folder, str(base_folder))}
    assert len(texts) == 1


def test_a_folder_whose_weights_changed_is_loaded_again(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2", seed=1)
    before = lp.trace(tmp_path, [1, 2, 3], "greedy", 5).steps[0].stages
    make_checkpoint(tmp_path, "gpt2", seed=2)
    assert lp.trace(tmp_path, [1, 2, 3], "greedy", 5).steps[0].stages != before


def test_a_checkpoint_without_tokenizer_takes_ids(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "llama")
    trace = lp.trace(tmp_path, [5, 6, 7], "greedy", 4)
    assert trace.text == "<5><6><7>" + "".join(f"<{id}>" for id in trace.ids)
    with pytest.raises(InvalidValue, match="no tokenizer files"):
        lp.generate(tmp_path, "text", "greedy", 4)


def test_ids_that_no_token_has_are_shown_as_numbers(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "gpt2", vocab_size=VOCAB_SIZE + 50, seed=4)
    add_tokenizer(tmp_path)
    trace = lp.trace(tmp_path, "the robot", "sample", 40, temperature=5.0, seed=0)
    padded = [step for step in trace.steps if step.id >= VOCAB_SIZE]
    assert padded
    assert all(step.choice.piece == f"<{step.id}>".encode() for step in padded)


def test_no_new_tokens_give_the_prompt_back(base: LanguageModel) -> None:
    trace = lp.trace(base, "the story", "greedy", 0)
    assert (trace.text, trace.steps, trace.finish_reason) == ("the story", (), "length")
    assert lp.generate(base, "the story", "beam", 0) == "the story"


def test_an_empty_prompt_begins_a_text(base: LanguageModel) -> None:
    trace = lp.trace(base, "", "greedy", 3)
    assert trace.prompt.ids == (0,)
    assert len(trace.steps) == 3


@pytest.mark.parametrize("strategy", ["greedy", "beam"])
def test_a_full_context_ends_the_run_and_says_so(base: LanguageModel, strategy: str) -> None:
    base_ids = [1 + i % 200 for i in range(CONTEXT - 2)]
    trace = lp.trace(base, base_ids, strategy, 50)
    assert (len(trace.steps), trace.finish_reason) == (3, "context") or trace.finish_reason == "stop"


@pytest.mark.parametrize("strategy", ["greedy", "sample", "beam"])
def test_a_prompt_longer_than_the_context_names_both_numbers(base: LanguageModel, strategy: str) -> None:
    with pytest.raises(InvalidValue, match=rf"1,000 tokens.*{CONTEXT}.*shorten"):
        lp.generate(base, [1] * 1000, strategy, 5)


def test_100_kB_of_text_is_refused_quickly_and_clearly(base: LanguageModel) -> None:
    with pytest.raises(InvalidValue, match="shorten the prompt"):
        lp.generate(base, "the little robot " * 6_000, "greedy", 5)


def test_emoji_go_in_and_come_out_whole(base: LanguageModel) -> None:
    text = lp.generate(base, "the robot 🤖👩‍👩‍👧 said", "greedy", 5)
    assert text.startswith("the robot 🤖👩‍👩‍👧 said")


def test_errors_come_at_the_call_not_at_the_first_step(base: LanguageModel) -> None:
    with pytest.raises(UnknownName, match="greedy, sample, top_k, top_p, min_p, typical, contrastive, beam"):
        lp.stream(base, "the story", "topp", 5)
    with pytest.raises(InvalidValue, match="max_new_tokens is -1"):
        lp.stream(base, "the story", "greedy", -1)
    with pytest.raises(InvalidValue, match=r"top_p is 1\.5"):
        lp.stream(base, "the story", "top_p", 5, top_p=1.5)
    with pytest.raises(InvalidValue, match="greedy does not use temperature"):
        lp.stream(base, "the story", "greedy", 5, temperature=0.7)
    with pytest.raises(InvalidValue, match="seed"):
        lp.stream(base, "the story", "sample", 5, seed="x")  # type: ignore[arg-type]


HOT: dict[str, Any] = {"strategy": "top_p", "temperature": 1.5, "top_p": 0.5, "seed": 3}


def test_the_order_of_the_warpers_can_be_chosen_and_is_recorded(base: LanguageModel) -> None:
    ours = lp.trace(base, "the story", max_new_tokens=20, **HOT)
    theirs = lp.trace(base, "the story", max_new_tokens=20, order="llama.cpp", **HOT)
    assert (ours.start.order, theirs.start.order) == (("temperature", "top_p"), ("top_p", "temperature"))
    assert ours.ids != theirs.ids
    assert [stage.name for stage in theirs.steps[0].stages] == ["model", "top_p", "temperature"]
    assert lp.trace(base, "the story", max_new_tokens=20, order=theirs.start.order, **HOT).ids == theirs.ids
    assert lp.generate(base, "the story", max_new_tokens=20, order="llama.cpp", **HOT) == theirs.text
    with pytest.raises(UnknownName, match=r"no order 'llamacpp'; .* Did you mean llama\.cpp\?"):
        lp.generate(base, "the story", order="llamacpp", **HOT)


@pytest.mark.parametrize("strategy", ["greedy", "beam"])
@pytest.mark.parametrize("given", [{"seed": 1}, {"order": "llama.cpp"}], ids=str)
def test_a_strategy_that_draws_nothing_takes_neither_seed_nor_order(strategy: str, given: Any) -> None:
    words = f"^{strategy} draws nothing, so .* changes nothing; .* sample, top_k, top_p, min_p, typical or beam_sample"
    with pytest.raises(InvalidValue, match=words) as caught:
        lp.generate("tiny-gpt2", "the story", strategy, **given)
    assert caught.value.field == next(iter(given))


@pytest.mark.parametrize("seed", [True, -1, 1.0, "1", 2**53])
def test_a_seed_is_a_whole_number_that_every_face_can_hold(seed: Any) -> None:
    with pytest.raises(InvalidValue, match=r"seed is .*; it must be a whole number from 0 to 9007199254740991"):
        lp.generate("tiny-gpt2", "the story", "sample", seed=seed)


def test_numpy_seeds_are_welcome_and_the_largest_seed_is_legal(base: LanguageModel) -> None:
    assert type(lp.trace(base, "the story", "sample", 1, seed=np.uint32(7)).start.seed) is int
    assert lp.trace(base, "the story", "sample", 1, seed=2**53 - 1).start.seed == 2**53 - 1


def test_all_wrong_values_are_told_at_once_each_with_its_field() -> None:
    with pytest.raises(InvalidRequest, match=r"^5 values are wrong") as caught:
        lp.generate("tiny-gpt2", "x", "tpo_p", -1, seed=-1, order="mine", top_p=2, temperature=0.5)
    fields = ["strategy", "parameters.top_p", "order", "max_new_tokens", "seed"]
    assert [problem.field for problem in caught.value.problems] == fields
    assert caught.value.field == "strategy"
    for problem in caught.value.problems:
        assert str(problem) in str(caught.value)


def test_a_single_wrong_value_is_an_error_of_its_own() -> None:
    with pytest.raises(InvalidValue, match=r"^top_p is 2") as caught:
        lp.generate("tiny-gpt2", "x", "top_p", top_p=2)
    assert (caught.value.field, caught.value.problems) == ("parameters.top_p", (caught.value,))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"prompt": None}, "The prompt is None; it must be a text, a list of token ids or a list of messages"),
        ({"prompt": "x", "top": "x"}, "top is 'x'; it must be a whole number"),
        ({"prompt": "x", "top": -1}, "top is -1"),
        ({"prompt": "x", "top": None}, "top is None"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_in_one_sentence(base: LanguageModel, arguments: Any, words: str) -> None:
    for function in (lp.stream, lp.trace):
        with pytest.raises(InvalidValue, match=words):
            function(base, **arguments)
    with pytest.raises(InvalidValue, match=r"top is|The prompt is"):
        lp.inspect(base, arguments["prompt"], top=arguments.get("top", 3))


def test_a_run_goes_on_from_any_token_of_another(base: LanguageModel) -> None:
    first = lp.trace(base, "the robot 🤖", "greedy", 12)
    whole = (*first.prompt.ids, *first.ids)
    for place in range(1, len(first.ids)):
        rest = lp.trace(base, whole[: len(first.prompt.ids) + place], "greedy", 12 - place)
        assert (*rest.prompt.ids, *rest.ids) == whole


def test_a_wrong_strategy_is_told_before_a_model_is_loaded() -> None:
    with pytest.raises(UnknownName, match="strategy"):
        lp.generate("somebody/not-here", "x", "topp")


def test_closing_a_stream_cancels_the_run(base: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    next_logits = base.next_logits

    def count(sequences: list[list[int]]) -> object:
        nonlocal asked
        asked += 1
        return next_logits(sequences)

    monkeypatch.setattr(base, "next_logits", count)
    steps = lp.stream(base, "so it", "greedy", 50)
    next(steps)
    next(steps)
    steps.close()
    assert asked == 2


def test_the_three_functions_take_the_same_arguments() -> None:
    def names(function: object) -> list[str]:
        return [name for name in inspect.signature(function).parameters if name != "top"]  # type: ignore[arg-type]

    assert names(lp.generate) == names(lp.stream) == names(lp.trace)


@pytest.mark.parametrize("text", ["Hello world!", "", " \n\t ", "naïve 日本語 🤖👍🏽", "\0<|endoftext|>", "\u2029"])
def test_encode_and_decode_are_inverse(base: LanguageModel, base_folder: Path, text: str) -> None:
    for tokenizer in (base.tokenizer, base_folder):
        ids = lp.encode_text(text, tokenizer=tokenizer)
        assert lp.decode_tokens(ids, tokenizer=tokenizer) == text


def test_half_a_surrogate_pair_becomes_the_replacement_character(base: LanguageModel) -> None:
    assert (
        lp.decode_tokens(lp.encode_text("a\ud83db", tokenizer=base.tokenizer), tokenizer=base.tokenizer) == "a\ufffdb"
    )


def test_ids_outside_the_vocabulary_are_refused(base: LanguageModel) -> None:
    assert lp.decode_tokens(np.array([40, 41]), tokenizer=base.tokenizer) == base.tokenizer.decode([40, 41])
    with pytest.raises(InvalidValue, match="Token id 300"):
        lp.decode_tokens([1, 300], tokenizer=base.tokenizer)
