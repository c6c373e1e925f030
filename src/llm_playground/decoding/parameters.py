"""What a person can set for a run: one row each, which says what it does and what may be given.

From this table come the checks and their errors, the help of the command line, the controls of the page and of the
notebook, and the tables of the README, so that they cannot disagree. The rows of the warpers stand in the order in
which `transformers` applies them.
"""

from __future__ import annotations

from typing import Literal

from llm_playground.decoding.parameter import Option, Parameter, Slider

EarlyStopping = bool | Literal["never"]

MAX_NEW_TOKENS = 50  # where nothing else is asked for
LARGEST_SEED = 2**53 - 1  # the largest whole number that JavaScript and every JSON reader keep exactly

_ROWS = (
    Parameter(
        name="repetition_penalty",
        label="Repetition penalty",
        effect="Makes tokens that the text already holds less likely (above 1) or more likely (below 1).",
        hint="1.2 is a mild penalty, 1 is none",
        default=1.0,
        lowest=0,
        above=True,
        slider=Slider(0.8, 2, 0.05),
        warper="repetition_penalty",
        reorders=True,
        elsewhere=("repeat_penalty",),
    ),
    Parameter(
        name="no_repeat_ngram_size",
        label="No repeated n-gram",
        effect="Cuts every token that would repeat a run of this many tokens of the text.",
        hint="3 lets no three tokens in a row come twice; leave it out to switch it off",
        default=3,
        lowest=1,
        whole=True,
        slider=Slider(1, 8, 1),
        warper="no_repeat_ngram",
        cuts=True,
        rare=True,
        reorders=True,
        elsewhere=("no_repeat_ngram",),
    ),
    Parameter(
        name="temperature",
        label="Temperature",
        effect="Divides the logits: below 1 makes the distribution sharper, above 1 flatter, 0 means greedy.",
        hint="0 always takes the most likely token, 1 leaves the distribution as it is",
        default=1.0,
        lowest=0,
        slider=Slider(0, 2, 0.05),
        warper="temperature",
        elsewhere=("temp",),
    ),
    Parameter(
        name="top_h",
        label="Top-h",
        effect="Keeps the most likely tokens that together account for at most this share of the entropy.",
        hint="0.4 keeps few tokens where the model is sure and many where it is not; 1 keeps all",
        default=0.4,
        lowest=0,
        highest=1,
        above=True,
        slider=Slider(0.05, 1, 0.01),
        warper="top_h",
        cuts=True,
        rare=True,
    ),
    Parameter(
        name="top_k",
        label="Top-k",
        effect="Keeps the k most likely tokens, and those that tie with the last of them; cuts all others.",
        hint="50 keeps the 50 most likely tokens; leave it out to switch it off",
        default=50,
        lowest=1,
        whole=True,
        slider=Slider(1, 100, 1),
        warper="top_k",
        cuts=True,
    ),
    Parameter(
        name="top_p",
        label="Top-p",
        effect="Keeps the smallest set of most likely tokens that together hold more than this probability.",
        hint="0.9 keeps the most likely tokens that together hold 90 %",
        default=0.9,
        lowest=0,
        highest=1,
        slider=Slider(0, 1, 0.01),
        warper="top_p",
        cuts=True,
        elsewhere=("nucleus",),
    ),
    Parameter(
        name="min_p",
        label="Min-p",
        effect="Cuts tokens less likely than this share of the most likely token's probability.",
        hint="0.05 keeps tokens at least a twentieth as likely as the most likely one",
        default=0.05,
        lowest=0,
        highest=1,
        slider=Slider(0, 0.5, 0.01),
        warper="min_p",
        cuts=True,
    ),
    Parameter(
        name="typical_p",
        label="Typical-p",
        effect="Keeps the tokens whose surprise is nearest to the average surprise, up to this probability.",
        hint="0.95 keeps the most typical tokens that together hold 95 %",
        default=0.95,
        lowest=0,
        highest=1,
        above=True,
        slider=Slider(0.05, 1, 0.01),
        warper="typical",
        cuts=True,
        elsewhere=("typical",),
    ),
    Parameter(
        name="epsilon_cutoff",
        label="Epsilon",
        effect="Cuts tokens whose probability is below this.",
        hint="0.001 cuts tokens that come less than once in a thousand times",
        default=0.001,
        lowest=0,
        highest=1,
        slider=Slider(0, 0.05, 0.001),
        warper="epsilon_cutoff",
        cuts=True,
        rare=True,
        elsewhere=("epsilon",),
    ),
    Parameter(
        name="eta_cutoff",
        label="Eta",
        effect="Cuts tokens whose probability is below this, or below a lower bound where many tokens are likely.",
        hint="0.002 is usual; the bound falls as the entropy rises",
        default=0.002,
        lowest=0,
        highest=1,
        slider=Slider(0, 0.05, 0.001),
        warper="eta_cutoff",
        cuts=True,
        rare=True,
        elsewhere=("eta",),
    ),
    # Those that transformers has not come last.
    Parameter(
        name="top_a",
        label="Top-a",
        effect="Cuts tokens whose probability is below this times the square of the highest one.",
        hint="0.2 cuts below 0.05 where the most likely token has 0.5, and below 0.002 where it has 0.1",
        default=0.2,
        lowest=0,
        highest=1,
        slider=Slider(0, 1, 0.01),
        warper="top_a",
        cuts=True,
        rare=True,
    ),
    Parameter(
        name="tail_free",
        label="Tail-free",
        effect="Cuts the tail: the tokens after which the falling curve of the probabilities hardly bends any more.",
        hint="0.95 keeps the part of the curve with 95 % of its bends, 1 cuts nothing",
        default=0.95,
        lowest=0,
        highest=1,
        above=True,
        slider=Slider(0.05, 1, 0.01),
        warper="tail_free",
        cuts=True,
        rare=True,
        elsewhere=("tfs", "tfs_z"),
    ),
    Parameter(
        name="top_n_sigma",
        label="Top-nσ",
        effect="Keeps the tokens whose logits are at most this many standard deviations below the highest.",
        hint="1 keeps few tokens, 3 most of those that have a chance",
        default=1.0,
        lowest=0,
        highest=100,
        slider=Slider(0, 5, 0.1),
        warper="top_n_sigma",
        cuts=True,
        rare=True,
        elsewhere=("top_nsigma", "nsigma"),
    ),
    Parameter(
        name="num_beams",
        label="Beams",
        effect="How many texts beam search keeps alive side by side.",
        hint="4 follows the four most likely texts, 1 is greedy; each beam costs as much as a text of its own",
        default=4,
        lowest=1,
        highest=100,
        whole=True,
        slider=Slider(1, 8, 1),
        beam=True,
        elsewhere=("beams", "beam_width", "beam_size"),
    ),
    Parameter(
        name="length_penalty",
        label="Length penalty",
        effect="Divides a beam's log-probability by its length to this power: above 0 favours longer texts.",
        hint="1 compares the average per token, 0 the plain sum",
        default=1.0,
        lowest=-10,
        highest=10,
        slider=Slider(-2, 2, 0.1),
        beam=True,
    ),
    Parameter(
        name="early_stopping",
        label="Ends early",
        effect="When beam search ends once it has num_beams finished texts.",
        hint="true: at once; false: when no gain is likely; never: when no gain is possible",
        default=False,
        options=(
            Option(False, "when no gain is likely"),
            Option(True, "at once"),
            Option("never", "when no gain is possible"),
        ),
        beam=True,
    ),
    Parameter(
        name="max_new_tokens",
        label="New tokens",
        effect="How many tokens to generate at most.",
        hint="40 is a few sentences",
        default=MAX_NEW_TOKENS,
        lowest=0,
        whole=True,
        slider=Slider(1, 200, 1),
        elsewhere=("max_tokens", "max_length", "n_predict"),
    ),
    Parameter(
        name="seed",
        label="Seed",
        effect="Starts the random numbers: the same seed draws the same tokens again.",
        hint="leave it out for a new draw every time",
        default=None,
        lowest=0,
        highest=LARGEST_SEED,
        whole=True,
    ),
)

PARAMETERS: dict[str, Parameter] = {row.name: row for row in _ROWS}


def warper_rows() -> tuple[Parameter, ...]:
    """The rows that set a warper, in the order in which the warpers are applied."""
    return tuple(row for row in PARAMETERS.values() if row.warper)


def beam_rows() -> tuple[Parameter, ...]:
    """The rows that only beam search takes."""
    return tuple(row for row in PARAMETERS.values() if row.beam)


def names_elsewhere() -> dict[str, str]:
    """What other programs call a parameter, and its name here."""
    return {other: row.name for row in PARAMETERS.values() for other in row.elsewhere}
