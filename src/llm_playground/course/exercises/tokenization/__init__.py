"""Exercises of the section on tokenization."""
