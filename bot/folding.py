"""Text without capitals and accents, letter by letter, so that what is found in it has its place in the text."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each of its letters, and for its end, the place in the text."""
    letters = [
        (letter, place)
        for place, typed in enumerate(text)
        for letter in unicodedata.normalize("NFD", typed.lower())
        if not unicodedata.combining(letter)
    ]
    return "".join(letter for letter, _ in letters), [*(place for _, place in letters), len(text)]
