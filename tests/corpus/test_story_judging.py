"""The judge accepts all that the world writes, and sees when a hero changes or a story breaks off."""

import re
from random import Random

import pytest

from llm_playground.corpus.world import default_world, document_seed, documents, judging
from llm_playground.corpus.world.grammar import Writer
from llm_playground.corpus.world.judging import (
    Hero,
    drawn_plot,
    introduced_hero,
    keeps_its_hero,
    plot_of,
    reaches_an_ending,
    sentences,
    verbatim_share,
)
from llm_playground.corpus.world.reading import StoryReader
from llm_playground.corpus.world.words import PRONOUNS

COUNT = 200
NAMES = [
    entry
    for group in ("girls", "boys", "animal_girls", "animal_boys")
    for entry in default_world().lists[group].entries
]


@pytest.fixture(scope="module")
def stories():
    return list(documents(COUNT, seed=31, kinds=["story"]))


# -- what the world writes -------------------------------------------------------------------------


def test_every_story_of_the_world_keeps_its_hero(stories):
    assert [verdict for story in stories if not (verdict := keeps_its_hero(story.text)).kept] == []


def test_every_story_of_the_world_reaches_an_ending(stories):
    assert [story.text for story in stories if not reaches_an_ending(story.text)] == []


def test_the_plot_of_a_story_is_the_one_that_was_drawn(stories):
    assert [story.text for story in stories if plot_of(story.text) != drawn_plot(story)] == []
    assert {drawn_plot(story) for story in stories} <= set(default_world().plots)


def test_sentences_are_the_whole_text_and_the_world_reads_all_but_the_introduction(stories):
    reader = StoryReader(default_world())
    for story in stories:
        said = sentences(story.text)
        assert " ".join(said) == story.text
        assert [sentence for sentence in said[1:] if not any(True for _ in reader.readings(sentence))] == []


def test_a_story_without_its_last_part_has_no_ending(stories):
    cut_off = [" ".join(said[: len(said) * 6 // 10]) for story in stories for said in [sentences(story.text)]]
    assert [text for text in cut_off if reaches_an_ending(text)] == []
    within_a_sentence = [story.text.removesuffix(" The end.")[:-4] for story in stories]
    assert [text for text in within_a_sentence if reaches_an_ending(text)] == []


# -- stories whose hero changes --------------------------------------------------------------------


class Forgetful(dict):
    """The variables of a writer who, from the character `cut` on, tells of another hero."""

    def __init__(self, writer, cut, other):
        super().__init__()
        self.writer, self.cut, self.other = writer, cut, other

    def __getitem__(self, variable):
        entry = super().__getitem__(variable)
        return entry | self.other if variable == "hero" and self.writer.length >= self.cut else entry


def tell(seed, cut=0, other=None):
    """A story of the world and its hero; with the fields of another hero, `other`, in all that is told from `cut`."""
    writer = Writer(Random(seed).random)
    writer.bound = Forgetful(writer, cut, other or {})
    default_world().rules["story"].expand(writer)
    return "".join(writer.pieces), dict.__getitem__(writer.bound, "hero")


def another_name(text, hero, dice):
    return {"name": dice.choice([name for name in NAMES if name["name"] not in text])["name"]}


def the_name_of_a_friend(text, hero, dice):
    friends = {name["name"] for name in NAMES} & set(re.findall("[A-Za-z]+", text)) - {hero["name"]}
    return {"name": min(friends)} if friends else {}


def another_pronoun(text, hero, dice):
    return PRONOUNS["he" if hero["they"] == "she" else "she"]


def changed(change):
    """Stories of the world in which the hero is another from some sentence on, where that made a difference."""
    for index in range(COUNT):
        seed, dice = document_seed(32, index), Random(index)
        text, hero = tell(seed)
        said = sentences(text)
        cut = len(" ".join(said[: dice.randrange(1, len(said))])) + 1
        other, _ = tell(seed, cut, change(text, hero, dice))
        if other != text:
            assert other[:cut] == text[:cut]
            yield other


CHANGES = [another_name, the_name_of_a_friend, another_pronoun]


@pytest.mark.parametrize("change", CHANGES)
def test_another_hero_from_some_sentence_on_is_seen(change):
    texts = list(changed(change))
    assert len(texts) > 50
    assert [text for text in texts if keeps_its_hero(text).kept] == []


def test_all_pronouns_turned_round_are_seen_wherever_one_was_the_heros(stories):
    """A few stay unseen: those in which only the pronouns of others came after."""
    turned = {"he": "she", "she": "he", "him": "her", "his": "her", "her": "his"}

    def turn(match):
        word = turned[match[0].lower()]
        return word.capitalize() if match[0][0].isupper() else word

    seen = []
    for index, story in enumerate(stories):
        said = sentences(story.text)
        place = Random(index).randrange(1, len(said))
        rest = re.sub(rf"\b({'|'.join(turned)})\b", turn, " ".join(said[place:]), flags=re.IGNORECASE)
        if rest != " ".join(said[place:]):
            seen.append(not keeps_its_hero(" ".join([*said[:place], rest])).kept)
    assert sum(seen) / len(seen) >= 0.95


def test_a_closing_with_another_name_is_seen():
    text = (
        "There was once a kind girl named Anya. She liked to knit. One day, Anya felt sad. And that is the story of {}."
    )
    assert keeps_its_hero(text.format("Anya")).kept
    verdict = keeps_its_hero(text.format("Tom"))
    assert (verdict.problem, verdict.sentence) == ("'Tom' stands for Anya.", "And that is the story of Tom.")


# -- sentences that the world does not have --------------------------------------------------------


def test_without_the_rules_of_the_world_most_is_still_seen(stories, monkeypatch):
    """A model may write sentences of its own. Here every sentence counts as one of these."""
    monkeypatch.setattr(judging, "_readings", lambda sentence: ())
    accepted = [keeps_its_hero(story.text).kept for story in stories]
    assert sum(accepted) / len(accepted) >= 0.95
    for change, share in ((another_name, 0.95), (another_pronoun, 0.85)):
        seen = [not keeps_its_hero(text).kept for text in changed(change)]
        assert sum(seen) / len(seen) >= share


ANYA = "Once upon a time, there was a kind girl named Anya. "
MOSS = "There was once a gentle rabbit named Moss. He lived in a burrow. "

KEPT = [
    ANYA + "She sailed across the sea.",
    ANYA + "She met a boy named Tom. He had lost his hat. Anya found it.",
    ANYA + "Then Tom came by and gave her a map. Anya thanked him.",
    ANYA + "She asked the baker, and he gave her a roll.",
    MOSS + "His grandma was ill, so Moss went to her house. She was glad to see him.",
]
NOT_KEPT = {
    ANYA + "He sailed across the sea.": "'He' can only mean Anya.",
    ANYA + "She sailed across the sea. Tom saw an island.": "'Tom' was never introduced.",
    ANYA + "She met a boy named Tom. They sang. They ran. They ate. Anya lost his hat.": "'his' can only mean Anya.",
    ANYA + "Tom came by. He sang. Tom ran. Tom was glad.": "Anya is gone at the end.",
    ANYA + "Anyx smiled.": "'Anyx' was never introduced.",
    MOSS + "Moss met a fox named Moss.": "Moss, the rabbit, is introduced again, as a fox.",
    MOSS + 'And before he knew it, Moss was asleep. "Good night, little fox," said the moon.': "'fox' stands for Moss.",
    "The sun was warm.": "Nobody is introduced by a name and a pronoun.",
    "": "Nobody is introduced by a name and a pronoun.",
}


@pytest.mark.parametrize("text", KEPT)
def test_others_may_have_another_name_and_another_pronoun(text):
    assert keeps_its_hero(text).problem == ""


@pytest.mark.parametrize("text", NOT_KEPT)
def test_a_verdict_says_what_is_wrong(text):
    assert keeps_its_hero(text).problem == NOT_KEPT[text]


# -- the parts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hero"),
    [
        ("Long ago, there was a shy boy named Ravi.", Hero("Ravi", "boy", "he")),
        ("There was a girl named Tom. She sang.", Hero("Tom", "girl", "she")),
        ("There was a fox named Luna.", Hero("Luna", "fox", "she")),
        ("There was a fox named Zzyx. He sang to her.", Hero("Zzyx", "fox", "he")),
        ("There was a fox named Zzyx.", None),
        ("There was a fox named after a star.", None),
    ],
)
def test_the_hero_is_who_is_introduced_first(text, hero):
    assert introduced_hero(text) == hero


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Tom sang. The end.", True),
        ("Tom ran. Tom was proud. Good things take time.", True),
        ("Tom was proud. Good things take time. And that is the story of Tom. The end.", True),
        ("Tom ran. Tom was proud.", False),
        ("Tom sang. The end", False),
        ("", False),
    ],
)
def test_an_ending_is_a_last_beat_or_a_closing(text, ends):
    assert reaches_an_ending(text) is ends


def test_a_quotation_is_not_cut():
    text = '"Wait, Tom!" called Mia. "You can play, too." "Yes!" he said.  They ran!\nSplash!'
    assert sentences(text) == [
        '"Wait, Tom!" called Mia.',
        '"You can play, too."',
        '"Yes!" he said.',
        "They ran!",
        "Splash!",
    ]


def test_a_text_of_no_plot_or_of_two_has_none():
    assert plot_of("Birds can fly.") is None
    assert plot_of("Tom felt a cold wind. Tom felt sad. Tom was playing with a ball in the house.") is None


def test_verbatim_share_counts_sentences_of_the_same_plot_only(stories):
    text = stories[0].text
    plot = drawn_plot(stories[0])
    assert verbatim_share([text], {plot: set(sentences(text))}) == 1.0
    assert verbatim_share([text], {plot: set(sentences(text)[:1])}) == pytest.approx(1 / len(sentences(text)))
    assert verbatim_share([text], {"another": set(sentences(text))}) == 0.0
    assert verbatim_share([], {}) == 0.0
