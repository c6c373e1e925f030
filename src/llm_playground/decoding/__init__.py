"""The decoding room: logits to a distribution, a distribution to a token, tokens to a text. Pure numpy.

Read in this order: `warpers` (reshape the distribution) · `chain` (their order) · `choosers` (take a token) ·
`strategies` (the usual combinations by name) · `decode` (the loop) · `beam` (several texts at once).
"""

from llm_playground.decoding.beam import beam_search
from llm_playground.decoding.chain import DEFAULT_ORDER, Chain, Order, arrange, orders, warp
from llm_playground.decoding.choosers import greedy, sample, uniforms
from llm_playground.decoding.decode import decode, decode_ids
from llm_playground.decoding.distribution import (
    Distribution,
    Piece,
    entropy,
    log_softmax,
    rank,
    softmax,
    summarize,
)
from llm_playground.decoding.parameter import Parameter, Value
from llm_playground.decoding.parameters import MAX_NEW_TOKENS, PARAMETERS, EarlyStopping
from llm_playground.decoding.seam import LanguageModel
from llm_playground.decoding.strategies import (
    STRATEGIES,
    BeamParameters,
    Strategy,
    StrategyKind,
    make_strategy,
)
from llm_playground.decoding.text import TextStream
from llm_playground.decoding.warpers import Warper, make_warper
from llm_playground.decoding.warpers.min_p import MinP
from llm_playground.decoding.warpers.repetition_penalty import RepetitionPenalty
from llm_playground.decoding.warpers.temperature import Temperature
from llm_playground.decoding.warpers.top_k import TopK
from llm_playground.decoding.warpers.top_p import TopP
from llm_playground.decoding.warpers.typical import Typical

__all__ = [
    "DEFAULT_ORDER",
    "MAX_NEW_TOKENS",
    "PARAMETERS",
    "STRATEGIES",
    "BeamParameters",
    "Chain",
    "Distribution",
    "EarlyStopping",
    "LanguageModel",
    "MinP",
    "Order",
    "Parameter",
    "Piece",
    "RepetitionPenalty",
    "Strategy",
    "StrategyKind",
    "Temperature",
    "TextStream",
    "TopK",
    "TopP",
    "Typical",
    "Value",
    "Warper",
    "arrange",
    "beam_search",
    "decode",
    "decode_ids",
    "entropy",
    "greedy",
    "log_softmax",
    "make_strategy",
    "make_warper",
    "orders",
    "rank",
    "sample",
    "softmax",
    "summarize",
    "uniforms",
    "warp",
]
