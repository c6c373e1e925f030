"""The law of every public function: a value of a wrong type is answered in a sentence, never by an error from within.

A function that joins `llm_playground.__all__` is held to it without being named here, and so is a method of what the
functions give.
"""

from __future__ import annotations

import inspect
import os
import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import llm_playground as lp
from llm_playground.decoding import PARAMETERS
from llm_playground.engine.game import Game
from llm_playground.engine.inside import dictionary_fitting
from llm_playground.engine.inside.features import Features
from llm_playground.engine.inside.lens import Lens
from llm_playground.errors import CheckpointError, InvalidValue, PlaygroundError
from llm_playground.models.seam import LanguageModel
from llm_playground.records.behaviour import BehaviourSheet
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.training import RECIPES, direct_preference, fine_tuning

FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: value
    for name in lp.__all__
    if callable(value := getattr(lp, name)) and not isinstance(value, type | ModuleType)
}


@cache
def finished() -> lp.Trace:
    return lp.trace("tiny-gpt2", "Once", "greedy", 1)


@cache
def filled() -> BehaviourSheet:
    return lp.behaviour_sheet(["tiny-gpt2"], ["Once"], seeds=1, max_new_tokens=1)


@cache
def objects() -> dict[str, Any]:
    """What the public functions give, of each class one; of the tokenizers a few."""
    model = lp.load("tiny-gpt2")
    kinds = {kind: lp.load_tokenizer(kind) for kind in ("byte", "bpe", "wordpiece")}
    return {
        "model": model,
        "lens": lp.lens(model, "Once upon"),
        "features": lp.features(model, "Once upon"),
        "game": lp.guess(model, seed=7),
        "tokenizer": model.tokenizer,
        **kinds,
    }


def methods() -> dict[str, Callable[..., Any]]:
    """The methods by which a learner asks these; `save`, which writes wherever it is told to, has tests of its own."""
    found = {"CATALOG[]": lp.CATALOG.__getitem__, "CATALOG.get": lp.CATALOG.get, "Trace.from_json": lp.Trace.from_json}
    for name, each in objects().items():
        seam = {"model": LanguageModel, "lens": Lens, "features": Features, "game": Game}.get(name, Tokenizer)
        asked = [key for key, value in vars(seam).items() if isinstance(value, FunctionType) and key[0] != "_"]
        found |= {f"{name}.{key}": getattr(each, key) for key in asked if key != "save"}
    return found


FUNCTIONS |= methods()

# Values that are right, by the name of the parameter; a parameter that is not here keeps its default.
RIGHT: dict[str, Any] = {
    "model": "tiny-gpt2",
    "models": ["tiny-gpt2"],
    "prompts": ["Once"],
    "other": "tiny-qwen",
    "tuned": "tiny-gpt2",
    "t": [0.5],
    "ranks": [1],
    "draft": "tiny-qwen",
    "prompt": "Once",
    "lanes": ["greedy"],
    "text": "Once",
    "base": "Once",
    "source": "Once",
    "name": "h.1.mlp",
    "ids": [1, 2],
    "tokenizer": "byte",
    "tokenizers": ["byte", "tiny-gpt2"],
    "max_new_tokens": 1,
    "vocab_size": 258,
    "sequences": [[1, 2]],
    "id": 1,
    "token": 1,
    "layer": 0,
    "position": 0,
    "index": 0,
    "option": 1,
    "first": 1,
    "at": 0,
    "key": "gpt2",
    "n_features": 4,
    "k": 1,
    "steps": 1,
    "n_texts": 1,
    "file": os.path.join(tempfile.mkdtemp(), "model.gguf"),
    "path": os.path.join(tempfile.mkdtemp(), "run.json"),
}

# A strategy that takes the parameter, for those that are given by keyword.
TAKES = {"top_k": "top_k", "top_p": "top_p", "min_p": "min_p", "typical_p": "typical"} | dict.fromkeys(
    ("num_beams", "length_penalty", "early_stopping"), "beam"
)
TAKES |= dict.fromkeys(("num_beam_groups", "diversity_penalty"), "diverse_beam")
TAKES |= {"draw": "sample", "num_candidates": "contrastive", "penalty_alpha": "contrastive"}


ENDLESS = 10**5000  # Python itself writes no whole number of more than 4,300 digits, not even into a message


class Odd:
    """Equal to nothing, of no type that any function asks for."""


# Of every type, but small: what is too much is another law's.
values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-2, 4),
        st.floats(),
        st.complex_numbers(),
        st.text(max_size=6),
        st.binary(max_size=6),
        st.just(Odd()),
        st.just(Odd),
        st.just(len),
        st.just(Path("nowhere")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner),
        st.dictionaries(st.one_of(st.text(max_size=6), st.integers(0, 3)), inner, max_size=3),
        st.sets(st.integers(0, 3), max_size=3),
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module", autouse=True)
def few_texts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A dictionary of features is graded on a thousand texts and a fine-tuning is measured on sixty; here on one or
    two. Folders of any name are made where it does not matter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("here"))
        for name in ("HELD_OUT", "HELD_OUT_STORIES", "BATCH"):
            patch.setattr(fine_tuning, name, 1)
        for name, value in {"PAIRS": 1, "HELD_OUT": 1, "LONGEST": {"right": 2, "words": 2}}.items():
            patch.setattr(direct_preference, name, value)
        patch.setattr(dictionary_fitting, "GRADED_ON", 2)
        patch.setattr(dictionary_fitting, "SPLICED_INTO", 1)
        yield


def parameters() -> list[tuple[str, str]]:
    """Every parameter that a public function names; and of `trace` the decoding parameters, which are keywords."""
    found = []
    for name, function in FUNCTIONS.items():
        for each in inspect.signature(function).parameters.values():
            if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
                found.append((name, each.name))
    return found + [("trace", keyword) for keyword in PARAMETERS]


def keywords() -> dict[str, list[str]]:
    """The keywords of the functions that take any, and one that there is not."""
    return {
        name: [*(vars(RECIPES["smoke"]) if name == "watch_training" else PARAMETERS), "nonsense"]
        for name, function in FUNCTIONS.items()
        if any(each.kind == each.VAR_KEYWORD for each in inspect.signature(function).parameters.values())
    }


def call(name: str, parameter: str, value: Any) -> None:
    """Call a function with one value of any kind, and right ones besides; a stream runs to its end."""
    function = FUNCTIONS[name]
    right = {key: RIGHT[key] for key in inspect.signature(function).parameters if key in RIGHT}
    right |= {key: finished() for key in ("trace", "a", "b") if key in inspect.signature(function).parameters}
    right |= {key: filled() for key in ("sheet",) if key in inspect.signature(function).parameters}
    if parameter in TAKES and "strategy" in inspect.signature(function).parameters:
        right["strategy"] = TAKES[parameter]
    result = function(**right | {parameter: value})
    if isinstance(result, Generator):
        for _ in result:
            pass


@pytest.mark.parametrize(("name", "parameter"), parameters())
@settings(max_examples=25)
@given(value=values)
def test_any_value_is_taken_or_refused_in_a_sentence(name: str, parameter: str, value: Any) -> None:
    with suppress(PlaygroundError):
        call(name, parameter, value)


@pytest.mark.parametrize("name", keywords())
@settings(max_examples=100)
@given(data=st.data())
def test_any_keyword_is_taken_or_refused_in_a_sentence(name: str, data: st.DataObject) -> None:
    keyword = data.draw(st.sampled_from(keywords()[name]))
    with suppress(PlaygroundError):
        call(name, keyword, data.draw(values))


@given(value=values.filter(lambda value: not isinstance(value, str | Path)))
def test_a_tokenizer_is_saved_only_where_there_is_a_path(value: Any) -> None:
    for name in ("tokenizer", "byte"):
        with pytest.raises(InvalidValue):
            objects()[name].save(value)


def test_a_tokenizer_is_saved_by_the_name_of_a_folder_too(tmp_path: Path) -> None:
    for name in ("tokenizer", "byte", "bpe"):
        objects()[name].save(str(tmp_path / name))
        assert lp.load_tokenizer(tmp_path / name).encode("the mat") == objects()[name].encode("the mat")
    with pytest.raises(InvalidValue, match="folder is ' '; it must be the path of a folder"):
        objects()["byte"].save(" ")
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match="cannot be made"):
        objects()["byte"].save(tmp_path / "file" / "folder")


@pytest.mark.parametrize(("name", "value"), [("learning_rate", True), ("out", ""), ("base", " "), ("betas", (1, 2))])
def test_a_wrong_value_of_a_training_is_told_by_its_name(name: str, value: object) -> None:
    with pytest.raises(InvalidValue, match=f"^{name} is ") as raised:
        lp.watch_training("smoke", **{name: value})
    assert raised.value.field == name


def test_a_name_that_the_catalog_has_not_is_a_key_error_that_guesses() -> None:
    with pytest.raises(KeyError) as raised:
        lp.CATALOG["tiny-gtp2"]
    assert str(raised.value).startswith("There is no model 'tiny-gtp2'; choose one of tiny-gpt2, ")
    assert str(raised.value).endswith("Did you mean tiny-gpt2?")
    assert lp.CATALOG.get("nothing") is None
    assert "nothing" not in lp.CATALOG
    assert ["nothing"] not in lp.CATALOG


@pytest.mark.parametrize(
    "call",
    [
        lambda: lp.load("tiny-gpt2").next_logits([[True]]),
        lambda: lp.load("tiny-gpt2").piece("x"),
        lambda: lp.watch_training("smoke", steps="x"),
        lambda: lp.watch_training("smoke", model=5),
        lambda: lp.encode_text(None),
        lambda: lp.decode_tokens(5),
        lambda: lp.load_tokenizer(None),
        lambda: lp.generate("tiny-gpt2", None),
        lambda: lp.generate(None, "Once"),
        lambda: lp.inspect("tiny-gpt2", 5),
        lambda: lp.compare_tokenizers("Once", None),
        lambda: lp.train_bpe(None, 300),
        lambda: lp.stream("tiny-gpt2", "Once", top="x"),
        lambda: lp.playground(5),
        lambda: lp.playground("tiny-gpt2", 5),
        lambda: lp.watch_training(None),
    ],
)
def test_a_value_of_a_wrong_type_is_an_invalid_value(call: Callable[[], Any]) -> None:
    with pytest.raises(InvalidValue):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: lp.generate("tiny-gpt2", "Once", "sample", temperature=ENDLESS),
        lambda: lp.generate("tiny-gpt2", "Once", "sample", seed=ENDLESS),
        lambda: lp.generate("tiny-gpt2", "Once", "sample", order=ENDLESS),
        lambda: lp.generate("tiny-gpt2", ENDLESS),
        lambda: lp.generate("tiny-gpt2", [ENDLESS]),
        lambda: lp.generate("tiny-qwen-chat", [{"role": "user", "content": ENDLESS}]),
        lambda: lp.load("tiny-gpt2").next_logits([[ENDLESS]]),
        lambda: lp.decode_tokens([ENDLESS]),
        lambda: lp.Trace.from_json(ENDLESS),
    ],
)
def test_a_number_too_long_to_write_is_an_invalid_value_too(call: Callable[[], Any]) -> None:
    with pytest.raises(InvalidValue, match=r"a whole number of about 5,001 digits"):
        call()


def test_every_error_that_a_public_docstring_names_is_at_hand() -> None:
    for name, function in FUNCTIONS.items():
        raised = re.search(r"Raises:\n(.*?)(\n\n|\Z)", inspect.getdoc(function) or "", re.DOTALL)
        for line in re.findall(r"^ +([A-Z]\w+(?:, [A-Z]\w+)*):", raised[1] if raised else "", re.MULTILINE):
            for error in line.split(", "):
                assert issubclass(getattr(lp, error), PlaygroundError), name


def test_help_of_a_public_name_says_what_it_is() -> None:
    assert inspect.getdoc(lp.playground).startswith("The playground, to end a cell of a notebook with")
    assert inspect.getdoc(lp.CATALOG).startswith("The models that have a short name")
    assert repr(lp.CATALOG).splitlines()[0].split()[:2] == ["tiny-gpt2", "base"]
    for name, function in FUNCTIONS.items():
        assert inspect.getdoc(function), name
