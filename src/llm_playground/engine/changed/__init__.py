"""What fine-tuning changed inside: two models of the same shape, their weights and their parts exchanged."""
