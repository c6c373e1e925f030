"""The fields of a request beyond those that a body names: parameters of the chain, what changes nothing, and what
cannot be honoured.

Programs send many fields. One that would change the answer is never passed over in silence: it is honoured, or refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm_playground.engine.options import PARAMETERS
from llm_playground.engine.request import Value
from llm_playground.errors import LONGEST_NAME, InvalidValue, Problems, meant, shown
from llm_playground.web.bodies import MOST_UNKNOWN

# The names that vLLM has for rows of the table, where they are others.
ROWS = {"min_tokens": "min_new_tokens", "bad_words": "banned_words"} | {
    name: name for name, row in PARAMETERS.items() if row.warper or row.draws
}

# They are for somebody's books, or for speed: the text is the same with and without them.
CHANGES_NOTHING = frozenset(
    "user metadata store service_tier safety_identifier prompt_cache_key prompt_cache_retention prediction "
    "parallel_tool_calls priority request_id cache_salt".split()
)

_WORDS = "the text is not held to a form"
_TOOLS = "the models here call no tools"
_ENDS = "a text ends at the model's own end token, at a stop string or after max_tokens"
_SPECIAL = "special tokens add nothing to a text"
_SEARCH = "a text is drawn token by token; beam search is for the page, the command line and Python"
_TEXT = "the models here read and write text"

# Name -> the values with which it asks for nothing, and why it cannot be honoured with another.
REFUSED: dict[str, tuple[tuple[Any, ...], str]] = {
    "tools": (([],), _TOOLS),
    "tool_choice": (("none", "auto"), _TOOLS),
    "functions": (([],), _TOOLS),
    "function_call": (("none", "auto"), _TOOLS),
    "response_format": (({"type": "text"},), _WORDS),
    "structured_outputs": (({},), _WORDS),
    "guided_json": ((), _WORDS),
    "guided_regex": ((), _WORDS),
    "guided_choice": ((), _WORDS),
    "guided_grammar": ((), _WORDS),
    "json_schema": ((), _WORDS),
    "grammar": (("",), _WORDS),
    "modalities": ((["text"],), _TEXT),
    "audio": ((), _TEXT),
    "web_search_options": ((), "nothing is looked up"),
    "reasoning_effort": (("none",), "the models here have no such setting; a template may have one"),
    "verbosity": ((), "the models here have no such setting"),
    "suffix": (("",), "a text is continued, not filled in"),
    "echo": ((False,), "an answer stands alone"),
    "continue_final_message": ((False,), "an answer begins anew"),
    "chat_template": ((), "the model's own chat template is used"),
    "documents": (([],), "no documents are given to the chat template"),
    "use_beam_search": ((False,), _SEARCH),
    "length_penalty": ((1,), _SEARCH),
    "early_stopping": ((False,), _SEARCH),
    "ignore_eos": ((False,), _ENDS),
    "stop_token_ids": (([],), _ENDS),
    "include_stop_str_in_output": ((False,), "a stop string is not part of the text"),
    "skip_special_tokens": ((True,), _SPECIAL),
    "spaces_between_special_tokens": ((True, False), _SPECIAL),
    "add_special_tokens": ((True,), "a text begins as the model's tokenizer begins one; give token ids"),
    "truncate_prompt_tokens": ((), "a prompt is read whole; shorten it"),
    "allowed_token_ids": ((), "give a logit_bias"),
    "logits_processors": (([],), "no program of a request is run"),
}

_OFF = {"top_k": (0, -1), "min_new_tokens": (0,), "no_repeat_ngram_size": (0,)}  # values that switch it off


def read_extras(extras: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Value]:
    """The parameters of the chain among the fields that a body does not name; `known` has the names of those it does.

    Raises:
        InvalidValue: a field that cannot be honoured, or that does not exist; an `InvalidRequest` for several.
    """
    problems, parameters, refused = Problems(), {}, 0
    for name, value in extras.items():
        row = ROWS.get(name)
        if value is None or name in CHANGES_NOTHING or _asks_for_nothing(name, value):
            continue
        if row is not None:
            if not _is_off(row, value):
                parameters[row] = value
            continue
        refused += 1
        if refused > MOST_UNKNOWN:
            break  # each is compared with all that there are
        with problems:
            raise _refusal(name, known)
    problems.report()
    return parameters


def _refusal(name: str, known: Mapping[str, Any]) -> InvalidValue:
    if name in REFUSED:
        return InvalidValue(f"{name} cannot be honoured here: {REFUSED[name][1]}. Leave it out.", field=name)
    guess = meant(name, (*known, *ROWS))
    sentence = f"There is no field {shown(name)}." + (f" Did you mean {guess}?" if guess else " Leave it out.")
    return InvalidValue(sentence, field=name[:LONGEST_NAME])


def _asks_for_nothing(name: str, value: Any) -> bool:
    return name in REFUSED and any(type(value) is type(each) and value == each for each in REFUSED[name][0])


def _is_off(row: str, value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int) and value in _OFF.get(row, ())
