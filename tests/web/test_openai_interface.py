"""The interface of OpenAI under /v1, asked by OpenAI's own client: the same texts and numbers as in Python."""

from __future__ import annotations

import json
import math
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import llm_playground as lp
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.web.app import make_app
from llm_playground.web.openai import fields
from tests.passes import SOON, Passes
from tests.web.conftest import Served, serving, wait_until

openai = pytest.importorskip("openai", reason="the client of OpenAI is not installed (extra dev)")

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
DEFAULT_ADDRESS = "http://127.0.0.1:8000"
CHAT = "tiny-qwen-chat"
QUESTION = [{"role": "system", "content": "You are kind."}, {"role": "user", "content": "Who are you?"}]
STORY = "the little story"


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[Any]:
    with openai.OpenAI(base_url=f"{served.url}/v1", api_key="any", max_retries=0, timeout=SOON) as client:
        yield client


def near(values: Any) -> Any:
    """Up to rounding, which depends on how much of a text was in the cache."""
    return pytest.approx(values, abs=1e-5)


def completion(served: Served, **body: Any) -> httpx.Response:
    return served.post("/v1/completions", {"model": served.base, "prompt": STORY} | body)


def chat(served: Served, **body: Any) -> httpx.Response:
    return served.post("/v1/chat/completions", {"model": CHAT, "messages": QUESTION, "max_tokens": 4} | body)


def refused(answer: httpx.Response) -> dict[str, Any]:
    """The error of a refusal, which must have the form of OpenAI's."""
    error: dict[str, Any] = answer.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return error | {"status": answer.status_code}


def test_the_examples_of_the_readme_run(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    section = README.split("## Talked to by other programs")[1].split("\n## ")[0].replace(DEFAULT_ADDRESS, served.url)
    program, command = (re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)[0] for language in ("py", "bash"))
    exec(program + "\nclient.close()", {})
    wanted = lp.generate(CHAT, "Who are you?", "sample", 200, temperature=0.8, seed=7)
    assert capsys.readouterr().out.startswith(wanted + "\nChatCompletionTokenLogprob(")
    if shutil.which("curl") is None:
        return
    told = json.loads(subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout)["choices"][0]
    ids = SHELF.get("tiny-gpt2").tokenizer.encode("Once upon a time")
    scored = lp.score("tiny-gpt2", ids[1:], prompt=ids[:1]).tokens
    assert told["logprobs"]["token_logprobs"] == [None, *(token.logprob for token in scored)]


def test_models_are_those_on_this_machine(served: Served, client: Any) -> None:
    at_hand = [state.key for state in served.session.models() if state.state != "remote"]
    assert [model.id for model in client.models.list()] == at_hand
    assert {served.base, CHAT} <= set(at_hand)
    length = SHELF.get(served.base).context_length
    assert client.models.retrieve(served.base).max_model_len == length
    with pytest.raises(openai.NotFoundError, match="There is no model 'gtp2'"):
        client.models.retrieve("gtp2")


SETTINGS: list[dict[str, Any]] = [
    {},
    {"temperature": 0.7, "top_p": 0.9},
    {"temperature": 0},
    {"top_k": 5, "min_p": 0.05, "repetition_penalty": 1.3, "min_tokens": 3},
    {"frequency_penalty": 0.5, "presence_penalty": -0.5, "logit_bias": {"262": 5, "10": -100}},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda each: ",".join(each) or "none")
def test_a_text_is_that_of_generate_with_the_same_seed(served: Served, settings: dict[str, Any]) -> None:
    choice = completion(served, max_tokens=12, seed=7, **settings).json()["choices"][0]
    ours = {"min_new_tokens" if name == "min_tokens" else name: value for name, value in settings.items()}
    assert STORY + choice["text"] == lp.generate(served.base, STORY, "sample", 12, seed=7, **ours)


def test_temperature_0_is_greedy_decoding(served: Served) -> None:
    text = completion(served, max_tokens=12, temperature=0).json()["choices"][0]["text"]
    assert STORY + text == lp.generate(served.base, STORY, "greedy", 12)


def test_several_texts_have_the_seeds_that_follow(served: Served) -> None:
    answer = completion(served, prompt=[STORY, "the robot"], n=2, max_tokens=8, seed=3).json()
    assert [choice["index"] for choice in answer["choices"]] == [0, 1, 2, 3]
    wanted = [(prompt, seed) for prompt in (STORY, "the robot") for seed in (3, 4)]
    for choice, (prompt, seed) in zip(answer["choices"], wanted, strict=True):
        assert prompt + choice["text"] == lp.generate(served.base, prompt, "sample", 8, seed=seed)
    lengths = [len(SHELF.get(served.base).tokenizer.encode(prompt)) for prompt in (STORY, "the robot")]
    assert answer["usage"]["prompt_tokens"] == sum(lengths)


def test_without_a_seed_every_text_is_another(served: Served) -> None:
    choices = completion(served, n=3, max_tokens=8, top_p=1).json()["choices"]
    assert len({choice["text"] for choice in choices}) == 3


@pytest.mark.parametrize("as_ids", [False, True])
@pytest.mark.parametrize("several", [False, True])
def test_the_log_probabilities_of_an_echo_are_those_of_score(served: Served, as_ids: bool, several: bool) -> None:
    model = SHELF.get(served.base)
    ids = model.tokenizer.encode(STORY)
    prompt: Any = ids if as_ids else STORY
    body = {"prompt": [prompt, prompt] if several else prompt, "echo": True, "logprobs": 3, "max_tokens": 0}
    answer = completion(served, **body).json()
    scored = lp.score(model, ids[1:], prompt=ids[:1], top=3).tokens
    assert len(answer["choices"]) == 1 + several
    for choice in answer["choices"]:
        told = choice["logprobs"]
        assert (choice["text"], choice["finish_reason"]) == (STORY, "length")
        assert "".join(told["tokens"]) == STORY
        places = zip(told["tokens"], told["text_offset"], strict=True)
        assert all(STORY[offset:].startswith(token) for token, offset in places)
        assert told["token_logprobs"] == [None, *(token.logprob for token in scored)]
        assert told["top_logprobs"][0] is None
        for top, token in zip(told["top_logprobs"][1:], scored, strict=True):
            assert token.distribution is not None
            best = {each.id: math.log(each.probability) for each in token.distribution.candidates}
            assert set(top.values()) == {*best.values(), token.logprob}
            assert len(top) == len(best | {token.id: token.logprob})
    assert answer["usage"] == {"prompt_tokens": len(ids) * (1 + several), "completion_tokens": 0} | {
        "total_tokens": len(ids) * (1 + several)
    }


def test_an_echo_is_followed_by_the_text_and_its_offsets_run_on(served: Served) -> None:
    choice = completion(served, echo=True, logprobs=0, max_tokens=20, seed=1).json()["choices"][0]
    trace = lp.trace(served.base, STORY, "sample", 20, seed=1)
    told = choice["logprobs"]
    assert choice["text"] == trace.text
    generated = told["token_logprobs"][-len(trace.ids) :]
    assert generated == near([math.log(step.choice.model_probability) for step in trace.steps])
    assert all(len(top) == 1 for top in told["top_logprobs"][1:])
    offset = len(STORY)
    for place, step in zip(told["text_offset"][-len(trace.ids) :], trace.steps, strict=True):
        assert place == offset
        offset += len(step.text)


def test_log_probabilities_are_the_models_own_whatever_is_set(served: Served) -> None:
    body = {"max_tokens": 6, "logprobs": 4, "temperature": 0}
    plain = completion(served, **body).json()["choices"][0]
    cut = completion(served, **body, top_k=1, top_p=0.1).json()["choices"][0]
    assert plain["text"] == cut["text"]
    for one, other in zip(plain["logprobs"]["top_logprobs"], cut["logprobs"]["top_logprobs"], strict=True):
        assert one == near(other)
    warm = completion(served, **body | {"temperature": 3}, seed=1).json()["choices"][0]["logprobs"]
    steps = lp.trace(served.base, STORY, "sample", 6, seed=1, temperature=3, top=4).steps
    for top, step in zip(warm["top_logprobs"], steps, strict=True):
        own = [math.log(each.probability) for each in step.stages[0].candidates]
        assert list(top.values())[:4] == near(own)


@pytest.mark.parametrize("settings", [{}, {"n": 2, "stop": ["e", "o"]}, {"echo": True, "logprobs": 2}])
def test_a_stream_of_a_completion_comes_to_the_same(served: Served, client: Any, settings: dict[str, Any]) -> None:
    body = {"model": served.base, "prompt": STORY, "max_tokens": 20, "seed": 5} | settings
    whole = client.completions.create(**body)
    chunks = list(client.completions.create(**body, stream=True))
    for choice in whole.choices:
        of_it = [each for chunk in chunks for each in chunk.choices if each.index == choice.index]
        assert "".join(each.text for each in of_it) == choice.text
        assert [each.finish_reason for each in of_it if each.finish_reason] == [choice.finish_reason]
        if choice.logprobs:
            told = [each.logprobs for each in of_it if each.logprobs]
            assert [lp for each in told for lp in each.token_logprobs] == near(choice.logprobs.token_logprobs)
            assert [at for each in told for at in each.text_offset] == choice.logprobs.text_offset


def test_an_answer_is_that_of_generate_with_the_same_seed(client: Any) -> None:
    answer = client.chat.completions.create(model=CHAT, messages=QUESTION, seed=11, temperature=0.8, top_p=0.95)
    message = answer.choices[0].message
    wanted = lp.generate(CHAT, QUESTION, "sample", 200, seed=11, temperature=0.8, top_p=0.95)
    assert (message.role, message.content, answer.choices[0].finish_reason) == ("assistant", wanted, "stop")


def test_a_stream_of_an_answer_comes_to_the_same_and_tells_its_length(client: Any) -> None:
    body = {"model": CHAT, "messages": QUESTION, "seed": 2, "logprobs": True, "top_logprobs": 2}
    whole = client.chat.completions.create(**body)
    chunks = list(client.chat.completions.create(**body, stream=True, stream_options={"include_usage": True}))
    assert [chunk.usage for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
    assert (chunks[-1].choices, chunks[-1].usage) == ([], whole.usage)
    choices = [choice for chunk in chunks for choice in chunk.choices]
    assert choices[0].delta.role == "assistant"
    assert "".join(choice.delta.content or "" for choice in choices) == whole.choices[0].message.content
    told = [each for choice in choices if choice.logprobs for each in choice.logprobs.content]
    for each, wanted in zip(told, whole.choices[0].logprobs.content, strict=True):
        assert (each.token, each.bytes, each.logprob) == (wanted.token, wanted.bytes, near(wanted.logprob))
        assert [top.logprob for top in each.top_logprobs] == near([top.logprob for top in wanted.top_logprobs])
    assert choices[-1].finish_reason == whole.choices[0].finish_reason
    assert len({chunk.id for chunk in chunks}) == 1


def test_the_tokens_of_an_answer_come_with_their_bytes(served: Served) -> None:
    answer = chat(served, logprobs=True, top_logprobs=3, seed=4, max_tokens=30).json()
    trace = lp.trace(CHAT, QUESTION, "sample", 30, seed=4, top=3)
    content = answer["choices"][0]["logprobs"]["content"]
    assert len(content) == len(trace.steps) == answer["usage"]["completion_tokens"]
    for told, step in zip(content, trace.steps, strict=True):
        assert bytes(told["bytes"]) == step.choice.piece
        assert told["logprob"] == near(math.log(step.choice.model_probability))
        best = step.stages[0].candidates
        assert [bytes(each["bytes"]) for each in told["top_logprobs"]] == [each.piece for each in best]
        assert [each["logprob"] for each in told["top_logprobs"]] == near([math.log(each.probability) for each in best])


def test_minus_1_lists_the_whole_vocabulary(served: Served) -> None:
    model = SHELF.get(served.base)
    body = {"logprobs": -1, "max_tokens": 1, "echo": True, "temperature": 0, "return_tokens_as_token_ids": True}
    told = completion(served, **body).json()["choices"][0]["logprobs"]["top_logprobs"]
    ids = model.tokenizer.encode(STORY)
    for place, top in enumerate(told[1:], start=1):
        assert len(top) == model.vocab_size
        logits = model.next_logits([ids[:place]])[0].astype(float)
        wanted = logits - math.log(sum(math.exp(logit) for logit in logits))
        assert [top[f"token_id:{id}"] for id in range(model.vocab_size)] == near(list(wanted))


def test_a_part_of_a_character_is_told_by_its_bytes(served: Served) -> None:
    model = SHELF.get(served.base)
    ids = model.tokenizer.encode("a🤖")
    told = completion(served, prompt=ids, echo=True, logprobs=0, max_tokens=0).json()["choices"][0]["logprobs"]
    assert told["tokens"] == ["a", *(f"bytes:\\x{byte:02x}" for byte in "🤖".encode())]
    assert told["text_offset"] == [0, 1, 1, 1, 1]


def test_a_stop_string_ends_the_text_and_is_told(served: Served) -> None:
    text = lp.generate(served.base, STORY, "sample", 20, seed=1).removeprefix(STORY)
    stop = text[6:8]
    choice = completion(served, max_tokens=20, seed=1, stop=[stop, "never comes"]).json()["choices"][0]
    assert (choice["text"], choice["finish_reason"]) == (text[: text.index(stop)], "stop")
    assert choice["stop_reason"] == stop


def test_the_ids_and_the_prompt_come_by_the_names_of_vllm(served: Served) -> None:
    trace = lp.trace(CHAT, QUESTION, "sample", 5, seed=3)
    body = {"return_token_ids": True, "return_tokens_as_token_ids": True, "prompt_logprobs": 2}
    answer = chat(served, **body, logprobs=True, seed=3, max_tokens=5).json()
    assert answer["prompt_token_ids"] == list(trace.start.prompt.ids)
    choice = answer["choices"][0]
    assert choice["token_ids"] == list(trace.ids)
    assert [each["token"] for each in choice["logprobs"]["content"]] == [f"token_id:{id}" for id in trace.ids]
    ids = trace.start.prompt.ids
    scored = lp.score(CHAT, ids[1:], prompt=ids[:1], top=2).tokens
    assert answer["prompt_logprobs"][0] is None
    for told, token in zip(answer["prompt_logprobs"][1:], scored, strict=True):
        assert told[str(token.id)]["logprob"] == token.logprob
        assert told[str(token.id)]["rank"] == token.rank
        assert len(told) in (2, 3)
    chunks = completion(served, stream=True, return_token_ids=True, seed=1, max_tokens=3).text
    assert '"prompt_token_ids": [' in chunks.split("\n\n")[0]


def test_a_plain_prompt_of_an_instruct_model_is_continued_as_it_stands(served: Served) -> None:
    model = SHELF.get(CHAT)
    text = "<|im_start|>user\nWho are you?<|im_end|>\n<|im_start|>assistant\n"
    answer = completion(served, model=CHAT, prompt=text, temperature=0, max_tokens=30, return_token_ids=True).json()
    assert answer["choices"][0]["prompt_token_ids"] == model.tokenizer.encode(text, allow_special=True)
    assert answer["choices"][0]["text"] == lp.generate(CHAT, "Who are you?", max_new_tokens=30)


def test_content_in_parts_and_the_role_of_a_developer_are_taken(served: Served) -> None:
    parts = [{"type": "text", "text": "Who are "}, {"type": "text", "text": "you?"}]
    messages = [{"role": "developer", "content": "You are kind."}, {"role": "user", "content": parts, "audio": None}]
    same = chat(served, messages=messages, seed=1).json()["choices"] == chat(served, seed=1).json()["choices"]
    assert same


def test_the_template_is_told_what_a_program_tells_it(served: Served) -> None:
    whole = chat(served, return_token_ids=True, chat_template_kwargs={"nobody_asks": 1}).json()["prompt_token_ids"]
    begun = chat(served, return_token_ids=True, add_generation_prompt=False).json()["prompt_token_ids"]
    assert begun == whole[: len(begun)]
    assert SHELF.get(CHAT).tokenizer.decode(whole[len(begun) :]) == "<|im_start|>assistant\n"


def test_what_changes_nothing_may_be_sent(served: Served) -> None:
    more = {"user": "u", "metadata": {"a": "b"}, "store": False, "service_tier": "auto", "parallel_tool_calls": True}
    more |= {"tools": [], "tool_choice": "none", "response_format": {"type": "text"}, "top_k": -1, "suffix": None}
    assert chat(served, seed=1, **more).json()["choices"] == chat(served, seed=1).json()["choices"]  # texts alone


REFUSED_IN_CHAT: list[tuple[dict[str, Any], str | None, str]] = [
    ({"tools": [{"type": "function"}]}, "tools", "cannot be honoured here: the models here call no tools"),
    ({"response_format": {"type": "json_object"}}, "response_format", "cannot be honoured here"),
    ({"echo": True}, "echo", "cannot be honoured here"),
    ({"temprature": 1}, "temprature", "Did you mean temperature?"),
    ({"top_p": 3}, "top_p", "top_p is 3; it must be a number from 0 to 1"),
    ({"temperature": "hot"}, "temperature", "temperature is 'hot'; it must be a finite number"),
    ({"frequency_penalty": 3}, "frequency_penalty", "it must be a number from -2 to 2"),
    ({"logit_bias": {"5": 101}}, "logit_bias", "numbers from -100 to 100"),
    ({"logit_bias": {"99999": 1}}, "logit_bias", "There is no token 99999"),
    ({"max_tokens": 5_000}, "max_tokens", "max_tokens is 5000; here it may be at most 1,000."),
    ({"max_tokens": -1}, "max_tokens", "max_tokens is -1; it must be a whole number of at least 0"),
    ({"max_completion_tokens": 5}, "max_tokens", "the two are one thing"),
    ({"top_logprobs": 2}, "top_logprobs", "logprobs is not true"),
    ({"logprobs": True, "top_logprobs": -2}, "top_logprobs", "top_logprobs is -2; it must be a whole number of at"),
    ({"logprobs": True, "top_logprobs": 99_999, "max_tokens": 999}, "top_logprobs", "asks for up to 991,232 cand"),
    ({"n": 0}, "n", "n is 0; it must be a whole number from 1 to 32"),
    ({"n": 33}, "n", "n is 33; it must be a whole number from 1 to 32"),
    ({"seed": -1}, "seed", "seed is -1; it must be a whole number from 0"),
    ({"stop": [""]}, "stop", "a list of texts that are not empty"),
    ({"stream_options": {"include_usage": True}}, "stream_options", "stream is not true"),
    ({"prompt_logprobs": 1, "stream": True}, "prompt_logprobs", "with a whole answer alone"),
    ({"messages": []}, "messages", "is empty; it needs at least 1"),
    ({"messages": [{"role": "tool", "content": "x"}]}, "messages.0.role", "There is no role 'tool'"),
    ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages.0.content", "read text alone"),
    ({"messages": [{"role": "user", "content": "x", "tool_calls": [{}]}]}, "messages.0.tool_calls", "no model here"),
    ({"messages": [{"role": "user"}]}, "messages.0.content", "is missing"),
    ({"messages": [{"role": "user", "content": "x" * 60_000}]}, "messages", "at most 50,000 are read"),
    ({"messages": [{"role": "user", "content": "so " * 600}]}, "messages", "reads at most"),
    ({"stream": "yes"}, "stream", "stream must be true or false"),
]


@pytest.mark.parametrize(("body", "param", "sentence"), REFUSED_IN_CHAT)
def test_what_cannot_be_is_refused_in_a_sentence(
    served: Served, body: dict[str, Any], param: str | None, sentence: str
) -> None:
    error = refused(chat(served, **body))
    assert (error["status"], error["type"], error["param"]) == (400, "invalid_request_error", param)
    assert sentence in error["message"]


REFUSED_COMPLETIONS: list[tuple[dict[str, Any], str, str]] = [
    ({"prompt": []}, "prompt", "is empty; it needs at least 1"),
    ({"prompt": [1, "x"]}, "prompt", "mixes token ids with other things"),
    ({"prompt": [[]]}, "prompt", "The prompt is an empty list"),
    ({"prompt": [5, 10**6]}, "prompt", "the embedding of"),
    ({"prompt": ["x"] * 20, "n": 2}, "n", "40 texts are asked for"),
    ({"suffix": "end"}, "suffix", "continued, not filled in"),
    ({"best_of": 3}, "best_of", "so it must be n"),
    ({"logprobs": -2}, "logprobs", "logprobs is -2; it must be a whole number of at least -1 (-1: the whole"),
    ({"prompt_logprobs": -2}, "prompt_logprobs", "prompt_logprobs is -2; it must be a whole number of at least -1"),
    ({"n": 2, "top_p": 3}, "top_p", "top_p is 3"),
]


@pytest.mark.parametrize(("body", "param", "sentence"), REFUSED_COMPLETIONS)
def test_a_completion_that_cannot_be_is_refused(
    served: Served, body: dict[str, Any], param: str, sentence: str
) -> None:
    error = refused(completion(served, **body))
    assert (error["status"], error["param"]) == (400, param)
    assert error["message"].count(sentence) == 1


def test_several_mistakes_are_told_together(served: Served) -> None:
    error = refused(completion(served, top_p=3, min_p=-1))
    assert "top_p is 3" in error["message"]
    assert "min_p is -1" in error["message"]
    assert error["code"] == "invalid_request"


FLOODS: list[tuple[str, dict[str, Any]]] = [
    ("completions", {str(i): 1 for i in range(90_000)}),
    ("completions", {"k" * 1_000_000: 1}),
    ("completions", {"prompt": [None] * 90_000}),
    ("completions", {"prompt": [[]] * 40_000}),
    ("completions", {"prompt": [[1.5] * 40_000] * 2}),
    ("completions", {"stop": [1] * 90_000}),
    ("completions", {"logit_bias": {str(i): "x" for i in range(40_000)}}),
    ("chat/completions", {"messages": [{}] * 40_000}),
    ("chat/completions", {"messages": [{"role": "user", "content": [{}] * 40_000}]}),
    ("chat/completions", {"messages": [{"role": "user", "content": "x", **{str(i): 1 for i in range(40_000)}}]}),
    ("chat/completions", {"messages": QUESTION, "chat_template_kwargs": {str(i): 1 for i in range(40_000)}}),
]


@pytest.mark.parametrize(("path", "flood"), FLOODS)
def test_a_flood_of_mistakes_is_told_in_few_words_and_compared_with_little(
    served: Served, path: str, flood: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    monkeypatch.setattr(fields, "meant", lambda name, _: looked_up.append(name))
    body = {"model": served.base, "prompt": STORY} if path == "completions" else {"model": CHAT}
    answer = served.post(f"/v1/{path}", body | flood)
    assert refused(answer)["status"] == 400
    assert len(answer.content) < 2_000
    assert len(looked_up) <= 3


def test_a_base_model_is_asked_no_question(served: Served, client: Any) -> None:
    with pytest.raises(openai.BadRequestError, match="is a base model without a chat template"):
        client.chat.completions.create(model=served.base, messages=QUESTION)
    assert refused(chat(served, model="nothing"))["status"] == 404


def test_a_run_that_breaks_off_ends_its_stream_with_the_error(
    served: Served, client: Any, passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise lp.InvalidValue("The highest logit is nan.")

    monkeypatch.setattr(SHELF.get(served.base), "_next_logits", broken)
    body = {"model": served.base, "prompt": STORY, "max_tokens": 5}
    with pytest.raises(openai.APIError, match="The highest logit is nan"):
        list(client.completions.create(**body, stream=True))
    with pytest.raises(openai.BadRequestError, match="The highest logit is nan"):
        client.completions.create(**body)


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_leaves_stops_its_texts(served: Served, passes: Passes, stream: bool) -> None:
    passes.hold_after(0)
    body = json.dumps({"model": served.base, "prompt": "the end", "max_tokens": 60, "stream": stream})
    url = httpx.URL(served.url)
    with socket.create_connection((url.host, url.port)) as connection:
        head = f"Host: {url.host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        connection.sendall(f"POST /v1/completions HTTP/1.1\r\n{head}\r\n\r\n{body}".encode())
        passes.wait_for(1)
        wait_until(lambda: bool(served.session.runs.running))  # which is told of a run once it has begun
        (running,) = served.session.runs.running
    wait_until(running._stopped.is_set)
    passes.release()
    wait_until(lambda: served.session.runs.count == 0)
    assert len(passes.sizes) <= 2


def test_too_many_texts_at_once_are_429(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.session.runs, "_most", 1)
    answer = completion(served, n=2)
    assert refused(answer)["status"] == 429
    assert answer.headers["retry-after"] == "1"
    assert refused(answer)["type"] == "rate_limit_error"
    assert completion(served).status_code == 200


def test_nothing_is_at_v1_unless_it_is_asked_for() -> None:
    transport = httpx.ASGITransport(make_app(Session()))

    async def asked() -> int:
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return (await client.get("/v1/models")).status_code

    import asyncio

    assert asyncio.run(asked()) == 404


def test_where_there_is_a_key_it_must_be_sent_and_then_any_name_of_the_server_will_do(base: str) -> None:
    with serving(base, key="s3cret") as served:
        for header in ({}, {"authorization": "Bearer wrong"}, {"authorization": "Basic s3cret"}):
            error = refused(served.client.get("/v1/models", headers=header))
            assert (error["status"], error["code"]) == (401, "wrong_key")
        right = {"authorization": "Bearer s3cret"}
        assert served.client.get("/v1/models", headers=right).status_code == 200
        assert served.client.get("/v1/models", headers=right | {"host": "host.docker.internal:8000"}).status_code == 200
        assert served.client.get("/api/catalog", headers=right | {"host": "evil.example"}).status_code == 421
        with openai.OpenAI(base_url=f"{served.url}/v1", api_key="s3cret", max_retries=0, timeout=SOON) as client:
            assert client.completions.create(model=base, prompt=STORY, max_tokens=1).usage.completion_tokens == 1


def test_what_the_guard_refuses_has_the_same_form(served: Served) -> None:
    assert refused(served.client.get("/v1/models", headers={"host": "evil.example"}))["status"] == 421
    assert refused(served.client.get("/v1/models", headers={"origin": "http://evil.example"}))["status"] == 403
    answer = served.client.post("/v1/completions", content=b"{", headers={"content-type": "application/json"})
    assert refused(answer)["status"] == 400
    assert refused(served.client.get("/v1/nothing"))["status"] == 404
    assert refused(served.client.get("/v1/completions"))["status"] == 405
    assert served.client.get("/v1/models").headers["cache-control"] == "no-store"
