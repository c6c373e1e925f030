"""What a checkpoint's `generation_config.json` recommends, read by the table of what a person can set.

The file is that of transformers' `GenerationConfig`, and it is read as `generate` of transformers 5.23 reads it:
sampling where `do_sample` is true, beam search where there are several beams, beam sampling where both, else greedy
decoding; of the values those that this way of decoding has a use for; the warpers in the order of transformers, a
`top_h` over the 100 most likely tokens. Its `stop_strings` end a text as all stop strings do here, before them; there
a text ends with the token that completes one. What is not followed is told in `left_out`, and nothing is added:
transformers itself fills in a `top_k` of 50 where a file that samples names none.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from llm_playground.decoding.parameter import Value
from llm_playground.decoding.parameters import PARAMETERS, beam_rows, warper_rows
from llm_playground.decoding.strategies import STRATEGIES, StrategyKind, strategy_kind
from llm_playground.errors import LONGEST_NAME, InvalidValue, UnknownName, printable, shown
from llm_playground.records import Record
from llm_playground.records.settings import written

Why = Literal["not_offered", "illegal"]
REASONS: dict[Why, str] = {"not_offered": "not offered here", "illegal": "not a legal value"}

_OFFERED = (*(row.name for row in (*warper_rows(), *beam_rows())), "stop")

# Entries of the file that say nothing about which token comes next: who made it, token ids, how long a text gets, what
# is returned, and how `generate` computes the same answer faster.
_OF_OTHER_THINGS = {
    *("transformers_version", "pad_token_id", "bos_token_id", "eos_token_id", "decoder_start_token_id"),
    *("max_length", "max_new_tokens", "max_time", "num_return_sequences", "return_dict_in_generate"),
    *("output_attentions", "output_hidden_states", "output_scores", "output_logits"),
    *("use_cache", "cache_implementation", "cache_config", "max_cache_len", "prefill_chunk_size", "low_memory"),
    *("compile_config", "disable_compile", "continuous_batching_config", "use_mtp", "is_assistant"),
    *("num_assistant_tokens", "num_assistant_tokens_schedule", "assistant_confidence_threshold"),
    *("prompt_lookup_num_tokens", "max_matching_ngram_size", "assistant_early_exit", "assistant_lookbehind"),
    *("target_lookbehind", "assistant_ensemble_weight", "speculation_type"),
}

_NAMES = {"bad_words_ids": "banned_words", "stop_strings": "stop"}  # of entries that are called otherwise here

# With this value `generate` does what it does without the entry, so that there is nothing to follow or to leave out.
_CHANGES_NOTHING: dict[str, float] = {
    **dict.fromkeys(("top_k", "min_p", "no_repeat_ngram_size", "encoder_no_repeat_ngram_size"), 0),
    **dict.fromkeys(("epsilon_cutoff", "eta_cutoff", "diversity_penalty", "penalty_alpha"), 0),
    **dict.fromkeys(("min_length", "min_new_tokens"), 0),
    **dict.fromkeys(("remove_invalid_values", "renormalize_logits", "token_healing", "early_stopping"), False),
    **dict.fromkeys(("temperature", "top_p", "typical_p", "repetition_penalty", "encoder_repetition_penalty"), 1),
    **dict.fromkeys(("num_beams", "num_beam_groups", "length_penalty", "guidance_scale"), 1),
}


@dataclass(frozen=True, slots=True)
class LeftOut(Record):
    """An entry that is not followed: its name, its value in short, and why.

    "not_offered": `generate` of transformers would do it, and nothing here does; "illegal": the value is outside the
    legal range, or of a wrong type.
    """

    name: str
    value: str
    why: Why

    def __str__(self) -> str:
        return f"{self.name} {self.value} ({REASONS[self.why]})"


@dataclass(frozen=True, slots=True)
class Recommendation(Record):
    """How the makers of a model want its tokens chosen: a strategy, its parameters, and the stop strings.

    `unused` are values that this strategy has no use for (a temperature, where nothing says `do_sample`), and another
    one might have; `left_out` is what is not followed.
    """

    strategy: str
    parameters: dict[str, Value]
    unused: dict[str, Value]
    left_out: tuple[LeftOut, ...]
    stop: tuple[str, ...] = ()

    def __str__(self) -> str:
        stop = [f"stop {written(self.stop)}"] if self.stop else []
        parts = [", ".join((self.strategy, *_texts(self.parameters), *stop))]
        left_out = [each.name for each in self.left_out]
        if unused := {name: value for name, value in self.unused.items() if name not in left_out}:
            parts.append(f"without a use there: {', '.join(_texts(unused))}")
        if self.left_out:
            parts.append(f"not followed: {', '.join(map(str, self.left_out))}")
        return "; ".join(parts)

    @property
    def shortfall(self) -> str:
        """In a sentence what is recommended and not followed; empty if nothing is."""
        listed = ", ".join(map(str, self.left_out))
        return f"The model also recommends {listed}; this is not followed." if listed else ""

    def with_given(self, strategy: str | None, parameters: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The strategy and the parameters of a run that starts from this recommendation; those given win.

        A `strategy` other than None takes what it has a use for. A parameter that is given as None is left out.
        """
        if strategy is None:
            return self.strategy, {**self.parameters, **parameters}
        taken: tuple[str, ...] = ()
        with suppress(UnknownName):  # which is told with all else that is wrong, when the run is planned
            taken = strategy_kind(strategy).takes
        recommended = {**self.parameters, **self.unused}
        return strategy, {**{name: recommended[name] for name in taken if name in recommended}, **parameters}


def read_recommendation(generation_config: Mapping[str, Any]) -> Recommendation | None:
    """What the entries of a `generation_config.json` recommend; None if they say nothing about choosing tokens."""
    named = {_NAMES.get(name, name): value for name, value in generation_config.items()}
    said = {name: value for name, value in named.items() if value is not None and _is_about_tokens(name)}
    kind = _strategy(said)
    parameters: dict[str, Value] = {}
    unused: dict[str, Value] = {}
    left_out: list[LeftOut] = []
    stop: tuple[str, ...] = ()
    for name in sorted(said, key=_place):
        value, legal = said[name], _legal(name, said[name])
        if legal is not None and name == "stop":
            stop = legal  # type: ignore[assignment]  # of texts alone: its row takes no ids
        elif legal is not None and name in kind.takes:
            parameters |= _followed(name, legal)
        elif not _changes_nothing(name, value):
            if legal is not None:
                unused |= _followed(name, legal)
            if legal is None:
                left_out.append(LeftOut(printable(name[:LONGEST_NAME]), _short(value), _why(name, legal)))
    if (
        "do_sample" not in said
        and not left_out
        and not stop
        and all(_changes_nothing(*each) for each in (parameters | unused).items())
    ):
        return None
    return Recommendation(kind.name, parameters, unused, tuple(left_out), stop)


def _followed(name: str, value: Value) -> dict[str, Value]:
    """What makes a warper do here what the entry does there."""
    return {name: value, "top_h_over": "transformers"} if name == "top_h" else {name: value}


def _strategy(said: Mapping[str, Any]) -> StrategyKind:
    beams, draws = _legal("num_beams", said.get("num_beams")), said.get("do_sample") is True
    if beams is not None and beams != 1:
        return STRATEGIES["beam_sample" if draws else "beam"]
    return STRATEGIES["sample" if draws else "greedy"]


def _is_about_tokens(name: str) -> bool:
    return name not in _OF_OTHER_THINGS and not name.startswith("_")


def _legal(name: str, value: object) -> Value | None:
    """The value, if it is one that a person may give for a parameter of that name."""
    with suppress(InvalidValue):
        return PARAMETERS[name].check(value) if name in _OFFERED else None
    return None


def _why(name: str, legal: Value | None) -> Why:
    return "illegal" if legal is None and name in (*_OFFERED, "do_sample") else "not_offered"


def _changes_nothing(name: str, value: object) -> bool:
    if name == "do_sample":
        return isinstance(value, bool)
    neutral = _CHANGES_NOTHING.get(name)
    return neutral is not None and isinstance(value, bool) == isinstance(neutral, bool) and value == neutral


def _place(name: str) -> tuple[int, str]:
    """Those that are offered in the order of the table, then the others by name."""
    return (_OFFERED.index(name) if name in _OFFERED else len(_OFFERED), name)


def _short(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else printable(shown(value))


def _texts(values: Mapping[str, Value]) -> list[str]:
    return [f"{name} {_short(value) if isinstance(value, bool) else written(value)}" for name, value in values.items()]
