"""The story world: simple English in which every choice was drawn with a known probability.

It writes the corpus of the bundled models (`documents`), and because it knows how likely each choice was,
a lesson can lay a model's distribution beside the true one (`Document.choices`). Words, sentences and plots
are data: see `data/*.toml`, and `loading.py` for their format.
"""

from llm_playground.corpus.world.generator import document_seed, documents, sample
from llm_playground.corpus.world.loading import World, build_world, default_world, extended_world
from llm_playground.corpus.world.records import Choice, Document, WorldError

__all__ = [
    "Choice",
    "Document",
    "World",
    "WorldError",
    "build_world",
    "default_world",
    "document_seed",
    "documents",
    "extended_world",
    "sample",
]
