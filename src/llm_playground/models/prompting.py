"""What a model is really asked: plain text for a base model, its chat template for an instruct model."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from llm_playground.errors import InvalidValue, shown, whole
from llm_playground.models.chat import OTHERWISE, Message, check_messages, render
from llm_playground.models.chat_template import ChatTemplate, TemplateChoice, chat_template_for
from llm_playground.models.prompt_parts import places_of
from llm_playground.models.seam import LanguageModel
from llm_playground.records import Encoding
from llm_playground.tokenization.ids import pieces_of
from llm_playground.tokenization.text import well_formed

PromptInput = str | Sequence[int] | Sequence[Message]

# That a token has at most, on average over a text: a longer text is looked into before it is read.
USUAL_CHARACTERS = 16
LINE = "\n"  # between messages where no template is


def read_prompt(prompt: object) -> str | tuple[int, ...] | tuple[Message, ...]:
    """What somebody gave as a prompt, checked as far as that needs no model: a text, token ids, or messages.

    An empty list counts as a list of ids.

    Raises:
        PlaygroundError: it is none of these, with a field that begins with "prompt".
    """
    if isinstance(prompt, str):
        return well_formed(prompt)
    if isinstance(prompt, bytes):
        raise InvalidValue("A prompt is a text, not bytes: decode them first.", field="prompt")
    if not isinstance(prompt, Iterable) or isinstance(prompt, Mapping):
        raise InvalidValue(
            f"The prompt is {shown(prompt)}; it must be a text, a list of token ids or a list of messages.",
            field="prompt",
        )
    items = list(prompt)
    if items and all(isinstance(item, Mapping) for item in items):
        check_messages(items)
        return tuple(_well_formed(item) for item in items)
    return tuple(map(_id, items))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a model is to continue, and how it came about.

    `messages` were written with `template`, or without one one after the other; there are none where ids were given.
    `is_answered` says whether what comes next is an answer rather than a continuation.
    """

    prompt: Encoding
    messages: tuple[Message, ...]
    template: ChatTemplate | None
    is_answered: bool

    @property
    def lender(self) -> str | None:
        """The model whose chat template it is."""
        return None if self.template is None else self.template.lender


def make_prompt(
    model: LanguageModel, prompt: PromptInput, template_options: Mapping[str, object] | None = None
) -> Encoding:
    """What `model` is to continue, exactly as it reads it: of a text, of token ids, or of messages.

    A base model gets a text as it is; an instruct model gets it as the user's message, inside its chat template. Token
    ids are taken as they are, so that a run can go on from any token of another one. An empty prompt asks for the
    beginning of a text.

    Raises:
        PlaygroundError: as `read_prompt`; messages for a base model, a token that the model cannot read, more tokens
            than it reads at once, or an empty prompt for a model that has no token to begin with.
    """
    return ask(model, prompt, template_options=template_options).prompt


def ask(
    model: LanguageModel,
    prompt: PromptInput,
    choice: TemplateChoice = None,
    template_options: Mapping[str, object] | None = None,
) -> Asked:
    """`make_prompt`, with the chat template that is chosen.

    A text is the user's message. With no template (False) messages are their words, a line each: nothing says whose
    they are. Token ids are taken as they are whatever is chosen.

    Raises:
        PlaygroundError: as `make_prompt` and `chat_template_for`.
    """
    given = read_prompt(prompt)
    messages = _as_messages(given)
    template = chat_template_for(model, choice)
    if not messages:
        ids = tuple(item for item in given if isinstance(item, int))
        _must_fit(model, len(ids))
        made, answered = encoding_of_ids(model, ids) if ids else _beginning(model), model.is_instruct
        asked = Asked(made, (), None, answered)
    elif template is not None:
        asked = Asked(_chat_prompt(model, messages, template, template_options or {}), messages, template, True)
    elif choice is None and not isinstance(given, str):
        raise InvalidValue(
            f"{model.name} is a base model without a chat template: give it a text instead of messages, or an instruct "
            "model such as tiny-qwen-chat the messages.",
            field="prompt",
        )
    else:
        made = _plain(model, LINE.join(message["content"] for message in messages))
        asked = Asked(made, messages, None, False)
    check_readable(model, asked.prompt)
    return asked


def _as_messages(given: str | tuple[int, ...] | tuple[Message, ...]) -> tuple[Message, ...]:
    """A prompt as a conversation; ids are none."""
    if isinstance(given, str):
        return ({"role": "user", "content": given},)
    return tuple(item for item in given if isinstance(item, Mapping))


def make_plain_prompt(model: LanguageModel, text: str) -> Encoding:
    """A text that any model continues as it stands, an instruct model too: who writes it writes the template with it,
    so that special tokens count in it.

    Raises:
        PlaygroundError: as `make_prompt`.
    """
    made = _plain(model, well_formed(text), allow_special=True)
    check_readable(model, made)
    return made


def beginning_of(model: LanguageModel) -> tuple[int, ...]:
    """The ids that the model reads before the first token of a text, so that it can be predicted too.

    They are those that its tokenizer puts before any text (Llama's first token), or the one with which a text begins;
    none where it has no such token.
    """
    own = model.info.tokenizer.encode("", add_special_tokens=True) if model.info.tokenizer else ()
    return tuple(own) or (() if model.info.bos_id is None else (model.info.bos_id,))


def _id(item: object) -> int:
    id = whole(item)
    if id is None or id < 0:
        raise InvalidValue(
            f"The prompt holds {shown(item)}, which is not a token id; a prompt is a text, a list of token ids "
            "(whole numbers from 0) or a list of messages.",
            field="prompt",
        )
    return id


def _must_fit(model: LanguageModel, count: int) -> None:
    """Refuse more tokens than the model reads, before their pieces and spans are looked for."""
    if count > model.context_length:
        raise InvalidValue(
            f"The prompt has {count:,} tokens, but {model.name} reads at most {model.context_length:,}: "
            "shorten the prompt.",
            field="prompt",
        )


def _must_not_be_far_too_long(model: LanguageModel, text: str, *, allow_special: bool = False) -> None:
    """Refuse a text that is endlessly too long by its beginning alone, in the time that the beginning takes.

    Where a text is cut, its last word may take more tokens than the whole word does. So the beginning must have twice
    as many as the model reads.
    """
    length = USUAL_CHARACTERS * model.context_length
    while length < len(text):
        begun = len(model.tokenizer.encode(text[:length], allow_special=allow_special))
        if begun > 2 * model.context_length:
            raise InvalidValue(
                f"The prompt has {len(text):,} characters, and the first {length:,} alone are {begun:,} tokens, but "
                f"{model.name} reads at most {model.context_length:,}: shorten the prompt.",
                field="prompt",
            )
        length *= 2


def check_readable(model: LanguageModel, text: Encoding, what: str = "prompt") -> None:
    """Refuse a token beyond the model's embedding. A tokenizer may know more tokens than the model was made with.

    Raises:
        InvalidValue: with `what` as its field, which the sentence calls it too.
    """
    for id, piece in zip(text.ids, text.pieces, strict=True):
        if id >= model.vocab_size:
            token = f"the token {shown(id)} ({shown(piece.decode(errors='replace'))})"
            raise InvalidValue(
                f"The {what} holds {token}, but the embedding of {model.name} has no row for it: its ids go from 0 to "
                f"{model.vocab_size - 1}.",
                field=what,
            )


def _well_formed(message: Message) -> Message:
    return {key: well_formed(value) if isinstance(value, str) else value for key, value in message.items()}


def encoding_of_ids(model: LanguageModel, ids: tuple[int, ...]) -> Encoding:
    """Ids with their text. They may begin or end within a character, which then is U+FFFD."""
    pieces = pieces_of(ids, model.piece)
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    text, spans = "", []
    for place, piece in enumerate(pieces):
        start = len(text)
        text += decoder.decode(piece, final=place == len(pieces) - 1)
        spans.append((start, len(text) + bool(decoder.getstate()[0])))  # what is pending will be one more character
    return Encoding(text, ids, pieces, tuple(spans))


def _plain(model: LanguageModel, text: str, *, allow_special: bool = False) -> Encoding:
    _must_not_be_far_too_long(model, text, allow_special=allow_special)
    ids = tuple(model.tokenizer.encode(text, allow_special=allow_special, add_special_tokens=True))
    _must_fit(model, len(ids))
    return encoding_of(model, text, ids) if ids else _beginning(model)


def _beginning(model: LanguageModel) -> Encoding:
    """Nothing yet: GPT-2 and its kin begin a text after the token that ends the one before."""
    if not (ids := beginning_of(model)):
        raise InvalidValue(f"The prompt is empty, and {model.name} has no token to begin with: write something.")
    return encoding_of(model, "", ids)


def _chat_prompt(
    model: LanguageModel, messages: Sequence[Message], template: ChatTemplate, options: Mapping[str, object]
) -> Encoding:
    text = render(messages, template.text, template.special_texts, options)
    _must_not_be_far_too_long(model, text, allow_special=True)
    ids = _encode_chat(model, messages, template, text, options)
    if not ids:
        raise InvalidValue(
            f"The chat template of {template.lender} writes {shown(text)} for these messages: not one token that the "
            f"model could continue. {OTHERWISE}",
            field="prompt",
        )
    _must_fit(model, len(ids))
    return encoding_of(model, text, ids)


def _encode_chat(
    model: LanguageModel, messages: Sequence[Message], template: ChatTemplate, text: str, options: Mapping[str, object]
) -> tuple[int, ...]:
    contents = [message["content"] for message in messages]
    if not any(special in content for special in model.tokenizer.special_tokens for content in contents):
        return tuple(model.tokenizer.encode(text, allow_special=True))
    # Someone typed a special token. It counts where the template wrote it, not where a user did.
    places = places_of(text, messages, template, options)
    if places is None:
        raise InvalidValue(
            "A message contains one of the model's special tokens, and the chat template rewrites it, so that the two "
            f"cannot be told apart. Leave out {', '.join(model.tokenizer.special_tokens)}."
        )
    ids: list[int] = []
    done = 0
    for place in places:
        ids += model.tokenizer.encode(text[done : place.start], allow_special=True)
        ids += model.tokenizer.encode(text[place.start : place.end])
        done = place.end
    return tuple(ids + model.tokenizer.encode(text[done:], allow_special=True))


def encoding_of(model: LanguageModel, text: str, ids: tuple[int, ...]) -> Encoding:
    """The ids that stand for a prompt's text, with the bytes of each and the characters that each covers.

    A token that adds nothing to the text (the one that begins a text) covers no character.
    """
    if model.info.tokenizer is not None:
        plain = model.tokenizer.explain(text)
        if plain.ids == ids:
            return plain
    # Some tokens were not read from the text: a chat template's, or one that begins the text. Lay each along it.
    pieces = pieces_of(ids, model.piece)
    return Encoding(text, ids, pieces, tuple(_spans(pieces, text.encode())))


def _spans(pieces: Sequence[bytes], data: bytes) -> Iterator[tuple[int, int]]:
    """The characters of the UTF-8 text `data` that each piece covers, one piece after the other."""
    within = [byte & 0xC0 == 0x80 for byte in data] + [False]  # whether a character goes on at this byte
    begun = [0, *accumulate(not goes_on for goes_on in within[:-1])]  # how many characters begin before it
    place = 0
    for piece in pieces:
        # Sentencepiece begins a text with a space that is not there.
        shown = piece if data.startswith(piece, place) else piece.removeprefix(b" ")
        end = place + len(shown) if data.startswith(shown, place) else place
        yield begun[place] - within[place], begun[end]
        place = end
