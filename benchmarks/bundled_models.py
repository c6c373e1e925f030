"""How good the bundled models are: base models as story tellers, the chat model as one that answers.

    python benchmarks/bundled_models.py                                # all of them, some minutes
    python benchmarks/bundled_models.py --models tiny-gpt2 runs/mine/model --stories 50
    python benchmarks/bundled_models.py --write                        # into the card of each model, too

Nothing is drawn without a seed, so two runs print the same figures. A model with a chat template is measured as a
chat model, any other as a base model.
"""

from __future__ import annotations

import argparse
import sys

from bundled import base, chat, unseen
from bundled.asking import Share, write
from bundled.table import Row, at_least, at_most, markdown, write_into_card

import llm_playground as lp
from llm_playground.models.seam import LanguageModel
from llm_playground.training.recipes import RECIPES, STORIES
from llm_playground.training.sources import StoryWorld

PROMPTS = (
    "Once upon a time",
    "What is 2+2?",
    "Suggest a party theme.",
    "Tell me a fun fact about space.",
    "Hello my name",
)
EXAMPLES = 10  # of what went wrong, shown for each measure
KIND_GOALS = {"yes_no": 0.9, "name": 0.9}  # of kinds that were hard once


def measure_base(model: LanguageModel, stories: int, dialogues: int) -> list[Row]:
    told = base.tell_stories(model, stories)
    texts = [story.text for story in told]
    verdicts = base.hero_verdicts(told)
    show("Stories that lose their hero", [f"{v.problem}  {v.sentence}" for v in verdicts if not v.kept])
    show("Stories without an ending", [story.text[-200:] for story in told if not base.ends(story)])
    against = base.compare_with_training(training_text(model), texts)
    loss = base.held_out_loss(model, against.held_out)
    on_requests = chat.continue_requests(model, chat.held_out_dialogues(dialogues))
    return [
        Row(
            f"loss on {len(against.held_out):,} held-out documents / that of the generator, nats per document",
            f"{loss.model:.2f} / {loss.generator:.2f} = {loss.ratio:.3f}",
            "≤ 1.1",
            loss.ratio <= 1.1,
        ),
        at_least("stories whose hero keeps name and pronoun", Share.of(v.kept for v in verdicts), 0.95),
        at_least("stories that reach an ending", Share.of(base.ends(story) for story in told), 0.95),
        at_least("different stories among them", Share(len(set(texts)), len(texts)), 1.0),
        Row("their sentences that stand in the training text of the same plot", f"{100 * against.verbatim:.1f} %"),
        at_most("held-out instructions answered in passing", on_requests, 0.15),
    ]


def measure_chat(model: LanguageModel, dialogues: int, sums: int, conversations: int) -> list[Row]:
    answers = chat.answer_turns(model, chat.held_out_dialogues(dialogues))
    show("Wrong answers", [f"{a.turn.user!r} -> {a.answer.text!r}" for a in answers if not a.right])
    other_words = [(prompt, unseen.answer(model, prompt)) for prompt in unseen.unseen()]
    wrong = [f"{p.said[-1]!r} -> {answer.text!r}" for p, answer in other_words if not p.judged(answer)]
    show("Wrong answers to unseen wordings", wrong)
    declined = chat.declining(answers)
    talks = [chat.converse(model, dialogue) for dialogue in chat.persona_dialogues(conversations)]
    kept = [chat.keeps_persona_and_format(talk) for talk in talks]
    show("Conversations out of character", [_script(talk) for talk, ok in zip(talks, kept, strict=True) if not ok])
    return [
        at_least("held-out instructions answered rightly", Share.of(a.right for a in answers), 0.95),
        *(_kind_row(kind, share) for kind, share in chat.by_kind(answers).items()),
        at_least(
            "prompts in wordings that no recipe knows", Share.of(p.judged(answer) for p, answer in other_words), 0.9
        ),
        at_least("sums of two one-digit numbers, all", chat.additions(model, chat.one_digit_pairs()), 1.0),
        at_least("sums of two two-digit numbers, drawn", chat.additions(model, chat.two_digit_pairs(sums)), 0.95),
        Row(
            "sums of two-digit numbers never added in training, all", str(chat.additions(model, chat.held_out_pairs()))
        ),
        at_least("declines where it should", declined.where_it_should, 0.95),
        at_most("declines where it should not", declined.elsewhere, 0.03),
        at_least("conversations of three turns that keep persona and format", Share.of(kept), 0.95),
    ]


def _kind_row(kind: str, share: Share) -> Row:
    measure = f"&nbsp;&nbsp;of the kind {kind}"
    return at_least(measure, share, KIND_GOALS[kind]) if kind in KIND_GOALS else Row(measure, str(share))


def _script(talk: list[chat.Answered]) -> str:
    return " / ".join(f"{answered.turn.user} -> {answered.answer.text}" for answered in talk)


def training_text(model: LanguageModel) -> StoryWorld:
    """What the model was trained on: by its recipe if it has one, else the text of the bundled base models."""
    recipe = RECIPES.get(model.name)
    return recipe.source if recipe and isinstance(recipe.source, StoryWorld) else STORIES


def show(title: str, examples: list[str]) -> None:
    if examples:
        print(f"\n{title} ({min(EXAMPLES, len(examples))} of {len(examples)}):")
    for example in examples[:EXAMPLES]:
        print(f"- {example}")


def show_prompts(model: LanguageModel) -> None:
    """For a person to read: five prompts, greedy and one sample."""
    for prompt in PROMPTS:
        print(f"\n> {prompt}")
        for temperature in (0.0, base.TEMPERATURE):
            print(f"  {temperature:g}: {write(model, prompt, chat.SHORT_LIMIT, temperature=temperature).text!r}")


def measure(name: str, options: argparse.Namespace) -> None:
    model = lp.load(name)
    print(f"\n# {name}")
    if model.is_instruct:
        rows = measure_chat(model, options.dialogues, options.sums, options.conversations)
    else:
        rows = measure_base(model, options.stories, options.dialogues)
    print(f"\n{markdown(rows)}")
    show_prompts(model)
    if options.write:
        write_into_card(model.info.folder / "README.md", markdown(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    bundled = [key for key, entry in lp.CATALOG.items() if entry.hub_id is None]
    parser.add_argument("--models", nargs="+", default=bundled, help="catalog keys or checkpoint folders")
    parser.add_argument("--stories", type=int, default=200, help="how many a base model tells")
    parser.add_argument("--dialogues", type=int, default=400, help="held-out dialogues whose every turn is asked")
    parser.add_argument("--sums", type=int, default=500, help="sums of two-digit numbers")
    parser.add_argument("--conversations", type=int, default=100, help="of three turns")
    parser.add_argument("--write", action="store_true", help="put the tables into the models' cards")
    options = parser.parse_args()
    try:
        for name in options.models:
            measure(name, options)
    except lp.PlaygroundError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
