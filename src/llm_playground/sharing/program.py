"""A run as a Python program: with this package, and with plain `transformers` where that has the method too."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from llm_playground.errors import InvalidValue
from llm_playground.models.catalog import CATALOG
from llm_playground.models.devices import WHOLE, split_dtype
from llm_playground.models.references import GGUF_SUFFIX, REMOTE
from llm_playground.records import Start, Trace
from llm_playground.records.settings import Setting

# Our warper, the processor of transformers that does the same, and the name of its one argument.
_PROCESSORS = {
    "logit_bias": ("SequenceBiasLogitsProcessor", "sequence_bias"),
    "banned_words": ("NoBadWordsLogitsProcessor", "bad_words_ids"),
    "top_h": ("TopHLogitsWarper", "top_h"),
    "repetition_penalty": ("RepetitionPenaltyLogitsProcessor", "penalty"),
    "no_repeat_ngram": ("NoRepeatNGramLogitsProcessor", "ngram_size"),
    "temperature": ("TemperatureLogitsWarper", "temperature"),
    "top_k": ("TopKLogitsWarper", "top_k"),
    "top_p": ("TopPLogitsWarper", "top_p"),
    "min_p": ("MinPLogitsWarper", "min_p"),
    "typical": ("TypicalLogitsWarper", "mass"),
    "epsilon_cutoff": ("EpsilonLogitsWarper", "epsilon"),
    "eta_cutoff": ("EtaLogitsWarper", "epsilon"),
}
# The parameter that sets a warper, where it has another name.
_PARAMETER = {"no_repeat_ngram": "no_repeat_ngram_size", "typical": "typical_p"}

# transformers turns the blocks of such a file back into numbers too, with the help of accelerate.
_OF_GGUF = (
    "model = AutoModelForCausalLM.from_pretrained(str(file.parent), gguf_file=file.name, dtype=torch.float32).eval()"
)


def program(trace: Trace) -> str:
    """A Python program that makes the same tokens with this package, and says so if it does not.

    Raises:
        InvalidValue: no call makes the run: it is a branch, whose beginning is another text's, or was speculated.
    """
    _refuse_without_a_call(trace)
    start = trace.start
    arguments = [
        _written(start.model),
        _written(start.prompt.ids),
        _written(start.strategy),
        f"max_new_tokens={start.max_new_tokens}",
        *([] if start.seed is None else [f"seed={start.seed}"]),
        *([f"order={_written(start.order)}"] if start.seed is not None and start.order else []),
        *([f"stop={_written(start.stop)}"] if start.stop else []),
        *(f"{name}={_written(value)}" for name, value in start.parameters.items()),
    ]
    return "\n".join(
        [
            *_prompt_comment(start),
            "import llm_playground as lp",
            "",
            "trace = lp.trace(",
            *(f"    {argument}," for argument in arguments),
            ")",
            "print(trace.text)",
            f"assert list(trace.ids) == {_written(trace.ids)}",
            "",
        ]
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a run cannot be written with `transformers` alone: what that does not have."""

    what: tuple[str, ...]

    def __str__(self) -> str:
        return f"transformers has no {' and no '.join(self.what)}, so this run cannot be written with it alone."


def transformers_program(trace: Trace) -> str | Missing:
    """A Python program that makes the same tokens with `transformers` and without this package, or what is missing.

    Where a run draws, the program draws as we do: down the table, with the random numbers of the seed. The two computed
    their probabilities apart, which agree to the sixth place or so; a draw that falls within the last of them may take
    the neighbour.

    Raises:
        InvalidValue: no call makes the run: it is a branch, whose beginning is another text's, or was speculated.
    """
    _refuse_without_a_call(trace)
    start = trace.start
    missing = tuple(name for name in start.order if name not in _PROCESSORS)
    if start.parameters.get("top_h_over") == "all":
        missing += ("top-h over the whole vocabulary",)
    if start.parameters.get("temperature") == 0:
        missing += ("temperature of 0",)
    if start.strategy == "contrastive":  # which it has had, and handed over to a repository of the hub
        missing += ("contrastive search",)
    if start.parameters.get("draw") == "gumbel":
        missing += ("draw by Gumbel noise",)
    if (dtype := split_dtype(start.model)[1]) != WHOLE:
        missing += (f"model in our {dtype}",)
    if missing:
        return Missing(missing)
    body = _drawn(trace) if start.seed is not None else _generated(trace)
    return "\n".join([*_prompt_comment(start), *body, f"assert made == {_written(trace.ids)}", ""])


def _in_ids(start: Start, name: str) -> Setting | Sequence[Any]:
    """The value of a parameter as transformers takes it: texts as the ids that they were for the model."""
    value, ids = start.parameters[name], {each.text: [list(way) for way in each.ways] for each in start.spelled}
    if name == "logit_bias" and isinstance(value, dict):
        return [[ids[text][0], bias] for text, bias in value.items()]
    if name == "banned_words" and isinstance(value, tuple):
        words = (word if isinstance(word, str) else str(list(word)) for word in value)
        return [way for word in words for way in ids[word]]
    return value


def _generated(trace: Trace) -> Iterator[str]:
    """Greedy decoding and beam search, which `generate` does itself."""
    yield from _import_files(trace.start)
    stop = trace.start.stop
    yield "import torch"
    yield f"from transformers import AutoModelForCausalLM, {'AutoTokenizer, ' if stop else ''}GenerationConfig"
    yield ""
    yield from _loaded(trace.start)
    yield "config = GenerationConfig("
    yield "    do_sample=False,"
    yield f"    max_new_tokens={trace.start.max_new_tokens},"
    yield "    eos_token_id=model.generation_config.eos_token_id,"
    yield "    pad_token_id=0,"
    for name in trace.start.parameters:
        # Where a text is ids, transformers calls it otherwise, in `generate` as in its processors.
        theirs = _PROCESSORS[name][1] if name in ("logit_bias", "banned_words") else name
        yield f"    {theirs}={_written(_in_ids(trace.start, name))},"
    if stop:
        yield f"    stop_strings={_written(stop)},"
    yield ")"
    if stop:
        yield "read = AutoTokenizer.from_pretrained(model.config.name_or_path)"
    yield "with torch.inference_mode():"
    given = "attention_mask=torch.ones_like(ids), generation_config=config" + (", tokenizer=read" if stop else "")
    yield f"    text = model.generate(ids, {given})"
    yield "made = text[0, ids.shape[1] :].tolist()"


def _drawn(trace: Trace) -> Iterator[str]:
    """A loop that draws, with the processors of `transformers` in our order."""
    start = trace.start
    processors = [(*_PROCESSORS[name], _in_ids(start, _PARAMETER.get(name, name))) for name in start.order]
    yield from _import_files(start)
    yield "import numpy"
    yield "import torch"
    yield "from transformers import AutoModelForCausalLM, LogitsProcessorList"
    if processors:
        yield "from transformers.generation import logits_process"
    yield ""
    yield from _loaded(start)
    yield "processors = LogitsProcessorList("
    yield "    ["
    for name, argument, value in processors:
        yield f"        logits_process.{name}({argument}={value!r}),"
    yield "    ]"
    yield ")"
    yield f"draws = numpy.random.Generator(numpy.random.PCG64({start.seed}))"
    yield "made = []"
    yield "with torch.inference_mode():"
    yield f"    for _ in range({len(trace.steps)}):"
    yield "        logits = processors(ids, model(ids).logits[:, -1].float())"
    yield "        p = torch.softmax(logits.double(), dim=-1)[0].numpy()"
    yield '        table = numpy.argsort(-p, kind="stable")  # from the most likely token down'
    yield '        place = numpy.searchsorted(numpy.cumsum(p[table]), draws.random(), side="right")'
    yield "        made.append(int(table[min(place, (p > 0).sum() - 1)]))"
    yield "        ids = torch.cat([ids, torch.tensor([[made[-1]]])], dim=1)"


def _import_files(start: Start) -> Iterator[str]:
    """The lines that a model needs which is no name of the hub."""
    entry = CATALOG.get(start.model)
    if entry is not None and entry.hub_id is None:
        yield f"from importlib.{'metadata' if entry.distribution else 'resources'} import files"
        yield ""
    elif start.model.endswith(GGUF_SUFFIX):
        yield "from pathlib import Path"
        yield ""


def _loaded(start: Start) -> Iterator[str]:
    """The lines that load the model and write the prompt down."""
    # In float32, as here: transformers takes the type of the file, which may be half as wide.
    entry = CATALOG.get(start.model)
    if entry is not None and entry.distribution is not None:
        of_package = f"files({_written(entry.distribution)})"
        yield f"file = next(path.locate() for path in {of_package} if path.suffix == {_written(GGUF_SUFFIX)})"
        yield _OF_GGUF
    elif start.model.endswith(GGUF_SUFFIX):
        yield f"file = Path({_written(start.model)}).expanduser()"
        yield _OF_GGUF
    elif entry is not None and entry.hub_id is None:
        yield f'folder = str(files("llm_playground") / "models" / "bundled" / {_written(start.model)})'
        yield "model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()"
    elif entry is not None:
        at = f"{_written(entry.hub_id)}, revision={_written(entry.revision)}"
        yield f"model = AutoModelForCausalLM.from_pretrained({at}, dtype=torch.float32).eval()"
    else:
        yield f"model = AutoModelForCausalLM.from_pretrained({_written(start.model)}, dtype=torch.float32).eval()"
    yield f"ids = torch.tensor([{_written(start.prompt.ids)}])"


def _prompt_comment(start: Start) -> Iterator[str]:
    """What the ids of the prompt say, for whoever reads the program."""
    yield "# The prompt, as the model reads it:"
    for line in start.prompt.text.splitlines() or [""]:
        yield f"#   {line}".rstrip()


def _written(value: Setting | Sequence[Setting | Sequence[int]] | None) -> str:
    """A value as Python writes it, texts in double quotes, a long list in lines."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_written(key)}: {each!r}' for key, each in value.items())}}}"
    if not isinstance(value, Sequence):
        return repr(value)
    items = f"[{', '.join(map(_written, value))}]"
    if not all(isinstance(each, int) for each in value):
        return items  # a line may not end within a text
    lines = wrap(items, 110, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


def _refuse_without_a_call(trace: Trace) -> None:
    if trace.start.model.startswith(REMOTE):
        raise InvalidValue(
            "This text comes from another server, and its tokens have the numbers that they got in this session, so no "
            "program can be written that makes them again. Save it as .json or .html.",
            field="trace",
        )
    if any(step.choice.speculated for step in trace.steps):
        raise InvalidValue(
            "This text came out of speculative decoding, whose draft model a trace does not know, so no program can be "
            "written for it. Save it as .json or .html.",
            field="trace",
        )
    if trace.start.kept or any(step.choice.by_hand for step in trace.steps):
        raise InvalidValue(
            "This run is a branch: its beginning is another text's, or holds tokens taken by hand, so no call makes it "
            "from the prompt alone. Save it as .json or .html.",
            field="trace",
        )
