"""Which documents may be held out: those that training never sees, letter for letter."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from llm_playground.training.sources import Sample


class SeenTexts:
    """Remembers the texts that pass by, each as a number: all of them at once would take gigabytes."""

    def __init__(self) -> None:
        self.count, self.hashes = 0, set[int]()

    def watch(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """The same samples, remembered on the way."""
        for sample in samples:
            self.count += 1
            self.hashes.add(hash(sample.text))
            yield sample

    def __contains__(self, text: object) -> bool:
        return hash(text) in self.hashes


def not_in_training(samples: Iterable[Sample], training: Container[str]) -> list[Sample]:
    """The samples whose text is not among those of training, each once.

    The story world draws short facts so often that another seed writes many of them again, letter for letter.
    Counted as held out they would reward a model for its memory.
    """
    once = {sample.text: sample for sample in samples}
    return [sample for text, sample in once.items() if text not in training]
