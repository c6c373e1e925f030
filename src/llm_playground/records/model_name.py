"""The name of a model, as records hold it."""

from __future__ import annotations

# How the weights of a model may be stored without blocks: as they were published, or in 16 bits.
UNROUNDED = ("F32", "F16", "BF16")


class ModelName(str):
    """A name that knows how the weights of the model were stored, where they had to be turned back into numbers.

    Every record of what a model computed has its name. So whoever shows one can say whose numbers these are, in this
    process; in JSON it is the plain name, and the `Start` of a run says it for itself.
    """

    quantization: str | None

    def __new__(cls, name: str, quantization: str | None = None) -> ModelName:
        made = super().__new__(cls, name)
        made.quantization = quantization
        return made
