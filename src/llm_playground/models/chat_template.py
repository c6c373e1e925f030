"""The chat template of a model, read from its files without the weights; and which one a prompt is written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llm_playground.errors import CheckpointError, InvalidValue, PlaygroundError, shown
from llm_playground.models import hub
from llm_playground.models.catalog import CATALOG, CatalogEntry
from llm_playground.models.chat import names_read
from llm_playground.models.copies import Copy
from llm_playground.models.devices import split_dtype
from llm_playground.models.packaged import file_of
from llm_playground.models.references import GGUFFile, Hub, Packaged, Remote, read_name
from llm_playground.transformer.files import read_json

if TYPE_CHECKING:
    from llm_playground.models.seam import LanguageModel

SAID_ANYWAY = frozenset({"tools", "documents", "add_generation_prompt"})  # to every template
TWIN = "twin"  # stands for the model that differs in nothing but its post-training

TemplateChoice = bool | str | None
"""Which chat template a prompt is written with: None as the model was trained (an instruct model's own, none for a base
model), True its own, False none, "twin" that of its twin, or the name of any model whose template is borrowed."""


@dataclass(frozen=True)
class ChatTemplate:
    """The template of the model `lender`, with the texts of the special tokens that it may name."""

    lender: str
    text: str
    special_texts: Mapping[str, str] = field(default_factory=dict)


def chat_template_for(model: LanguageModel, choice: TemplateChoice = None) -> ChatTemplate | None:
    """The template with which a prompt for `model` is to be written; None: without one.

    What is borrowed is borrowed whole, special tokens too, so that the text is the one that its owner would read.

    Raises:
        InvalidValue: with the field "template": no such choice, or there is no template to be had.
        PlaygroundError: as `template_of`.
    """
    check_choice(choice)
    info = model.info
    own = None if info.chat_template is None else ChatTemplate(info.name, info.chat_template, info.special_texts)
    if choice is None or choice is True:
        if choice and own is None:
            raise InvalidValue(f"{model.name} has no chat template of its own. {_loan(model)}", field="template")
        return own
    if choice is False:
        return None
    lender = _twin_of(model, has_own=own is not None) if choice == TWIN else choice
    if own is not None and lender == info.name:
        return own
    return template_of(lender)


def check_choice(choice: object) -> None:
    """Refuse what is no choice of a template, whatever the model.

    Raises:
        InvalidValue: with the field "template".
    """
    if choice is None or isinstance(choice, bool) or (isinstance(choice, str) and choice.strip()):
        return
    raise InvalidValue(
        f'template is {shown(choice)}; it must be True (the model\'s own chat template), False (none), "{TWIN}" (that '
        "of its twin) or the name of a model that has one.",
        field="template",
    )


def check_options(options: Mapping[str, object], template: ChatTemplate | None) -> None:
    """Refuse what the template of a prompt does not read: it would change nothing, and nobody would know.

    Raises:
        InvalidValue: with the field "template_options".
    """
    if not options:
        return
    names = ", ".join(map(shown, options))
    if template is None:
        sentence = f"template_options has {names}, but this prompt is written without a chat template."
        raise InvalidValue(sentence, field="template_options")
    read = names_read(template.text)
    for name in options:
        if name not in read:
            told = sorted(read - template.special_texts.keys() - SAID_ANYWAY)
            what = f"what it reads is {', '.join(told)}" if told else "it reads none"
            reader = f"the chat template of {template.lender}"
            sentence = f"template_options has {shown(name)}, which {reader} does not read; {what}."
            raise InvalidValue(sentence, field="template_options")


def check_options_given(options: object) -> None:
    """Refuse what is no object of names and values, whatever the model. Raises: as `check_options`."""
    if not isinstance(options, Mapping) or not all(isinstance(name, str) for name in options):
        raise InvalidValue(
            f"template_options is {shown(options)}; it must be an object of names and values, such as "
            '{"enable_thinking": False}.',
            field="template_options",
        )


def template_of(name: str | Path) -> ChatTemplate:
    """The chat template of a catalog key, hub id, checkpoint folder or GGUF file; from the hub without the weights.

    Raises:
        InvalidValue: with the field "template": the model has none.
        PlaygroundError: there is no such model, it cannot be had, or its files are damaged.
    """
    try:
        reference = read_name(name)
    except PlaygroundError as error:
        error.field = "template"
        raise
    text: str | None
    if isinstance(reference, Remote):
        from llm_playground.models.remote.opening import open_remote

        info = open_remote(reference).info
        text, special = info.chat_template, info.special_texts
    elif isinstance(reference, Copy):
        text, special = reference.info.chat_template, reference.info.special_texts
    elif isinstance(reference, GGUFFile | Packaged):
        from llm_playground.models.gguf.header import read_header
        from llm_playground.models.gguf.opening import TEMPLATE, special_texts_of

        header = read_header(file_of(reference))
        text, special = header.text(TEMPLATE) or None, special_texts_of(header)
    else:
        folder = hub.find_tokenizer(reference.hub_id) if isinstance(reference, Hub) else reference.folder
        text, special = read_chat_template(folder, reference.entry), read_special_texts(folder)
    if text is None:
        sentence = f"{reference.name} has no chat template that could be borrowed; name an instruct model."
        raise InvalidValue(sentence, field="template")
    return ChatTemplate(reference.name, text, special)


def read_chat_template(folder: Path, entry: CatalogEntry | None) -> str | None:
    """The template of a checkpoint: a file of its own, or a text in `tokenizer_config.json`, or one of several there.

    Raises:
        CheckpointError: the file is not a text, or the entry not a template.
    """
    if entry is not None and entry.kind == "base":
        return None  # some base checkpoints carry the template of their instruct twin; the catalog knows better
    path = folder / "chat_template.jinja"
    if path.is_file():
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise CheckpointError(f"{path} cannot be read ({error}). It is damaged: get it again.") from error
    template = _optional_json(folder / "tokenizer_config.json").get("chat_template")
    if isinstance(template, list) and all(map(_is_named_template, template)):  # several, among them one for tools
        return next((each["template"] for each in template if each["name"] == "default"), None)
    if not isinstance(template, str | None):
        raise CheckpointError(
            f"chat_template in {folder / 'tokenizer_config.json'} is {shown(template)}; it must be a text, or a list "
            "of objects with a name and a template."
        )
    return template


def read_special_texts(folder: Path) -> dict[str, str]:
    """The texts of bos_token, eos_token and so on, which are written as a string or as {"content": string}."""
    names = ("special_tokens_map.json", "tokenizer_config.json")
    written = {name: value for file in names for name, value in _optional_json(folder / file).items()}
    tokens = {name: value for name, value in written.items() if name.endswith("_token")}
    texts = {name: value.get("content") if isinstance(value, dict) else value for name, value in tokens.items()}
    return {name: text for name, text in texts.items() if isinstance(text, str)}


def _twin_of(model: LanguageModel, *, has_own: bool) -> str:
    """The key of the model's twin, to borrow its template. Raises: InvalidValue with the field "template"."""
    if has_own:
        sentence = f"{model.name} has a chat template of its own and need not borrow one: say True."
        raise InvalidValue(sentence, field="template")
    twin = _known_twin(model)
    if twin is None:
        sentence = f"Of {model.name} no twin is known whose chat template it could borrow: name an instruct model."
        raise InvalidValue(sentence, field="template")
    return twin


def _known_twin(model: LanguageModel) -> str | None:
    entry = CATALOG.get(split_dtype(model.info.name)[0])
    return entry.twin if entry else None


def _loan(model: LanguageModel) -> str:
    """What somebody can do who wants a template for a model that has none."""
    twin = _known_twin(model)
    return f'Say "{TWIN}" to borrow that of {twin}.' if twin else "Name an instruct model whose template it borrows."


def _is_named_template(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in ("name", "template"))


def _optional_json(path: Path) -> dict[str, Any]:
    return read_json(path) if path.is_file() else {}
