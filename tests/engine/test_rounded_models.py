"""A name may say in which numbers a model is loaded: then it is another model, and says so wherever it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import llm_playground as lp
from llm_playground.engine.session import Session
from llm_playground.engine.shelf import SHELF
from llm_playground.models.devices import computes_int8
from llm_playground.models.references import read_name
from llm_playground.sharing.program import transformers_program
from tests.checkpoints import add_tokenizer, make_checkpoint, make_foreign, model_folder
from tests.gguf_files import write_gguf

pytestmark = pytest.mark.skipif(not computes_int8(), reason="int8 is for x86 processors")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(model_folder(tmp_path_factory.mktemp("chat"), "qwen2", chat=True))


@pytest.fixture(scope="module")
def published_in_bfloat16(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bfloat16")
    make_checkpoint(folder, "llama", dtype=torch.bfloat16)
    add_tokenizer(folder)
    return str(folder)


def test_a_name_says_what_dtype_says(folder: str) -> None:
    by_name, beside = lp.load(f"{folder}:int8"), lp.load(folder, dtype="int8")
    assert by_name.info.name == beside.info.name == f"{folder}:int8"
    assert by_name.info.quantization == "int8"
    assert (by_name.next_logits([[3, 4]]) == beside.next_logits([[3, 4]])).all()
    assert lp.load(folder).info.name == folder
    with pytest.raises(lp.InvalidValue, match="asks for int8, but dtype is 'bfloat16'; say one of the two"):
        lp.load(f"{folder}:int8", dtype="bfloat16")


def test_a_file_of_blocks_says_that_its_numbers_were_rounded_twice(folder: str, tmp_path: Path) -> None:
    file = str(write_gguf(Path(folder), tmp_path / "robot.gguf", "Q8_0"))
    offered = Session(named=[file]).rounded()[-1]
    assert offered.key == f"{file}:int8"
    assert lp.load(offered.key).info.quantization == offered.quantization == "int8 of Q8_0"
    whole = write_gguf(Path(folder), tmp_path / "whole.gguf")
    assert lp.load(whole, dtype="int8").info.quantization == "int8"


def test_what_reads_the_weights_of_the_files_says_that_they_are_not_those_of_the_name(tmp_path: Path) -> None:
    file = tmp_path / "robot.gguf"
    words = "tiny-gpt2:int8 is rounded to int8 when it is loaded, .* as its files hold them: give tiny-gpt2[.]"
    for ask in (
        lambda model: lp.export_gguf(model, file, "F16"),
        lambda model: lp.quantize(model, "Once", 1),
        lambda model: lp.quantize(lp.load(model), "Once", 1),
    ):
        with pytest.raises(lp.InvalidValue, match=words) as caught:
            ask("tiny-gpt2:int8")
        assert caught.value.field == "model"
    assert not file.exists()


def test_the_shelf_holds_the_two_as_different_models(folder: str) -> None:
    whole, rounded = SHELF.get(folder), SHELF.get(f"{folder}:int8")
    assert whole is not rounded
    assert SHELF.get(folder) is whole
    assert SHELF.get(f"{folder}:int8") is rounded


def test_what_a_rounded_model_wrote_goes_on_in_the_same_numbers(folder: str) -> None:
    trace = lp.trace(f"{folder}:int8", "the robot", "greedy", 3)
    assert (trace.start.model, trace.start.quantization) == (f"{folder}:int8", "int8")
    branched = lp.branch(trace, at=1, token=trace.steps[1].choice.id)
    assert branched.start.quantization == "int8"
    assert branched.ids == trace.ids
    assert "no model in our int8" in str(transformers_program(trace))


def test_what_is_offered_is_what_can_be_loaded(folder: str, published_in_bfloat16: str, tmp_path: Path) -> None:
    foreign = str(make_foreign(tmp_path))
    session = Session(named=[folder, published_in_bfloat16, foreign])
    offered = {state.key: state for state in session.rounded()}
    own = [key for key in offered if "/" in key]
    assert own == [f"{folder}:int8", f"{published_in_bfloat16}:int8", f"{published_in_bfloat16}:bfloat16"]
    assert {"tiny-gpt2:int8", "tiny-qwen:int8", "tiny-qwen-chat:int8"} <= {*offered}
    for key in own:
        assert lp.load(key).info.quantization == offered[key].quantization == key.split(":")[-1]
    assert all("float32" not in state.key and state.quantization is None for state in session.models()[:3])
    assert SHELF.dtypes(foreign, read_name(foreign)) == ()


def test_a_session_takes_its_models_in_other_numbers_and_no_others(folder: str) -> None:
    session = Session(named=[folder])
    assert session.inspect(f"{folder}:int8", "the robot").model.quantization == "int8"  # type: ignore[attr-defined]
    with pytest.raises(lp.UnknownName):
        session.inspect("gpt3:int8", "the robot")
    assert session.tokenizer_lab.tokenizers.find(f"{folder}:int8").encode("the") == lp.load_tokenizer(folder).encode(
        "the"
    )


def test_a_model_on_a_server_has_the_numbers_of_its_server() -> None:
    with pytest.raises(lp.InvalidValue, match="is computed by its server"):
        lp.load("remote:robot@http://127.0.0.1:9/v1", dtype="bfloat16")


def test_the_twin_of_a_model_is_its_twin_in_other_numbers_too() -> None:
    by_template = [lp.render(model, "Who are you?", template="twin") for model in ("tiny-qwen", "tiny-qwen:int8")]
    assert by_template[0].prompt == by_template[1].prompt
