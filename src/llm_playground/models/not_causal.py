"""Models of `transformers` that continue no text: encoders, those that see, hear or translate, told by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm_playground.errors import CheckpointError
from llm_playground.models.known_architectures import unknown_architecture

# Tables of `transformers.models.auto.modeling_auto` that have an architecture, and what a model of it does instead.
# Where several have it, the first counts: a model that sees may also be listed as a classifier.
ENCODER = "an encoder: it reads a whole text, in both directions, to compare texts or to fill gaps"
TRANSLATES = "an encoder-decoder: it turns one text into another, as a translator does"
SEES = "a vision model: it reads images"
HEARS = "an audio model: it reads or writes sound"
DOES = {
    "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES": TRANSLATES,
    "MODEL_FOR_MASKED_LM_MAPPING_NAMES": ENCODER,
    "MODEL_FOR_TEXT_ENCODING_MAPPING_NAMES": ENCODER,
    "MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES": "a vision model: it answers to images",
    "MODEL_FOR_IMAGE_CLASSIFICATION_MAPPING_NAMES": SEES,
    "MODEL_FOR_ZERO_SHOT_IMAGE_CLASSIFICATION_MAPPING_NAMES": SEES,
    "MODEL_FOR_OBJECT_DETECTION_MAPPING_NAMES": SEES,
    "MODEL_FOR_IMAGE_MAPPING_NAMES": SEES,
    "MODEL_FOR_SPEECH_SEQ_2_SEQ_MAPPING_NAMES": HEARS,
    "MODEL_FOR_CTC_MAPPING_NAMES": HEARS,
    "MODEL_FOR_TEXT_TO_WAVEFORM_MAPPING_NAMES": HEARS,
    "MODEL_FOR_TEXT_TO_SPECTROGRAM_MAPPING_NAMES": HEARS,
}
# Of these two some can be built as decoders alone, and some were; most checkpoints of them are none.
ALSO_SOMETHING_ELSE = ("MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES", "MODEL_FOR_MASKED_LM_MAPPING_NAMES")
CHOOSE = "Choose a causal language model instead, one that continues a text (GPT-2, Llama, Qwen, Gemma and their like)."


def check_causal(config: Mapping[str, Any], name: str) -> None:
    """Refuse what `transformers` would load as a causal language model and compute nonsense with, or not load at all.

    Args:
        config: what `config.json` says.
        name: what the model was asked for as.

    Raises:
        CheckpointError: a model of another kind, or of an architecture that this version of `transformers` lacks.
    """
    from transformers import CONFIG_MAPPING
    from transformers.models.auto import modeling_auto

    architecture = config.get("model_type")
    if not isinstance(architecture, str) or not architecture:
        raise CheckpointError(f"The config.json of {name} does not say what the model is: it has no model_type.")
    if architecture not in CONFIG_MAPPING:
        raise unknown_architecture(architecture, name)
    causal = modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
    both = any(architecture in getattr(modeling_auto, table) for table in ALSO_SOMETHING_ELSE)
    if architecture in causal and (not both or _is_decoder(config, causal[architecture])):
        return
    does = next((does for table, does in DOES.items() if architecture in getattr(modeling_auto, table, ())), None)
    what = does or "no language model that continues a text"
    raise CheckpointError(f"{name} ({architecture}) is {what}. {CHOOSE}")


def _is_decoder(config: Mapping[str, Any], causal: object) -> bool:
    written = config.get("architectures")
    return bool(config.get("is_decoder")) or (isinstance(written, list) and causal in written)
