"""Language models behind one seam, `next_logits(sequences)`: how they are found, loaded, made fast and prompted."""
