"""A beam search as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from llm_playground.plain.static_parts import count, label, table
from llm_playground.records import Hypothesis
from llm_playground.records.beam_tree import BeamNode, BeamTree, BeamTreeStep

MOST_GIVEN_UP = 16  # texts that lived and were given up: so many branches are drawn, the longest

OVER = {
    "limit": "the length limit was reached",
    "nothing_live": "no text was left to continue",
    "enough_finished": "enough texts were finished",
    "no_gain": "no text left could be expected to beat the finished ones",
}


def beam_tree_text(tree: BeamTree) -> str:
    """The texts found and those given up on the way, what they share written once; then greedy decoding."""
    given_up = _given_up(tree)
    drawn = sorted(given_up, key=lambda node: -tree.nodes[node].step)[:MOST_GIVEN_UP]
    lines = [_headline(tree), tree.start.prompt.text, *_Branches(tree, (*tree.ends, *drawn)).lines()]
    if left := len(given_up) - len(drawn):
        lines.append(f"✕ {count(left, 'more text')} lived for a while and {'was' if left == 1 else 'were'} given up")
    return "\n".join([*lines, _greedy_line(tree), _totals(tree)])


def beam_tree_html(tree: BeamTree) -> str:
    return _texts_html(tree) + _steps_html(tree)


def _headline(tree: BeamTree) -> str:
    start = tree.start
    parameters = [f"{name} {value}" for name, value in start.parameters.items()]
    return " · ".join([start.model, start.strategy, *parameters, count(len(tree.steps), "step"), OVER[tree.over]])


def _totals(tree: BeamTree) -> str:
    fates = [node.fate for node in tree.nodes]
    live, finished, pruned = (fates.count(fate) for fate in ("live", "finished", "pruned"))
    others = sum(step.others_count for step in tree.steps)
    return (
        f"{count(len(fates), 'candidate')}: {live:,} lived on, {finished:,} ended, {pruned:,} were pruned at once; "
        f"{others:,} other continuations were never candidates"
    )


def _given_up(tree: BeamTree) -> list[int]:
    """Texts that lived or ended, and came to nothing: the last nodes of each."""
    return [number for number, node in enumerate(tree.nodes) if node.fate != "pruned" and node.pruning]


def _score(hypothesis: Hypothesis, divisor: float) -> str:
    return f"{hypothesis.logprob:.3f} / {divisor:.4g} = {hypothesis.score:.4f}"


def _greedy_line(tree: BeamTree) -> str:
    greedy, best = tree.greedy.hypothesis, tree.hypotheses[:1]
    score = _score(greedy, tree.greedy.divisor)
    if best and best[0].ids == greedy.ids:
        return f"greedy: the same text as the best one, {score}"
    return f"greedy: {_line(b''.join(choice.piece for choice in tree.greedy.choices))}  {score}"


class _Branches:
    """The tree of some texts, each branch written once."""

    def __init__(self, tree: BeamTree, leaves: Sequence[int]) -> None:
        self._tree, self._leaves = tree, set(leaves)
        self._below: dict[int | None, list[int]] = {}
        for node in sorted({node for leaf in leaves for node in tree.path(leaf)}):
            self._below.setdefault(tree.nodes[node].parent, []).append(node)

    def lines(self, parent: int | None = None, indent: str = "") -> Iterator[str]:
        """A line a branch, those below it further in."""
        branches = self._below.get(parent, [])
        for node in branches:
            run = [node]
            while len(following := self._below.get(run[-1], [])) == 1 and run[-1] not in self._leaves:
                run += following
            is_last = node == branches[-1]
            text = _line(b"".join(self._tree.nodes[each].choice.piece for each in run))
            yield f"{indent}{'└' if is_last else '├'}─ {text}{self._mark(run[-1])}"
            yield from self.lines(run[-1], f"{indent}{' ' if is_last else '│'}  ")

    def _mark(self, node: int) -> str:
        """What became of the text that ends here."""
        if node in self._tree.ends:
            place = self._tree.ends.index(node)
            divisor = self._tree.steps[self._tree.nodes[node].step].divisor
            return f"  {'★' if place == 0 else '■'} {place + 1}: {_score(self._tree.hypotheses[place], divisor)}"
        pruning = self._tree.nodes[node].pruning
        return f"  ✕ given up at step {pruning.step + 1}" if pruning and node in self._leaves else ""


def _texts_html(tree: BeamTree) -> str:
    rows = [
        [f"{place}", *_row(hypothesis, tree.steps[tree.nodes[end].step].divisor)]
        for place, (hypothesis, end) in enumerate(zip(tree.hypotheses, tree.ends, strict=True), start=1)
    ]
    rows.append(["greedy", *_row(tree.greedy.hypothesis, tree.greedy.divisor)])
    heads = ["text", "sum of log-probabilities", "length", "divided by", "score"]
    return table(heads, rows, first="", caption=_headline(tree)) + f"<p>{escape(_totals(tree))}</p>"


def _row(hypothesis: Hypothesis, divisor: float) -> list[str]:
    length, score = str(len(hypothesis.ids)), f"{hypothesis.score:.4f}"
    return [hypothesis.text, f"{hypothesis.logprob:.3f}", length, f"{divisor:.4g}", score]


def _steps_html(tree: BeamTree) -> str:
    rows = []
    for step in tree.steps:
        fates = ["; ".join(_told(tree, step, fate)) for fate in ("live", "finished", "pruned")]
        rows.append([str(step.length), *fates, f"{step.others_count:,}"])
    heads = ["live", "ended", "pruned", "others"]
    return table(heads, rows, first="step", caption="The candidates of each step, each with the sum of its text")


def _told(tree: BeamTree, step: BeamTreeStep, fate: str) -> Iterator[str]:
    for number in step.candidates:
        node: BeamNode = tree.nodes[number]
        if node.fate == fate:
            after = "" if node.parent is None else label(tree.nodes[node.parent].choice.piece)
            yield f"{after} {label(node.choice.piece)} {node.logprob:.3f}".strip()


def _line(piece: bytes) -> str:
    """A text in one line: spaces within it stay, everything else that cannot be seen is made visible."""
    text = piece.decode(errors="replace")
    inner = text.strip(" ")
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :] if inner else ""
    words = " ".join(label(word.encode()) if word else "" for word in inner.split(" "))
    return "␣" * len(before) + words + "␣" * len(after)
