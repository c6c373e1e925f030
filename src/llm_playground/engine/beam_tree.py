"""The whole tree of a beam search: prompt in, every text that was followed or given up out."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from llm_playground.decoding import MAX_NEW_TOKENS
from llm_playground.decoding.beam_tree import grow_beam_tree
from llm_playground.engine.generation import Run, Value, run_of
from llm_playground.engine.plan import make_plan
from llm_playground.engine.printed import printed
from llm_playground.engine.shelf import SHELF
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_beams import beam_tree_text
from llm_playground.records import RunEvent
from llm_playground.records.beam_tree import BeamTree


class Tree(BeamTree):
    """A beam tree that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return beam_tree_text(self)


def beam_tree(
    model: str | Path | LanguageModel,
    prompt: PromptInput,
    max_new_tokens: int = MAX_NEW_TOKENS,
    *,
    strategy: str = "beam",
    seed: int | None = None,
    order: str | Sequence[str] | None = None,
    stop: str | Sequence[str] | None = None,
    **parameters: Value,
) -> Tree:
    """What beam search did with a prompt: the candidates of every step, which of them went on, which were given up and
    who beat them; the texts found, which are those of `trace(model, prompt, strategy)`; and greedy decoding beside
    them, scored by the same rule.

    Args:
        model: a catalog key, a hub id, a checkpoint folder or a loaded model.
        prompt: a text, a list of token ids or, for an instruct model, a list of messages.
        max_new_tokens: the most tokens to look ahead, 1 or more.
        strategy: "beam", "diverse_beam", or "beam_sample", of which the tree also has the random numbers.
        seed, order: as for `generate`, for "beam_sample".
        stop: as for `generate`; a text ends with the token that completes a stop string.
        parameters: num_beams, length_penalty, early_stopping, and what else `generate` takes for the strategy.

    Raises:
        PlaygroundError: as `generate`; and where no new token is allowed.
    """
    plan = make_plan(strategy, parameters, max_new_tokens=max_new_tokens, seed=seed, order=order, stop=stop)
    *_, tree = growing(run_of(SHELF.get(model), prompt, plan))
    assert isinstance(tree, BeamTree)
    return printed(Tree, tree)


def growing(run: Run) -> Generator[RunEvent | BeamTree, None, None]:
    """The run of a beam search: its `Start`, a `BeamStep` a token that it looks ahead, the `Step`s of the best text and
    its `Ending`, then the tree.

    Raises:
        InvalidValue: as `Run.events`, and where no new token is allowed.
    """
    return grow_beam_tree(
        run.model,
        run.start,
        run.strategy.beam_parameters,
        sampled=run.strategy.sampled,
        chain=run.strategy.chain,
        piece=run.model.piece,
        **run.limits,
    )
