"""The rooms of the project and who may import whom, read from this table and held against every import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "llm_playground"

# Room -> what it may import: rooms of ours, then libraries. Names in `INSIDE_FUNCTIONS` only there.
MAY_IMPORT: dict[str, set[str]] = {
    "records": {"errors", "__version__"},
    "errors": set(),
    "extras": set(),
    "corpus": {"errors"},
    "tokenization": {"records", "errors", "regex"},
    "decoding": {"records", "errors", "numpy"},
    "quantization": {"errors", "numpy"},
    "transformer": {"quantization", "records", "errors", "numpy", "torch", "safetensors"},
    "models": {"quantization", "tokenization", "transformer", "records", "errors", "torch", "numpy", "jinja2"},
    "plain": {"records", "tokenization"},
    "training": {
        "corpus",
        "tokenization",
        "transformer",
        "models",
        "decoding",
        "records",
        "errors",
        "extras",
        "torch",
        "numpy",
        "safetensors",
        "rich",
    },
    "engine": {
        "models",
        "quantization",
        "tokenization",
        "transformer",
        "decoding",
        "corpus",
        "plain",
        "records",
        "errors",
        "regex",
    },
    "views": set(),
    "course": {
        "engine",
        "plain",
        "records",
        "errors",
        "__version__",
        "latex2mathml",
        "markdown_it",
        "mdit_py_plugins",
        "numpy",
        "platformdirs",
    },
    "sharing": {"models", "plain", "views", "records", "errors", "__version__"},
    "web": {
        "course",
        "engine",
        "sharing",
        "views",
        "records",
        "errors",
        "__version__",
        "fastapi",
        "h11",
        "prometheus_client",
        "pydantic",
        "segno",
        "starlette",
        "uvicorn",
    },
    "cluster": {"engine", "models", "transformer", "web", "records", "errors", "numpy", "ray", "starlette", "torch"},
    "widgets": {
        "engine",
        "plain",
        "training",
        "tokenization",
        "views",
        "records",
        "errors",
        "extras",
        "anywidget",
        "ipywidgets",
        "traitlets",
    },
}
INSIDE_FUNCTIONS: dict[str, set[str]] = {
    "tokenization": {"tiktoken", "tokenizers", "sentencepiece"},
    "models": {"transformers", "huggingface_hub", "gguf", "httpx", "psutil"},
    "corpus": {"tokenizers"},
    "engine": {"training"},
    "training": {"tokenizers", "datasets", "accelerate"},
    "cluster": {"threadpoolctl"},
    "widgets": {"IPython"},
}
ANYTHING = {"cli", "__main__"}

HEAVY = {"torch", "transformers", "tiktoken", "tokenizers", "ipywidgets", "fastapi", "numpy", "huggingface_hub"}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported module of a file, and whether the import stands inside a function or under TYPE_CHECKING."""

    def walk(node: ast.AST, inside: bool) -> Iterator[tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, inside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}: relative import"
                yield from ((f"{child.module}.{alias.name}", inside) for alias in child.names)
            deferred = isinstance(child, ast.FunctionDef) or (
                isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            )
            yield from walk(child, inside or deferred)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), inside=False)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name_of(module: str) -> str:
    """Our room, or the library, that a module belongs to."""
    parts = module.split(".")
    return parts[1] if parts[0] == "llm_playground" and len(parts) > 1 else parts[0]


FILES = sorted(path for path in PACKAGE.rglob("*.py") if room_of(path) not in {"__init__", *ANYTHING})


def test_every_room_is_in_the_table() -> None:
    rooms = {room_of(path) for path in PACKAGE.rglob("*.py")} - {"__init__"}
    assert rooms == MAY_IMPORT.keys() | ANYTHING


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_what_the_table_allows(path: Path) -> None:
    room = room_of(path)
    allowed = MAY_IMPORT[room] | {room} | sys.stdlib_module_names
    deferred = allowed | INSIDE_FUNCTIONS.get(room, set())
    wrong = [module for module, inside in imports(path) if name_of(module) not in (deferred if inside else allowed)]
    assert not wrong


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, llm_playground; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())


def test_the_public_names_are_all_there() -> None:
    import llm_playground

    for name in llm_playground.__all__:
        assert getattr(llm_playground, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = llm_playground.nonsense
