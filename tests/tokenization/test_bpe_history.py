"""What a training run shows after each merge is what a tokenizer with so many merges does."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.bpe.training import TIE_RULES
from llm_playground.tokenization.lab.bpe_history import LEADERS, MergeHistory, train_bpe
from llm_playground.tokenization.patterns import cut_into_words

TEXTS = st.text("ab", max_size=60) | st.text("aab c\n1'é日", max_size=80) | st.text(max_size=20)


def trained(text: str, count: int, shown: str, tie_rule: str = "lowest_ids") -> tuple[BPETokenizer, MergeHistory]:
    made = train_bpe(text, 256 + count, tie_rule=tie_rule, look_at=shown)
    return made.tokenizer, made.history


def tokens_of(history: MergeHistory, merges: int) -> list[tuple[int, bytes]]:
    """The text after so many merges, read from the history as its docstring says."""
    data = history.text.encode()
    stand = [i + 1 for i, rank in enumerate(history.gone_at) if rank is None or rank >= merges]
    edges = [0, *stand, len(data)] if data else []
    tokens = []
    for start, end in pairwise(edges):
        inner = [rank for rank in history.gone_at[start : end - 1] if rank is not None]
        id = history.merges[max(inner)].new_id if inner else history.byte_ids[data[start]]
        tokens.append((id, data[start:end]))
    return tokens


@given(text=TEXTS, shown=TEXTS, merges=st.integers(0, 40))
def test_after_any_number_of_merges_the_text_is_cut_as_by_a_tokenizer_with_these_merges(
    text: str, shown: str, merges: int
) -> None:
    tokenizer, history = trained(text, 40, shown)
    merges = min(merges, len(history.merges))
    encoding = tokenizer.with_merges(merges).explain(shown)
    assert tokens_of(history, merges) == list(zip(encoding.ids, encoding.pieces, strict=True))


@given(text=TEXTS)
@example(text="low low low lower")
def test_the_tokens_of_the_training_text_are_counted_after_each_merge(text: str) -> None:
    tokenizer, history = trained(text, 20, "")
    counted = [len(tokenizer.with_merges(k).encode(text)) for k in range(len(history.merges) + 1)]
    assert list(history.tokens) == counted


@given(text=TEXTS, tie_rule=st.sampled_from(list(TIE_RULES)))
def test_leaders_are_the_most_frequent_pairs_before_their_merge(text: str, tie_rule: str) -> None:
    tokenizer, history = trained(text, 12, "", tie_rule)
    for k, leaders in enumerate(history.leaders):
        before = tokenizer.with_merges(k)
        counts = Counter(
            pair for word in cut_into_words(text, "gpt2") for pair in pairwise(before.encode_word(word.encode()))
        )
        assert leaders[0].pair == history.merges[k].pair
        assert all(counts[leader.pair] == leader.count for leader in leaders)
        assert [leader.count for leader in leaders] == sorted(counts.values(), reverse=True)[:LEADERS]
        assert len({leader.pair for leader in leaders}) == len(leaders)


def test_pieces_and_summary_are_those_of_the_training() -> None:
    _, history = trained("low lower lowest", 100, "")
    assert history.pieces[0] == b"lo"
    assert history.pieces[-1] == b" lowest"
    assert "of 100 and stopped" in history.summary


def test_what_is_looked_at_is_the_beginning_of_the_first_text_unless_given() -> None:
    assert train_bpe(["abc", "def"], 260).history.text == "abc"
    assert train_bpe("ab" * 5000, 260).history.text == "ab" * 2000
    assert train_bpe("abc", 260, look_at="x").history.text == "x"
