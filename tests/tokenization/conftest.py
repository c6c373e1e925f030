"""These tests promise what tokenizers do; how long they take is for `benchmarks/tokenization.py` to say."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
