"""A run as somebody asks for it, the limits that it must keep, and the one check of both.

The check needs no model, so it answers at once. What depends on the model (a prompt longer than its context) is found
when the run starts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from llm_playground.decoding import MAX_NEW_TOKENS, PARAMETERS
from llm_playground.decoding.parameter import Given
from llm_playground.engine.forcing import check_can_go_on
from llm_playground.engine.plan import Plan, make_plan
from llm_playground.errors import InvalidValue, Problems, shown, whole_number
from llm_playground.models.chat_template import TemplateChoice, check_choice, check_options_given
from llm_playground.models.prompting import PromptInput as PromptInput
from llm_playground.models.prompting import read_prompt
from llm_playground.records import Record, Taken

Value = Given | None


@dataclass(frozen=True, slots=True)
class Limits(Record):
    """The most that a session does for those who ask: enough for a class, and no more than a machine bears.

    `runs` are all those at once, each lane of a comparison or an arena counted. Of these one person may have
    `runs_each`, where people are told apart (None: all), and so many more may be `waiting` in line. `top` is how
    many candidates a stage may list; `vocab_size` is that of a tokenizer to be trained, `tokenizers` how many may
    read one text. An arena has at most so many `arena_lanes`, each of so many texts (`arena_repeats`), and all
    together ask for so many sequences at once (`arena_rows`: one a text, and every beam of a beam search); a sweep
    is an arena with a lane for each of its `sweep_values`. A behaviour sheet has at most so many `sheet_prompts`,
    `sheet_models` and `sheet_seeds`, and all in all so many `sheet_answers`. `beam_tree_steps` is how far a search
    may look ahead whose tree is shown, `speculated_tokens` how long a text may be for which a draft model proposes
    tokens, `training_steps` how long a training may be that is watched. `texts` are the most that a parameter may
    hold which is a list of them, the stop strings too, each of which has at most `stop_characters`. `choices` are
    the texts that a program may ask for at once, `candidates` those that are listed in all of an answer to it.
    """

    prompt_characters: int = 50_000
    messages: int = 1_000
    text_characters: int = 1_000_000
    scored_characters: int = 10_000
    word_characters: int = 200
    tokenizers: int = 6
    vocab_size: int = 8_192
    max_new_tokens: int = 1_000
    num_beams: int = 16
    beam_tree_steps: int = 200
    speculated_tokens: int = 200
    training_steps: int = 400
    top: int = 50
    lanes: int = 4
    choices: int = 32
    candidates: int = 250_000
    arena_lanes: int = 12
    arena_repeats: int = 8
    arena_rows: int = 128
    sweep_values: int = 20
    sheet_prompts: int = 500
    sheet_models: int = 6
    sheet_seeds: int = 20
    sheet_answers: int = 6_000
    runs: int = 64
    runs_each: int | None = None
    waiting: int = 0
    texts: int = 256
    stop_characters: int = 200


@dataclass(frozen=True, slots=True)
class RunRequest:
    """The arguments of a run, as for `generate`, with the model by name.

    A branch goes on after the tokens `taken` of another text, with `token` (see `branch`) taken by hand; of
    `max_new_tokens` these are a part. The prompt is written with the chat template that is chosen, which is told the
    options.
    """

    model: str
    prompt: PromptInput
    strategy: str = "greedy"
    parameters: Mapping[str, Value] = field(default_factory=dict)
    max_new_tokens: int = MAX_NEW_TOKENS
    seed: int | None = None
    top: int = 10
    order: str | Sequence[str] | None = None
    taken: Sequence[Taken] = ()
    token: int | str | None = None
    stop: str | Sequence[str] | None = None
    template: TemplateChoice = None
    template_options: Mapping[str, object] = field(default_factory=dict)


def check_request(request: RunRequest, limits: Limits) -> Plan:
    """The plan of a request; refuse what could not run, or would take too long.

    Raises:
        PlaygroundError: with the wrong value as its `field`; an `InvalidRequest` if several are wrong.
    """
    problems, plan = Problems(), None
    with problems:
        plan = make_plan(
            request.strategy,
            request.parameters,
            max_new_tokens=request.max_new_tokens,
            seed=request.seed,
            order=request.order,
            stop=request.stop,
        )
    with problems:
        check_texts(request.parameters, limits)
    for name, value in (*request.parameters.items(), ("max_new_tokens", request.max_new_tokens)):
        most = {"num_beams": limits.num_beams, "max_new_tokens": limits.max_new_tokens}.get(name)
        # What is outside the legal range has been told already.
        if most is not None and isinstance(value, int) and value <= PARAMETERS[name].highest:
            with problems:
                check_at_most(PARAMETERS[name].field, value, most)
    with problems:
        check_stop(request.stop, limits)
    with problems:
        whole_number("top", request.top, 1, limits.top)
    with problems:
        check_prompt(request.prompt, limits)
    with problems:
        check_choice(request.template)
    with problems:
        check_options_given(request.template_options)
    with problems:
        _check_branch(request, limits, plan)
    problems.report()
    assert plan is not None
    return plan


def _check_branch(request: RunRequest, limits: Limits, plan: Plan | None) -> None:
    """Refuse a branch that has no place to begin at, and more than may be read.

    Raises:
        InvalidValue: with the field "taken", "token" or "strategy".
    """
    if not request.taken and request.token is None:
        return
    check_length("taken", len(request.taken), limits.max_new_tokens, "tokens")
    for each in request.taken:
        whole_number("taken", each.id, 0)
        if each.chance is not None and not 0 < each.chance <= 1:
            sentence = f"A token was taken with the probability {shown(each.chance)}; it must be above 0 and at most 1."
            raise InvalidValue(sentence, field="taken")
    if isinstance(request.token, str):
        check_length("token", len(request.token), limits.max_new_tokens)
    if plan is not None:
        check_can_go_on(plan.strategy.name)


def check_prompt(prompt: PromptInput, limits: Limits) -> None:
    """Refuse what is not a prompt, and a text, a conversation or ids that are too long.

    Raises:
        PlaygroundError: with a field that begins with "prompt".
    """
    match read_prompt(prompt):
        case str() as text:
            check_length("prompt", len(text), limits.prompt_characters)
        case ():
            sentence = "The prompt is an empty list: it needs at least one message or token id."
            raise InvalidValue(sentence, field="prompt")
        case items:
            ids = [item for item in items if isinstance(item, int)]
            texts = [item["content"] for item in items if isinstance(item, Mapping)]
            # Of ids as many as of characters: a token is mostly longer than one.
            check_length("prompt", len(texts), limits.messages, "messages")
            check_length("prompt", sum(map(len, texts)), limits.prompt_characters)
            check_length("prompt", len(ids), limits.prompt_characters, "token ids")


def check_texts(parameters: Mapping[str, object], limits: Limits) -> None:
    """Refuse a list of more texts than somebody needs, in the parameters of a run.

    Raises:
        InvalidValue: with the parameter as its field.
    """
    for name, value in parameters.items():
        if isinstance(value, list | tuple | dict) and len(value) > limits.texts:
            sentence = f"{name} has {len(value):,} texts; here it may have at most {limits.texts:,}."
            raise InvalidValue(sentence, field=f"parameters.{name}", subject=name)


def check_stop(stop: str | Sequence[str] | None, limits: Limits) -> None:
    """Refuse more stop strings, and longer ones, than a text is searched for at each token.

    Raises:
        InvalidValue: with the field "stop".
    """
    texts = [stop] if isinstance(stop, str) else stop or ()
    check_length("stop", len(texts), limits.texts, "texts")
    check_length("stop", max(map(len, texts), default=0), limits.stop_characters, "characters in one of its texts")


def check_length(what: str, length: int, most: int, unit: str = "characters") -> None:
    """Refuse a text of too many characters, or a list of too many items.

    Raises:
        InvalidValue: with the field `what`.
    """
    if length > most:
        sentence = f"The {what} has {length:,} {unit}; at most {most:,} are read. Shorten it."
        raise InvalidValue(sentence, field=what)


def check_at_most(what: str, value: int, most: int) -> None:
    """Refuse a number above its limit.

    Raises:
        InvalidValue: with the field `what`.
    """
    if value > most:
        name = what.split(".")[-1]
        sentence = f"{name} is {shown(value)}; here it may be at most {most:,}."
        raise InvalidValue(sentence, field=what, subject=name)


def check_count(what: str, count: int, most: int) -> None:
    """Refuse more of `what` at once than there may be.

    Raises:
        InvalidValue: with the field `what`.
    """
    if count > most:
        raise InvalidValue(f"{count:,} {what} were asked for; here there may be at most {most:,}.", field=what)
