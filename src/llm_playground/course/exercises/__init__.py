"""The exercises of the course by name, in the order in which they are met. Each is read from its file when used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module

from llm_playground.course.exercise import Exercise
from llm_playground.errors import unknown

IN_ORDER = {
    "tokenization": (
        "word_tokenizer",
        "utf8_bytes",
        "fertility",
        "decode_tokens",
        "pair_counts",
        "bpe_merge",
        "pre_tokenize",
        "bpe_encode",
        "bpe_train",
    ),
    "architecture": (
        "softmax",
        "causal_mask",
        "layer_norm",
        "rms_norm",
        "split_heads",
        "attention_head",
        "swiglu",
        "rope",
        "kv_cache_step",
        "grouped_query_attention",
        "logit_lens",
        "induction_score",
        "direct_logit_attribution",
    ),
    "generation": (
        "temperature",
        "top_k",
        "top_p",
        "min_p",
        "draw_token",
        "repetition_penalty",
        "entropy",
        "distinct_n",
        "perplexity",
        "beam_step",
        "speculative_acceptance",
    ),
    "base_and_instruct": (
        "chat_template",
        "bits_per_byte",
        "interpolate_weights",
        "lora_update",
        "kl_divergence",
        "answer_loss",
        "preference_loss",
    ),
    "playground": (
        "last_number",
        "majority_vote",
        "success_interval",
        "pass_at_k",
    ),
}


class Exercises(Mapping[str, Exercise]):
    """The exercises by name. A name that none has is told, with the one that was probably meant."""

    def __getitem__(self, name: str) -> Exercise:
        section = next((section for section, names in IN_ORDER.items() if name in names), None)
        if section is None:
            raise unknown("exercise", name, self, field="name")
        return _read(section, name)

    def __iter__(self) -> Iterator[str]:
        return (name for names in IN_ORDER.values() for name in names)

    def __len__(self) -> int:
        return sum(map(len, IN_ORDER.values()))


@cache
def _read(section: str, name: str) -> Exercise:
    module = import_module(f"{__name__}.{section}.{name}")
    title, _, task = (module.__doc__ or "").strip().partition("\n\n")
    exercise: Exercise = module.EXERCISE
    return replace(exercise, section=section, title=title.rstrip("."), task=task)


exercises = Exercises()
