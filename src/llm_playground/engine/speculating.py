"""Speculative decoding on models by name: prompt in, the text and every round that led to it out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from llm_playground.decoding import MAX_NEW_TOKENS
from llm_playground.decoding.speculative import speculate as rounds_of
from llm_playground.engine.drafting import NUM_DRAFT_TOKENS, check_can_speculate, check_num_draft_tokens
from llm_playground.engine.generation import Run, Value, run_of
from llm_playground.engine.plan import make_plan
from llm_playground.engine.printed import printed
from llm_playground.engine.served import must_tell_all
from llm_playground.engine.shelf import SHELF
from llm_playground.models.drafts import DraftModel
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_speculation import speculation_text
from llm_playground.records import Ending, Start
from llm_playground.records.speculation import Round, Speculation


class SpeculatedText(Speculation):
    """A speculation that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return speculation_text(self)


def speculate(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    draft: str | Path | LanguageModel,
    strategy: str | None = None,
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    num_draft_tokens: int = NUM_DRAFT_TOKENS,
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    top: int = 10,
    **parameters: Value,
) -> SpeculatedText:
    """A text of `model` for which another model, `draft`, proposes the tokens: speculative decoding, round by round.

        lp.speculate("tiny-gpt2", "Once upon a time", "tiny-qwen", "top_p", seed=7)

    In each round the draft model proposes some tokens, one by one. The model reads all of them in one pass, accepts
    those that fit and adds one of its own. The text has exactly the distribution that `generate` draws from, though for
    a seed it is another text; with "greedy" it is the same text. What is saved are passes of the model; whether that
    is time depends on how much quicker a pass of the draft model is (those that ship here are all of one size).

    Args:
        model, prompt, strategy, max_new_tokens, seed, order, stop, parameters: as for `generate`, for the strategies
            that follow one text.
        draft: a model with the tokenizer of `model`, by name or loaded. The warpers reshape its distribution too.
        num_draft_tokens: how many tokens it proposes a round, 1 to 32. Less where the text ends sooner.
        top: how many of the most likely tokens are listed, of each distribution.

    Returns:
        The record of all rounds, the counts of what was accepted, and the text as a `.trace`.

    Raises:
        PlaygroundError: as `generate`; a draft model with another tokenizer; a strategy that chooses in another way.
    """
    number = check_num_draft_tokens(num_draft_tokens)
    plan = make_plan(strategy, parameters, max_new_tokens=max_new_tokens, seed=seed, order=order, stop=stop)
    check_can_speculate(plan.strategy)
    run = run_of(SHELF.get(model), prompt, plan)
    *_, made = speculating(run, SHELF.get(draft), number, top)
    return printed(SpeculatedText, made)


def speculating(
    run: Run, draft: LanguageModel, num_draft_tokens: int, top: int
) -> Generator[Start | Round | Speculation, None, None]:
    """The run with its drafts, both checked: its `Start`, a `Round` for each pass of the model, then all of it.

    Raises:
        InvalidValue: the draft model has another tokenizer; and as `Run.events`.
    """
    for model in (run.model, draft):
        must_tell_all(model, "Speculative decoding")
    drafts = DraftModel(run.model, draft)
    rounds = rounds_of(
        run.model,
        drafts,
        run.prompt.ids,
        run.strategy,
        run.max_new_tokens,
        num_draft_tokens=num_draft_tokens,
        seed=run.seed,
        draft_context_length=draft.context_length,
        piece=run.model.piece,
        top=top,
        **run.limits,
    )
    return _told(run.start, draft.name, num_draft_tokens, rounds)


def _told(
    start: Start, draft: str, number: int, events: Generator[Round | Ending, None, None]
) -> Generator[Start | Round | Speculation, None, None]:
    yield start
    rounds: list[Round] = []
    for event in events:
        if isinstance(event, Ending):
            yield _summed(start, draft, number, tuple(rounds), event)
        else:
            rounds.append(event)
            yield event


def _summed(start: Start, draft: str, number: int, rounds: tuple[Round, ...], ending: Ending) -> Speculation:
    fates = [each.fate for round in rounds for each in round.drafted]
    accepted, rejected, dropped = (fates.count(fate) for fate in ("accepted", "rejected", "dropped"))
    tokens = sum(len(round.steps) for round in rounds)
    return Speculation(
        start,
        draft,
        number,
        rounds,
        ending,
        len(rounds),
        len(fates),
        accepted,
        rejected,
        dropped,
        accepted / (accepted + rejected) if accepted + rejected else None,
        tokens / len(rounds) if rounds else None,
    )
