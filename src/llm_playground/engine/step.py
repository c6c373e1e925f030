"""One step of a run, computed by itself: what the next token is, under any strategy and any `u`.

Nothing but the warping is computed anew where the model was asked for this text before: behind the seam it remembers
the logits of the texts that it read last, so that a slider may move as fast as a hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from llm_playground.decoding import Strategy, TextStream, uniforms
from llm_playground.decoding.choosers import choose
from llm_playground.decoding.contrastive import contrasted, contrasted_tokens
from llm_playground.decoding.gumbel import gumbel_max, gumbel_noise, noisy_tokens
from llm_playground.decoding.observation import Observation, check_told
from llm_playground.decoding.parameter import Given
from llm_playground.decoding.past import Past
from llm_playground.decoding.pipeline import look, pipeline_of
from llm_playground.decoding.seam import check_top
from llm_playground.decoding.stopping import StopStrings
from llm_playground.engine.plan import Plan, make_plan
from llm_playground.engine.printed import printed
from llm_playground.engine.request import Limits, RunRequest, check_length, check_request
from llm_playground.engine.served import check_served, must_tell_tokens
from llm_playground.engine.shelf import SHELF
from llm_playground.engine.spelling import Speller
from llm_playground.errors import InvalidValue, shown, whole, whole_number
from llm_playground.models.hidden_states import hidden_states
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_pipeline import pipeline_text
from llm_playground.records import Choice, Step
from llm_playground.records.pipeline import PipelineStep

Value = Given | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text: after which tokens, and what is known of the one to come.

    Attributes:
        taken: the ids after the prompt.
        chances: the probability of each of them where it was drawn or taken by hand (see `Taken`), of those that were.
        u: draws the token; None is the number that the seed has for this place.
        token: is taken in place of what the strategy would choose.
    """

    taken: tuple[int, ...] = ()
    chances: tuple[float, ...] = ()
    u: float | None = None
    token: int | None = None


class LiveStep(PipelineStep):
    """A step that prints itself, and that another `u` draws anew."""

    __slots__ = ("_draw",)
    _draw: Callable[[float], LiveStep]

    def __repr__(self) -> str:
        return pipeline_text(self)

    def drawn_by(self, u: float) -> LiveStep:
        """The same step with another random number, from 0 up to, but not including, 1.

        Raises:
            InvalidValue: not such a number, or a step where nothing is drawn.
        """
        return self._draw(u)


def step(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    strategy: str | None = None,
    *,
    taken: Sequence[int | Step] = (),
    u: float | None = None,
    token: int | None = None,
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    top: int = 10,
    **parameters: Value,
) -> LiveStep:
    """The next token of a text: its distribution at every stage of the strategy, and which one is drawn.

    A step of a run comes out as it was: `step(model, prompt, ..., taken=trace.steps[:5], seed=trace.start.seed)` is
    step 5 of `trace`. With other parameters, another order or another `u` it shows what would have been drawn there.

    Args:
        model, prompt, strategy, order, parameters: as for `generate`.
        taken: what came after the prompt: the steps of a trace, or token ids. Steps know with which probability they
            were drawn, which mirostat looks back on.
        u: from 0 up to, but not including, 1: the random number that draws the token. None: the one that `seed` has for
            this step.
        token: an id to be taken in place of what the strategy would choose; of a beam search it has to be given.
        seed, stop: as for `generate`.
        top: how many of the most likely tokens of each stage are listed, at all stages.

    Raises:
        InvalidValue: a `u`, a token or a list of tokens that cannot be, or a text that fills the model's context.
        PlaygroundError: as `generate`.
    """
    plan = make_plan(strategy, parameters, max_new_tokens=0, seed=seed, order=order, stop=stop)
    language_model, place, top = SHELF.get(model), _place(taken, u, token), check_top(top)

    def draw(place: Place) -> LiveStep:
        made = step_of(language_model, prompt, plan, check_place(place, plan.strategy), top)
        live = printed(LiveStep, made)
        object.__setattr__(live, "_draw", lambda u: draw(replace(place, u=u)))
        return live

    return draw(place)


def check_step(request: RunRequest, place: Place, limits: Limits) -> Plan:
    """The plan of a request for one step; refuse what could not be, or would take too long.

    Raises:
        PlaygroundError: with the wrong value as its `field`; an `InvalidRequest` if several are wrong.
    """
    plan = check_request(request, limits)
    check_place(place, plan.strategy)
    check_length("taken", len(place.taken), limits.prompt_characters, "token ids")
    return plan


def check_place(place: Place, strategy: Strategy) -> Place:
    """`place`, if `strategy` can choose a token there.

    Raises:
        InvalidValue: with its `field`.
    """
    u, chances = place.u, place.chances
    if u is not None and (isinstance(u, bool) or not isinstance(u, int | float) or not 0 <= u < 1):
        raise InvalidValue(f"u is {shown(u)}; it must be a number from 0 up to, but not including, 1.", field="u")
    if place.token is not None:
        whole_number("token", place.token, 0)
    if u is not None and place.token is not None:
        raise InvalidValue("A token is given, so that u draws nothing; give one of the two.", field="u")
    if u is not None and strategy.adds_noise:
        sentence = "The token is drawn by Gumbel noise on every logit, so one u changes nothing; leave out u or draw."
        raise InvalidValue(sentence, field="u")
    if u is not None and not strategy.sampled:
        raise InvalidValue(f"{strategy.name} draws nothing, so u changes nothing; leave it out.", field="u")
    if strategy.searches and place.token is None:
        raise InvalidValue(
            "A beam search chooses a whole text, so one step of it chooses nothing; give the token that it took.",
            field="token",
        )
    if len(chances) > len(place.taken) or not all(0 < chance <= 1 for chance in chances):
        raise InvalidValue(
            f"The chances are {shown(chances)}; each must be above 0, up to 1, and there is one for each token that "
            f"was drawn, here at most {len(place.taken)}.",
            field="chances",
        )
    return place


def step_of(model: LanguageModel, prompt: PromptInput, plan: Plan, place: Place, top: int) -> PipelineStep:
    """The step of a plan at a place, both checked. Raises: as `step`."""
    strategy, prompt_ids = plan.strategy.spelled(Speller.of(model)), make_prompt(model, prompt).ids
    ids, index = (*prompt_ids, *place.taken), len(place.taken)
    # A candidate of contrastive search is read before it is taken.
    if len(ids) > model.context_length - strategy.contrasts:
        raise InvalidValue(
            f"The text has {len(ids):,} tokens, but {model.name} reads at most {model.context_length:,}: it ends here.",
            field="taken",
        )
    must_tell_tokens(model)
    partial = check_served(model, strategy)
    past = Past(ids, len(prompt_ids), model.info.stop_ids, place.chances)
    if strategy.sampled:
        past = past.tossed(_nth(plan.seed, index, stream=1))
    seen = look(model.next_logits([ids])[0], strategy, past, partial)
    choice = _choice(seen, plan, place, model, top)
    ends = choice.id in model.info.stop_ids
    text = ""
    if not ends:
        text, ends = _added_text([*map(model.piece, place.taken), choice.piece], StopStrings(plan.stop))
    record = pipeline_of(seen, choice, model.piece, top)
    return PipelineStep(model.name, index, strategy.name, strategy.searches, plan.seed, record, text, ends)


def _place(taken: object, u: float | None, token: int | None) -> Place:
    if isinstance(taken, str | bytes) or not isinstance(taken, Sequence):
        raise InvalidValue(f"taken is {shown(taken)}; it must be a list of steps or of token ids.", field="taken")
    ids = [each.id if isinstance(each, Step) else whole(each) for each in taken]
    if None in ids:
        wrong = taken[ids.index(None)]
        raise InvalidValue(f"taken holds {shown(wrong)}, which is neither a step nor a token id.", field="taken")
    chances = (each.choice.taken.chance for each in taken if isinstance(each, Step))
    known = tuple(chance for chance in chances if chance is not None)
    return Place(tuple(id for id in ids if id is not None), known, u, token)


def _choice(seen: Observation, plan: Plan, place: Place, model: LanguageModel, top: int) -> Choice:
    """The token that the strategy takes at this place, or the one that is given."""
    index = len(place.taken)
    if place.token is not None:
        last = seen.own.size - 1
        id = whole_number("token", place.token, 0, last, " (the ids of the vocabulary)")
        if seen.own.told:
            check_told(seen.own, id)
        return seen.choice(id, None, model.piece)
    if plan.strategy.adds_noise:
        noise = gumbel_noise(plan.seed, index, seen.own.size)
        choice = seen.choice(gumbel_max(seen.last, noise), None, model.piece)
        return replace(choice, gumbel=noisy_tokens(seen.last, noise, model.piece, top))
    if plan.strategy.contrasts:
        rivals = contrasted(seen.last, seen.past.ids, hidden_states(model), **plan.strategy.contrast_parameters)
        choice = seen.choice(rivals[0].id, None, model.piece)
        return replace(choice, contrast=contrasted_tokens(rivals, seen.past.ids, model.piece))
    u = None
    if plan.strategy.sampled:
        u = _nth(plan.seed, index) if place.u is None else float(place.u)
    return seen.choice(choose(seen.last, u), u, model.piece)


def _nth(seed: int | None, index: int, *, stream: int = 0) -> float:
    """The random number that a run has at step `index`."""
    return next(islice(uniforms(seed, stream=stream), index, None))


def _added_text(pieces: Sequence[bytes], stop: StopStrings) -> tuple[str, bool]:
    """What the last of the pieces adds to the text, nothing while a character is incomplete; and whether the text ends
    there before a stop string."""
    stream = TextStream()
    *before, new = [stream.push(each) for each in pieces]
    begun = len("".join(before))
    found = stop.find("".join([*before, new]), begun) if stop.texts else None
    return (new[: max(0, found[0] - begun)], True) if found else (new, False)
