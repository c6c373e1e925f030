"""The next-token game for who plays it in Python: a game shows itself, and each guess makes the game after it."""

from __future__ import annotations

import os
from pathlib import Path

from llm_playground.engine.guessing import OPTIONS, Guess, play
from llm_playground.engine.shelf import SHELF
from llm_playground.engine.truth import LARGEST_SEED
from llm_playground.errors import InvalidValue, whole_number
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_game import game_text
from llm_playground.records.guessing import Play


class Game:
    """The game after some guesses.

    Attributes:
        play: what was guessed, what came, what model and truth thought of it, and the question that is open.
        guesses: those made so far.
    """

    def __init__(self, model: LanguageModel, seed: int, guesses: tuple[Guess, ...] = ()) -> None:
        self.model, self.guesses = model, guesses
        self.play: Play = play(model, seed, guesses)

    def guess(self, option: int, sure: float = 0.5) -> Game:
        """The game after one more guess.

        Args:
            option: by the number before it, from 1; the last one is any other token.
            sure: the probability that is put on it, from an even share (1 of 6) to 0.99; the rest goes to all other
                options in equal parts.

        Raises:
            InvalidValue: no such option, a sureness out of range, or a game that is over.
        """
        if self.play.question is None:
            raise InvalidValue("The game is over; lp.guess() begins another one.")
        option = whole_number("option", option, 1, OPTIONS + 1)
        return Game(self.model, self.play.seed, (*self.guesses, Guess(option - 1, sure)))

    def __repr__(self) -> str:
        return game_text(self.play)


def guess(model: str | Path | LanguageModel = "tiny-gpt2", *, seed: int | None = None) -> Game:
    """Begin the next-token game: guess what comes next in a story, and how sure you are, before the model does.

        game = lp.guess(seed=7)
        game = game.guess(2, 0.6)

    The story is one of the story world, which knows the true probability of each token. You, the model and the truth
    each have a distribution over the same options, and pay minus the logarithm (nats) of what they gave to the token
    that came. After ten rounds the means tell who knew the story best.

    Args:
        model: a base model: a catalog key ("tiny-gpt2"), a hub id, a checkpoint folder or a loaded model.
        seed: of the game; None is a new one.

    Raises:
        PlaygroundError: a model that cannot be had, or that does not write stories; a seed out of range.
    """
    seed = int.from_bytes(os.urandom(4)) if seed is None else whole_number("seed", seed, 0, LARGEST_SEED)
    return Game(SHELF.get(model), seed)
