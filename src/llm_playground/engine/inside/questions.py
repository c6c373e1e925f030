"""What can be asked about the inside of a model, by all who share a session.

Importing it brings no PyTorch, which takes seconds: that comes with the first model that needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from llm_playground.engine.background import Runs, asker
from llm_playground.engine.fetching import Policy, check_here
from llm_playground.engine.request import Limits, check_at_most, check_prompt
from llm_playground.engine.shelf import SHELF
from llm_playground.errors import CheckpointError, ModelUnavailable, PlaygroundError, UnknownName, shown, unknown
from llm_playground.models.copies import COPIES, KEPT, Copy
from llm_playground.models.devices import split_dtype, wrong_dtype
from llm_playground.models.prompting import PromptInput
from llm_playground.models.references import Reference
from llm_playground.records import Encoding, Inspection, Module, Vectors
from llm_playground.records.effects import AblationMap, Change, PatchingMap
from llm_playground.records.embedding import Neighbours, Positions
from llm_playground.records.features import Feature, TextFeatures
from llm_playground.records.forward_pass import ForwardPass
from llm_playground.records.graph import AttributionGraph
from llm_playground.records.heads import AllHeads, HeadExamples
from llm_playground.records.inside import CommitmentStrip, LensGrid
from llm_playground.records.neurons import NeuronTexts
from llm_playground.records.temperatures import Temperatures

if TYPE_CHECKING:
    from llm_playground.engine.inside.attribution import Attribution
    from llm_playground.models.gathering import Gathering
    from llm_playground.transformer.comparison import ArchitectureComparison
    from llm_playground.transformer.cost_sheet import CostSheet
    from llm_playground.transformer.workings import Workings

To = Literal["zero", "mean"]


class Questions:
    """Looks inside models, each checked when it is asked, and most of them counted among the runs.

    Args:
        models: those that may be asked about, by name.
        limits: the most that anybody may ask.
        runs: all that are under way.
        fetching: what becomes of a model that is not on this machine.
        broken: why each of those that are known to be damaged cannot be loaded, by name.
    """

    def __init__(
        self,
        models: Mapping[str, Reference],
        limits: Limits,
        runs: Runs,
        fetching: Policy,
        broken: Mapping[str, str],
    ) -> None:
        self._models, self.limits, self.runs, self.fetching = models, limits, runs, fetching
        self._broken = broken
        self._locked: frozenset[str] = frozenset()
        self._copies: set[str] = set()  # the names of what was trained here, of which the last are still there

    def inspect(self, model: str, prompt: PromptInput, layer: int = 0, head: int = 0) -> Inspection:
        """A look inside the model at work on a prompt; `head` is the one to be shown first. Counts as a run.

        Raises: as `llm_playground.load`; and
            UnknownName: not a model of this session.
            ModelUnavailable: it is being fetched, which takes longer than one can wait for an answer.
            InvalidValue: too long a prompt, no such layer or head, or a model that cannot be looked into.
            TooBusy: as many runs are under way as there may be.
        """
        with self._look(model, prompt) as shared:
            from llm_playground.engine.inside.inspection import inspect

            return inspect(shared, prompt, layer, head)

    def vectors(self, model: str, prompt: PromptInput) -> Vectors:
        """The vectors with which the tokens of a prompt enter the model. Raises: as `inspect`."""
        with self._look(model, prompt) as shared:
            from llm_playground.engine.inside.inspection import vectors

            return vectors(shared, prompt)

    def lens(self, model: str, prompt: PromptInput, kind: str = "logit") -> LensGrid:
        """What the model would say at each layer of a prompt. Raises: as `inspect`; and
        UnknownName: there is no such kind of lens.
        InvalidValue: one that the model does not have.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.lens import lens

            return lens(shared, read.ids, kind).grid()

    def commitment(
        self, model: str, prompt: PromptInput, max_new_tokens: int = 24, kind: str = "logit"
    ) -> CommitmentStrip:
        """From which layer on the model would say each token of a prompt and of what it makes of it. Raises: as `lens`;
        and
        InvalidValue: more new tokens than can be shown.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.commitment import MOST_NEW, commitment

            check_at_most("max_new_tokens", max_new_tokens, MOST_NEW)
            return commitment(shared, read.ids, max_new_tokens, kind)

    def attribution(
        self,
        model: str,
        prompt: PromptInput,
        token: int | str | None = None,
        against: int | str | None = None,
        position: int | None = None,
    ) -> Attribution:
        """What each part of the model wrote towards the logit of a next token. Raises: as `inspect`; and
        InvalidValue: no such token, no such position, or a model that runs through transformers.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.attribution import attribution

            return attribution(shared, read.ids, token, against, position)

    def heads(self, model: str, prompt: PromptInput) -> AllHeads:
        """Where all heads of the model look on a prompt. Counts as a run. Raises: as `inspect`."""
        with self._look(model, prompt) as shared:
            from llm_playground.engine.inside.heads import heads
            from llm_playground.engine.inside.inspection import MOST_OF_ALL_HEADS, prompt_to_show

            return heads(shared, prompt_to_show(shared, prompt, MOST_OF_ALL_HEADS).ids).picture

    def head_examples(self, model: str, layer: int = 0, head: int = 0) -> HeadExamples:
        """What a head looks at in texts of the story world. Counts as a run. Raises: as `inspect`."""
        with self._running(model) as shared:
            from llm_playground.engine.inside.head_examples import head_examples

            return head_examples(shared, layer, head)

    def ablate(self, model: str, prompt: PromptInput, name: str, to: To = "zero") -> Change:
        """The next token of a prompt without a part of the model. Counts as a run. Raises: as `inspect`."""
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.ablation import ablate

            return ablate(shared, read.ids, name, to)

    def ablation_map(self, model: str, prompt: PromptInput, to: To = "zero") -> AblationMap:
        """What every head and every MLP does for the next token of a prompt. Counts as a run. Raises: as `inspect`."""
        with self._look(model, prompt) as shared:
            from llm_playground.engine.inside.inspection import MOST_OF_A_MAP, prompt_to_show
            from llm_playground.engine.inside.maps import ablation_map

            return ablation_map(shared, prompt_to_show(shared, prompt, MOST_OF_A_MAP).ids, to)

    def patching_map(self, model: str, base: PromptInput, source: PromptInput) -> PatchingMap:
        """A prompt with the stream of another put in its place, at each layer and token. Counts as a run.

        Raises: as `inspect`, with the field "base" or "source" in place of "prompt"; and
            InvalidValue: the prompts have different numbers of tokens.
        """
        with _about("source"):
            check_prompt(source, self.limits)
        with _about("base"), self._look(model, base) as shared:
            from llm_playground.engine.inside.inspection import MOST_OF_A_MAP, prompt_to_show
            from llm_playground.engine.inside.maps import patching_map

            read = prompt_to_show(shared, base, MOST_OF_A_MAP)
            with _about("source"):
                other = prompt_to_show(shared, source, MOST_OF_A_MAP)
            return patching_map(shared, read.ids, other.ids)

    def forward_pass(self, model: str, prompt: PromptInput, position: int | None = None) -> ForwardPass:
        """One token's way through the whole model. Raises: as `inspect`; and
        InvalidValue: no such position, or a model that runs through transformers.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.forward_pass import forward_pass

            return forward_pass(shared, read.ids, position)

    def workings(
        self, model: str, prompt: PromptInput, position: int | None = None, layer: int = 0, head: int = 0
    ) -> Workings:
        """The arithmetic of one token in one block and one head. Raises: as `inspect`; and
        InvalidValue: no such position, or a model that runs through transformers.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.workings import workings

            return workings(shared, read.ids, position, layer, head)

    def neighbours(self, model: str, token: int) -> Neighbours:
        """The tokens whose vectors are most like that of a token. Counts as a run. Raises: as `inspect`; and
        InvalidValue: no such token.
        """
        with self._running(model) as shared:
            from llm_playground.engine.inside.embedding import neighbours

            return neighbours(shared, token)

    def positions(
        self,
        model: str,
        prompt: PromptInput,
        position: int | None = None,
        key: int | None = None,
        layer: int = 0,
        head: int = 0,
    ) -> Positions:
        """How the model tells where a token of a prompt stands. Counts as a run. Raises: as `workings`; and
        InvalidValue: no such key.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.embedding import positions

            return positions(shared, read.ids, position, key, layer, head)

    def neuron(self, model: str, layer: int, index: int) -> NeuronTexts:
        """The texts on which a neuron fires most. Counts as a run. Raises: as `inspect`; and
        InvalidValue: no such neuron, or a model that runs through transformers.
        """
        with self._running(model) as shared:
            from llm_playground.engine.inside.neuron import neuron

            return neuron(shared, layer, index)

    def temperatures(self, model: str, prompt: PromptInput, position: int | None = None) -> Temperatures:
        """What may come after a token of a prompt, at every temperature. Counts as a run. Raises: as `inspect`; and
        InvalidValue: no such position.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.temperatures import temperatures

            return temperatures(shared, read.ids, position)

    def features(self, model: str, prompt: PromptInput, dictionary: str | None = None) -> TextFeatures:
        """A prompt in the features of a dictionary. Raises: as `inspect`; and
        InvalidValue: a model that has no dictionary.
        UnknownName: it has none of this name.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.features import features

            return features(shared, read.ids, dictionary)

    def feature(
        self, model: str, prompt: PromptInput, index: int, position: int | None = None, dictionary: str | None = None
    ) -> Feature:
        """All about one feature, at a token of a prompt. Raises: as `features`; and
        InvalidValue: no such feature or position.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.features import feature_of

            return feature_of(shared, read, dictionary, index, position)

    def attribution_graph(self, model: str, prompt: PromptInput, token: int | str | None = None) -> AttributionGraph:
        """Which features made the logit of a next token. Raises: as `inspect`; and
        InvalidValue: no such token, or a model without a transcoder for every MLP.
        """
        with self._look(model, prompt) as shared:
            from llm_playground.engine.inside.attribution_graph import attribution_graph
            from llm_playground.engine.inside.inspection import MOST_OF_A_MAP, prompt_to_show

            return attribution_graph(shared, prompt_to_show(shared, prompt, MOST_OF_A_MAP).ids, token)

    def anatomy(self, model: str) -> Module:
        """The parts of a model. Raises: as `inspect`."""
        self._check_model(model)
        shared = SHELF.wait_for(model)
        from llm_playground.engine.inside.inspection import anatomy

        return anatomy(shared)

    def costs(self, model: str, prompt: PromptInput) -> CostSheet:
        """What the next token of a prompt costs, and how costs grow with the text. Raises: as `inspect`; and
        InvalidValue: a model that runs through transformers.
        """
        with self._reading(model, prompt) as (shared, read):
            from llm_playground.engine.inside.costs import costs
            from llm_playground.transformer.cost_sheet import cost_sheet

            return cost_sheet(costs(shared), len(read.ids))

    def compare_architectures(self, model: str, other: str) -> ArchitectureComparison:
        """Two models side by side, by their shapes alone where the catalog knows these. Raises: as `inspect`."""
        from llm_playground.engine.inside.costs import compare_architectures
        from llm_playground.models.catalog_shapes import SHAPES

        for field, name in (("model", model), ("other", other)):
            (self._check_name if name in SHAPES else self._check_model)(name, field)
        both = (name if name in SHAPES else SHELF.wait_for(name) for name in (model, other))
        return compare_architectures(*both)

    @contextmanager
    def _reading(self, model: str, prompt: PromptInput) -> Iterator[tuple[Gathering, Encoding]]:
        """The model, to be asked about a prompt that it has read, while this counts as a run."""
        with self._look(model, prompt) as shared:
            from llm_playground.engine.inside.inspection import prompt_to_show

            yield shared, prompt_to_show(shared, prompt)

    @contextmanager
    def _look(self, model: str, prompt: PromptInput) -> Iterator[Gathering]:
        """The model, to be asked about a prompt while this counts as a run."""
        check_prompt(prompt, self.limits)
        with self._running(model) as shared:
            yield shared

    @contextmanager
    def _running(self, model: str) -> Iterator[Gathering]:
        """The model, while this counts as a run."""
        self._check_model(model)
        with self.runs.counted():
            yield SHELF.wait_for(model)

    def lock(self, models: Iterable[str]) -> None:
        """Let nobody but a teacher ask these models, in whatever numbers; those that were locked before are open."""
        self._locked = frozenset(models)

    def _check_model(self, name: str, field: str = "model") -> None:
        """Refuse a model that cannot be asked here, or only once it has been fetched."""
        self._check_name(name, field)
        who = asker()
        if {name, split_dtype(name)[0]} & self._locked and not (who and who.is_teacher):
            raise ModelUnavailable(f"Your teacher has locked {name} for now; choose another model.", field=field)
        self._check_here(name, field)

    def _check_here(self, name: str, field: str) -> None:
        """Refuse a model that would have to be fetched first, where that is not done by the way."""
        if self.fetching != "needed":
            check_here(name, self._reference(name), self.fetching, field)

    def _reference(self, name: str) -> Reference:
        """What the name of a model stands for, in whatever numbers it is asked for."""
        copy = COPIES.find(name) if name in self._copies else None
        return copy or self._models[name if name in self._models else split_dtype(name)[0]]

    def _kept(self) -> list[Copy]:
        """What was trained in this session and is still there, by name."""
        return [copy for name in sorted(self._copies) if (copy := COPIES.find(name))]

    def _check_name(self, name: str, field: str = "model") -> None:
        if name in self._copies:
            if COPIES.find(name) is None:
                raise UnknownName(
                    f"There is no model {shown(name)} any more: the last {KEPT} that were trained here are kept, until "
                    "the server ends. Train it again.",
                    field=field,
                )
            return
        whole, _ = split_dtype(name)
        if whole in self._broken:
            raise CheckpointError(self._broken[whole], field=field)
        if name not in self._models and whole not in self._models:
            wrong = wrong_dtype(name, self._models.__contains__, field)
            raise wrong or unknown("model", name, self._models, field=field)


@contextmanager
def _about(field: str) -> Iterator[None]:
    """What is wrong with a prompt that has a name of its own is told with that name."""
    try:
        yield
    except PlaygroundError as error:
        if error.field and error.field.startswith("prompt"):
            error.field = f"{field}{error.field.removeprefix('prompt')}"
        raise
