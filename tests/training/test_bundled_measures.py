"""The measures of benchmarks/bundled_models.py give full marks to a model that knows, and none to one that does not."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import llm_playground as lp
from llm_playground.corpus.dialogues import CHAT_TEMPLATE, GENERATION_PROMPT, Check, Dialogue, Turn
from llm_playground.corpus.dialogues.data import load
from llm_playground.corpus.special_tokens import IM_END
from llm_playground.corpus.world import documents
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.seam import LanguageModel
from llm_playground.training.sources import Sample, StoryWorld
from tests.checkpoints import add_tokenizer, make_checkpoint

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import bundled_models
from bundled import base, chat, unseen
from bundled.asking import Share, Written, write
from bundled.table import BEGIN, END, Row, at_least, at_most, markdown, write_into_card


@pytest.fixture(scope="module")
def tiny() -> LanguageModel:
    return lp.load("tiny-gpt2")


class Scripted(LanguageModel):
    """A chat model without weights: `script` gives the answer to the prompt as it stands in the template."""

    def __init__(self, tokenizer_of: LanguageModel, script: Callable[[str], str]) -> None:
        self.end = tokenizer_of.tokenizer.special_tokens[IM_END]
        super().__init__(replace(tokenizer_of.info, chat_template=CHAT_TEMPLATE, stop_ids=frozenset({self.end})))
        self.script = script

    def _next_logits(self, sequences: Sequence[Sequence[int]]) -> np.ndarray:
        logits = np.full((len(sequences), self.vocab_size), -100.0, dtype=np.float32)
        for row, ids in zip(logits, sequences, strict=True):
            prompt, said = self.tokenizer.decode(ids).rsplit(GENERATION_PROMPT, 1)
            answer = [*self.tokenizer.encode(self.script(prompt), allow_special=True), self.end]
            row[answer[len(self.tokenizer.encode(said, allow_special=True))]] = 100.0
        return logits


def knowing(asked: list[Dialogue]) -> Callable[[str], str]:
    """The true answer to each request of these dialogues."""
    answers = {turn.user: turn.assistant for dialogue in asked for turn in dialogue.turns}
    return lambda prompt: answers[last_request(prompt)]


def last_request(prompt: str) -> str:
    return prompt.rsplit("user\n", 1)[1].removesuffix(f"{IM_END}\n")


def shrug(prompt: str) -> str:
    return "I do not know."


def add(prompt: str) -> str:
    x, y = last_request(prompt).removeprefix("What is ").removesuffix("?").split(" + ")
    return f"{x} + {y} is {int(x) + int(y)}."


# -- the chat model --------------------------------------------------------------------------------


def test_a_model_that_knows_the_answers_gets_full_marks(tiny: LanguageModel) -> None:
    asked = different(chat.held_out_dialogues(60))
    answers = chat.answer_turns(Scripted(tiny, knowing(asked)), asked)
    assert Share.of(a.right for a in answers) == Share(len(answers), len(answers))
    assert {kind: share.whole for kind, share in chat.by_kind(answers).items()} == {
        kind: sum(a.turn.kind == kind for a in answers) for kind in {a.turn.kind for a in answers}
    }
    declined = chat.declining(answers)
    assert declined.where_it_should.value == 1
    assert declined.elsewhere.part == 0
    assert declined.where_it_should.whole > 0
    assert declined.elsewhere.whole > 0


def different(asked: list[Dialogue]) -> list[Dialogue]:
    """Those in which no request comes twice: "Why?" has another answer in each conversation."""
    seen: set[str] = set()
    kept = []
    for dialogue in asked:
        requests = {turn.user for turn in dialogue.turns}
        if len(requests) == len(dialogue.turns) and not requests & seen:
            seen |= requests
            kept.append(dialogue)
    return kept


def test_a_model_that_always_shrugs_is_right_only_where_it_should_shrug(tiny: LanguageModel) -> None:
    answers = chat.answer_turns(Scripted(tiny, shrug), chat.held_out_dialogues(60))
    assert {a.turn.check.rule for a in answers if a.right} == {"does_not_know"}
    assert chat.declining(answers).elsewhere.value == 1


def test_an_answer_is_asked_for_with_the_true_turns_before_it(tiny: LanguageModel) -> None:
    seen: list[str] = []

    def listen(prompt: str) -> str:
        seen.append(prompt)
        return "Yes."

    dialogue = next(d for d in chat.held_out_dialogues(60) if len(d.turns) == 3 and d.system)
    chat.answer_turns(Scripted(tiny, listen), [dialogue])
    last = max(seen, key=len)
    assert dialogue.system is not None
    assert dialogue.system in last
    assert all(text in last for turn in dialogue.turns[:2] for text in (turn.user, turn.assistant))
    assert dialogue.turns[2].user in last
    assert "Yes." not in last


def test_additions_are_counted(tiny: LanguageModel) -> None:
    pairs = chat.two_digit_pairs(5)
    assert chat.additions(Scripted(tiny, add), pairs) == Share(5, 5)
    assert chat.additions(Scripted(tiny, shrug), pairs) == Share(0, 5)


def test_the_pairs_of_the_sums() -> None:
    assert len(set(chat.one_digit_pairs())) == 100
    drawn = chat.two_digit_pairs(300)
    assert drawn == chat.two_digit_pairs(300)
    assert {len(str(n)) for pair in drawn for n in pair} == {2}
    held_out = chat.held_out_pairs()
    assert 0.04 < len(held_out) / (90 * 91 / 2) < 0.08


def test_in_three_turns_the_models_own_answers_are_the_history(tiny: LanguageModel) -> None:
    asked = chat.persona_dialogues(3)
    assert [len(dialogue.turns) for dialogue in asked] == [3, 3, 3]
    seen: list[str] = []

    def listen(prompt: str) -> str:
        seen.append(prompt)
        return f"Answer {len(prompt)}."

    chat.converse(Scripted(tiny, listen), asked[0])
    assert f"Answer {len(seen[0])}." in max(seen, key=len)
    assert asked[0].turns[0].assistant not in max(seen, key=len)
    for dialogue in asked:
        assert chat.keeps_persona_and_format(chat.converse(Scripted(tiny, knowing([dialogue])), dialogue))
        assert not chat.keeps_persona_and_format(chat.converse(Scripted(tiny, shrug), dialogue))


TURN = Turn("Who are you?", "A model.", Check("says", ("model",)), "persona", "Who are you?")


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (Written("I am a model.", ended=True, special=False), True),
        (Written("I am a model and", ended=False, special=False), False),
        (Written("I am a model.<|im_start|>", ended=True, special=True), False),
        (Written("", ended=True, special=False), False),
        (Written("I am Mia.", ended=True, special=False), False),
    ],
)
def test_an_answer_keeps_the_format_if_it_is_text_and_ends(answer: Written, kept: bool) -> None:
    assert chat.keeps_persona_and_format([chat.Answered(TURN, answer)]) is kept


def test_special_tokens_and_limits_are_seen(tiny: LanguageModel) -> None:
    def starts_another_message(prompt: str) -> str:
        return "Hi<|im_start|>user"

    written = write(Scripted(tiny, starts_another_message), "Hello", 50)
    assert (written.ended, written.special) == (True, True)
    assert not write(Scripted(tiny, starts_another_message), "Hello", 1).ended


def test_a_real_checkpoint_with_a_chat_template_is_measured(tmp_path: Path) -> None:
    make_checkpoint(tmp_path, "qwen2", max_position_embeddings=512)
    add_tokenizer(tmp_path, chat=True)
    model = lp.load(tmp_path)
    assert chat.additions(model, [(1, 2), (3, 4)]).whole == 2
    assert len(chat.converse(model, chat.persona_dialogues(1)[0])) == 3


# -- wordings that no recipe knows ------------------------------------------------------------------


def test_there_are_enough_unseen_prompts_and_each_is_another_one() -> None:
    prompts = unseen.unseen()
    assert len({prompt.said for prompt in prompts}) == len(prompts) >= 40
    assert {prompt.check.rule for prompt in prompts} >= {"story", "yes", "no", "items", "number", "refuses"}


def wordings(node: object) -> Iterator[str]:
    """Every text that stands in the tables as a wording of a user."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ASKED:
                yield from texts(value)
            elif key not in ("answer", "yes", "no", "check", "entries", "list", "marks", "frames", "system"):
                yield from wordings(value)
    elif isinstance(node, list):
        for part in node:
            yield from wordings(part)


ASKED = {"ask", "ask_any", "ask_one", "again", "another", "other", "more", "which", "which_of", "change", "problem"}
ASKED |= {"plus", "minus", "times", "spelled"}


def texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from texts(part)


def test_no_wording_of_the_recipes_makes_an_unseen_prompt() -> None:
    tables = {name: table for name, table in load().tables.items() if name not in ("list", "marks", "frames")}
    known = set(wordings(tables))
    assert len(known) > 1000
    assert {"Tell me a story.", "What is {x} + {y}?", "And {group}?", "Are you {topic}?"} <= known
    fillings = {str(text).lower() for entries in load().lists.values() for entry in entries for text in entry.values()}
    topics = set(texts(load().tables["stories"]["ask"]))  # what these are filled with is put together
    for wording in known:
        form = "(.+)".join(map(re.escape, re.split(r"\{[^}]*\}", wording)))
        for prompt in unseen.unseen():
            if found := re.fullmatch(form, prompt.said[-1], re.IGNORECASE):
                assert wording not in topics, (wording, prompt.said)
                assert not fillings.issuperset(text.lower() for text in found.groups()), (wording, prompt.said)


def test_an_unseen_prompt_is_judged_by_its_last_answer(tiny: LanguageModel) -> None:
    prompts = {prompt.said[-1]: prompt for prompt in unseen.unseen()}
    asked = prompts["So, how do people call me?"]
    assert [message["role"] for message in asked.messages] == ["user", "assistant", "user"]
    told = unseen.answer(Scripted(tiny, lambda prompt: "You are Brannik." if "Brannik" in prompt else ""), asked)
    assert asked.judged(told)
    assert not asked.judged(unseen.answer(Scripted(tiny, shrug), asked))
    assert not asked.judged(replace(told, ended=False))


# -- base models -----------------------------------------------------------------------------------


def test_stories_are_told_whole_and_the_same_each_time(tiny: LanguageModel) -> None:
    stories = base.tell_stories(tiny, 3)
    assert stories == base.tell_stories(tiny, 3)
    assert all(story.text.startswith("Once upon a time") and story.ended for story in stories)
    assert all(base.ends(story) for story in stories)
    assert not any(base.ends(replace(story, ended=False)) for story in stories)
    assert len(base.hero_verdicts(stories)) == 3


def test_the_loss_is_that_of_each_token_after_those_before_it(tiny: LanguageModel) -> None:
    samples = [Sample(d.text, d.logprob) for d in documents(4, seed=77, kinds=["question", "fact"])]
    expected = 0.0
    for sample in samples:
        ids = [0, *tiny.tokenizer.encode(sample.text), 0]
        for place in range(1, len(ids)):
            logits = tiny.next_logits([ids[:place]])[0].astype(np.float64)
            expected += np.logaddexp.reduce(logits) - logits[ids[place]]
    loss = base.held_out_loss(tiny, samples)
    assert loss.model == pytest.approx(expected / 4, rel=1e-4)
    assert loss.generator == pytest.approx(-sum(sample.logprob or 0 for sample in samples) / 4)
    assert loss.ratio == loss.model / loss.generator


def test_a_document_that_the_model_cannot_read_is_no_number(tiny: LanguageModel) -> None:
    with pytest.raises(InvalidValue, match="longer context"):
        base.held_out_loss(tiny, [Sample("red " * 600, -1.0)])


def test_held_out_documents_and_verbatim_sentences_are_found_by_the_training_text() -> None:
    source = StoryWorld(documents=400, seed=1, held_out_documents=200, held_out_seed=2)
    training = [document.text for document in documents(400, 1)]
    stories = [document.text for document in documents(400, 1) if document.kind == "story"]
    found = base.compare_with_training(source, stories[:3])
    assert found.verbatim == 1.0
    held_out = [sample.text for sample in found.held_out]
    assert 0 < len(held_out) < 200
    assert not set(held_out) & set(training)
    assert base.compare_with_training(source, ["Robots sang. They left."]).verbatim == 0.0


def test_a_base_model_is_judged_by_what_comes_after_the_request(tiny: LanguageModel) -> None:
    asked = chat.held_out_dialogues(4)
    share = chat.continue_requests(tiny, asked)
    assert share.whole == sum(len(dialogue.turns) for dialogue in asked)


# -- the table -------------------------------------------------------------------------------------


def test_the_whole_table_of_a_base_and_of_a_chat_model(tiny: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    small = StoryWorld(documents=200, seed=1, held_out_documents=20, held_out_seed=2)
    monkeypatch.setattr(bundled_models, "training_text", lambda model: small)
    rows = bundled_models.measure_base(tiny, stories=2, dialogues=2)
    assert rows[0].measure.startswith("loss on")
    assert rows[3].result == "100.0 % (2 of 2)"
    monkeypatch.setattr(chat, "one_digit_pairs", lambda: [(1, 2)])
    monkeypatch.setattr(chat, "held_out_pairs", lambda: [(12, 34)])
    rows = bundled_models.measure_chat(Scripted(tiny, shrug), dialogues=5, sums=1, conversations=1)
    assert rows[-2].measure == "declines where it should not"
    assert rows[-2].reached is False


def test_goals_are_reached_at_their_borders() -> None:
    assert at_least("a", Share(95, 100), 0.95).reached
    assert not at_least("a", Share(94, 100), 0.95).reached
    assert at_most("a", Share(3, 100), 0.03).reached
    assert not at_most("a", Share(4, 100), 0.03).reached
    assert at_least("a", Share(1, 3), 0.95) == Row("a", "33.3 % (1 of 3)", "≥ 95 %", False)
    assert str(Share(0, 0)) == "0.0 % (0 of 0)"


def test_a_card_keeps_its_text_and_has_one_table(tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text("# model\n\nText.\n")
    write_into_card(card, markdown([Row("old", "1 %")]))
    write_into_card(card, markdown([Row("new", "2 %", "≥ 3 %", False)]))
    text = card.read_text()
    assert text.startswith("# model\n\nText.\n")
    assert text.count(BEGIN) == text.count(END) == 1
    assert "| new | 2 % | ≥ 3 % | **no** |" in text
    assert "old" not in text
    card.write_text(f"# model\n{BEGIN}\n")
    with pytest.raises(CheckpointError, match="only one of the marks"):
        write_into_card(card, "")
    with pytest.raises(CheckpointError, match=r"no README\.md"):
        write_into_card(tmp_path / "none" / "README.md", "")
