"""What a person sets for speculative decoding, checked: all that can be known without a model."""

from __future__ import annotations

from llm_playground.decoding import Strategy
from llm_playground.errors import InvalidValue, whole_number

NUM_DRAFT_TOKENS = 4
MOST_DRAFT_TOKENS = 32  # more are hardly ever all accepted, and each takes a pass of the draft model


def check_num_draft_tokens(number: object) -> int:
    """How many tokens are drafted a round.

    Raises:
        InvalidValue: not a whole number from 1 to 32.
    """
    why = " (how many tokens the draft model proposes a round)"
    return whole_number("num_draft_tokens", number, 1, MOST_DRAFT_TOKENS, why)


def check_can_speculate(strategy: Strategy) -> None:
    """Refuse a strategy whose choice is not a draw from the distribution of one next token, or its likeliest one.

    Raises:
        InvalidValue: with the field "strategy" or "parameters.draw".
    """
    if strategy.searches:
        sentence = "Beam search follows several texts at once, so there is nothing to draft; choose another strategy."
        raise InvalidValue(sentence, field="strategy")
    if strategy.contrasts:
        sentence = "Contrastive search compares hidden states, not probabilities alone; choose another strategy."
        raise InvalidValue(sentence, field="strategy")
    if strategy.adds_noise:
        sentence = "Speculative decoding draws by random numbers of its own, not by Gumbel noise; leave out draw."
        raise InvalidValue(sentence, field="parameters.draw")
