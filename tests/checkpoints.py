"""Small random checkpoints of every family, made with `transformers`: the reference that our code is compared with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tokenizers
import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    GPT2Config,
    LlamaConfig,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen3Config,
)
from transformers.utils import logging

logging.set_verbosity_error()
logging.disable_progress_bar()

VOCAB_SIZE = 300
CONTEXT = 64
_LLAMA_SHAPE = {
    "vocab_size": VOCAB_SIZE,
    "hidden_size": 64,
    "intermediate_size": 112,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": CONTEXT,
    "bos_token_id": 0,
    "eos_token_id": 0,
}
_GPT2_SHAPE = {
    "vocab_size": VOCAB_SIZE,
    "n_embd": 64,
    "n_layer": 3,
    "n_head": 4,
    "n_positions": CONTEXT,
    "bos_token_id": 0,
    "eos_token_id": 0,
}
CONFIGS: dict[str, tuple[type, dict[str, Any]]] = {
    "gpt2": (GPT2Config, _GPT2_SHAPE),
    "llama": (LlamaConfig, _LLAMA_SHAPE),
    "qwen2": (Qwen2Config, _LLAMA_SHAPE),
    "qwen3": (Qwen3Config, _LLAMA_SHAPE | {"head_dim": 32}),
}
CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def make_model(family: str, *, seed: int = 0, scale: float = 0.1, **overrides: Any) -> Any:
    """A seeded random `transformers` model whose every tensor, biases and norms too, differs from its default."""
    config_class, shape = CONFIGS[family]
    torch.manual_seed(seed)
    model = AutoModelForCausalLM.from_config(config_class(**shape | overrides)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += scale * torch.randn_like(parameter)
    return model


def make_checkpoint(folder: Path, family: str, *, dtype: torch.dtype = torch.float32, **overrides: Any) -> None:
    """Save `make_model` as a checkpoint folder, without tokenizer files."""
    shard = overrides.pop("max_shard_size", "5GB")
    make_model(family, **overrides).to(dtype).save_pretrained(folder, max_shard_size=shard)


def reference_of(folder: Path) -> Any:
    """The model of `transformers` of a checkpoint folder, in float32.

    Read from the file, because a model cast to float16 and back keeps rounded RoPE frequencies, which no file holds.
    """
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def add_tokenizer(folder: Path, *, chat: bool = False) -> tokenizers.Tokenizer:
    """Put a byte-level BPE of `VOCAB_SIZE` ids into a checkpoint folder, trained here on a few words."""
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=VOCAB_SIZE,
        special_tokens=["<|endoftext|>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    words = "the little robot wanted to see how a language model works and so it read the whole story once more "
    tokenizer.train_from_iterator([words * 20], trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|endoftext|>", bos_token="<|endoftext|>")
    if chat:
        fast.chat_template = CHAT_TEMPLATE
    fast.save_pretrained(folder)
    return tokenizer


def model_folder(folder: Path, family: str = "gpt2", *, chat: bool = False) -> Path:
    """`folder`, with a checkpoint and its tokenizer put into it: a base model, or with `chat` one that answers."""
    make_checkpoint(folder, family)
    add_tokenizer(folder, chat=chat)
    return folder


def make_foreign(folder: Path, kind: str = "gpt_neox", **sizes: Any) -> Path:
    """`folder`, with a checkpoint of an architecture that only `transformers` knows put into it, and its tokenizer."""
    shape = sizes or {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "max_position_embeddings": CONTEXT,
    }
    torch.manual_seed(0)
    config = AutoConfig.for_model(kind, vocab_size=VOCAB_SIZE, **shape)
    AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    add_tokenizer(folder)
    return folder
