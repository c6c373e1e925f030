"""From the address of a server to a model: who answers there, which models it has, and how much it tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from llm_playground.errors import InvalidValue, ModelUnavailable, shown
from llm_playground.models.references import REMOTE, Remote
from llm_playground.models.remote.dialects import Completions, Dialect, LlamaCpp, Ollama, Options, completions
from llm_playground.models.remote.model import RemoteModel
from llm_playground.models.remote.server import Server, WrongStatus
from llm_playground.models.remote.tokens import ENDS, RemoteTokenizer, Token, TokenTable
from llm_playground.models.seam import UNKNOWN_CONTEXT, ModelInfo, Served

PROBE = "The"  # what a server is asked to continue, to see what it tells
TELL_ALL = ("vllm", "llm-playground")  # who may be asked for all tokens: vLLM, and this project's own server
LISTED = 10  # models that an error names
LIST_SECONDS = 10.0  # nothing is computed for a list


def open_remote(reference: Remote) -> RemoteModel:
    """The model that a name of the kind "remote:" stands for; its server is asked what it tells.

    Raises:
        ModelUnavailable: the server does not answer, or not as one of the OpenAI kind does.
        InvalidValue: it has no such model, or has several and none was named.
    """
    server = Server(reference.address)
    entry = _chosen(reference, _entries(server, needed=reference.model is None))
    model = str(entry["id"])
    if isinstance(meta := entry.get("meta"), dict) and isinstance(meta.get("n_vocab"), int):
        return _of_llama_cpp(reference, LlamaCpp(server, meta["n_vocab"]))
    if entry.get("owned_by") == "library" and _is_ollama(server):
        return _of_texts(reference, entry, Ollama(server, model), server)
    dialect = completions(server, model, PROBE, all_tokens=entry.get("owned_by") in TELL_ALL)
    return _of_texts(reference, entry, dialect, server)


def _entries(server: Server, *, needed: bool) -> list[dict[str, Any]]:
    """The models that the server lists. Some list none and load any that is named, so not all `needed` a list."""
    try:
        answer = server.get(f"{server.address}/models", LIST_SECONDS)
    except WrongStatus as error:
        if needed or error.status in (401, 403):
            raise
        return []
    entries = answer.get("data")
    if not isinstance(entries, list) or not all(isinstance(each, dict) and "id" in each for each in entries):
        raise server.unexpected(answer)
    return entries


def _chosen(reference: Remote, entries: list[dict[str, Any]]) -> dict[str, Any]:
    names = [str(entry["id"]) for entry in entries]
    some = ", ".join(map(shown, names[:LISTED])) + (" …" if len(names) > LISTED else "")
    if reference.model is None:
        if not names:
            raise ModelUnavailable(f"{reference.address} lists no model: name one, as in {REMOTE}NAME@ADDRESS.")
        if len(names) > 1:
            raise InvalidValue(
                f"{reference.address} has {len(names)} models; name one of them, as in "
                f"{REMOTE}{names[0]}@{reference.address}: {some}."
            )
        return entries[0]
    if not names:
        return {"id": reference.model}
    # Ollama's "llama3.2" is its "llama3.2:latest".
    for wanted in (reference.model, f"{reference.model}:latest"):
        if wanted in names:
            return entries[names.index(wanted)]
    # Many servers answer with the model that they have, whatever the name: then a wrong one would never be noticed.
    raise InvalidValue(f"{reference.address} has no model {shown(reference.model)}; it has {some}.")


def _is_ollama(server: Server) -> bool:
    try:
        return "version" in server.get(f"{server.root}/api/version")
    except WrongStatus:
        return False


def _of_texts(reference: Remote, entry: dict[str, Any], dialect: Completions | Ollama, server: Server) -> RemoteModel:
    """A model whose server reads texts and tells texts. The numbers of its tokens are our own."""
    table = TokenTable()
    ends = frozenset(table.id_of(Token(end.encode(), None)) for end in ENDS)
    likeliest = len(dialect.likeliest(PROBE) or ())
    if isinstance(dialect, Ollama) and not likeliest:
        dialect.count = 0
    tells_prompts = isinstance(dialect, Completions) and dialect.tells_prompts
    served = Served(server.place, likeliest, _writer(dialect, table), tells_prompts=tells_prompts)
    longest = entry.get("max_model_len")
    return RemoteModel(
        ModelInfo(
            name=reference.name,
            folder=Path(),
            architecture="on a server",
            context_length=longest if isinstance(longest, int) and longest > 0 else UNKNOWN_CONTEXT,
            vocab_size=table.vocab_size,
            stop_ids=ends,
            bos_id=None,
            tokenizer=RemoteTokenizer(table, dialect.cut, {}),
            chat_template=None,
            served=served,
        ),
        dialect,
        table,
    )


def _of_llama_cpp(reference: Remote, dialect: LlamaCpp) -> RemoteModel:
    """A model of llama.cpp's server, which tells all tokens with their ids, its tokenizer and its chat template."""
    server, table = dialect.server, TokenTable(dialect.vocab_size)
    props = server.get(f"{server.root}/props")
    settings, template = props.get("default_generation_settings"), props.get("chat_template")
    context = settings.get("n_ctx") if isinstance(settings, dict) else None
    named = {name: text for name in ("bos_token", "eos_token") if isinstance(text := props.get(name), str) and text}
    special = _special(dialect, table, (*named.values(), *ENDS))
    tokenizer = RemoteTokenizer(table, dialect.cut, special)
    likeliest = len(dialect.likeliest(tokenizer.encode(PROBE)) or ())
    told = None if likeliest == dialect.vocab_size else likeliest
    served = Served(server.place, told, _writer(dialect, table), dialect.vocab_size, tells_prompts=True)
    return RemoteModel(
        ModelInfo(
            name=reference.name,
            folder=Path(),
            architecture="on a server",
            context_length=context if isinstance(context, int) and context > 0 else UNKNOWN_CONTEXT,
            vocab_size=dialect.vocab_size,
            stop_ids=frozenset(special[end] for end in (named.get("eos_token"), *ENDS) if end in special),
            bos_id=special.get(named.get("bos_token", "")),
            tokenizer=tokenizer,
            chat_template=template if isinstance(template, str) and template else None,
            special_texts=named,
            served=served,
        ),
        dialect,
        table,
    )


def _writer(dialect: Dialect, table: TokenTable) -> Callable[[Sequence[int], int, Options], tuple[str, str | None]]:
    def write(ids: Sequence[int], max_tokens: int, options: Options) -> tuple[str, str | None]:
        return dialect.text(table.text_of(ids), max_tokens, options)

    return write


def _special(dialect: LlamaCpp, table: TokenTable, texts: Iterable[str]) -> dict[str, int]:
    """Those of `texts` that are one special token each, with its id."""
    found = {}
    for text in filter(None, dict.fromkeys(texts)):
        tokens, plain = dialect.cut(text, True, False), dialect.cut(text, False, False)
        if len(tokens) == 1 and tokens != plain:
            # Its piece may be empty: llama.cpp writes some special tokens out as nothing.
            found[text] = table.id_of(tokens[0]._replace(piece=text.encode()))
    return found
