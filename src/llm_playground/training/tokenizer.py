"""The tokenizer of the models trained here: byte-level BPE, trained on documents of the corpus.

One tokenizer serves all three bundled models, so the two tokens that only the chat model uses are in it already.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from llm_playground.corpus.special_tokens import END_OF_TEXT, IM_END, IM_START, SPECIAL_TOKENS
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.tokenizers import read_tokenizer
from llm_playground.training.checkpointing import write_whole

if TYPE_CHECKING:
    import tokenizers

TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "chat_template.jinja",
)

# How text is cut before pairs are merged: GPT-2's pattern (English endings, words, marks, spaces), but each
# digit alone, as in Qwen: a "12" that is one token hides the digits by which sums are learned.
PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> tokenizers.Tokenizer:
    """Learn merges from `texts` up to `vocab_size` tokens: 3 special ones, the 256 bytes, then one a merge.

    A short text gives fewer: when each of its words is a token, there is nothing left to merge.

    Raises:
        InvalidValue: `vocab_size` has no room for the bytes.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

    smallest = len(SPECIAL_TOKENS) + 256
    if vocab_size < smallest:
        raise InvalidValue(f"vocab_size is {vocab_size}; the bytes and special tokens alone take {smallest}.")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(SPECIAL_TOKENS),
        # All 256 bytes, seen or not: so any text of any language can be encoded, and no token is unknown.
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def save_tokenizer(
    tokenizer: tokenizers.Tokenizer, folder: Path, *, context_length: int, chat_template: str | None = None
) -> None:
    """Write `tokenizer.json`, and `tokenizer_config.json`, which tells `transformers` what to make of it.

    With a chat template a text ends where the assistant's message does.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "tokenizer.json", tokenizer.to_str(pretty=True).encode())
    config = {
        # Named, because for the model type "gpt2" AutoTokenizer else builds GPT-2's own pre-tokenizer.
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": END_OF_TEXT,
        "eos_token": IM_END if chat_template else END_OF_TEXT,
        "pad_token": END_OF_TEXT,
        "additional_special_tokens": [IM_START, IM_END],
        "model_max_length": context_length,
        "clean_up_tokenization_spaces": False,
    }
    if chat_template:
        config["chat_template"] = chat_template
    write_whole(folder / "tokenizer_config.json", (json.dumps(config, indent=2) + "\n").encode())


def copy_tokenizer(source: Path, folder: Path) -> None:
    """The tokenizer of a checkpoint folder as it is, with the files that tell `transformers` about it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TOKENIZER_FILES:
        if (source / name).is_file():
            shutil.copy(source / name, folder / name)


def load_tokenizer(folder: Path) -> tokenizers.Tokenizer:
    """The `tokenizers.Tokenizer` in a folder, with the tokens that are listed beside it.

    Raises:
        CheckpointError: there are no tokenizer files, or they cannot be read.
    """
    tokenizer = read_tokenizer(folder)
    if tokenizer is None:
        raise CheckpointError(f"There are no tokenizer files in {folder}.")
    return tokenizer.backend


def end_of_text_id(tokenizer: tokenizers.Tokenizer) -> int:
    """What stands between two documents.

    Raises:
        InvalidValue: the tokenizer has no such token.
    """
    id = tokenizer.token_to_id(END_OF_TEXT)
    if id is None:
        raise InvalidValue(
            f"The base model's tokenizer has no {END_OF_TEXT}, which stands between two documents: "
            "fine-tune a model of the GPT-2 or Qwen family."
        )
    return int(id)
