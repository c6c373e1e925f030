"""One tokenizer of every kind, and tokenizers of the Hugging Face form with each of the library's parts.

A new kind of tokenizer is held to the laws by its row in `tokenization.kinds.table.KINDS`; another way to set one up by
one line in `MAKERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from typing import Any

import sentencepiece
from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers import Tokenizer as Backend

from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from llm_playground.tokenization.adapters.sentencepiece import SentencePieceTokenizer
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.kinds.table import offered_kinds
from llm_playground.tokenization.kinds.unigram import UnigramTokenizer
from llm_playground.tokenization.kinds.word import WordTokenizer
from llm_playground.tokenization.kinds.wordpiece import WordPieceTokenizer
from llm_playground.tokenization.lab.stories import tokenizer_of_kind
from llm_playground.tokenization.protocol import Tokenizer

LINES = ["The little robot's boat saw the sea, 12 times!", "hello hello world: the café <s> is größer", "a\tb  c\n d"]
SPECIAL = ["<unk>", "<s>", "</s>", "[CLS]"]


def _byte_level(**parts: Any) -> HuggingFaceTokenizer:
    backend = Backend(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=300,
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=SPECIAL,
    )
    backend.train_from_iterator(LINES, trainer)
    for name, part in parts.items():
        setattr(backend, name, part)
    return HuggingFaceTokenizer(backend)


def _byte_level_with_added_tokens() -> HuggingFaceTokenizer:
    tokenizer = _byte_level()
    tokenizer.backend.add_tokens(["größe", "<think>"])
    return HuggingFaceTokenizer(tokenizer.backend)


def _words(
    model: Any = models.WordLevel, trainer: Any = trainers.WordLevelTrainer, **parts: Any
) -> HuggingFaceTokenizer:
    """A model of whole words or characters, whose vocabulary holds the special tokens without saying what they are."""
    backend = Backend(model(unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    for name, part in parts.items():
        setattr(backend, name, part)
    backend.train_from_iterator(
        [*LINES, " ".join(SPECIAL)], trainer(vocab_size=120, show_progress=False, special_tokens=["<unk>"])
    )
    return HuggingFaceTokenizer(backend)


def _unigram(**parts: Any) -> HuggingFaceTokenizer:
    letters = sorted({*"".join(LINES), *"/", "\u2581"} - {" "})
    words = [("\u2581the", -3.0), ("llo", -3.1), ("\u2581h", -3.2), ("e", -3.3), ("\u2581", -3.4)]
    vocabulary = [*((token, 0.0) for token in SPECIAL), *words, *((c, -5.0) for c in letters if c not in "e\u2581")]
    byte_fallback = parts.pop("byte_fallback", False)
    if byte_fallback:
        vocabulary += [(f"<0x{byte:02X}>", -9.0) for byte in range(256)]
    backend = Backend(models.Unigram(vocabulary, unk_id=0, byte_fallback=byte_fallback))
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    backend.decoder = decoders.Metaspace()
    for name, part in parts.items():
        setattr(backend, name, part)
    return HuggingFaceTokenizer(backend)


def _with_word_endings() -> HuggingFaceTokenizer:
    backend = Backend(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    backend.decoder = decoders.BPEDecoder(suffix="</w>")
    trainer = trainers.BpeTrainer(
        vocab_size=200, show_progress=False, special_tokens=["<unk>", "</s>"], end_of_word_suffix="</w>"
    )
    backend.train_from_iterator(LINES, trainer)
    return HuggingFaceTokenizer(backend)


@cache
def _charsmap() -> bytes:
    """sentencepiece's own rules of normalization, as its models carry them."""
    model = BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES), model_writer=model, vocab_size=60, hard_vocab_limit=False, minloglevel=2
    )
    return _field(_field(model.getvalue(), 3), 2)


def _field(message: bytes, wanted: int) -> bytes:
    """The content of one field of a protobuf message, whose fields before it have a length too."""
    at = 0

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while True:
        tag, length = number(), number()
        if tag >> 3 == wanted:
            return message[at : at + length]
        at += length


NORMALIZERS: dict[str, Callable[[], Any]] = {
    "BertNormalizer": normalizers.BertNormalizer,
    "ByteLevel": normalizers.ByteLevel,
    "Lowercase": normalizers.Lowercase,
    "NFC": normalizers.NFC,
    "NFD": normalizers.NFD,
    "NFKC": normalizers.NFKC,
    "NFKD": normalizers.NFKD,
    "Nmt": normalizers.Nmt,
    "Precompiled": lambda: normalizers.Precompiled(_charsmap()),
    "Prepend": lambda: normalizers.Prepend("_"),
    "Replace": lambda: normalizers.Replace("a", ""),
    "Replace, regex": lambda: normalizers.Replace(Regex(" {2,}"), " "),
    "Strip": normalizers.Strip,
    "StripAccents": normalizers.StripAccents,
    "Sequence": lambda: normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Lowercase()]),
}
PRE_TOKENIZERS: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "BertPreTokenizer": pre_tokenizers.BertPreTokenizer,
    "CharDelimiterSplit": lambda: pre_tokenizers.CharDelimiterSplit(" "),
    "Digits": lambda: pre_tokenizers.Digits(individual_digits=True),
    "FixedLength": lambda: pre_tokenizers.FixedLength(4),
    "Metaspace": pre_tokenizers.Metaspace,
    "Punctuation": pre_tokenizers.Punctuation,
    "Split, removed": lambda: pre_tokenizers.Split(" ", "removed"),
    "UnicodeScripts": pre_tokenizers.UnicodeScripts,
    "Whitespace": pre_tokenizers.Whitespace,
    "WhitespaceSplit": pre_tokenizers.WhitespaceSplit,
    "Sequence": lambda: pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation()]),
}
SPACE = "\u2581"
DECODERS: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "CTC": lambda: decoders.CTC(pad_token="<s>", word_delimiter_token=SPACE),
    "Fuse": decoders.Fuse,
    "Metaspace": decoders.Metaspace,
    "Metaspace, never": lambda: decoders.Metaspace(prepend_scheme="never"),
    "Replace": lambda: decoders.Replace(SPACE, " "),
    "Replace, regex": lambda: decoders.Replace(Regex(f"[{SPACE}]"), " "),
    "Strip": lambda: decoders.Strip(SPACE, 1, 0),
    "WordPiece": lambda: decoders.WordPiece(prefix="h"),
    "Llama": lambda: decoders.Sequence(
        [decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    ),
}
POST_PROCESSORS: dict[str, Callable[[], Any]] = {
    "BertProcessing": lambda: processors.BertProcessing(("</s>", 2), ("[CLS]", 3)),
    "ByteLevel": lambda: processors.ByteLevel(trim_offsets=True),
    "RobertaProcessing": lambda: processors.RobertaProcessing(("</s>", 2), ("<s>", 1), trim_offsets=True),
    "TemplateProcessing": lambda: processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    ),
    "Sequence": lambda: processors.Sequence(
        [processors.ByteLevel(trim_offsets=True), processors.BertProcessing(("</s>", 2), ("[CLS]", 3))]
    ),
}

MAKERS: dict[str, Callable[[], Tokenizer]] = {
    **{kind: partial(tokenizer_of_kind, kind) for kind in offered_kinds()},
    "bpe, cl100k": lambda: BPETokenizer.train(LINES, 300, pattern="cl100k", special_tokens=SPECIAL),
    "bpe, no pattern": lambda: BPETokenizer.train(LINES, 300, pattern="none"),
    "bpe, gaps": lambda: BPETokenizer.train(LINES, 300, pattern=r"[aeiou]+|\d", special_tokens=SPECIAL),
    "bpe, empty matches": lambda: BPETokenizer.train(LINES, 300, pattern=r"\b|(?=[A-Z])"),
    "bpe, no merges": lambda: BPETokenizer([], byte_ids=range(7, 263), special_tokens={"</s>": 3}),
    "word, lower case": lambda: WordTokenizer.train(LINES, lower_case=True),
    "wordpiece, cased": lambda: WordPieceTokenizer.train(LINES, 120, lower_case=False),
    "unigram, lower case": lambda: UnigramTokenizer.train(LINES, 100, lower_case=True),
    "unigram, specials": lambda: UnigramTokenizer(
        [*((token, 0.0) for token in SPECIAL), *((c, -3.0) for c in "<s/>ab\u2581")], special_tokens=SPECIAL[1:]
    ),
    "sentencepiece, bpe": lambda: SentencePieceTokenizer.train(LINES, 100, model_type="bpe"),
    "sentencepiece, bytes": lambda: SentencePieceTokenizer.train(LINES, 330, byte_fallback=True),
    "byte-level": _byte_level,
    "byte-level, added tokens": _byte_level_with_added_tokens,
    "byte-level, space first": lambda: _byte_level(pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=True)),
    "word endings": _with_word_endings,
    "word level": _words,
    "word level, white space": lambda: _words(pre_tokenizer=pre_tokenizers.WhitespaceSplit()),
    "wordpiece model": lambda: _words(models.WordPiece, trainers.WordPieceTrainer, decoder=decoders.WordPiece()),
    "unigram model": _unigram,
    "unigram model, bytes": lambda: _unigram(byte_fallback=True, decoder=DECODERS["Llama"]()),
    **{f"normalizer {name}": lambda make=make: _byte_level(normalizer=make()) for name, make in NORMALIZERS.items()},
    **{
        f"pre-tokenizer {name}": lambda make=make: _words(pre_tokenizer=make()) for name, make in PRE_TOKENIZERS.items()
    },
    **{f"decoder {name}": lambda make=make: _unigram(decoder=make()) for name, make in DECODERS.items()},
    **{
        f"post-processor {name}": lambda make=make: _byte_level(post_processor=make())
        for name, make in POST_PROCESSORS.items()
    },
}


@cache
def tokenizer(name: str) -> Tokenizer:
    """The tokenizer of a line in `MAKERS`, made by the first who asks for it."""
    return MAKERS[name]()
