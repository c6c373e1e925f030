"""Numbers of bytes, as sentences about a download say them."""

from __future__ import annotations


def megabytes(number: int) -> str:
    """Of 10^6 bytes: "988 MB", "3.5 MB", and below a tenth of one "12 kB"."""
    if number < 10**5:
        return f"{number / 1e3:,.0f} kB"
    return f"{number / 1e6:,.0f} MB" if number >= 10**7 else f"{number / 1e6:.1f} MB"
