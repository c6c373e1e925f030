"""What fine-tuning changes in a model."""

from __future__ import annotations

from llm_playground.course.questions.item import Choice, Item, next_tokens, percent
from llm_playground.engine.changed.weight_change import weight_change
from llm_playground.engine.rendering import render
from llm_playground.engine.shelf import SHELF

TAUGHT_IN = ("base_and_instruct", "what-training-on-conversations-changed")
BASE, TUNED = "tiny-qwen", "tiny-qwen-chat"
CASES = ("What is your name?", "Tell me a story about a fox.")


def item(case: int) -> Item:
    ids = render(TUNED, CASES[case]).prompt.ids
    (one, p), (other, q) = (next_tokens(model, ids, 1)[0] for model in (BASE, TUNED))
    change = weight_change(BASE, TUNED)
    tokens = SHELF.get(TUNED).info.vocab_size
    moved = sum(each.norm > 0 for each in change.parts)
    return Item(
        f'{TUNED} was made from {BASE} by fine-tuning on dialogues. Both read "{CASES[case]}" in the chat template, as '
        f'the same tokens. {BASE} goes on with "{_shown(one)}" ({percent(p)}), {TUNED} with "{_shown(other)}" '
        f"({percent(q)}). What makes the difference?",
        (
            Choice(
                "The same weights have other values",
                f"{moved} of {len(change.parts)} parts have moved, by {percent(change.relative or 0)} of their size "
                "together; everything else is as it was.",
            ),
            Choice(
                "Layers for dialogue were added",
                f"Both have {change.n_layer} layers and {change.parameters:,} weights. Fine-tuning goes on with the "
                "training of what is there.",
                "adds_layers",
            ),
            Choice(
                "It looks the question up in the dialogues that it was trained on",
                "No text is kept in a model. What the dialogues taught it is in the values of its "
                f"{change.parameters:,} weights.",
                "looks_it_up",
            ),
            Choice(
                "It chooses among other tokens",
                f"Both have the same {tokens:,} tokens and give a probability to each; only the probabilities are "
                "others.",
                "changes_the_vocabulary",
            ),
        ),
    )


def _shown(token: str) -> str:
    return token.replace("\n", "⏎")
