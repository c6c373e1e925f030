"""Fine-tuning as it happened, as text and as HTML without style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from llm_playground.plain.static_parts import count, in_text, table
from llm_playground.records.fine_tuning import FineTuning, FineTuningPoint, TrainedConversation
from llm_playground.records.preference import PreferencePoint

SHOWN = 60  # characters of an answer in one line


def fine_tuning_text(made: FineTuning) -> str:
    """Both losses by step, the answers before, in the middle and at the end, and what the loss counts."""
    lines = [_told(made), f"{'step':>6}  {'loss on answers':>15}  {'on stories':>10}"]
    lines += [f"{each.step:>6}  {each.answer_loss:>15.3f}  {each.story_loss:>10.3f}" for each in made.points]
    lines += answers_text(made.start.prompts, made.points)
    return "\n".join([*lines, "What the loss counts stands in brackets:", _marked(made.start.example)])


def answers_text(prompts: Sequence[str], points: Sequence[FineTuningPoint | PreferencePoint]) -> list[str]:
    """Each prompt, and below it the answers at the beginning, in the middle and at the end."""
    shown = sorted({0, len(points) // 2, len(points) - 1})
    lines = []
    for number, prompt in enumerate(prompts):
        lines.append(f"> {_line(prompt)}")
        lines += [f"{points[at].step:>6}  {_line(points[at].answers[number])}" for at in shown]
    return lines


def fine_tuning_html(made: FineTuning) -> str:
    rows = [[str(e.step), f"{e.answer_loss:.3f}", f"{e.story_loss:.3f}", *e.answers] for e in made.points]
    heads = ["loss on answers", "loss on stories", *made.start.prompts]
    counted = f"<p>What the loss counts stands in brackets: <code>{escape(_marked(made.start.example))}</code></p>"
    return table(heads, rows, first="step", caption=_told(made)) + counted


def _told(made: FineTuning) -> str:
    start = made.start
    return (
        f"{start.model}, fine-tuned on dialogues: {count(made.points[-1].step, 'step')} of "
        f"{start.tokens_per_step:,} tokens, learning rate {start.learning_rate:g}, seed {start.seed}; losses in nats a "
        f"token, of {start.answer_tokens:,} held-out tokens of answers and {start.story_tokens:,} of stories"
    )


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 2]} …"


def _marked(example: TrainedConversation) -> str:
    """The conversation with each stretch of tokens that count in brackets."""
    counts = (False, *example.counts, False)
    text = ""
    for at, piece in enumerate(example.pieces):
        before, here, after = counts[at : at + 3]
        text += "[" * (here and not before) + in_text([piece], {}) + "]" * (here and not after)
    return text
