"""SentencePiece's BPE out of a GGUF file is SentencePiece, which trained it and cuts the same texts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import gguf
import pytest
import sentencepiece

import llm_playground as lp
from tests.tokenization.hard_texts import FRAGMENTS


@pytest.mark.parametrize("space_first", [True, False])
def test_it_cuts_as_sentencepiece_does(tmp_path: Path, space_first: bool) -> None:
    trained = BytesIO()
    lines = ["The little robot's boat saw the sea, 12 times!", "hello hello world: the café is größer", "a b  c d"]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines * 3), model_writer=trained, vocab_size=330, model_type="bpe", byte_fallback=True,
        hard_vocab_limit=False, minloglevel=2, normalization_rule_name="identity", remove_extra_whitespaces=False,
        add_dummy_prefix=space_first,
    )  # fmt: skip
    theirs = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    file = tmp_path / "pieces.gguf"
    writer = gguf.GGUFWriter(file, "llama")
    writer.add_tokenizer_model("llama")
    writer.add_add_space_prefix(space_first)
    ids = range(theirs.get_piece_size())
    writer.add_token_list([theirs.id_to_piece(id) for id in ids])
    writer.add_token_scores([theirs.get_score(id) for id in ids])
    kinds = [
        2 if theirs.is_unknown(id) else 3 if theirs.is_control(id) else 6 if theirs.is_byte(id) else 1 for id in ids
    ]
    writer.add_token_types(kinds)
    writer.add_bos_token_id(theirs.bos_id())
    writer.add_eos_token_id(theirs.eos_id())
    writer.add_unk_token_id(theirs.unk_id())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    tokenizer = lp.load_tokenizer(file)
    whole = "".join(map(str, FRAGMENTS[:-3]))
    for text in (*FRAGMENTS[1:-3], whole, "the little robot", "hello  world", " a b\nc", "12 times!"):  # -3: no UTF-8
        assert list(tokenizer.encode(text)) == theirs.encode(text), repr(text)
        assert tokenizer.decode(tokenizer.encode(text)) == text
    assert list(tokenizer.encode("hello", add_special_tokens=True)) == [theirs.bos_id(), *theirs.encode("hello")]
