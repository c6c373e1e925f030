"""Our BPE beside `tokenizers`, tiktoken and minbpe's method: the same text, the same cuts, in turns, in one run.

    python benchmarks/tokenization.py

The text is 10 MB of the story world, and the books of ../shared/data/text where they are. GPT-2's ranks come through
tiktoken: from ../shared/data/tiktoken_cache, or else from the network. Of each side the fastest turn counts, because
other programs can only slow one down. Nothing else should be running.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import tiktoken
from tokenizers import Regex, Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.trainers import BpeTrainer

from llm_playground.corpus.world import documents
from llm_playground.tokenization.bpe.formats import from_ranks, write_gpt2
from llm_playground.tokenization.bpe.tokenizer import BPETokenizer
from llm_playground.tokenization.bpe.training import BYTES, count_words, train_merges
from llm_playground.tokenization.patterns import PATTERNS, cut_into_words

SHARED = Path(__file__).parents[2] / "shared" / "data"
VOCAB_SIZE, MEGABYTES, TURNS = 4096, 10, 3


def the_text() -> str:
    stories: list[str] = []
    size = 0
    for document in documents(1_000_000, seed=0):
        stories.append(document.text)
        size += len(document.text) + 1
        if size >= MEGABYTES * 1_000_000:
            break
    books = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "text").glob("*.txt"))]
    return "\n".join([*stories, *books])


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def fastest(*sides: Callable[[], object]) -> list[float]:
    """Of each side, the seconds of its fastest turn; the sides take turns."""
    turns = [[seconds(side) for side in sides] for _ in range(TURNS)]
    return [min(times) for times in zip(*turns, strict=True)]


def cutter() -> Sequence:
    split = Split(Regex(PATTERNS["gpt2"]), "isolated")
    return Sequence([split, ByteLevel(add_prefix_space=False, use_regex=False)])


# ---- training --------------------------------------------------------------------------------------------------------


def train_theirs(texts: list[str]) -> Tokenizer:
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = cutter()
    trainer = BpeTrainer(vocab_size=VOCAB_SIZE, initial_alphabet=ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def train_like_minbpe(text: str, count: int) -> list[tuple[int, int]]:
    """minbpe's method: all words of the text as often as they occur; all pairs counted anew for each merge."""
    words = [[BYTES.index(byte) for byte in word.encode()] for word in cut_into_words(text, "gpt2")]
    merges = []
    for new_id in range(256, 256 + count):
        counts = Counter(pair for word in words for pair in pairwise(word))
        pair = min(counts, key=lambda pair: (-counts[pair], pair))
        words = [_replaced(word, pair, new_id) for word in words]
        merges.append(pair)
    return merges


def _replaced(word: list[int], pair: tuple[int, int], new_id: int) -> list[int]:
    ids = []
    i = 0
    while i < len(word):
        found = i + 1 < len(word) and (word[i], word[i + 1]) == pair
        ids.append(new_id if found else word[i])
        i += 2 if found else 1
    return ids


def training(text: str) -> None:
    # tokenizers counts several texts at once, on all cores, but one text on one core: give it lines to share out.
    texts = text.splitlines(keepends=True)
    ours, theirs, one_text = fastest(
        lambda: BPETokenizer.train(texts, VOCAB_SIZE), lambda: train_theirs(texts), lambda: train_theirs([text])
    )
    print(
        f"train {VOCAB_SIZE} tokens on {len(text) / 1e6:.1f} MB: ours {ours:.2f} s, tokenizers {theirs:.2f} s in lines "
        f"and {one_text:.2f} s as one text: ratio {min(theirs, one_text) / ours:.2f} (goal 1)"
    )


def training_beside_minbpe(text: str) -> None:
    """Both in full, on a part of the text and for a part of the merges; the ratio grows with either."""
    part, count = text[:500_000], 200
    merges: dict[str, list[tuple[int, int]]] = {}

    def ours() -> None:
        merges["ours"] = [merge.pair for merge in train_merges(count_words([part], "gpt2"), count)]

    def like_minbpe() -> None:
        merges["minbpe"] = train_like_minbpe(part, count)

    slow = seconds(like_minbpe)
    (fast,) = fastest(ours)
    print(
        f"train {count} merges on {len(part) / 1e6:.1f} MB: ours {fast:.3f} s, minbpe's method {slow:.1f} s: "
        f"ratio {slow / fast:.0f} (goal 100); same merges: {merges['ours'] == merges['minbpe']}"
    )


# ---- encoding --------------------------------------------------------------------------------------------------------


def encoding(text: str) -> None:
    theirs = tiktoken.get_encoding("gpt2")
    trained = from_ranks(theirs._mergeable_ranks, pattern="gpt2", special_tokens=theirs._special_tokens)
    with TemporaryDirectory() as folder:
        write_gpt2(trained, Path(folder))
        hugging_face = Tokenizer(BPE.from_file(f"{folder}/vocab.json", f"{folder}/merges.txt"))
    hugging_face.pre_tokenizer = cutter()
    texts = text.splitlines(keepends=True)
    new = iter([trained.with_merges(len(trained.merges)) for _ in range(TURNS)])  # that has seen no word yet
    first, again, tiktoken_seconds, one_text, lines = fastest(
        lambda: next(new).encode(text),
        lambda: trained.encode(text),
        lambda: theirs.encode_ordinary(text),
        lambda: hugging_face.encode(text, add_special_tokens=False),
        lambda: hugging_face.encode_batch_fast(texts, add_special_tokens=False),
    )
    speed = {
        "ours, new": first,
        "ours, all words seen": again,
        "tiktoken": tiktoken_seconds,
        "tokenizers, one text": one_text,
        "tokenizers, lines on all cores": lines,
    }
    print(
        f"encode {len(text) / 1e6:.1f} MB with GPT-2's ranks, MB/s:",
        ", ".join(f"{side} {len(text) / time / 1e6:.1f}" for side, time in speed.items()),
    )
    print(f"  ratio to tiktoken {tiktoken_seconds / first:.2f} new, {tiktoken_seconds / again:.2f} (goal 0.4)")
    print(f"  ratio to tokenizers {one_text / first:.2f} one text, {lines / first:.2f} lines on all cores (goal 1.5)")
    print(f"  same ids: {trained.encode(text) == theirs.encode_ordinary(text)}")


def main() -> None:
    if SHARED.is_dir():
        os.environ["TIKTOKEN_CACHE_DIR"] = str(SHARED / "tiktoken_cache")
    text = the_text()
    training(text)
    training_beside_minbpe(text)
    encoding(text)


if __name__ == "__main__":
    main()
