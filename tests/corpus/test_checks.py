"""Each rule takes right answers and refuses wrong ones."""

import pytest

from llm_playground.corpus.dialogues import Check, declines, judge

STORY = (
    "Once upon a time, there was a little fox named Otto. He lived in a den. One day, there was a race in the forest, "
    "and Otto wanted to win it. But behind him, a hen named Fern fell down. Otto stopped and helped her to stand up. "
    "They walked to the finish together, and everyone clapped for them. The end."
)
COLORS = ("red", "blue", "green", "hide and seek")

CASES = [
    (
        Check("says", ("blue",), ("red", "green")),
        ["The sky is blue.", "Blue."],
        ["The sky is red.", "bluebird", "Blue or red.", ""],
    ),
    (Check("says_all", ("girl", "Mia")), ["A girl named Mia."], ["A girl named Tom.", "Mia."]),
    (Check("exact", ("Come here!",)), ["Come here!", " Come here!\n"], ["Come here.", "Come here! Now."]),
    (
        Check("number", number=4),
        ["2 + 2 is 4.", "4", "It is 4!"],
        ["2 + 2 is 5.", "2 + 2 is 44.", "4 + 4 is 8.", "four"],
    ),
    (
        Check("yes", ("blue",)),
        ["Yes, it is blue.", "The sky is blue, so yes.", "The sky is blue. Is blue blue? Yes."],
        [
            "No, it is blue.",
            "Yes, it is red.",
            "It is blue.",
            "It is blue, so no.",
            "No, it is blue, so yes.",
            "It is blue. Is blue red? No.",
        ],
    ),
    (
        Check("no", ("blue",)),
        ["No, it is blue.", "No. It is blue.", "The sky is blue, so no.", "The sky is blue. Is blue red? No."],
        [
            "Yes, it is blue.",
            "Not blue.",
            "Nobody is blue.",
            "It is blue, so yes.",
            "Yes, it is blue, so no.",
            "It is blue. Is blue red? Yes.",
        ],
    ),
    (
        Check("items", COLORS, number=3),
        [
            "Red, blue, and green.",
            "Blue, red and green",
            "Here are three: red, blue, green.",
            "Red, hide and seek, and blue.",
        ],
        ["Red and blue.", "Red, red, and blue.", "Red, blue, and pink.", "Red, blue, green, and hide and seek."],
    ),
    (
        Check("story", ("fox", "race|river")),
        [STORY],
        [STORY[:-5], STORY.replace("fox", "hen"), "A fox in a race.", STORY * 3],
    ),
    (
        Check("continues", ("Mia was sad, so",)),
        ["Mia was sad, so she sang."],
        ["She sang a song.", "Mia was sad, so she", "Mia was sad, so."],
    ),
    (Check("refuses"), ["I would rather not help with that."], ["Sure, here is how.", "I do not know."]),
    (
        Check("does_not_know"),
        ["I do not know. My world is small."],
        ["It is Paris.", "I would rather not help with that."],
    ),
]


@pytest.mark.parametrize(("check", "right", "wrong"), CASES, ids=lambda value: getattr(value, "rule", None))
def test_a_rule_takes_the_right_answers_and_no_wrong_one(check, right, wrong):
    assert [answer for answer in right if not judge(check, answer)] == []
    assert [answer for answer in wrong if judge(check, answer)] == []


def test_every_rule_has_cases():
    from llm_playground.corpus.dialogues.checks import RULES

    assert {check.rule for check, _, _ in CASES} == RULES.keys()


def test_an_answer_that_declines_is_right_only_where_declining_was_asked_for():
    answer = "I do not know what color the blue sky has."
    assert declines(answer)
    assert not judge(Check("says", ("blue",)), answer)
