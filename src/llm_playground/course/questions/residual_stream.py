"""What a layer does to the residual stream."""

from __future__ import annotations

from llm_playground.course.questions.item import Choice, Item
from llm_playground.engine.inside.inspection import inspect

TAUGHT_IN = ("architecture", "the-path-of-the-data")
CASES = (
    ("tiny-gpt2", "The sun is", 1, 0),  # model, text, layer, which number
    ("tiny-qwen", "The little dog", 1, 0),
)


def item(case: int) -> Item:
    model, text, layer, which = CASES[case]
    names = [f"h.{layer}.{part}" for part in ("resid_pre", "attn_out", "mlp_out", "resid_post")]
    seen = inspect(model, text)
    before, attention, mlp, after = (float(seen.activations(name)[name][-1, which]) for name in names)
    return Item(
        f'{model} reads "{text}". Of the numbers of the last token, take the first: layer {layer} is given '
        f"{before:.2f}, its attention gives {attention:.2f}, and its MLP gives {mlp:.2f}. What does the layer hand on?",
        (
            Choice(
                f"{after:.2f}",
                f"{before:.2f} + {attention:.2f} + {mlp:.2f} = {after:.2f}: each part reads the residual stream and "
                "adds to it.".replace("+ -", "- "),
            ),
            Choice(
                f"{mlp:.2f}",
                "This is what the MLP gives alone. It does not replace the stream; it is added to it.",
                "replaces_the_stream",
            ),
            Choice(
                f"{before + mlp:.2f}",
                "What the attention gave is missing. Both parts add to the stream, one after the other.",
                "forgets_the_attention",
            ),
            Choice(
                f"{attention + mlp:.2f}",
                "The two parts are added, but not what came in. The stream is handed on with all that earlier layers "
                "wrote.",
                "forgets_what_came_in",
            ),
        ),
    )
