"""The next-token game: everybody is judged by the same options, and nothing is told before it is guessed."""

from __future__ import annotations

import math

import pytest

import llm_playground as lp
from llm_playground.engine import guessing
from llm_playground.engine.game import Game
from llm_playground.engine.guessing import OPTIONS, ROUNDS, SUREST, Guess, play
from llm_playground.engine.truth import truth

EVEN = 1 / (OPTIONS + 1)


def test_a_game_goes_along_a_story_and_judges_all_by_the_same_options() -> None:
    model = lp.load("tiny-gpt2")
    guesses = [Guess(at % (OPTIONS + 1), 0.3 + at / 20) for at in range(ROUNDS)]
    whole = play(model, 4, guesses)
    assert (len(whole.played), whole.question, whole.rounds) == (ROUNDS, None, ROUNDS)
    for at, (each, (option, sure)) in enumerate(zip(whole.played, guesses, strict=True)):
        for shares in (each.learner, each.model, each.truth):
            assert len(shares) == len(each.question.options) + 1
            assert sum(shares) == pytest.approx(1)
        assert (each.guess, each.learner[option]) == (option, sure)
        if each.came < len(each.question.options):
            assert each.question.options[each.came] == each.piece
        else:
            assert each.piece not in each.question.options
        for side in ("learner", "model", "truth"):
            assert getattr(each.losses, side) == pytest.approx(-math.log(getattr(each, side)[each.came]))
        assert each.losses.even == pytest.approx(math.log(OPTIONS + 1))
        # The story goes on with what came.
        following = whole.played[at + 1].question.before if at + 1 < ROUNDS else ""
        if following.startswith(each.question.before):
            assert following[len(each.question.before) :].encode().startswith(each.piece)
    for side in ("learner", "model", "truth", "even"):
        assert getattr(whole.mean, side) == pytest.approx(
            sum(getattr(each.losses, side) for each in whole.played) / ROUNDS
        )


def test_a_game_tells_no_more_than_was_guessed_and_is_the_same_every_time() -> None:
    model = lp.load("tiny-gpt2")
    start = play(model, 4)
    assert (start.played, start.mean) == ((), None)
    after = play(model, 4, [Guess(0, 0.5)])
    assert after.played[0].question == start.question
    assert len(after.played) == 1
    assert after == play(model, 4, [Guess(0, 0.5)])
    assert play(model, 5).question != start.question


def test_the_truth_of_a_story_is_computed_once_for_all_guesses_and_for_each_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, asked = lp.load("tiny-gpt2"), list[tuple[object, str]]()

    def heard(model: lp.LanguageModel, text: str) -> object:
        asked.append((model, text))
        return truth(model, text)

    monkeypatch.setattr(guessing, "truth", heard)
    guesses = [Guess(0, 0.5)] * 3
    for rounds in range(4):
        play(model, 11, guesses[:rounds])
    assert len(asked) == len(set(asked)) == 1
    other = lp.load("tiny-qwen")
    assert play(other, 11).question != play(model, 11).question
    assert [each for each, _ in asked] == [model, other]


@pytest.mark.parametrize(
    ("guess", "sentence"),
    [
        (Guess(OPTIONS + 1, 0.5), "option is 6"),
        (Guess(0, SUREST + 0.001), "sure is 0.991"),
        (Guess(0, EVEN - 0.001), "sure is 0.165"),
        (Guess(0, math.nan), "sure is nan"),
    ],
)
def test_a_guess_that_cannot_be_is_told_in_a_sentence(guess: Guess, sentence: str) -> None:
    with pytest.raises(lp.InvalidValue, match=sentence):
        play(lp.load("tiny-gpt2"), 4, [guess])
    with pytest.raises(lp.InvalidValue, match="11 guesses, and the game has 10"):
        play(lp.load("tiny-gpt2"), 4, [Guess(0, 0.5)] * 11)


def test_a_game_in_python_shows_each_question_and_answer_and_who_knew_best() -> None:
    model = lp.load("tiny-gpt2")
    guesses = tuple(Guess(at % (OPTIONS + 1), 0.4) for at in range(ROUNDS))
    game = lp.guess(model, seed=4)
    assert game.play == play(model, 4)
    game = game.guess(1, 0.4)
    assert game.play == play(model, 4, guesses[:1])
    question = game.play.question
    assert question is not None
    assert "Round 1: " in repr(game)
    assert f"Round 2 of 10: what comes next?\n{question.before} …\n  1  " in repr(game)
    game = Game(model, 4, guesses)
    assert game.play.mean is not None
    assert f"of 10 were right. Mean log-loss (nats): you {game.play.mean.learner:.2f}, tiny-gpt2" in repr(game)
    with pytest.raises(lp.InvalidValue, match="The game is over"):
        game.guess(1)
    for option, sure, message in (
        (7, 0.5, "option is 7; it must be"),
        (1, "high", "sure is 'high'; it must be from 0.167"),
    ):
        with pytest.raises(lp.InvalidValue, match=message):
            lp.guess(seed=4).guess(option, sure)  # type: ignore[arg-type]
