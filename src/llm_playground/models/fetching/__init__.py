"""Fetching a model of the Hugging Face hub so that it can be watched, stopped, and gone on with.

The library of the hub finds what there is, says who asks, and names the errors. It begins every file anew and cannot be
stopped, so the bytes of a file are received here (`blob.py`), into the places where the library looks for them
(`layout.py`).
"""
