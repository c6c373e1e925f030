"""How each lens carries a stream to the last block's output: found with the model, or fitted once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from llm_playground.engine.inside.corpus_texts import LONGEST, corpus_texts
from llm_playground.engine.inside.kept import Kept, weights_of
from llm_playground.errors import CheckpointError, InvalidValue
from llm_playground.models.catalog import CATALOG
from llm_playground.models.devices import split_dtype
from llm_playground.models.inside import inside
from llm_playground.models.seam import LanguageModel
from llm_playground.tokenization.text import each_text

if TYPE_CHECKING:
    from llm_playground.transformer.activations import Activations
    from llm_playground.transformer.jacobian import JacobianLens
    from llm_playground.transformer.lens import Carry
    from llm_playground.transformer.linear_reader import LinearReader

FILE = "jacobian_lens.pt"  # beside the weights of a model
FITTED_ON = 50  # texts of the corpus; a hundred made no better reader of the bundled models
KEPT = 8  # fits

Key = tuple[tuple[str, float], str, tuple[str, ...] | None]


def carry_of(model: LanguageModel, kind: str, texts: Sequence[str] | None) -> Carry:
    """How the lens of this kind carries a stream of `model`.

    Raises:
        InvalidValue: texts that are needed, or not wanted.
        CheckpointError: a Jacobian lens beside the model that cannot be read, or is another model's.
    """
    given = None if texts is None else tuple(each_text(texts))
    if kind == "logit":
        if given is not None:
            raise InvalidValue("The logit lens is not fitted, so texts must be left out.", field="texts")
        from llm_playground.transformer.lens import as_it_is

        return as_it_is
    fit = _linear if kind == "linear" else _jacobian
    return _KEPT.get((weights_of(model), kind, given), lambda: fit(model, given)).carry


def has_fit(model: LanguageModel, kind: str) -> bool:
    """Whether this lens can be had without texts to fit it to."""
    if kind == "jacobian":
        return (model.info.folder / FILE).is_file()
    return kind == "logit" or _is_bundled(model)


def _linear(model: LanguageModel, texts: tuple[str, ...] | None) -> LinearReader:
    from llm_playground.transformer.linear_reader import fit_linear

    if texts is None and not _is_bundled(model):
        raise _needs_texts(model, "linear")
    return fit_linear(_streams(model, corpus_texts(model, FITTED_ON) if texts is None else _encoded(model, texts)))


def _jacobian(model: LanguageModel, texts: tuple[str, ...] | None) -> JacobianLens:
    from llm_playground.transformer.jacobian import JacobianLens, fit_jacobian

    if texts is not None:
        return fit_jacobian(inside(model).transformer, _encoded(model, texts))
    path = model.info.folder / FILE
    if not path.is_file():
        raise _needs_texts(model, "jacobian")
    found, transformer = JacobianLens.load(path), inside(model).transformer
    shape = (transformer.config.n_layer, transformer.config.n_embd, transformer.config.n_embd)
    if found.matrices.shape != shape:
        raise CheckpointError(
            f"{path} has matrices of shape {tuple(found.matrices.shape)}, but for {model.name} they are {shape}: it is "
            "the lens of another model. Fit it anew."
        )
    return found


def _streams(model: LanguageModel, texts: Iterable[Sequence[int]]) -> Iterator[Activations]:
    """Of each text what enters every block, and what leaves the last."""
    view = inside(model)
    last = view.shape.n_layer - 1
    names = [*(f"h.{layer}.resid_pre" for layer in range(last + 1)), f"h.{last}.resid_post"]
    return (view.activations(ids, names) for ids in texts)


def _encoded(model: LanguageModel, texts: Iterable[str]) -> Iterator[list[int]]:
    longest = min(LONGEST, model.context_length)
    encoded = (model.tokenizer.encode(text, add_special_tokens=True)[:longest] for text in texts)
    return (ids for ids in encoded if ids)


def _is_bundled(model: LanguageModel) -> bool:
    entry = CATALOG.get(split_dtype(model.name)[0])
    return entry is not None and entry.bundled_folder == model.info.folder


def _needs_texts(model: LanguageModel, kind: str) -> InvalidValue:
    return InvalidValue(
        f"The {kind} lens of {model.name} has to be fitted first: give texts of the kind that it reads, "
        f'lens(model, prompt, "{kind}", texts=[...]). A hundred of {LONGEST} tokens make a usable one; the fit is kept '
        "for as long as this process runs.",
        field="texts",
    )


_KEPT: Kept[Key, LinearReader | JacobianLens] = Kept(KEPT)
