"""A byte-level BPE as the lists of a GGUF file: what `gguf.byte_level_bpe` reads, written."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.errors import InvalidValue
from llm_playground.tokenization.adapters.described import described
from llm_playground.tokenization.adapters.gguf import CONTROL, USER_DEFINED, byte_level_bpe
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.lab.samples import samples
from llm_playground.tokenization.protocol import Tokenizer

NORMAL, UNUSED = 1, 5

RULES = ("gpt-2", "smollm", "llama-bpe", "qwen2")  # the other names of `gguf.CUTS` stand for one of these
# Where the rules differ: figures, contractions, runs of blanks and line breaks, punctuation beside letters.
HARD = (
    "In 1969, 12345 and 6 7  8",
    "I'll say she's DON'T we'VE it'd",
    "a  b   c\t\td \n\n e\r\n\r\nf   \n",
    'He said: "No!" (really) -- "x"_y+z/w...',
    "½ x² ٣٤ Ⅷ",
    "naïve Straße 東京タワー 안녕하세요 👩‍👩‍👧",
)


@dataclass(frozen=True)
class Lists:
    """`tokens` by id, a type for each of them, `merges` as "left right", and the name of the rule that cuts words."""

    tokens: list[str]
    types: list[int]
    merges: list[str]
    rule: str


def lists_of(tokenizer: Tokenizer, vocab_size: int) -> Lists:
    """The lists from which a tokenizer with the same ids is made.

    A file names its rule and does not spell it out, so that the rule is found by trying: the first by which a few hard
    texts and many languages have the same ids.

    Args:
        vocab_size: of the model. Ids that the tokenizer leaves out become tokens that no text has.

    Raises:
        InvalidValue: the tokenizer is no byte-level BPE, or cuts words by a rule that has no name.
    """
    backend = tokenizer.backend if isinstance(tokenizer, HuggingFaceTokenizer) else None
    is_bpe = backend is not None and described(backend.model)["type"] == "BPE"
    if backend is None or not is_bpe or described(backend.decoder).get("type") != "ByteLevel":
        raise InvalidValue("The tokenizer is no byte-level BPE, and no other is written into a GGUF file.")
    texts = {id: text for text, id in backend.get_vocab().items()}
    tokens = [texts.get(id, f"[PAD{id}]") for id in range(vocab_size)]
    added = {id: CONTROL if token.special else USER_DEFINED for id, token in backend.get_added_tokens_decoder().items()}
    types = [added.get(id, NORMAL if id in texts else UNUSED) for id in range(vocab_size)]
    merges = [pair if isinstance(pair, str) else " ".join(pair) for pair in described(backend.model)["merges"]]
    probes = [*HARD, *(sample.text for sample in samples())]
    wanted = [tokenizer.encode(text) for text in probes]
    for rule in RULES:
        made = byte_level_bpe(tokens, types, merges, rule)
        if all(made.encode(text) == ids for text, ids in zip(probes, wanted, strict=True)):
            return Lists(tokens, types, merges, rule)
    raise InvalidValue(
        "The tokenizer cuts a text into words by a rule that has no name in GGUF files: of those that are known "
        f"({', '.join(RULES)}), none gives the same ids."
    )
