"""From a text to merges.

A text is first counted: each distinct word once, with how often it occurs. Then, again and again, the most frequent
pair of neighbouring tokens becomes a new token. Counting all pairs anew each time would take days for a large text
(minbpe does it so, because it is written to be read). Here a merge touches only the places where its pair stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush, heapreplace
from itertools import pairwise
from typing import Any

from llm_playground.errors import InvalidValue, shown
from llm_playground.tokenization.alphabet import byte_of_character
from llm_playground.tokenization.bpe.records import Merge, Pair, PairCount, Round
from llm_playground.tokenization.patterns import cut_into_words
from llm_playground.tokenization.special import cut_at_special
from llm_playground.tokenization.text import each_text

# The byte of each of the first 256 ids, and the id of each byte. The order is that of GPT-2's vocabulary ("!" is 0,
# "a" is 64), which all published byte-level vocabularies share; "lowest_ids" depends on it.
BYTES = bytes(byte_of_character().values())
ID_OF_BYTE = bytes(BYTES.index(byte) for byte in range(256))

BORDER = -1  # stands between two words, and where a token has gone into its left neighbour


def count_words(texts: str | Iterable[str], pattern: str, special_tokens: Iterable[str] = ()) -> Counter[str]:
    """How often each word occurs, in the order in which they first do. Special tokens in a text are left out."""
    special = dict.fromkeys(special_tokens, 0)
    # No merge crosses the border of a word, so a text is no more than its words and their counts: a book of a hundred
    # thousand words has perhaps eight thousand different ones. A Counter keeps the order, on which "first_seen" relies.
    words: Counter[str] = Counter()
    for text in each_text(texts):
        for part, id in cut_at_special(text, special):
            if id is None:
                words.update(cut_into_words(part, pattern))
    return words


def train_merges(words: Mapping[str, int], count: int, tie_rule: str = "lowest_ids") -> Iterator[Merge]:
    """At most `count` merges, each as soon as it is made; closing the generator cancels.

    It ends early when every word is one token. Of pairs equally frequent, `tie_rule` takes

    - "lowest_ids": the lowest left id, then the lowest right id. Hugging Face's tokenizers and rustbpe do so.
    - "greatest_bytes": the pair of byte strings that is last in the alphabet. Stanford's CS336 asks for it.
    - "first_seen": the pair that occurs first in the text, as minbpe and tiktoken's teaching version happen to do.

    Raises:
        InvalidValue: there is no such rule.
    """
    return (round.merge for round in train_rounds(words, count, tie_rule))


def train_rounds(
    words: Mapping[str, int], count: int, tie_rule: str = "lowest_ids", *, leaders: int = 1
) -> Iterator[Round]:
    """As `train_merges`, each merge with the `leaders` most frequent pairs that it was chosen from.

    Raises:
        InvalidValue: there is no such rule.
    """
    if not isinstance(tie_rule, str) or tie_rule not in TIE_RULES:
        raise InvalidValue(f"tie_rule={shown(tie_rule)} is none of {', '.join(TIE_RULES)}.", field="tie_rule")
    return _train(Corpus(words), count, TIE_RULES[tie_rule], leaders)


def _train(corpus: Corpus, count: int, rule: TieRule, leaders: int) -> Iterator[Round]:
    queue = PairQueue(corpus, rule)
    # The bytes have the ids 0 to 255, so the rank of a merge and the id of its token differ by 256.
    for new_id in range(256, 256 + count):
        leading = queue.leading(leaders)
        if not leading:
            return  # every word is one token
        pair, n = leading[0].pair, leading[0].count
        for created in corpus.merge(pair, new_id):
            queue.add(created)
        yield Round(Merge(pair, new_id, n), leading)


class PairQueue:
    """The pairs of a corpus, the most frequent first; `rule` says which of two that are equally frequent.

    What is in the queue may be out of date: counts only fall while a pair waits, so an entry comes up too early, never
    too late, and is then put back with its true count.
    """

    # Why counts only fall: every pair that a merge creates has the new token in it, so it cannot have been waiting; all
    # others lose places or keep them.

    def __init__(self, corpus: Corpus, rule: TieRule) -> None:
        self._corpus, self._rule = corpus, rule
        # Counts are negated, since Python's heaps bring up the lowest entry.
        self._queue = [(-n, rule(corpus, pair), pair) for pair, n in corpus.counts.items()]
        heapify(self._queue)

    def add(self, pair: Pair) -> None:
        """Let a new pair wait; one that is there already may be added again."""
        if n := self._corpus.counts[pair]:  # 0 where the next merge of the same pair swallowed it: "aaaa"
            heappush(self._queue, (-n, self._rule(self._corpus, pair), pair))

    def leading(self, most: int) -> tuple[PairCount, ...]:
        """The first `most` pairs; all stay in the queue."""
        found: list[tuple[int, Any, Pair]] = []
        while len(found) < most and self._settle():
            found.append(heappop(self._queue))
        for entry in found:
            heappush(self._queue, entry)  # even the first: its merge sets the count to 0, and it is dropped then
        return tuple(PairCount(pair, -n) for n, _, pair in found)

    def _settle(self) -> bool:
        """Bring the true first pair to the front; False where none is left."""
        queue, corpus = self._queue, self._corpus
        while queue:
            first = queue[0]
            pair = first[2]
            # The rule is asked again too: with "first_seen" a pair moves on as its first places are broken up.
            if not (n := corpus.counts[pair]):
                heappop(queue)
            elif (current := (-n, self._rule(corpus, pair), pair)) != first:
                heapreplace(queue, current)
            else:
                return True
        return False


class Corpus:
    """All distinct words in one row, with a border between each two, as a linked list of tokens.

    `counts` says how often each pair of neighbours occurs in the text, `places` where in the row it stands (the place
    of its left token; some have become something else since).

        "the", "then"                      | t h e | t h e n |
        when t and h have become one, X    | X | e | X | e n |

    The border at the place of h lies within a word: `before` and `after` pass over it.
    """

    def __init__(self, words: Mapping[str, int]) -> None:
        self.pieces = [bytes([byte]) for byte in BYTES]
        self.ids = [BORDER]
        self.weights = [0]  # how often the word occurs, beside each of its tokens: a merge needs it at any place
        for word, count in words.items():
            ids = word.encode().translate(ID_OF_BYTE)
            self.ids += [*ids, BORDER]
            self.weights += [count] * (len(ids) + 1)
        self.before = list(range(-1, len(self.ids) - 1))
        self.after = list(range(1, len(self.ids) + 1))
        self.counts: dict[Pair, int] = defaultdict(int)
        self.places: dict[Pair, list[int]] = defaultdict(list)
        for place, pair in enumerate(pairwise(self.ids)):
            if BORDER not in pair:
                self.counts[pair] += self.weights[place]
                self.places[pair].append(place)

    def merge(self, pair: Pair, new_id: int) -> Iterable[Pair]:
        """Join `pair` everywhere, from left to right. Returns the pairs that are new."""
        left, right = pair
        ids, before, after, counts = self.ids, self.before, self.after, self.counts
        created: dict[Pair, list[int]] = defaultdict(list)
        # Places were noted from left to right, and so the merge runs, as it will when a text is encoded.
        for place in self.places.pop(pair):
            other = after[place]
            # Places are never deleted when their pair is broken up, only passed over here: finding them in the lists of
            # the neighbouring pairs would cost more than all the rest. Besides, of "aaa" the first two are joined
            # already when the second pair's turn comes.
            if ids[place] != left or ids[other] != right:
                continue
            weight = self.weights[place]
            # The new token stands at the left place. A border at the right one lets no stale entry match there.
            ids[place], ids[other] = new_id, BORDER
            previous = before[place]
            after[place] = next = after[other]
            before[next] = place
            # Each neighbour loses a pair with the old token and gains one with the new. At a border there is none.
            if (neighbour := ids[previous]) != BORDER:
                counts[neighbour, left] -= weight
                counts[neighbour, new_id] += weight
                created[neighbour, new_id].append(previous)
            if (neighbour := ids[next]) != BORDER:
                counts[right, neighbour] -= weight
                counts[new_id, neighbour] += weight
                created[new_id, neighbour].append(place)
        counts[pair] = 0  # all its places are gone; what was subtracted above were pairs with a neighbour
        self.places.update(created)
        self.pieces.append(self.pieces[left] + self.pieces[right])
        return created

    def first_place(self, pair: Pair) -> int:
        """Where the pair first stands now.

        Tokens before it may have become something else; those places are dropped, so that none is passed twice.
        """
        places = self.places[pair]
        passed = 0
        while (self.ids[places[passed]], self.ids[self.after[places[passed]]]) != pair:
            passed += 1
        del places[:passed]
        return places[0]


# What to compare where counts are equal; the lowest is taken.
TieRule = Callable[[Corpus, Pair], Any]


def _lowest_ids(corpus: Corpus, pair: Pair) -> Pair:
    return pair


def _greatest_bytes(corpus: Corpus, pair: Pair) -> tuple[Falling, Falling]:
    return Falling(corpus.pieces[pair[0]]), Falling(corpus.pieces[pair[1]])


def _first_seen(corpus: Corpus, pair: Pair) -> int:
    return corpus.first_place(pair)


class Falling(bytes):
    """Bytes in the order from last to first: a heap brings up the lowest, and here the greatest is wanted."""

    def __lt__(self, other: bytes) -> bool:
        return bytes.__gt__(self, other)


TIE_RULES: dict[str, TieRule] = {
    "lowest_ids": _lowest_ids,
    "greatest_bytes": _greatest_bytes,
    "first_seen": _first_seen,
}
