"""What can be done with a model that a server computes, by how much it tells: the checks and their reasons."""

from __future__ import annotations

from llm_playground.decoding import PARAMETERS, STRATEGIES, Strategy
from llm_playground.decoding.parameter import Needs
from llm_playground.errors import InvalidValue, Problems
from llm_playground.models.seam import LanguageModel, Served
from llm_playground.records import Partial

# What a server does by itself that gives no log-probabilities: parameters that OpenAI and all others call so.
BY_THE_SERVER = ("temperature", "top_p", "frequency_penalty", "presence_penalty")


def check_served(model: LanguageModel, strategy: Strategy) -> Partial | None:
    """What decoding must know of the model; refuse what it cannot do because its server does not tell enough.

    Raises:
        InvalidValue: with the field "strategy", or of the parameter; an `InvalidRequest` for several.
    """
    served, problems = model.info.served, Problems()
    if served is None:
        return None
    if served.likeliest == 0:
        _check_text_alone(served, strategy)
        return None
    if served.likeliest is not None and strategy.searches:
        raise InvalidValue(f"{_cannot_search(served)}; choose another strategy.", field="strategy")
    for name in strategy.parameters:
        if lacking := _lacking(served, PARAMETERS[name].needs):
            with problems:
                field = PARAMETERS[name].field
                raise InvalidValue(f"{name} {lacking}; do without it.", field=field, subject=name)
    problems.report()
    return served.partial


def _check_text_alone(served: Served, strategy: Strategy) -> None:
    """Refuse what a server cannot do by itself that tells nothing of probabilities."""
    problems, sentence = Problems(), f"{tells_nothing(served)} What it does itself is {', '.join(BY_THE_SERVER)}."
    if strategy.searches or strategy.contrasts:
        raise InvalidValue(f"{strategy.name} looks at probabilities. {sentence}", field="strategy")
    for name in strategy.parameters:
        if name not in BY_THE_SERVER:
            with problems:
                field = PARAMETERS[name].field
                raise InvalidValue(f"{name} works on probabilities. {sentence}", field=field, subject=name)
    problems.report()


def unable(served: Served) -> dict[str, str]:
    """What such a model cannot be asked for, and why: parameters and strategies by their names, "inside" and
    "score"."""
    reasons = {"inside": f"Its weights are on {served.place}, which keeps them to itself."}
    if served.likeliest is not None:
        reasons["score"] = _needs_all(served, "Scoring a text")
    for name in dict.fromkeys(name for kind in STRATEGIES.values() for name in kind.takes):
        if served.likeliest == 0 and name not in BY_THE_SERVER:
            reasons[name] = tells_nothing(served)
        elif lacking := _lacking(served, PARAMETERS[name].needs):
            reasons[name] = f"It {lacking}."
    for kind in STRATEGIES.values():
        if kind.searches and served.likeliest is not None:
            reasons[kind.name] = f"{_cannot_search(served)}."
        elif "penalty_alpha" in kind.own:
            reasons[kind.name] = f"It compares a model's hidden states. {reasons['inside']}"
        elif own := next((name for name in kind.own if name in reasons), None):
            reasons[kind.name] = reasons[own]
    return reasons


def _cannot_search(served: Served) -> str:
    return f"Beam search compares the sums of many continuations, and {_tells(served)}"


def must_tell_tokens(model: LanguageModel) -> None:
    """Refuse a model of which nothing but its text is told.

    Raises:
        InvalidValue: with the field "model".
    """
    served = model.info.served
    if served is not None and served.likeliest == 0:
        raise InvalidValue(tells_nothing(served), field="model")


def tells_nothing(served: Served) -> str:
    """What there is of a model whose server gives no log-probabilities."""
    return f"{served.place} gives no log-probabilities: its text can be had, and nothing is known of how it came about."


def must_be_here(model: LanguageModel) -> None:
    """Refuse a model whose weights are on a server.

    Raises:
        InvalidValue: with the field "model".
    """
    if model.info.served is not None:
        raise InvalidValue(f"{model.name} runs on another server, which keeps its weights to itself.", field="model")


def must_tell_all(model: LanguageModel, what: str) -> None:
    """Refuse a model of which not all tokens are told; `what` begins the sentence: "Speculative decoding".

    Raises:
        InvalidValue: with the field "model".
    """
    served = model.info.served
    if served is not None and served.likeliest is not None:
        raise InvalidValue(_needs_all(served, what), field="model")


def _needs_all(served: Served, what: str) -> str:
    return f"{what} needs the probability of every token, and {_tells(served)}; choose another model."


def told_by(served: Served | None) -> str:
    """Where a model is and how much is told of it, in a few words for a list of models."""
    if served is None:
        return "on this machine"
    if served.likeliest == 0:
        return f"on {served.place}, which tells the text alone"
    if served.likeliest is None:
        return f"on {served.place}, which tells of all {served.vocab_size:,} tokens"
    return f"on {served.place}, which tells of the {served.likeliest:,} likeliest tokens"


def _lacking(served: Served, needs: Needs) -> str:
    """What is missing for such a parameter; "" if nothing is."""
    if needs == "all" and served.likeliest is not None:
        return f"needs the probability of every token, and {_tells(served)}"
    if needs == "logits":
        return (
            f"goes by where the logits lie, and {served.place} tells log-probabilities, which all lie below 0 "
            "(frequency_penalty and presence_penalty go by differences)"
        )
    if needs == "tokens" and not served.tells_prompts:
        return f"goes by the tokens of the text, and {served.place} does not tell how it cuts one"
    return ""


def _tells(served: Served) -> str:
    if served.likeliest == 0:
        return f"{served.place} tells of none"
    return f"{served.place} tells only of the {served.likeliest:,} likeliest"
