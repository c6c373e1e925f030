"""Lanes to start from: each preset asks one question that the arena answers."""

from __future__ import annotations

from dataclasses import dataclass

from llm_playground.records import Record


@dataclass(frozen=True, slots=True)
class Preset(Record):
    """Lanes as `compare` takes them, and in one line what they show."""

    name: str
    label: str
    effect: str
    lanes: tuple[dict[str, str | float], ...]


PRESETS = {
    preset.name: preset
    for preset in (
        Preset(
            "strategies",
            "Six strategies",
            "What each way to choose makes of the same distribution.",
            (
                {"strategy": "greedy"},
                {"strategy": "sample"},
                {"strategy": "top_k", "top_k": 40},
                {"strategy": "top_p", "top_p": 0.9},
                {"strategy": "min_p", "min_p": 0.05},
                {"strategy": "beam", "num_beams": 4},
            ),
        ),
        Preset(
            "temperatures",
            "Six temperatures",
            "The same random numbers, from a distribution that gets flatter and flatter.",
            tuple({"strategy": "sample", "temperature": value} for value in (0.0, 0.3, 0.7, 1.0, 1.3, 2.0)),
        ),
        Preset(
            "seeds",
            "Four seeds",
            "One strategy, four runs of luck: what stays the same comes from the model.",
            tuple({"strategy": "top_p", "top_p": 0.9, "seed": seed} for seed in (1, 2, 3, 4)),
        ),
        Preset(
            "orders",
            "One chain in two orders",
            "Temperature before the cuts or after them: other texts from the same numbers.",
            tuple(
                {"strategy": "top_p", "top_p": 0.8, "temperature": 1.5, "order": order}
                for order in ("transformers", "llama.cpp")
            ),
        ),
    )
}
