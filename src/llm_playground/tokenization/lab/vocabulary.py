"""A vocabulary to look through: one token with all that is known of it, and the search for a text."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record
from llm_playground.tokenization.ids import checked_id
from llm_playground.tokenization.lab.bpe_inside import bpe_of
from llm_playground.tokenization.lab.bpe_steps import TreeNode, merge_tree
from llm_playground.tokenization.protocol import Tokenizer
from llm_playground.tokenization.text import well_formed

NEIGHBOURS = 6  # to either side
MATCHES = 200


@dataclass(frozen=True, slots=True)
class Entry(Record):
    """A token of a vocabulary."""

    id: int
    piece: bytes


@dataclass(frozen=True, slots=True)
class TokenCard(Record):
    """All that is known of a token.

    rank: the place of the merge that makes it, among all merges; None for a byte, and where there are no merges.
    tree: how merges built it, the token itself first; empty where there are no merges.
    neighbours: the tokens with the ids around its own, itself among them.
    """

    tokenizer: str
    id: int
    piece: bytes
    is_special: bool
    vocab_size: int
    rank: int | None
    tree: tuple[TreeNode, ...]
    neighbours: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class VocabularySearch(Record):
    """The first of `total` tokens that hold a text: the text itself, then those that begin with it, then the others."""

    query: str
    matches: tuple[Entry, ...]
    total: int


def token_card(tokenizer: Tokenizer, name: str, id: int) -> TokenCard:
    """All that is known of the token `id` of the tokenizer called `name`.

    Raises:
        InvalidValue: no such id.
    """
    id, vocab_size = checked_id(id, tokenizer.vocab_size), tokenizer.vocab_size
    bpe = bpe_of(tokenizer)
    tree = merge_tree(bpe, id) if bpe and id < bpe.vocab_size else []
    around = range(max(0, id - NEIGHBOURS), min(vocab_size, id + NEIGHBOURS + 1))
    return TokenCard(
        name,
        id,
        tokenizer.piece(id),
        id in tokenizer.special_tokens.values(),
        vocab_size,
        tree[0].rank if tree else None,
        tuple(tree),
        tuple(Entry(near, tokenizer.piece(near)) for near in around),
    )


def search(tokenizer: Tokenizer, query: str) -> VocabularySearch:
    """The tokens whose bytes contain the bytes of `query`: for "" all, in the order of their ids; or, for "#" and a
    number, the token with that id."""
    if query[:1] == "#" and query[1:].isascii() and query[1:].isdigit() and int(query[1:]) < tokenizer.vocab_size:
        id = int(query[1:])
        return VocabularySearch(query, (Entry(id, tokenizer.piece(id)),), 1)
    wanted = well_formed(query).encode()
    pieces = ((id, tokenizer.piece(id)) for id in range(tokenizer.vocab_size))
    found = [Entry(id, piece) for id, piece in pieces if wanted in piece]
    # A space before a word does not count: "fox" should bring " fox" first.
    if wanted:
        found.sort(
            key=lambda entry: (entry.piece.strip() != wanted.strip(), not entry.piece.lstrip().startswith(wanted))
        )
    return VocabularySearch(query, tuple(found[:MATCHES]), len(found))
