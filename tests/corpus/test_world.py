"""The story world writes clean English, says how likely it was, and refuses data that make no sense."""

import math
import re
from collections import Counter

import pytest

from llm_playground.corpus.world import (
    WorldError,
    build_world,
    default_world,
    document_seed,
    documents,
    sample,
)
from llm_playground.errors import PlaygroundError

COUNT = 4000


@pytest.fixture(scope="module")
def corpus():
    return list(documents(COUNT, seed=11))


# -- one document ----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_document():
    assert sample(7) == sample(7)
    assert sample(7).text != sample(8).text


def test_a_document_of_a_corpus_can_be_written_alone(corpus):
    assert sample(document_seed(11, 123)) == corpus[123]


def test_the_first_story_never_changes_by_accident():
    # If this fails, then seeds mean something else than yesterday, and no corpus can be written again.
    world = build_world({"w.toml": TINY})
    assert [sample(seed, world=world).text for seed in range(4)] == TINY_TEXTS


def test_logprob_is_the_sum_over_the_choices(corpus):
    for document in corpus:
        assert math.isclose(document.logprob, sum(math.log(c.probability) for c in document.choices), abs_tol=1e-9)


def test_the_probabilities_of_each_choice_sum_to_one(corpus):
    for document in corpus:
        for choice in document.choices:
            assert len(choice.options) == len(choice.probabilities) > 0
            assert math.isclose(sum(choice.probabilities), 1, abs_tol=1e-9)


def test_literal_pieces_stand_at_their_offsets_in_the_order_of_the_text(corpus):
    for document in corpus:
        offsets = [choice.offset for choice in document.choices]
        assert offsets == sorted(offsets)
        for choice in document.choices:
            assert not choice.literal or document.text.startswith(choice.piece, choice.offset), choice


def test_no_text_has_two_derivations():
    # Were there two ways to one text, its logprob would count only one of them. Short texts repeat most.
    first = {}
    for kind in default_world().kinds:
        for document in documents(1500, seed=5, kinds=[kind]):
            known = first.setdefault(document.text, document)
            assert known.choices == document.choices, document.text


def test_kinds_narrow_the_choice_and_keep_the_shares():
    drawn = [sample(seed, kinds=["letter", "list"]) for seed in range(50)]
    assert {d.kind for d in drawn} == {"letter", "list"}
    shares = default_world().kinds
    letters = shares["letter"] / (shares["letter"] + shares["list"])
    assert drawn[0].choices[0].probabilities[0] == pytest.approx(letters)


def test_an_unknown_kind_is_named_together_with_the_known_ones():
    with pytest.raises(PlaygroundError, match=r"'poem'.*story"):
        sample(1, kinds=["poem"])


# -- the English -----------------------------------------------------------------------------------

FLAWS = {
    "unfilled slot": r"[{}]",
    "double space": r"  | \n|\n | $|^ ",
    "a before a vowel": r"\b[Aa] [aeiouAEIO](?!ne\b|nce\b)",
    "an before a consonant": r"\b[Aa]n [^aeiouAEIOh]",
    "lowercase sentence start": r'[.!?] "?[a-z]',
    "space before a mark": r" [.,!?]",
    "doubled mark": r"[.,!?][.,?]|\.!",
    "not plain ASCII": r"[^\n -~]",
    "doubled word": r"\b(?!far\b)([a-z]+) \1\b",
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_no_document_has_this_flaw(corpus, flaw):
    pattern = re.compile(FLAWS[flaw])
    found = [document.text for document in corpus if pattern.search(document.text)]
    assert not found, found[:3]


def test_documents_begin_with_a_capital_and_have_even_quotes(corpus):
    for document in corpus:
        assert document.text[0] in 'ABCDEFGHIJKLMNOPQRSTUVWXYZ"12345678910', document.text
        assert document.text.count('"') % 2 == 0, document.text


OTHERS = r"mom|dad|grand|aunt|uncle|sister|brother|librarian|mother|girl with|cousin|man\b"


def test_pronouns_agree_with_the_hero():
    pronoun = {}
    for name, group in default_world().lists.items():
        if name in ("girls", "boys", "animal_girls", "animal_boys"):
            pronoun |= {entry["name"]: entry["they"] for entry in group.entries}
    for story in documents(800, seed=3, kinds=["story"]):
        people = {word for word in re.findall(r"[A-Z][a-z]+", story.text) if word in pronoun}
        assert people, story.text
        genders = {pronoun[name] for name in people}
        for they, words in {"she": r"\b[Ss]he\b", "he": r"\b[Hh]e\b"}.items():
            others = re.search(OTHERS, story.text)
            if they not in genders and not others:
                assert not re.search(words, story.text), story.text


def test_stories_are_of_the_promised_length_and_mostly_begin_in_the_old_way():
    stories = [d.text for d in documents(600, seed=2, kinds=["story"])]
    lengths = sorted(len(story.split()) for story in stories)
    assert lengths[0] >= 55
    assert lengths[-1] <= 140
    share = sum(story.startswith("Once upon a time") for story in stories) / len(stories)
    assert 0.55 < share < 0.85
    assert 0.2 < sum(story.endswith("The end.") for story in stories) / len(stories) < 0.6


PROMPTS = [
    "Once upon a time",
    "What is 2+2?",
    "Suggest a party theme.",
    "Tell me a fun fact about space.",
    "Hello my name",
]


def test_the_prompts_of_the_course_are_in_the_corpus(corpus):
    texts = [document.text for document in corpus]
    for prompt in PROMPTS:
        assert any(prompt in text for text in texts), prompt


def test_sums_are_right(corpus):
    for document in corpus:
        for x, sign, y, z in re.findall(r"\b(\d+) ?([-+]|times) ?(\d+)(?: is | ?= ?)(\d+)\b", document.text):
            x, y = int(x), int(y)
            assert int(z) == {"+": x + y, "-": x - y, "times": x * y}[sign], document.text


# -- the size of the world -------------------------------------------------------------------------

NOUNS = [
    *("girls", "boys", "animals", "tall_animals", "zoo_animals", "house_pets", "family", "helpers", "places"),
    *("town_places", "toys", "small_toys", "fruits", "groceries", "clothes", "tools", "cakes", "plants"),
]


def test_the_world_is_as_rich_as_promised():
    world = default_world()
    nouns = {entry["name"] for group in NOUNS for entry in world.lists[group].entries}
    places = {e["name"] for n in ("places", "town_places", "lands", "wild_lands") for e in world.lists[n].entries}
    actions = {e["name"] for n in ("pastimes", "frolics", "skills", "chores") for e in world.lists[n].entries}
    assert len(nouns) >= 150
    assert len(places) >= 40
    assert len(actions) >= 60
    assert len(world.plots) >= 25


def test_draws_follow_their_weights():
    # The kind is drawn once a document: 3000 documents against the declared shares, by Pearson's chi-square.
    kinds = default_world().kinds
    seen = Counter(document.kind for document in documents(3000, seed=1))
    total = sum(kinds.values())
    expected = {kind: 3000 * share / total for kind, share in kinds.items()}
    chi_square = sum((seen[kind] - e) ** 2 / e for kind, e in expected.items())
    assert chi_square < 26.1  # the 0.1 % point for 8 degrees of freedom


# -- data that a reader writes ---------------------------------------------------------------------

TINY = """
[list.girls]
pronoun = "she"
entries = ["Ada", { name = "Ida", weight = 3 }]
[rule]
mood = ["happy", { text = "calm", weight = 3 }]
[kind.tale]
text = ["{hero=girls} was {mood}. {Hero.they} saw {x=1..3} and {y=0..x} owls, {x+y} in all."]
"""
TINY_TEXTS = [
    "Ida was calm. She saw 2 and 0 owls, 2 in all.",
    "Ada was calm. She saw 3 and 1 owls, 4 in all.",
    "Ida was calm. She saw 1 and 0 owls, 1 in all.",
    "Ada was calm. She saw 2 and 1 owls, 3 in all.",
]


def test_an_entry_is_used_once_in_a_document_and_the_rest_share_its_probability():
    world = build_world({"w.toml": '[list.ab]\nentries = ["a", "b", "c"]\n[kind.k]\ntext = ["{x=ab} {y=ab} {z=ab}"]'})
    document = sample(0, world=world)
    assert sorted(document.text.split()) == ["a", "b", "c"]
    assert document.logprob == pytest.approx(-math.log(6))


BAD = {
    "{hero=girls} {hero.fur}": r"w\.toml: rule 'tale'.*\{hero\.fur\}.*'Ada' of list 'girls'",
    "{toy=toys} {toy.they}": r"\{toy\.they\}.*needs a pronoun",
    "{villain} smiled": r"nothing is ever drawn into 'villain'",
    "{maybe} {hero.they}": r"'hero' is not always drawn before",
    "{hero=grils}": r"no list 'grils'",
    "{hero=girls} {a hero}": r"\{a hero\}.*neither a rule nor a variable",
    "{hero=girls} {do hero.name}": r"no rule 'name'",
    "{x=girls.toys}": r"'girls'",
    "open {hero=girls": r"brace",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_slot_is_named_when_the_world_is_built(text):
    data = f"""
[list.girls]
pronoun = "she"
entries = ["Ada", "Ida"]
[list.toys]
entries = ["kite"]
[rule]
maybe = ["{{hero=girls}}", "nobody"]
[kind.tale]
text = ["{text}"]
"""
    with pytest.raises(WorldError, match=BAD[text]):
        build_world({"w.toml": data})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("[list.girls]\nentries = []", "list 'girls' is empty"),
        ("[rule]\nmood = []", "rule 'mood' is empty"),
        ("[rule]\nmood = ['glad', 'glad']", "same alternative twice"),
        ("[rule]\nmood = [{ text = 'glad', weight = 0 }]", "not above 0"),
        ("[list.girls]\nentries = ['Ada', 'Ada']", "'Ada' twice"),
        ("[list.girls]\nentries = [{ pronoun = 'she' }]", "without a name"),
        ("[words]\na = 1", "table 'words'"),
        ("[list", "not valid TOML"),
    ],
)
def test_bad_tables_are_refused(data, message):
    with pytest.raises(WorldError, match=message):
        build_world({"bad.toml": data})
