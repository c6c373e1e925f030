"""Exercises of the section on the playground: experiments with prompts, and how sure one may be of them."""
