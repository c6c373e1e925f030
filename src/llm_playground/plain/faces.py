"""One table: for each record how it shows itself, as text, as HTML without style, and as a widget.

The rows are names, so that making the table imports no record and no widget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from llm_playground.plain import (
    static,
    static_arena,
    static_beams,
    static_behaviour,
    static_changed,
    static_costs,
    static_course,
    static_diff,
    static_effects,
    static_features,
    static_fine_tuning,
    static_game,
    static_graph,
    static_heads,
    static_inside,
    static_local,
    static_model_comparison,
    static_pipeline,
    static_preference,
    static_quantization,
    static_quiz,
    static_score,
    static_speculation,
    static_tokenizers,
    static_vectors,
)
from llm_playground.tokenization.kinds.table import KINDS
from llm_playground.tokenization.protocol import Tokenizer


@dataclass(frozen=True, slots=True)
class Face:
    """How a record shows itself.

    text: a few lines, for a terminal.
    html: for a page that keeps no widget, such as a saved notebook.
    widget: what makes its view, as a name within the room of widgets; None where the view needs more than the record.
    """

    text: Callable[[Any], str]
    html: Callable[[Any], str]
    widget: str | None = None


_HOME = "llm_playground."
_LAB = f"{_HOME}tokenization.lab."
_TOKENIZER = Face(static_tokenizers.tokenizer_text, static_tokenizers.tokenizer_html, "tokenizers.Vocabulary")

FACES = {
    f"{_HOME}records.Encoding": Face(static.encoding_text, static.encoding_html, "views.Tokens"),
    f"{_HOME}engine.inside.inspection.Seen": Face(static.inspection_text, static.inspection_html, "views.inspection"),
    f"{_HOME}engine.inside.lens.Lens": Face(repr, static_inside.lens_html, "lens.Lens"),
    f"{_HOME}records.inside.CommitmentStrip": Face(
        static_inside.commitment_text, static_inside.commitment_html, "lens.Commitment"
    ),
    f"{_HOME}engine.inside.attribution.Attribution": Face(repr, static_inside.attribution_html, "lens.Attribution"),
    f"{_HOME}engine.inside.heads.Heads": Face(repr, static_heads.heads_html, "heads.heads"),
    f"{_HOME}records.heads.HeadExamples": Face(
        static_heads.head_examples_text, static_heads.head_examples_html, "heads.HeadExamples"
    ),
    f"{_HOME}engine.inside.ablation.Effect": Face(
        static_effects.change_text, static_effects.change_html, "effects.Effects"
    ),
    f"{_HOME}records.effects.AblationMap": Face(
        static_effects.ablation_map_text, static_effects.ablation_map_html, "effects.Effects"
    ),
    f"{_HOME}records.effects.PatchingMap": Face(
        static_effects.patching_map_text, static_effects.patching_map_html, "effects.Patching"
    ),
    f"{_HOME}engine.inside.features.Features": Face(
        static_features.features_text, static_features.features_html, "features.Features"
    ),
    f"{_HOME}records.graph.AttributionGraph": Face(
        static_graph.graph_text, static_graph.graph_html, "features.AttributionGraph"
    ),
    f"{_HOME}records.features.Feature": Face(static_features.feature_text, static_features.feature_html),
    f"{_HOME}records.features.DictionaryCard": Face(static_features.card_text, static_features.card_html),
    f"{_HOME}transformer.costs.Costs": Face(static_costs.costs_text, static_costs.costs_html, "costs.Costs"),
    f"{_HOME}transformer.comparison.ArchitectureComparison": Face(
        static_costs.architectures_text, static_costs.architectures_html, "costs.Architectures"
    ),
    f"{_HOME}records.quantization.Quantization": Face(
        static_quantization.quantization_text, static_quantization.quantization_html, "quantization.Quantization"
    ),
    f"{_HOME}records.fine_tuning.FineTuning": Face(
        static_fine_tuning.fine_tuning_text, static_fine_tuning.fine_tuning_html, "fine_tuning.FineTuning"
    ),
    f"{_HOME}records.preference.PreferenceTraining": Face(
        static_preference.preference_text, static_preference.preference_html, "preference.Preference"
    ),
    f"{_HOME}records.embedding.Neighbours": Face(static_vectors.neighbours_text, static_vectors.neighbours_html),
    f"{_HOME}records.embedding.Positions": Face(static_vectors.positions_text, static_vectors.positions_html),
    f"{_HOME}records.neurons.NeuronTexts": Face(static_vectors.neuron_text, static_vectors.neuron_html),
    f"{_HOME}records.temperatures.Temperatures": Face(
        static_vectors.temperatures_text, static_vectors.temperatures_html
    ),
    f"{_HOME}transformer.workings.Workings": Face(static_inside.workings_text, static_inside.workings_html),
    f"{_HOME}records.forward_pass.ForwardPass": Face(
        static_inside.forward_pass_text, static_inside.forward_pass_html, "forward_pass.ForwardPass"
    ),
    f"{_HOME}records.beam_tree.BeamTree": Face(
        static_beams.beam_tree_text, static_beams.beam_tree_html, "beams.BeamTree"
    ),
    f"{_HOME}records.behaviour.BehaviourSheet": Face(
        static_behaviour.sheet_text, static_behaviour.sheet_html, "behaviour_sheet.BehaviourSheet"
    ),
    f"{_HOME}records.local.LocalModels": Face(static_local.local_models_text, static_local.local_models_html),
    f"{_HOME}course.exercise.Exercise": Face(static_course.exercise_text, static_course.exercise_html),
    f"{_HOME}course.exercises.Exercises": Face(static_course.exercises_text, static_course.exercises_html),
    f"{_HOME}records.verdict.Verdict": Face(static_course.verdict_text, static_course.verdict_html),
    f"{_HOME}records.verdict.Progress": Face(static_course.progress_text, static_course.progress_html),
    f"{_HOME}course.quizzing.Quiz": Face(static_quiz.quiz_text, static_quiz.quiz_html),
    f"{_HOME}records.quiz.QuizItem": Face(static_quiz.item_text, static_quiz.item_html),
    f"{_HOME}records.quiz.QuizScore": Face(static_quiz.score_text, static_quiz.score_html),
    f"{_HOME}records.handed_in.HandedIn": Face(static_course.handed_in_text, static_course.handed_in_html),
    f"{_HOME}records.handed_in.ClassReport": Face(static_course.class_report_text, static_course.class_report_html),
    f"{_HOME}engine.game.Game": Face(repr, static_game.game_html),
    f"{_HOME}records.Module": Face(static.module_text, static.module_html, "views.Anatomy"),
    f"{_HOME}records.score.Score": Face(static_score.score_text, static_score.score_html, "score.Score"),
    f"{_HOME}records.model_comparison.ModelComparison": Face(
        static_model_comparison.model_comparison_text,
        static_model_comparison.model_comparison_html,
        "model_comparison.ModelComparison",
    ),
    f"{_HOME}records.changed.WeightChange": Face(
        static_changed.weight_change_text, static_changed.weight_change_html, "changed.WeightChange"
    ),
    f"{_HOME}records.changed.WeightPath": Face(
        static_changed.weight_path_text, static_changed.weight_path_html, "changed.WeightPath"
    ),
    f"{_HOME}records.changed.CrossPatchingMap": Face(
        static_changed.cross_patching_text, static_changed.cross_patching_html, "changed.CrossPatching"
    ),
    f"{_HOME}records.changed.LowRankChange": Face(
        static_changed.low_rank_text, static_changed.low_rank_html, "changed.LowRank"
    ),
    f"{_HOME}records.speculation.Speculation": Face(
        static_speculation.speculation_text, static_speculation.speculation_html, "speculation.Speculation"
    ),
    f"{_HOME}records.truth.Truth": Face(static_score.truth_text, static_score.truth_html, "score.Score"),
    f"{_HOME}records.Step": Face(static.step_text, static.step_html, "views.Distribution"),
    f"{_HOME}records.pipeline.PipelineStep": Face(
        static_pipeline.pipeline_text, static_pipeline.pipeline_html, "pipeline.Pipeline"
    ),
    f"{_HOME}records.arena.Sweep": Face(static_arena.sweep_text, static_arena.sweep_html, "sweep.Sweep"),
    f"{_HOME}records.arena.Sweeps": Face(static_arena.sweeps_text, static_arena.sweeps_html, "sweep.Sweep"),
    f"{_HOME}records.arena.Arena": Face(static_arena.arena_text, static_arena.arena_html, "lanes.Lanes"),
    f"{_HOME}records.difference.TraceDiff": Face(static_diff.diff_text, static_diff.diff_html, "diff.Diff"),
    f"{_HOME}records.Trace": Face(static.trace_text, static.trace_html, "views.Generation.of"),
    f"{_LAB}bpe_history.MergeHistory": Face(
        static_tokenizers.history_text, static_tokenizers.history_html, "tokenizers.Merges"
    ),
    f"{_LAB}bpe_history.TrainedBPE": Face(
        static_tokenizers.trained_text, static_tokenizers.trained_html, "tokenizers.Merges"
    ),
    f"{_LAB}comparison.Comparison": Face(
        static_tokenizers.comparison_text, static_tokenizers.comparison_html, "tokenizers.Comparison"
    ),
    f"{_LAB}records.Chunks": Face(static_tokenizers.chunks_text, static_tokenizers.chunks_html),
    f"{_LAB}records.Languages": Face(
        static_tokenizers.languages_text, static_tokenizers.languages_html, "tokenizers.Languages"
    ),
    f"{_LAB}records.Word": Face(static_tokenizers.word_text, static_tokenizers.word_html, "tokenizers.WordSteps"),
    f"{_LAB}vocabulary.TokenCard": Face(static_tokenizers.card_text, static_tokenizers.card_html),
    **{f"{kind.module}.{kind.class_name}": _TOKENIZER for kind in KINDS.values()},
    f"{_HOME}tokenization.adapters.hugging_face.HuggingFaceTokenizer": _TOKENIZER,
}


def face_of(record: object) -> Face:
    """The row of a record, or of the class that its own extends; a tokenizer of one's own shows itself as all do.

    Raises:
        TypeError: nothing in the table is of this type.
    """
    names = (f"{each.__module__}.{each.__qualname__}" for each in type(record).__mro__)
    face = next((FACES[name] for name in names if name in FACES), None)
    if face is None and isinstance(record, Tokenizer):
        return _TOKENIZER
    if face is None:
        raise TypeError(f"{type(record).__name__} has no face.")
    return face
