"""Exercises of the section on base and instruction-tuned models."""
