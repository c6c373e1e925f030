"""Exercises of the section on architecture."""
