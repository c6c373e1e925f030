"""What the beginnings of the files of a model say of it: milliseconds a file, whatever it weighs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

from llm_playground.errors import LONGEST_NAME, CheckpointError
from llm_playground.models.chat import knows_thinking
from llm_playground.models.chat_template import read_chat_template
from llm_playground.models.gguf.config import architecture_of
from llm_playground.models.gguf.foreign import check_foreign, check_whole
from llm_playground.models.gguf.header import read_header
from llm_playground.models.gguf.opening import shape_of
from llm_playground.models.gguf.quantization import quantization_of
from llm_playground.models.gguf.tokenizer import has_tokenizer as has_tokenizer_in_file
from llm_playground.models.gguf.weights import GGUFWeights, check_length
from llm_playground.models.known_architectures import check_known
from llm_playground.models.tokenizers import has_tokenizer
from llm_playground.models.unreadable import check_weights, quantized_by
from llm_playground.transformer.config import FAMILIES, UnsupportedArchitecture
from llm_playground.transformer.config_file import read_config
from llm_playground.transformer.files import read_config_json, read_json
from llm_playground.transformer.opening import checked
from llm_playground.transformer.weights import Header, Weights

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = (".safetensors", ".gguf", ".bin")
CONTEXT = ("max_position_embeddings", "n_positions")
# How the classes of transformers end that continue a text, and those that see besides and are loaded to continue one.
CAUSAL = ("ForCausalLM", "LMHeadModel")
ALSO_SEE = ("Gemma3ForConditionalGeneration", "Gemma3nForConditionalGeneration", "Gemma4ForConditionalGeneration")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a model without its numbers. The fields are those of `records.local.LocalModel`."""

    bytes: int
    architecture: str | None = None
    parameters: int | None = None
    quantization: str | None = None
    context_length: int | None = None
    is_instruct: bool | None = None
    thinks: bool = False
    reads_text: bool = True
    looked_into: Literal["yes", "in part", "no"] = "no"
    why: str = ""


def seen_in(path: Path, name: str) -> Seen:
    """What a GGUF file or checkpoint folder says. What is damaged is told in `why`, and nothing is raised."""
    try:
        return _seen(path, name, _state(path))
    except OSError as error:
        return Seen(0, why=f"{path} cannot be read ({error.strerror}).")


def _state(path: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file is written, so that nothing is read twice for who asks again."""
    files = sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else [path]
    return tuple((file.name, (known := file.stat()).st_size, known.st_mtime_ns) for file in files)


@lru_cache(maxsize=1000)
def _seen(path: Path, name: str, state: tuple[tuple[str, int, int], ...]) -> Seen:
    size = sum(size for file, size, _ in state if not path.is_dir() or file.endswith(WEIGHTS))
    seen: dict[str, Any] = {"bytes": size}  # what is known before something turns out to be damaged stays
    try:
        (_read_folder if path.is_dir() else _read_gguf)(path, name, seen)
    except CheckpointError as error:
        seen["why"] = str(error)
    else:
        if seen.get("looked_into") and not seen["reads_text"]:
            seen["why"] = f"{name} has no tokenizer: it reads token ids, and no text. {seen.get('why', '')}".rstrip()
    return Seen(**seen)


def _read_gguf(file: Path, name: str, seen: dict[str, Any]) -> None:
    header = read_header(file, texts=False)
    seen["architecture"] = family = architecture_of(header)
    seen["context_length"] = header.number(f"{family}.context_length")
    seen["is_instruct"] = bool(header.text("tokenizer.chat_template"))
    seen["thinks"] = knows_thinking(header.text("tokenizer.chat_template"))
    seen["parameters"] = sum(math.prod(tensor.shape) for tensor in header.tensors.values())
    seen["quantization"] = quantization_of(header)
    seen["reads_text"] = has_tokenizer_in_file(header)
    check_whole(header, name)
    check_length(header)
    if family not in FAMILIES:
        check_foreign(header, name)
        seen |= _in_part(family)
        return
    weights = GGUFWeights(header)
    config = shape_of(header, weights)
    seen["parameters"] = _count(checked(config, HeadersAlone(weights.headers), file).shapes)
    seen["looked_into"] = "yes"


def _read_folder(folder: Path, name: str, seen: dict[str, Any]) -> None:
    with suppress(CheckpointError):  # of what cannot be loaded this much is told, and why is said below
        seen |= _said_of(folder)
    check_weights(folder, name)
    config = read_config_json(folder)
    headers = Weights(folder).headers
    seen["parameters"] = _count({name: header.shape for name, header in headers.items()})
    seen["quantization"] = Counter(header.dtype for header in headers.values()).most_common(1)[0][0]
    try:
        shape = read_config(config, folder / "config.json")
    except UnsupportedArchitecture:
        seen |= _through_transformers(config, seen["architecture"], name)
        return
    seen["parameters"] = _count(checked(shape, HeadersAlone(headers), folder).shapes)
    seen["looked_into"] = "yes"


def _said_of(folder: Path) -> dict[str, Any]:
    """What a folder says beside its weights."""
    config = read_config_json(folder)
    method = quantized_by(config)
    return {
        "architecture": str(config.get("model_type", "unknown"))[:LONGEST_NAME],
        "context_length": next((config[key] for key in CONTEXT if isinstance(config.get(key), int)), None),
        "is_instruct": _has_template(folder),
        "thinks": knows_thinking(read_chat_template(folder, None)),
        "reads_text": has_tokenizer(folder),
        "quantization": method.upper() if method else None,
    }


def _through_transformers(config: Mapping[str, Any], architecture: str, name: str) -> dict[str, str]:
    """Whether a model continues a text, by the class that its config.json names. `transformers` itself, which is asked
    when it is loaded, takes seconds to import.

    Raises:
        CheckpointError: `transformers` does not know the architecture.
    """
    classes = config.get("architectures")
    named = [each for each in classes if isinstance(each, str)] if isinstance(classes, list) else []
    if any(each.endswith(CAUSAL) or each in ALSO_SEE for each in named):
        check_known(architecture, name)
        return _in_part(architecture)
    what = f"a {named[0][:LONGEST_NAME]}" if named else f"of the architecture {architecture}"
    return {"why": f"It is {what}, and no model that continues a text."}


def _in_part(architecture: str) -> dict[str, str]:
    why = f"{architecture} runs through transformers: its streams, attention patterns and logits are seen."
    return {"looked_into": "in part", "why": why}


def _has_template(folder: Path) -> bool:
    if (folder / "chat_template.jinja").is_file():
        return True
    config = folder / "tokenizer_config.json"
    return config.is_file() and bool(read_json(config).get("chat_template"))


def _count(shapes: Mapping[str, tuple[int, ...]]) -> int:
    return sum(map(math.prod, shapes.values()))


@dataclass(frozen=True)
class HeadersAlone:
    """The tensors of a model of which no number is read."""

    headers: Mapping[str, Header]

    def array(self, name: str) -> NDArray[Any]:
        raise NotImplementedError(name)

    def tensor(self, name: str) -> Tensor:
        raise NotImplementedError(name)

    def same(self, one: str, other: str) -> bool:
        """The embedding and lm_head of a file that says they are one matrix, and holds it twice: it is believed."""
        return self.headers[one].shape == self.headers[other].shape
