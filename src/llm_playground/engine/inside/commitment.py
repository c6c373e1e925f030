"""From which layer on a model would say each token of a text, of its own or of somebody else's."""

from __future__ import annotations

from pathlib import Path

from llm_playground.engine.generation import trace
from llm_playground.engine.inside.lens import lens
from llm_playground.engine.shelf import SHELF
from llm_playground.models.prompting import PromptInput, make_prompt
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_inside import commitment_text
from llm_playground.records.inside import CommitmentStrip

MOST_NEW = 100  # tokens that are generated for a picture


class Strip(CommitmentStrip):
    """A strip that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return commitment_text(self)


def commitment(
    model: str | Path | LanguageModel, prompt: PromptInput, max_new_tokens: int = 24, kind: str = "logit"
) -> Strip:
    """Continue a prompt greedily, and read off at which layer each token of the whole text was settled.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        max_new_tokens: so many tokens are generated at most; 0 looks at the prompt alone.
        kind: the lens that reads each layer, as for `lens`.

    Raises:
        InvalidValue: another kind, or a model that has no such lens.
        PlaygroundError: as `generate`.
    """
    language_model = SHELF.get(model)
    read = make_prompt(language_model, prompt).ids
    # After a text that fills the context one more token can be said, but not read.
    room = language_model.context_length - len(read)
    steps = trace(language_model, read, "greedy", max_new_tokens, top=1).steps[:room]
    seen = lens(language_model, [*read, *(step.choice.id for step in steps)], kind)
    layers = {definition: tuple(found) for definition, found in seen.commitments(1).items()}
    encoding = seen.encoding
    return Strip(language_model.name, seen.kind, seen.n_layer, encoding.ids, encoding.pieces[1:], len(steps), layers)
