"""Exercises of the section on generation."""
