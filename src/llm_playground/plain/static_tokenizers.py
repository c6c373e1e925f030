"""The records of tokenizers as text and as HTML. What is too long for a cell says how much more there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from llm_playground.plain.static_parts import bar, count, in_a_row, label, ratio, table

if TYPE_CHECKING:
    from llm_playground.tokenization.lab.bpe_history import MergeHistory, TrainedBPE
    from llm_playground.tokenization.lab.comparison import Comparison
    from llm_playground.tokenization.lab.records import Chunks, Languages, Word
    from llm_playground.tokenization.lab.samples import SampleCost
    from llm_playground.tokenization.lab.vocabulary import TokenCard
    from llm_playground.tokenization.protocol import Tokenizer

MOST_ROWS = 30
MOST_TOKENS = 60  # in a line
MOST_NAMES = 4  # of special tokens
MOST_CHARACTERS = 40  # of a token, or of any other cell


def _short(written: str) -> str:
    if len(written) <= MOST_CHARACTERS:
        return written
    return f"{written[:MOST_CHARACTERS]}… ({count(len(written), 'character')})"


def _tokens(pieces: Sequence[bytes], total: int | None = None) -> str:
    """Tokens in a line: the first of `total`, which are those given if not told otherwise."""
    shown = [_short(label(piece)) for piece in pieces[:MOST_TOKENS]]
    more = (len(pieces) if total is None else total) - len(shown)
    return in_a_row(shown, f"… {count(more, 'more token')}" if more else "")


def _rows(rows: Iterable[Sequence[str]], total: int, noun: str) -> Iterator[Sequence[str]]:
    """The first of `total` rows, and one that says how many more there are."""
    yield from islice(rows, MOST_ROWS)
    if total > MOST_ROWS:
        yield [f"… {count(total - MOST_ROWS, f'more {noun}')}"]


# A text in several tokenizers


def comparison_text(comparison: Comparison) -> str:
    lines = [
        f"{each.name}: {count(each.tokens, 'token')}: {_tokens(encoding.pieces, each.tokens)}"
        for each, encoding in zip(comparison.statistics, comparison.encodings, strict=True)
    ]
    return "\n".join([*lines, _disagreements(comparison)])


def _disagreements(comparison: Comparison) -> str:
    where = f"in {count(comparison.characters, 'character')}"
    return f"{count(comparison.disagreements_count, 'disagreement')} {where}"


def comparison_html(comparison: Comparison) -> str:
    names = [each.name for each in comparison.statistics]
    heads = ["tokens", "vocabulary", "tokens a word", "characters a token", "unknown", "gives back the text"]
    figures = (
        [
            *(each.name, f"{each.tokens:,}", f"{each.vocab_size:,}", ratio(each.tokens_per_word)),
            *(ratio(each.characters_per_token), f"{each.unknown_tokens:,}", "yes" if each.round_trip else "no"),
        ]
        for each in comparison.statistics
    )
    lines = (
        [each.name, _tokens(encoding.pieces, each.tokens)]
        for each, encoding in zip(comparison.statistics, comparison.encodings, strict=True)
    )
    differing = (
        [
            _short(label(comparison.text[part.start : part.end].encode())),
            *(
                _tokens(encoding.pieces[slice(*of)])
                for encoding, of in zip(comparison.encodings, part.tokens, strict=True)
            ),
        ]
        for part in comparison.disagreements
    )
    rows = _rows(differing, comparison.disagreements_count, "disagreement")
    return (
        table(heads, figures, first="tokenizer")
        + table(["the text in tokens"], lines, first="tokenizer")
        + table(names, rows, first="text", caption=_disagreements(comparison))
    )


# A training of BPE


def history_text(history: MergeHistory) -> str:
    return _history_summary(history) + (f"\nTokens made: {_tokens(history.pieces)}" if history.pieces else "")


def _history_summary(history: MergeHistory) -> str:
    before, after = count(history.tokens[0], "byte"), count(history.tokens[-1], "token")
    return f"{history.summary} The training text: {before}, then {after}."


def history_html(history: MergeHistory) -> str:
    pieces = {id: bytes([byte]) for byte, id in enumerate(history.byte_ids)}
    pieces |= {merge.new_id: piece for merge, piece in zip(history.merges, history.pieces, strict=True)}
    rows = (
        [
            str(rank),
            *(_short(label(pieces[id])) for id in (*merge.pair, merge.new_id)),
            "–" if merge.count is None else f"{merge.count:,}",
            bar(f"{tokens:,}", tokens / history.tokens[0]),
        ]
        for rank, (merge, tokens) in enumerate(zip(history.merges, history.tokens[1:], strict=True))
    )
    heads = ["left", "right", "joined", "times", "tokens of the training text then"]
    return table(heads, _rows(rows, len(history.merges), "merge"), first="rank", caption=_history_summary(history))


def trained_text(trained: TrainedBPE) -> str:
    return history_text(trained.history)


def trained_html(trained: TrainedBPE) -> str:
    return history_html(trained.history)


# A word


def word_text(word: Word) -> str:
    last = word.steps[-1]
    merges = count(len(word.steps) - 1, "merge")
    return f"{_short(label(word.word.encode()))} in {word.tokenizer}, after {merges}: {_tokens(last.pieces)}"


def word_html(word: Word) -> str:
    rows = ([_tokens(step.pieces), _next_merge(step.pieces, step.ranks, step.winner)] for step in word.steps)
    return table(["merged next"], _rows(rows, len(word.steps), "step"), first="tokens", caption=word_text(word))


def _next_merge(pieces: Sequence[bytes], ranks: Sequence[int | None], winner: int | None) -> str:
    if winner is None:
        return "nothing"
    left, right = list(pairwise(pieces))[winner]
    return f"{_short(label(left))} + {_short(label(right))}, rank {ranks[winner]}"


# A token


def card_text(card: TokenCard) -> str:
    kind = "special token" if card.is_special else "token"
    made = "" if card.rank is None else f", made by the merge of rank {card.rank:,}"
    return f"{_short(label(card.piece))}: {kind} {card.id} of {card.vocab_size:,} in {card.tokenizer}{made}"


def card_html(card: TokenCard) -> str:
    pieces = {node.id: node.piece for node in card.tree}
    parts = (
        [
            *(str(node.id), _short(label(node.piece)), "–" if node.rank is None else str(node.rank)),
            " + ".join(_short(label(pieces[id])) for id in node.parts) if node.parts else "–",
        ]
        for node in card.tree
    )
    near = ", ".join(f"{entry.id} {_short(label(entry.piece))}" for entry in card.neighbours)
    facts = f"<p>{escape(card_text(card))}</p><p><small>Ids around it: {escape(near)}</small></p>"
    if len(card.tree) < 2:
        return facts
    rows = _rows(parts, len(card.tree), "part")
    return facts + table(["token", "rank", "joined of"], rows, first="id", caption="How it was built")


# Languages


def languages_text(languages: Languages) -> str:
    lines = []
    for name in _tokenizers(languages):
        costs = sorted((cost for cost in languages.costs if cost.tokenizer == name), key=lambda cost: cost.tokens)
        least, most = costs[0], costs[-1]
        lines.append(f"{name}: {least.sample} {_cost(least)} … {most.sample} {_cost(most)}")
    return "\n".join(["Tokens for the same story, fewest and most:", *lines])


def _cost(cost: SampleCost) -> str:
    return f"{cost.tokens:,}" + (f" ({cost.unknown_tokens:,} unknown)" if cost.unknown_tokens else "")


def _tokenizers(languages: Languages) -> list[str]:
    return list(dict.fromkeys(cost.tokenizer for cost in languages.costs))


def languages_html(languages: Languages) -> str:
    names = _tokenizers(languages)
    cells = {(cost.sample, cost.tokenizer): _cost(cost) for cost in languages.costs}
    rows = ([sample.name, *(cells[sample.name, name] for name in names)] for sample in languages.samples)
    return table(names, rows, first="language", caption="Tokens for the same story, told in each language")


# Chunks


def chunks_text(chunks: Chunks) -> str:
    size, total = count(chunks.size, "token"), count(chunks.total, "token")
    return f"{count(len(chunks.chunks), 'chunk')} of at most {size}: {total} of {chunks.tokenizer}"


def chunks_html(chunks: Chunks) -> str:
    rows = (
        [str(each.index + 1), _range(each.first, each.first + each.tokens), _range(each.start, each.end)]
        for each in chunks.chunks
    )
    shown = _rows(rows, len(chunks.chunks), "chunk")
    return table(["tokens", "characters"], shown, first="chunk", caption=chunks_text(chunks))


def _range(start: int, end: int) -> str:
    """Places counted from 1, both ends included."""
    return f"{start + 1:,}–{end:,}"


# A tokenizer


def tokenizer_text(tokenizer: Tokenizer) -> str:
    special = list(tokenizer.special_tokens)
    shown = " ".join(_short(label(name.encode())) for name in special[:MOST_NAMES])
    more = " …" if len(special) > MOST_NAMES else ""
    unknown = tokenizer.unknown_id
    return "; ".join(
        [
            f"{type(tokenizer).__name__}: {count(tokenizer.vocab_size, 'token')}",
            f"{count(len(special), 'special token')}: {shown}{more}" if special else "no special tokens",
            "it can write any text" if unknown is None else f"token {unknown} stands for what it cannot write",
        ]
    )


def tokenizer_html(tokenizer: Tokenizer) -> str:
    return f"<p>{escape(tokenizer_text(tokenizer))}</p>"
