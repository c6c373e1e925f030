"""The notebook is what its source says, each section runs alone and offline, and what is saved shows its results."""

from __future__ import annotations

import ast
import asyncio
import math
import re
import subprocess
import symtable
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.course.exercises import IN_ORDER, exercises
from llm_playground.course.progress import place
from llm_playground.quantization.types import TYPES
from llm_playground.training.fine_tuning import BATCH, CONTEXT
from llm_playground.training.recipes import RECIPES
from llm_playground.training.sources import StoryWorld

ROOT = Path(__file__).parents[2]
SAVED = ROOT / "lm_playground.ipynb"
SECTIONS = ("1 Tokenization", "2 Architecture", "3 Generation", "4 Completion and instruction", "5 The playground")

# The name that the course has for each.
EXERCISES = {
    "1 Tokenization": "tokenization",
    "2 Architecture": "architecture",
    "3 Generation": "generation",
    "4 Completion and instruction": "base_and_instruct",
    "5 The playground": "playground",
}

# Importing them takes every worker seconds, whatever it runs: so that waits for the tests.
pytestmark = pytest.mark.skipif(not find_spec("nbclient"), reason="needs nbclient")

# Put before the first cell: in this kernel only addresses on this machine answer.
OFFLINE = """
import socket
_connect = socket.socket.connect
def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1"):
        raise OSError(f"the network is off: {address}")
    return _connect(self, address)
socket.socket.connect = connect
"""


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = spec_from_file_location("build", ROOT / "notebooks" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def saved() -> Any:
    import nbformat

    notebook = nbformat.read(SAVED, as_version=4)
    nbformat.validate(notebook)
    return notebook


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_the_saved_notebook_is_built_from_its_source(build: ModuleType, saved: Any) -> None:
    """`make notebook-outputs` builds it again."""
    cells = [(cell.cell_type, cell.id, cell.source) for cell in build.notebook().cells]
    assert [(cell.cell_type, cell.id, cell.source) for cell in saved.cells] == cells


def test_it_has_its_five_sections_in_order(build: ModuleType) -> None:
    headings = [
        line.removeprefix("## ")
        for cell in build.notebook().cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    assert len(headings) == len(SECTIONS)
    assert all(heading.startswith(section) for heading, section in zip(headings, SECTIONS, strict=True))


@pytest.mark.parametrize("section", EXERCISES)
def test_a_section_ends_in_exercises_of_the_course_and_names_its_others(section: str, build: ModuleType) -> None:
    """Their stubs come from the course. None takes the name of something that other cells use."""
    cells = build.notebook().cells
    of_section = IN_ORDER[EXERCISES[section]]
    starts = [at for at, cell in enumerate(cells) if cell.source.startswith("## ")]
    begin = next(at for at in starts if cells[at].source.startswith(f"## {section}"))
    end = next((at for at in starts if at > begin), len(cells))
    asked = [
        name for cell in cells[begin:end] for name in re.findall(r'^course.check\("(\w+)", \1\)$', cell.source, re.M)
    ]
    assert asked == [name for name in of_section if name in asked]
    assert 3 <= len(asked) <= 5
    for name, text, code in zip(
        asked, cells[end - 2 * len(asked) : end : 2], cells[end - 2 * len(asked) + 1 : end : 2], strict=True
    ):
        assert code.source.startswith(exercises[name].stub)
        assert text.source.startswith(f"#### {exercises[name].title}\n\n")
        assert text.source.endswith(exercises[name].task)
        elsewhere = (cell.source for cell in cells if cell.cell_type == "code" and cell is not code)
        assert not any(re.search(rf"\bdef {name}\b|^{name} =", source, re.M) for source in elsewhere)
    others = cells[end - 2 * len(asked) - 1].source
    assert all((f"`{name}`" in others) != (name in asked) for name in of_section)


@pytest.mark.slow
def test_output_of_a_cell_that_does_not_come_fails_the_build(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that waits no longer for it would leave it out, and nobody would know."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellTimeoutError

    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(NotebookClient, "_async_poll_output_msg", never)
    monkeypatch.setattr(build, "OUTPUT_SECONDS", 1)
    with pytest.raises(CellTimeoutError):
        build.run(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1)")]))


def test_a_name_that_another_cell_reads_is_given_in_one_cell_alone(build: ModuleType) -> None:
    """So a cell can be run a second time, also by somebody who goes back to it from a later section."""
    cells = [reads_and_gives(cell.source) for cell in build.notebook().cells if cell.cell_type == "code"]
    read = set().union(*(reads for reads, _ in cells))
    given = Counter(name for _, gives in cells for name in gives)
    assert [name for name in given if name in read and given[name] > 1] == []
    assert [names for names in (reads & gives for reads, gives in cells) if names] == []  # as in x = x + 1


def reads_and_gives(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell takes from others, and those that it gives; imports, which are alike everywhere, apart."""
    reads: set[str] = set()
    gives: set[str] = set()
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            table = symtable.symtable(ast.unparse(statement), "cell", "exec")
            given = {each.get_name() for each in table.get_symbols() if each.is_assigned()}
            alone = isinstance(statement, ast.Assign | ast.AugAssign)  # in others, as in a loop, it is given first
            reads |= set(read_by(table)) - gives - (set() if alone else given)
            gives |= given
    return reads, gives


def read_by(table: symtable.SymbolTable) -> Iterator[str]:
    """The names that are looked up outside of all functions, in one or not."""
    outside = table.get_type() == "module"
    for each in table.get_symbols():
        if each.is_referenced() and (outside or each.is_global()):
            yield each.get_name()
    for child in table.get_children():
        yield from read_by(child)


def test_the_badge_and_the_first_cell_name_the_project_of_pyproject_toml(build: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    repository = project["urls"]["Repository"]
    first_text, first_code = build.notebook().cells[:2]
    path = repository.removeprefix("https://github.com/")
    assert f"(https://colab.research.google.com/github/{path}/blob/main/{SAVED.name})" in first_text.source
    assert f'REPOSITORY = "{repository}"' in first_code.source
    assert f"{project['name']}[notebook] @ git+" in first_code.source


def test_an_installation_that_fails_in_the_first_cell_is_told_in_a_sentence(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([], 1, "", "a warning\nERROR: there is no such repository\n")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: failed)
    with pytest.raises(SystemExit, match=r"could not be installed from .*: ERROR: there is no such repository$"):
        exec(compile(build.notebook().cells[1].source, "first cell", "exec"), {})


@pytest.mark.skipif(sys.platform != "linux", reason="the text names the file on Linux")
def test_progress_is_kept_where_the_text_says(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME")
    assert f"`~/{place().relative_to(Path.home()).as_posix()}`" in build.notebook().cells[0].source


def test_what_the_text_says_of_the_bundled_models_is_so(build: ModuleType) -> None:
    source = "\n".join(cell.source for cell in build.notebook().cells)
    assert f"Tick **{lp.playground().compare.description}**" in source
    # 2, 2.1: the names, and where the parameters are.
    for name in ("qkv_proj", "out_proj", "up_proj", "down_proj"):
        assert re.search(rf"`{name}` is (called )?`\w+\.{GPT2_NAMES[name]}`", " ".join(source.split()))
    anatomy = lp.anatomy("tiny-gpt2")
    embeddings = sum(part.parameters for part in anatomy.children if part.name in ("wte", "wpe"))
    assert embeddings < anatomy.parameters / 2
    # 2.7: in 16 bits nothing changes, in 8.5 hardly anything, and below that it begins to show.
    types = {each.type: each for each in lp.quantize("tiny-gpt2", "Tom saw a big red").types}
    assert types["F16"].max_kl == 0
    assert 0 < types["Q8_0"].mean_kl < 1e-3 < types["Q5_1"].mean_kl < types["Q4_0"].mean_kl
    assert (types["Q8_0"].flips, bool(types["Q4_0"].flips)) == ((), True)
    # 3.4: beam search finds likelier texts than greedy decoding where they differ, and often the same text.
    prompts = re.search(r"for beginning in (\(.*?\)):\n    greedy", source)
    assert prompts is not None
    gains = [gain_of_beams(prompt) for prompt in ast.literal_eval(prompts[1])]
    assert min(gains) >= 0
    assert sum(gain > 0 for gain in gains) >= 2
    assert gains[-1] == 0
    # 3.5: two temperatures part although both leave all tokens to draw from.
    prompt = "Once upon a time, there was a"
    cold, warm = (lp.trace("tiny-gpt2", prompt, "sample", 40, seed=1, temperature=each) for each in (0.5, 1.0))
    assert cold.ids != warm.ids
    assert {stage.kept for trace in (cold, warm) for stage in trace.steps[0].stages} == {2048}


def test_what_the_text_says_of_the_trainings_is_so(build: ModuleType) -> None:
    source = " ".join(" ".join(cell.source for cell in build.notebook().cells).split())
    smoke, base, chat = (RECIPES[name] for name in ("smoke", "tiny-gpt2", "tiny-qwen-chat"))
    assert "two layers, a vocabulary of 512 tokens, and two thousand documents" in source
    assert isinstance(smoke.source, StoryWorld)
    assert (smoke.model.n_layer, smoke.model.vocab_size, smoke.source.documents) == (2, 512, 2_000)
    assert "twice as many layers, each twice as wide, and 12,000 steps of four times as many tokens" in source
    assert (base.model.n_layer, base.model.n_embd) == (2 * smoke.model.n_layer, 2 * smoke.model.n_embd)
    assert (base.steps, base.tokens_per_step) == (12_000, 4 * smoke.tokens_per_step)
    assert "has had 7,000 of them, each of four times as many tokens" in source
    assert (chat.steps, chat.tokens_per_step) == (7_000, 4 * BATCH * CONTEXT)


def test_who_writes_the_codes_of_a_block_as_the_text_has_it_is_told_that_they_are_right(
    build: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    (cell,) = (cell.source for cell in build.notebook().cells if "def codes_of_q4_1" in cell.source)
    weights = np.random.default_rng(0).normal(0, 0.1, 32).astype(np.float32)
    names = {"np": np, "TYPES": TYPES, "weights": weights}
    exec(cell, names)
    assert capsys.readouterr().out.startswith("Not yet: ")
    step = (weights.max() - weights.min()) / 15
    names["check_codes"](np.floor((weights - weights.min()) / step + 0.5))
    assert capsys.readouterr().out == "Right: all 32 codes.\n"


GPT2_NAMES = {"qkv_proj": "c_attn", "out_proj": "c_proj", "up_proj": "c_fc", "down_proj": "c_proj"}


def gain_of_beams(prompt: str) -> float:
    """By how much the text of beam search is likelier than that of greedy decoding, as a log-probability."""
    traces = [lp.trace("tiny-gpt2", prompt, strategy, 16) for strategy in ("greedy", "beam")]
    if traces[0].ids == traces[1].ids:
        return 0
    greedy, beam = (sum(math.log(step.choice.model_probability) for step in trace.steps) for trace in traces)
    return beam - greedy


def test_what_is_saved_shows_itself_without_a_kernel(saved: Any) -> None:
    if not outputs(saved):
        pytest.skip("the notebook is saved without outputs; `make notebook-outputs` adds them")
    assert "widgets" not in saved.metadata
    assert not any(output.output_type == "error" for output in outputs(saved))
    shown = [output.data for output in outputs(saved) if "data" in output]
    assert not any("application/vnd.jupyter.widget-view+json" in data for data in shown)
    assert sum("text/html" in data for data in shown) >= 6
    assert all(data["text/plain"] for data in shown)
    written = SAVED.read_text(encoding="utf-8")
    assert str(Path.home()) not in written
    assert str(ROOT) not in written


@pytest.mark.slow
@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_runs_from_a_fresh_kernel_offline_and_says_no_warning(
    section: str, build: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    import nbformat

    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "nowhere")
    notebook = build.notebook()
    begins = [at for at, cell in enumerate(notebook.cells) if cell.source.startswith("## ")]
    start = next(at for at in begins if notebook.cells[at].source.startswith(f"## {section}"))
    end = next((at for at in begins if at > start), len(notebook.cells))
    offline = nbformat.v4.new_code_cell(OFFLINE)
    notebook.cells = [offline, *notebook.cells[: begins[0]], *notebook.cells[start:end]]
    build.run(notebook)
    assert [output.text for output in outputs(notebook) if output.get("name") == "stderr"] == []
    shown = [cell for cell in notebook.cells[begins[0] + 1 :] if cell.cell_type == "code" and cell.outputs]
    assert len(shown) >= 1
