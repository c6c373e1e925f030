"""The tokenizer of a model, without the model."""

from __future__ import annotations

from pathlib import Path

from llm_playground.errors import CheckpointError, panics_as, reason
from llm_playground.models import hub
from llm_playground.models.copies import Copy
from llm_playground.models.folders import remote_files
from llm_playground.models.packaged import file_of
from llm_playground.models.references import GGUFFile, Hub, Packaged, Remote, read_name
from llm_playground.models.unreadable import check_pointers
from llm_playground.tokenization.adapters.added_tokens import FILES, add_tokens
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.transformer.files import read_json


def tokenizer_of_model(name: str | Path) -> HuggingFaceTokenizer:
    """The tokenizer of a catalog key, hub id, checkpoint folder or GGUF file; from the hub without the weights.

    Raises:
        InvalidValue: not a name at all.
        UnknownName: no such model.
        ModelUnavailable: not on this machine, and the hub cannot be reached.
        CheckpointError: the model has no tokenizer, or one that cannot be read.
    """
    reference = read_name(name)
    if isinstance(reference, Remote):
        raise remote_files(reference)
    if isinstance(reference, Copy):
        tokenizer = reference.info.tokenizer
        assert isinstance(tokenizer, HuggingFaceTokenizer)  # or it could not have been trained
        return tokenizer
    if isinstance(reference, GGUFFile | Packaged):
        from llm_playground.models.gguf.header import read_header
        from llm_playground.models.gguf.tokenizer import tokenizer_of

        if found := tokenizer_of(read_header(file_of(reference))):
            return found
        raise CheckpointError(f"{name} has no tokenizer: the file holds none.")
    folder = hub.find_tokenizer(reference.hub_id) if isinstance(reference, Hub) else reference.folder
    read = read_tokenizer(folder)
    if read is None:
        raise CheckpointError(f"{name} has no tokenizer: there are no tokenizer files in {folder}.")
    return read


def has_tokenizer(folder: Path) -> bool:
    """Whether a checkpoint folder has the files of a tokenizer, good or not."""
    return any((folder / name).is_file() for name in hub.TOKENIZER_FILES)


def read_tokenizer(folder: Path) -> HuggingFaceTokenizer | None:
    """The tokenizer of a checkpoint folder; None if it has no tokenizer files."""
    check_pointers(folder)
    if (folder / "tokenizer.json").is_file():
        backend = HuggingFaceTokenizer.from_file(folder / "tokenizer.json").backend
        add_tokens(backend, {name: read_json(folder / name) for name in FILES if (folder / name).is_file()}, folder)
        return HuggingFaceTokenizer(backend)
    if has_tokenizer(folder):  # in one of the older forms
        from transformers import AutoTokenizer

        try:
            older = panics_as(CheckpointError)(AutoTokenizer.from_pretrained)(
                str(folder), local_files_only=True, trust_remote_code=False
            )
            return HuggingFaceTokenizer(older.backend_tokenizer)
        except Exception as error:  # each tokenizer class has errors of its own
            raise CheckpointError(f"The tokenizer files in {folder} cannot be read: {reason(error)}.") from error
    return None
