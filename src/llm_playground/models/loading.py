"""From a name to a model: catalog key, hub id or folder -> checkpoint folder -> `LanguageModel`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_playground.errors import InvalidValue, shown
from llm_playground.models.catalog import CatalogEntry
from llm_playground.models.folders import folder_of
from llm_playground.models.references import read_name
from llm_playground.models.seam import LanguageModel, ModelInfo
from llm_playground.models.tokenizers import read_tokenizer
from llm_playground.transformer.checkpoint import load_transformer
from llm_playground.transformer.config import UnsupportedArchitecture, read_config
from llm_playground.transformer.files import read_config_json, read_json, weight_files

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
    torch_device, torch_dtype = find_device(device), _dtype(dtype)
    reference = read_name(model)
    folder = folder_of(reference)
    config = read_config_json(folder)
    weight_files(folder)  # before anything slow: are there weights that may be read?
    info = _read_info(reference.name, folder, config, reference.entry)
    try:
        read_config(config)
    except UnsupportedArchitecture:
        from llm_playground.models.hugging_face import load_hugging_face

        return load_hugging_face(info, torch_device, torch_dtype)
    from llm_playground.models.native import NativeModel

    return NativeModel(info, load_transformer(folder, torch_dtype).to(torch_device))


def _read_info(name: str, folder: Path, config: dict[str, Any], entry: CatalogEntry | None) -> ModelInfo:
    tokenizer_config = _optional_json(folder / "tokenizer_config.json")
    generation = _optional_json(folder / "generation_config.json")
    stop_ids = _ids("eos_token_id", generation, config)
    beginnings = _ids("bos_token_id", generation, config) or stop_ids
    tokenizer = read_tokenizer(folder)
    # Some base checkpoints carry the template of their instruct twin; the catalog knows better.
    is_base = entry is not None and entry.kind == "base"
    return ModelInfo(
        name=name,
        folder=folder,
        architecture=config.get("model_type", "unknown"),
        context_length=config.get("n_positions") or config.get("max_position_embeddings") or 2048,
        vocab_size=config.get("vocab_size", 0),
        stop_ids=stop_ids,
        bos_id=min(beginnings, default=None),
        tokenizer=tokenizer,
        chat_template=None if is_base else _read_chat_template(folder, tokenizer_config),
        special_texts=_special_texts(_optional_json(folder / "special_tokens_map.json") | tokenizer_config),
    )


def _ids(name: str, *configs: dict[str, Any]) -> frozenset[int]:
    """The token ids under `name` in the first configuration that has any; one or a list, and some write -1 or null."""
    for config in configs:
        value = config.get(name)
        ids = [id for id in (value if isinstance(value, list) else [value]) if isinstance(id, int) and id >= 0]
        if ids:
            return frozenset(ids)
    return frozenset()


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
    return read_json(path)


def find_device(name: str) -> torch.device:
    """The device of that name; InvalidValue says what may be asked, or that this machine has none."""
    import torch

    at_hand = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if not isinstance(name, str):
        raise InvalidValue(
            f"device is {shown(name)}; it must be one of {', '.join(DEVICES)} (or a numbered one: cuda:1)."
        )
    if name == "auto":
        name = next(kind for kind, there in at_hand.items() if there)
    kind = name.split(":")[0]
    try:
        device = torch.device(name) if kind in at_hand else None
    except RuntimeError:  # such as "cuda:one"
        device = None
    if device is None:
        raise InvalidValue(f"device is {name!r}; it must be one of {', '.join(DEVICES)} (or a numbered one: cuda:1).")
    if not at_hand[kind]:
        raise InvalidValue(f"device is {name!r}, but this machine has none; choose 'auto' or 'cpu'.")
    return device


def _dtype(name: str) -> torch.dtype:
    import torch

    if name not in DTYPES:
        raise InvalidValue(f"dtype is {name!r}; it must be one of {', '.join(DTYPES)}.")
    return getattr(torch, name)
