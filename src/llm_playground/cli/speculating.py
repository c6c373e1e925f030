"""`llm-playground speculate`: a text whose tokens a draft model proposes, round by round."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from llm_playground.cli.given import given_text
from llm_playground.cli.help import examples
from llm_playground.cli.options import A_MODEL, JsonOption, ModelArgument, command, name, number, text
from llm_playground.cli.run_options import PlainStrategyOption, plan_of, with_run_options
from llm_playground.decoding.parameter import Parameter
from llm_playground.engine.drafting import MOST_DRAFT_TOKENS, NUM_DRAFT_TOKENS, check_can_speculate

DRAFTED = Parameter(
    name="num_draft_tokens",
    effect="How many tokens the draft model proposes a round.",
    lowest=1,
    highest=MOST_DRAFT_TOKENS,
    whole=True,
)


@command(
    epilog=examples(
        'llm-playground speculate tiny-gpt2 "Once upon a time" --draft tiny-qwen',
        'llm-playground speculate tiny-gpt2 "Once upon a time" --draft tiny-qwen --strategy top_p --seed 7',
        'llm-playground speculate tiny-gpt2 "One day, a fox" --draft tiny-qwen --num-draft-tokens 8 --json',
    ),
)
@partial(with_run_options, plain=True)
def speculate(
    model: ModelArgument,
    prompt: Annotated[str, text("The text to continue or to answer; - reads it from stdin, less its last line break")],
    draft: Annotated[
        str,
        name(
            "The model that proposes the tokens, one with the same tokenizer",
            "--draft",
            "-d",
            metavar="MODEL",
            of=A_MODEL,
        ),
    ],
    strategy: PlainStrategyOption = None,
    num_draft_tokens: Annotated[int, number(DRAFTED)] = NUM_DRAFT_TOKENS,
    json: JsonOption = False,
    **settings: str | None,
) -> None:
    """Let a draft model propose tokens, and see which of them are accepted."""
    plan = plan_of(strategy, settings)  # first: a wrong value should not wait for a model to load
    check_can_speculate(plan.strategy)
    from llm_playground.cli.printing import print_badge
    from llm_playground.engine.generation import run_of
    from llm_playground.engine.shelf import SHELF
    from llm_playground.engine.speculating import speculating
    from llm_playground.plain.static_speculation import speculation_text
    from llm_playground.records.speculation import Speculation

    run = run_of(SHELF.get(model), given_text(prompt), plan)
    *_, made = speculating(run, SHELF.get(draft), num_draft_tokens, top=10)
    assert isinstance(made, Speculation)
    if not json:
        print_badge(made)
    print(made.to_json() if json else speculation_text(made))
