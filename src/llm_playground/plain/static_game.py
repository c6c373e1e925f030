"""The next-token game as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Protocol

from llm_playground.plain.static_parts import label, percent, table
from llm_playground.records.guessing import Losses, Play, PlayedRound, Question

OTHERS = "something else"
SIDES = ("learner", "model", "truth")


class HasPlay(Protocol):
    """A game of the engine."""

    play: Play


def game_text(play: Play) -> str:
    """The last round, if there was one, and the question that is open, or how the game ended."""
    parts = [f"{play.model}, game {play.seed}"]
    if play.played:
        parts.append(_answer(play, play.played[-1]))
    if play.question is not None:
        parts.append(_asked(play, play.question))
    elif play.mean is not None:
        parts.append(f"{_right(play)} of {play.rounds} were right. {_losses('Mean log-loss', play, play.mean)}")
    return "\n\n".join(parts)


def game_html(game: HasPlay) -> str:
    play = game.play
    rows = [
        [f"{at}: {label(each.piece)}", _option(each.question, each.guess), *_numbers(each.losses)]
        for at, each in enumerate(play.played, 1)
    ]
    if play.mean is not None:
        rows.append(["mean", "", *_numbers(play.mean)])
    heads = ["your guess", "you", play.model, "the truth"]
    losses = table(heads, rows, first="what came", caption="Log-loss in nats: less is better") if rows else ""
    return f"<pre>{escape(game_text(play))}</pre>{losses}"


def _asked(play: Play, question: Question) -> str:
    options = [f"  {at}  {each}" for at, each in enumerate(_options(question), 1)]
    return "\n".join(
        [
            f"Round {len(play.played) + 1} of {play.rounds}: what comes next?",
            f"{question.before} …",
            *options,
            f"game = game.guess(option, sure)  # sure: from {1 / len(options):.3f} (all are equally likely) to 0.99",
        ]
    )


def _answer(play: Play, last: PlayedRound) -> str:
    rows = [
        f"{'*' if at == last.came else ' '} {at + 1}  {each:<16} {percent(last.learner[at]):>9} "
        f"{percent(last.model[at]):>9} {percent(last.truth[at]):>9}"
        for at, each in enumerate(_options(last.question))
    ]
    verdict = "right" if last.guess == last.came else f"not {_option(last.question, last.guess)}"
    return "\n".join(
        [
            f"Round {len(play.played)}: {last.question.before} … {label(last.piece)}: {verdict}.",
            f"{'':<21} {'you':>9} {'model':>9} {'truth':>9}",
            *rows,
            _losses("Log-loss", play, last.losses),
        ]
    )


def _losses(name: str, play: Play, losses: Losses) -> str:
    you, model, truth = _numbers(losses)
    return f"{name} (nats): you {you}, {play.model} {model}, the truth {truth}; all options alike {losses.even:.2f}."


def _numbers(losses: Losses) -> list[str]:
    return [f"{getattr(losses, side):.2f}" for side in SIDES]


def _options(question: Question) -> Sequence[str]:
    return [*map(label, question.options), OTHERS]


def _option(question: Question, at: int) -> str:
    return _options(question)[at]


def _right(play: Play) -> int:
    return sum(each.guess == each.came for each in play.played)
