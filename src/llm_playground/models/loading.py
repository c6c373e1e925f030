"""From a name to a model: catalog key, hub id or folder -> checkpoint folder -> `LanguageModel`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_playground.errors import CheckpointError, InvalidValue, UnknownName
from llm_playground.models import hub
from llm_playground.models.catalog import CATALOG, CatalogEntry, entry_of_hub_id, nearest_key
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.tokenization.hugging_face import HuggingFaceTokenizer
from llm_playground.transformer.checkpoint import load_transformer, read_config_json, weight_files
from llm_playground.transformer.config import UnsupportedArchitecture, read_config

if TYPE_CHECKING:
    import torch

DEVICES = ("auto", "cpu", "cuda", "mps")
DTYPES = ("float32", "bfloat16", "float16")


def load(model: str | Path, *, device: str = "auto", dtype: str = "float32") -> LanguageModel:
    """Load a language model.

    Args:
        model: a catalog key ("tiny-gpt2"), a hub id ("organisation/name") or a checkpoint folder.
        device: "cpu", "cuda", "mps", a numbered one such as "cuda:1", or "auto": the first at hand of cuda, mps, cpu.
        dtype: "float32", "bfloat16" or "float16" for weights and activations; logits are always float32.

    Raises:
        UnknownName: no such model.
        ModelUnavailable: not on this machine, and the hub cannot be reached.
        CheckpointError: the checkpoint is incomplete, damaged or of a kind that is never read.
        InvalidValue: another device or dtype.
    """
    torch_device, torch_dtype = _device(device), _dtype(dtype)
    folder, entry = find_folder(model)
    config = read_config_json(folder)
    weight_files(folder)  # before anything slow: are there weights that may be read?
    name = entry.key if entry else str(model)
    info = _read_info(name, folder, config, entry)
    try:
        read_config(config)
    except UnsupportedArchitecture:
        from llm_playground.models.hugging_face import load_hugging_face

        return load_hugging_face(info, torch_device, torch_dtype)
    from llm_playground.models.native import NativeModel

    return NativeModel(info, load_transformer(folder, torch_dtype).to(torch_device))


def find_folder(model: str | Path) -> tuple[Path, CatalogEntry | None]:
    """The checkpoint folder of a model, fetched from the hub if it must be, and its catalog entry if it has one."""
    if isinstance(model, str) and (entry := CATALOG.get(model)):
        if entry.bundled_folder is not None:
            return entry.bundled_folder, entry
        assert entry.hub_id is not None
        return hub.cached_folder(entry.hub_id) or hub.fetch(entry.hub_id), entry
    path = Path(model).expanduser()
    if path.is_dir():
        return path, None
    name = str(model)
    if isinstance(model, Path) or path.is_absolute() or name.startswith((".", "~")) or path.is_file():
        raise CheckpointError(f"{name} is not a checkpoint folder: there is no folder of that name.")
    if name.count("/") == 1 and all(name.split("/")):
        return hub.cached_folder(name) or hub.fetch(name), entry_of_hub_id(name)
    nearest = nearest_key(name)
    raise UnknownName(
        f"There is no model {name!r}. "
        + (f"Did you mean {nearest!r}? " if nearest else "")
        + f"Known names: {', '.join(CATALOG)}; or give a hub id (organisation/name) or a checkpoint folder."
    )


def _read_info(name: str, folder: Path, config: dict[str, Any], entry: CatalogEntry | None) -> ModelInfo:
    tokenizer_config = _optional_json(folder / "tokenizer_config.json")
    generation = _optional_json(folder / "generation_config.json")
    stop = generation.get("eos_token_id", config.get("eos_token_id"))
    stop_ids = frozenset([stop] if isinstance(stop, int) else stop or ())
    tokenizer = _read_tokenizer(folder)
    bos = config.get("bos_token_id")
    # Some base checkpoints carry the template of their instruct twin; the catalog knows better.
    is_base = entry is not None and entry.kind == "base"
    return ModelInfo(
        name=name,
        folder=folder,
        architecture=config.get("model_type", "unknown"),
        context_length=config.get("n_positions") or config.get("max_position_embeddings") or 2048,
        vocab_size=config.get("vocab_size", 0),
        stop_ids=stop_ids,
        bos_id=bos if isinstance(bos, int) else min(stop_ids, default=None),
        tokenizer=tokenizer,
        chat_template=None if is_base else _read_chat_template(folder, tokenizer_config),
        special_texts=_special_texts(tokenizer_config),
    )


def _read_tokenizer(folder: Path) -> HuggingFaceTokenizer | None:
    if (folder / "tokenizer.json").is_file():
        return HuggingFaceTokenizer.from_file(folder / "tokenizer.json")
    if any((folder / name).is_file() for name in ("tokenizer.model", "vocab.json", "vocab.txt")):
        from transformers import AutoTokenizer

        slow_format = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
        return HuggingFaceTokenizer(slow_format.backend_tokenizer)
    return None


def _read_chat_template(folder: Path, tokenizer_config: dict[str, Any]) -> str | None:
    if (folder / "chat_template.jinja").is_file():
        return (folder / "chat_template.jinja").read_text(encoding="utf-8")
    template = tokenizer_config.get("chat_template")
    if isinstance(template, list):  # several by name, among them one for tools
        template = next((each["template"] for each in template if each.get("name") == "default"), None)
    return template


def _special_texts(tokenizer_config: dict[str, Any]) -> dict[str, str]:
    """The texts of bos_token, eos_token and so on, which are written as a string or as {"content": string}."""
    tokens = {name: value for name, value in tokenizer_config.items() if name.endswith("_token")}
    texts = {name: value.get("content") if isinstance(value, dict) else value for name, value in tokens.items()}
    return {name: text for name, text in texts.items() if isinstance(text, str)}


def _optional_json(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CheckpointError(f"{path} is not valid JSON ({error}).") from error


def _device(name: str) -> torch.device:
    import torch

    if name.split(":")[0] not in DEVICES:
        raise InvalidValue(f"device is {name!r}; it must be one of {', '.join(DEVICES)}.")
    at_hand = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if name == "auto":
        name = next(kind for kind, there in at_hand.items() if there)
    if not at_hand[name.split(":")[0]]:
        raise InvalidValue(f"device is {name!r}, but this machine has none; choose 'auto' or 'cpu'.")
    return torch.device(name)


def _dtype(name: str) -> torch.dtype:
    import torch

    if name not in DTYPES:
        raise InvalidValue(f"dtype is {name!r}; it must be one of {', '.join(DTYPES)}.")
    return getattr(torch, name)
