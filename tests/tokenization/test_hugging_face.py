"""Any tokenizer.json behind our protocol: pieces that join to the text, spans that cover it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, decoders, normalizers, processors
from transformers import PreTrainedTokenizerFast

from llm_playground.errors import CheckpointError
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
from tests.checkpoints import add_tokenizer


@pytest.fixture(scope="module")
def byte_level(tmp_path_factory: pytest.TempPathFactory) -> HuggingFaceTokenizer:
    folder = tmp_path_factory.mktemp("tokenizer")
    add_tokenizer(folder)
    return HuggingFaceTokenizer.from_file(folder / "tokenizer.json")


@pytest.fixture(scope="module")
def sentencepiece_like() -> HuggingFaceTokenizer:
    """As Llama 2's: a space is U+2581, unknown characters fall back to tokens of one byte."""
    vocabulary = {"<unk>": 0} | {f"<0x{byte:02X}>": byte + 1 for byte in range(256)}
    vocabulary |= {piece: 257 + i for i, piece in enumerate(["\u2581", "r", "o", "b", "t", "ro", "\u2581ro", "bo"])}
    model = tokenizers.models.BPE(
        vocabulary, [("r", "o"), ("\u2581", "ro"), ("b", "o")], unk_token="<unk>", byte_fallback=True
    )
    backend = tokenizers.Tokenizer(model)
    backend.normalizer = tokenizers.normalizers.Replace(" ", "\u2581")
    backend.decoder = tokenizers.decoders.Sequence(
        [tokenizers.decoders.Replace("\u2581", " "), tokenizers.decoders.ByteFallback(), tokenizers.decoders.Fuse()]
    )
    return HuggingFaceTokenizer(backend)


@given(text=st.text())
@settings(max_examples=200)
def test_pieces_join_to_the_text(byte_level: HuggingFaceTokenizer, text: str) -> None:
    encoding = byte_level.explain(text)
    assert b"".join(encoding.pieces) == text.encode()
    assert list(encoding.ids) == byte_level.encode(text)
    assert byte_level.decode(encoding.ids) == text


@given(text=st.text())
def test_spans_cover_the_text_in_order(byte_level: HuggingFaceTokenizer, text: str) -> None:
    encoding = byte_level.explain(text)
    covered = 0
    for start, end in encoding.spans:
        assert start <= covered <= end  # touching the last span, or sharing its character
        covered = end
    assert covered == len(text)


@pytest.mark.parametrize("text", ["robot", " robot 🤖", "\n", "rororo  b"])
def test_sentencepiece_spaces_and_byte_tokens_become_bytes(sentencepiece_like: HuggingFaceTokenizer, text: str) -> None:
    encoding = sentencepiece_like.explain(text)
    assert b"".join(encoding.pieces) == text.encode()


def test_special_tokens_in_a_text_are_text_unless_allowed(byte_level: HuggingFaceTokenizer) -> None:
    text = "so<|endoftext|>it"
    end = byte_level.special_tokens["<|endoftext|>"]
    assert end not in byte_level.encode(text)
    assert byte_level.decode(byte_level.encode(text)) == text
    assert end in byte_level.encode(text, allow_special=True)
    assert end not in byte_level.encode(text)  # and the permission does not stick
    assert byte_level.piece(end) == b"<|endoftext|>"


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no tokenizer file"):
        HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json")
    (tmp_path / "tokenizer.json").write_text("[1, 2]")
    with pytest.raises(CheckpointError, match="not a tokenizer"):
        HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json")


def test_truncation_and_padding_in_the_file_are_ignored(tmp_path: Path) -> None:
    backend = add_tokenizer(tmp_path)
    expected = backend.encode("the little robot wanted to see").ids
    backend.enable_truncation(2)
    backend.enable_padding(length=9)
    backend.save(str(tmp_path / "tokenizer.json"))
    assert (
        HuggingFaceTokenizer.from_file(tmp_path / "tokenizer.json").encode("the little robot wanted to see") == expected
    )


def test_added_tokens_stand_for_themselves(tmp_path: Path) -> None:
    backend = add_tokenizer(tmp_path)
    backend.add_tokens(["größe"])
    tokenizer = HuggingFaceTokenizer(backend)
    (id,) = tokenizer.encode("größe")
    assert tokenizer.piece(id).decode() == "größe"


def test_pieces_of_words_join_as_the_library_decodes_them() -> None:
    vocabulary = {"[UNK]": 0, "once": 1, "upon": 2, "play": 3, "##ing": 4}
    backend = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]"))
    backend.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    backend.decoder = tokenizers.decoders.WordPiece()
    tokenizer = HuggingFaceTokenizer(backend)
    ids = tokenizer.encode("once upon playing")
    assert b"".join(map(tokenizer.piece, ids)).decode().strip() == tokenizer.decode(ids) == "once upon playing"


# ---- pieces are what the tokenizer's own decoder writes --------------------------------------------------------------


@pytest.mark.parametrize(
    ("decoder", "pieces"),
    [
        (decoders.BPEDecoder(suffix="</w>"), {"llo</w>": "llo ", "he": "he", "##s": "##s"}),
        (decoders.BPEDecoder(suffix="_"), {"llo_": "llo ", "llo</w>": "llo</w>"}),
        (decoders.Metaspace(replacement="_"), {"_the": " the", "\u2581the": "\u2581the"}),
        (decoders.WordPiece(prefix="@@"), {"@@s": "s", "the": " the", "##s": " ##s", ".": "."}),
        (decoders.WordPiece(cleanup=False), {"##s": "s", ".": " ."}),
        (decoders.Strip("-", 1, 1), {"-the-": "the", "the": "the"}),
        (decoders.Replace("x", "yy"), {"axa": "ayya"}),
        (decoders.Fuse(), {"\u2581the": "\u2581the", "<0x41>": "<0x41>"}),
        (decoders.ByteFallback(), {"<0x41>": "A", "<0xZZ>": "<0xZZ>", "\u2581": "\u2581"}),
        (decoders.CTC(pad_token="-", word_delimiter_token="|"), {"-": "", "|": " ", "a": "a"}),
        (decoders.Sequence([decoders.ByteLevel(), decoders.Replace("e", "E")]), {"Ġthe": " thE"}),
        (None, {"the": " the"}),
    ],
    ids=str,
)
def test_a_piece_is_what_the_decoder_makes_of_the_token(decoder: Any, pieces: dict[str, str]) -> None:
    vocabulary = {token: id for id, token in enumerate(["[UNK]", "x", *pieces])}
    backend = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[UNK]"))
    backend.decoder = decoder
    tokenizer = HuggingFaceTokenizer(backend)
    for token, piece in pieces.items():
        assert tokenizer.piece(vocabulary[token]).decode() == piece
        assert piece in backend.decode([1, vocabulary[token], 1], skip_special_tokens=False)


def test_a_byte_that_is_no_character_is_a_piece_all_the_same() -> None:
    vocabulary = {"<unk>": 0, "<0xE2>": 1}
    backend = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="<unk>"))
    backend.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    assert HuggingFaceTokenizer(backend).piece(1) == b"\xe2"


def test_an_added_token_in_letters_of_the_byte_alphabet_is_decoded_as_it_is_written(tmp_path: Path) -> None:
    backend = add_tokenizer(tmp_path)
    backend.add_tokens(["größe"])
    tokenizer = HuggingFaceTokenizer(backend)
    assert tokenizer.decode(tokenizer.encode("die größe, die")) == "die größe, die"


# ---- special tokens that the model's own vocabulary holds ------------------------------------------------------------


def unigram_with_control_pieces() -> tokenizers.Tokenizer:
    pieces = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0), ("\u2581hi", -1.0), *((c, -3.0) for c in "</s>\u2581")]
    backend = tokenizers.Tokenizer(tokenizers.models.Unigram(pieces, unk_id=0))
    backend.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    backend.decoder = decoders.Metaspace()
    return backend


@pytest.mark.parametrize("are_added", [False, True])
def test_a_typed_special_token_is_text_though_the_vocabulary_holds_it(are_added: bool) -> None:
    backend = unigram_with_control_pieces()
    if are_added:
        backend.add_special_tokens(["<unk>", "<s>", "</s>"])
    reference = PreTrainedTokenizerFast(tokenizer_object=backend, eos_token="</s>", split_special_tokens=True)
    assert 2 in reference.encode("hi</s>", add_special_tokens=False)  # the hole that is closed here
    tokenizer = HuggingFaceTokenizer(backend)
    assert tokenizer.special_tokens == {"<unk>": 0, "<s>": 1, "</s>": 2}
    assert [tokenizer.piece(id) for id in tokenizer.encode("hi</s>")] == [b" hi", b"<", b"/", b"s", b">"]
    assert tokenizer.encode("hi</s>", allow_special=True) == [3, 2]
    assert tokenizer.decode(tokenizer.encode("hi<unk>")) == "hi" + "<" + tokenizer.decode([0]) + ">"
    assert tokenizer.encode("hi\u26f5") == [3, 0]  # what is unknown still is


CONTROL_NAMES = [
    "<eos>",
    "<bos>",
    "<sep>",
    "<cls>",
    "<|endoftext|>",
    "[EOS]",
    "[SOS]",
    "<EOS>",
    "<end_of_turn>",
    "<eod>",
]


@pytest.mark.parametrize("name", CONTROL_NAMES)
def test_a_name_of_a_special_token_is_text_in_a_vocabulary_that_does_not_mark_it(name: str) -> None:
    letters = sorted({*name, "\u2581"})
    pieces = [("<unk>", 0.0), (name, 0.0), ("\u2581hi", -1.0), *((letter, -3.0) for letter in letters)]
    unigram = tokenizers.Tokenizer(tokenizers.models.Unigram(pieces, unk_id=0))
    unigram.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"<unk>": 0, name: 1, "hi": 2}, unk_token="<unk>"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    vocabulary = {name: 1, "hi": 2, " ": 3} | {letter: 4 + at for at, letter in enumerate(letters)}
    merging = tokenizers.Tokenizer(tokenizers.models.BPE(vocabulary, [], ignore_merges=True))
    merging.pre_tokenizer = tokenizers.pre_tokenizers.Split(" ", "isolated")
    for backend in (unigram, words, merging):
        tokenizer = HuggingFaceTokenizer(backend)
        assert tokenizer.special_tokens[name] == 1
        assert 1 not in tokenizer.encode(f"hi {name}")
        assert 1 in tokenizer.encode(f"hi {name}", allow_special=True)


@pytest.mark.parametrize("piece", ["<br>", "<p>", "[1]", "<0x41>", "<a", "[...]", "</div>"])
def test_an_ordinary_piece_in_brackets_is_not_a_special_token(piece: str) -> None:
    backend = tokenizers.Tokenizer(tokenizers.models.Unigram([("<unk>", 0.0), (piece, -1.0)], unk_id=0))
    assert HuggingFaceTokenizer(backend).encode(piece) == [1]


def test_no_merge_makes_a_special_token_of_what_is_typed() -> None:
    backend = tokenizers.Tokenizer(
        tokenizers.models.BPE({"a": 0, "b": 1, "ab": 2, "abb": 3}, [("a", "b"), ("ab", "b")])
    )
    backend.add_special_tokens(["ab"])
    assert HuggingFaceTokenizer(backend).encode("aab") == [0, 0, 1]
    assert HuggingFaceTokenizer(backend).encode("aab", allow_special=True) == [0, 2]


def test_tokens_put_around_a_text_are_still_put_there() -> None:
    backend = unigram_with_control_pieces()
    backend.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 1), ("</s>", 2)]
    )
    tokenizer = HuggingFaceTokenizer(backend)
    assert tokenizer.encode("hi", add_special_tokens=True) == [1, 3, 2]
    ids = tokenizer.encode("hi</s>", add_special_tokens=True)
    assert (ids[0], ids[-1]) == (1, 2)
    assert 2 not in ids[1:-1]


# ---- spans -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "text", "spans"),
    [
        (
            {"post_processor": processors.ByteLevel(trim_offsets=True)},
            "a  b c\n",
            [(0, 1), (1, 2), (2, 4), (4, 6), (6, 7)],
        ),
        ({"normalizer": normalizers.NFC()}, "ae\u0301 b", [(0, 1), (1, 3), (1, 3), (3, 5)]),
        ({"normalizer": normalizers.StripAccents()}, "ae\u0301 b", [(0, 1), (1, 3), (3, 5)]),
        ({"normalizer": normalizers.Replace("x", "")}, "xaxbx", [(0, 2), (2, 5)]),
        ({"normalizer": normalizers.Strip()}, "  a ", [(0, 4)]),
    ],
    ids=str,
)
def test_what_is_trimmed_composed_or_dropped_stands_in_a_span(
    parts: dict[str, Any], text: str, spans: list[tuple[int, int]]
) -> None:
    space = "\u0120"
    letters = [*tokenizers.pre_tokenizers.ByteLevel.alphabet(), f"{space}b", f"{space}c"]
    vocabulary = {token: id for id, token in enumerate(letters)}
    backend = tokenizers.Tokenizer(tokenizers.models.BPE(vocabulary, [(space, "b"), (space, "c")]))
    backend.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    for name, part in parts.items():
        setattr(backend, name, part)
    assert list(HuggingFaceTokenizer(backend).explain(text).spans) == spans


# ---- files made to do harm -------------------------------------------------------------------------------------------


def file_with(**changes: Any) -> dict[str, Any]:
    backend = tokenizers.Tokenizer(tokenizers.models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    data: dict[str, Any] = json.loads(backend.to_str())
    return data | changes


def replacements(count: int) -> dict[str, Any]:
    step = {"type": "Replace", "pattern": {"String": "a"}, "content": "a" * 1000}
    return {"type": "Sequence", "normalizers": [step] * count}


def template(single: list[dict[str, Any]], ids: list[int]) -> dict[str, Any]:
    tokens = {"a": {"id": "a", "ids": ids, "tokens": ["a"] * len(ids)}}
    return {"type": "TemplateProcessing", "single": single, "pair": single, "special_tokens": tokens}


HARMFUL = {
    "an id of four billion": (
        {"model": {"type": "WordLevel", "vocab": {"[UNK]": 0, "a": 4_000_000_000}, "unk_token": "[UNK]"}},
        "'a' has the id 4,000,000,000, although there are only 2 tokens",
    ),
    "replacements that multiply": ({"normalizer": replacements(4)}, "1,000,000,000,000 times as long, and 64"),
    "a decoder that multiplies": (
        {"decoder": {"type": "Sequence", "decoders": replacements(2)["normalizers"]}},
        "1,000,000 times as long",
    ),
    "a regular expression that matches everywhere": (
        {"normalizer": {"type": "Replace", "pattern": {"Regex": ""}, "content": "a" * 100}},
        "101 times as long",
    ),
    "a prefix as long as a book": (
        {
            "model": {
                "type": "WordPiece",
                "vocab": {"[UNK]": 0},
                "unk_token": "[UNK]",
                "continuing_subword_prefix": "#" * 10_000,
                "max_input_chars_per_word": 100,
            }
        },
        "continuing_subword_prefix is longer than 64",
    ),
    "a book before each text": (
        {"normalizer": {"type": "Prepend", "prepend": "x" * 1_000_000}},
        "it writes 1,000,000 characters before each text, and 64 are allowed",
    ),
    "many words before each text": (
        {"normalizer": {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "x" * 60}] * 1000}},
        "it writes 60,000 characters before each text",
    ),
    "a token that is put around a text as a million ids": (
        {"post_processor": template([{"SpecialToken": {"id": "a", "type_id": 0}}], [1] * 1_000_000)},
        "it puts 1,000,000 tokens around each text, and 64 are allowed",
    ),
    "a text that is repeated a thousand times": (
        {"post_processor": template([{"Sequence": {"id": "A", "type_id": 0}}] * 1000, [1])},
        "it puts 1,000 tokens around each text",
    ),
}
WITHIN_LIMITS = """
import resource, sys
from pathlib import Path
from llm_playground.errors import CheckpointError
from llm_playground.tokenization.adapters.hugging_face import HuggingFaceTokenizer
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
try:
    tokenizer = HuggingFaceTokenizer.from_file(Path(sys.argv[1]))
    tokenizer.unknown_id, tokenizer.explain("a" * 1000), tokenizer.decode([1] * 1000), tokenizer.vocab_size
except CheckpointError as error:
    print(error)
"""


@pytest.mark.parametrize("name", HARMFUL)
def test_a_file_made_to_fill_the_memory_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    changes, says = HARMFUL[name]
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps(file_with(**changes)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WITHIN_LIMITS, str(path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert str(path) in done.stdout
    assert says in done.stdout
    assert done.stdout.count("\n") == 1


def test_what_a_usual_file_replaces_is_within_the_limits() -> None:
    backend = unigram_with_control_pieces()
    backend.normalizer = normalizers.Sequence(
        [
            *(normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD()),
            *(normalizers.StripAccents(), normalizers.Lowercase(), normalizers.Replace(Regex(" {2,}"), " ")),
            normalizers.Prepend("\u2581"),
        ]
    )
    assert HuggingFaceTokenizer(backend).encode("HI") == [3]


def test_a_text_that_the_file_has_no_token_for_is_an_error_in_one_sentence() -> None:
    backend = tokenizers.Tokenizer(tokenizers.models.WordLevel({"a": 0}, unk_token="[UNK]"))
    with pytest.raises(CheckpointError, match=r"lacks what the text needs .*\[UNK\]"):
        HuggingFaceTokenizer(backend).encode("b")


def test_dropout_of_a_training_is_left_out() -> None:
    vocabulary = {"a": 0, "aa": 1}
    backend = tokenizers.Tokenizer(tokenizers.models.BPE(vocabulary, [("a", "a")], dropout=0.5))
    assert HuggingFaceTokenizer(backend).encode("a" * 100) == [1] * 50


# ---- panics of the library, which are no Exception -------------------------------------------------------------------

HARD_REGEX = {"Regex": "(a+)+$"}  # on "aaa…b" the library's engine tries 2 ** 40 ways, and gives up
PANICKING = "a" * 40 + "b"


def byte_level_file(folder: Path, **changes: Any) -> Path:
    """A tokenizer.json of byte-level BPE, with other parts, or other entries in its model."""
    data = json.loads(add_tokenizer(folder).to_str())
    data["model"] |= changes.pop("model", {})
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(data | changes), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "changes",
    [
        {"model": {"continuing_subword_prefix": "##"}},
        {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "AAAA"}},
    ],
    ids=str,
)
def test_a_file_at_which_the_library_panics_is_an_error_in_one_sentence(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = byte_level_file(tmp_path, **changes)
    with pytest.raises(CheckpointError) as raised:
        HuggingFaceTokenizer.from_file(path)
    assert f"{path} is not a tokenizer.json that can be read (" in str(raised.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"pre_tokenizer": {"type": "Split", "pattern": HARD_REGEX, "behavior": "Isolated", "invert": False}},
        {"pre_tokenizer": {"type": "FixedLength", "length": 0}},
        {"normalizer": {"type": "Replace", "pattern": HARD_REGEX, "content": "b"}},
    ],
    ids=str,
)
def test_a_text_at_which_the_library_panics_is_an_error_in_one_sentence(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    tokenizer = HuggingFaceTokenizer.from_file(byte_level_file(tmp_path, **changes))
    with pytest.raises(CheckpointError, match=r"breaks off .*(retry-limit|non-zero)"):
        tokenizer.encode(PANICKING)
    with pytest.raises(CheckpointError, match="breaks off"):
        tokenizer.explain(PANICKING)


class Raising:
    """Stands in for the library, and answers everything by raising."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __getattr__(self, _: str) -> Any:
        raise self._error


MEMBERS = [name for name in vars(HuggingFaceTokenizer) if not name.startswith("_")]
ARGUMENTS = {"encode": ("a",), "explain": ("a",), "decode": ([1],), "piece": (1,), "from_file": (Path("nowhere"),)}


def use(name: str, error: BaseException, folder: Path) -> None:
    """Use a public member of a tokenizer whose library raises `error` at everything."""
    tokenizer = HuggingFaceTokenizer(unigram_with_control_pieces())
    if name in ("decode", "piece"):
        assert tokenizer.vocab_size  # which they need too
    tokenizer.backend = Raising(error)  # type: ignore[assignment]
    member = getattr(tokenizer, name)
    if callable(member):
        member(*ARGUMENTS.get(name, (folder,)))


@pytest.mark.parametrize("name", MEMBERS)
def test_no_member_of_a_tokenizer_lets_a_panic_through(name: str, tmp_path: Path) -> None:
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})
    with suppress(CheckpointError):
        use(name, panic("index out of bounds"), tmp_path)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit()])
def test_who_interrupts_the_library_is_heard(error: BaseException, tmp_path: Path) -> None:
    with pytest.raises(type(error)):
        use("encode", error, tmp_path)
