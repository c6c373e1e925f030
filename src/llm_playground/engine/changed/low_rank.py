"""How much of a fine-tuning a few directions of each matrix hold: what a LoRA of that rank could have learned."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from llm_playground.engine.changed.behaviour import MOST_NEW, ask_twins
from llm_playground.engine.changed.twins import twins
from llm_playground.errors import InvalidValue, shown, whole, whole_number
from llm_playground.models.prompting import PromptInput
from llm_playground.models.seam import LanguageModel
from llm_playground.plain.static_changed import low_rank_text
from llm_playground.records.changed import AtRank, LowRankChange, MatrixRanks
from llm_playground.transformer.computed import cut_to_rank
from llm_playground.transformer.parameters import POSITIONS
from llm_playground.transformer.weight_change import Directions, changed_parts, directions_of
from llm_playground.transformer.weight_parts import WeightPart

RANKS = (1, 4, 16)
MOST_RANKS, HIGHEST = 8, 256


class Squeezed(LowRankChange):
    """A low-rank change that prints itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return low_rank_text(self)


def low_rank_change(
    model: str | Path | LanguageModel,
    tuned: str | Path | LanguageModel,
    prompt: PromptInput,
    ranks: Sequence[int] = RANKS,
    max_new_tokens: int = 24,
) -> Squeezed:
    """How much of a fine-tuning is left when the change of every matrix is cut down to a low rank.

    A LoRA (Hu et al. 2021) can only learn changes of a rank that is chosen beforehand. Here the best approximation of
    each rank is taken of a change that was free (Eckart and Young 1936): which share of its squared Frobenius norm that
    keeps, matrix by matrix, and what the model says that has it in place of the whole. The embedding counts among the
    matrices, which a LoRA mostly leaves alone; norms, biases and the positions of GPT-2 change as they did.

    Args:
        model, tuned, prompt: as for `weight_path`; divergences are measured as there.
        ranks: up to eight, from 1 to 256.
        max_new_tokens: of each answer, from 1 to 100.

    Raises:
        InvalidValue: the two are not built alike or are too large, or a number is out of range.
        PlaygroundError: as `generate`.
    """
    chosen, most = _ranks(ranks), whole_number("max_new_tokens", max_new_tokens, 1, MOST_NEW)
    pair = twins(model, tuned)
    pair.must_be_small()
    asked = ask_twins(pair, prompt, most)
    changes = {
        each.part: directions_of(each.change, chosen[-1])
        for each in changed_parts(pair.before, pair.after)
        if _is_matrix(each.part)
    }
    shapes = [part.shape for part in changes]
    by_rank = tuple(
        AtRank(
            rank,
            sum(min(rank, *shape) * sum(shape) for shape in shapes),
            _share(changes.values(), rank),
            asked.behaviour(cut_to_rank(pair.before, pair.after, changes, rank)),
        )
        for rank in chosen
    )
    matrices = tuple(
        MatrixRanks(part.name, part.layer, part.kind, part.shape, change.norm, tuple(map(change.share, chosen)))
        for part, change in changes.items()
    )
    return Squeezed(
        pair.base.name,
        pair.tuned.name,
        asked.prompt,
        asked.answer,
        sum(rows * columns for rows, columns in shapes),
        asked.behaviour(pair.before).kl_tuned,
        asked.behaviour(pair.after),
        by_rank,
        matrices,
    )


def _ranks(ranks: object) -> tuple[int, ...]:
    """Raises: InvalidValue."""
    several = list(ranks) if isinstance(ranks, Sequence) and not isinstance(ranks, str | bytes) else []
    numbers = [number for each in several if (number := whole(each)) is not None and 1 <= number <= HIGHEST]
    if len(numbers) < len(several) or not 1 <= len(several) <= MOST_RANKS:
        raise InvalidValue(
            f"ranks is {shown(ranks)}; it must be a list of up to {MOST_RANKS} whole numbers from 1 to {HIGHEST}.",
            field="ranks",
            subject="ranks",
        )
    return tuple(sorted(set(numbers)))


def _is_matrix(part: WeightPart) -> bool:
    return len(part.shape) == 2 and part.parameter != POSITIONS


def _share(matrices: Collection[Directions], rank: int) -> float | None:
    """What the best approximations keep of the squared norm of all changes."""
    total = sum(float(each.squares.sum()) for each in matrices)
    return sum(float(each.squares[:rank].sum()) for each in matrices) / total if total > 0 else None
