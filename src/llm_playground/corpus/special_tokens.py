"""The tokens that stand for no text: where a document ends, and where a message of a dialogue begins and ends."""

END_OF_TEXT = "<|endoftext|>"  # between two documents, and the end of what a base model writes
IM_START = "<|im_start|>"  # a message of a dialogue begins; then its role, as in ChatML
IM_END = "<|im_end|>"  # the message ends
SPECIAL_TOKENS = (END_OF_TEXT, IM_START, IM_END)  # ids 0, 1 and 2 of the bundled models
