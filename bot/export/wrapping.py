"""Breaking a paragraph into lines that fit a width."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

Measure = Callable[[str], float]


def wrapped(text: str, room: float, measure: Measure) -> list[str]:
    """Lines of at most `room` wide, broken at spaces, and within a word only where it alone is too wide."""
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, room, measure)]


def _lines(paragraph: str, room: float, measure: Measure) -> Iterator[str]:
    space, line, used = measure(" "), "", 0.0
    for word in _fitting(paragraph, room, measure):
        width = measure(word)
        if line and used + space + width > room:
            yield line
            line, used = word, width
        else:
            line = f"{line} {word}" if line else word
            used += width + (space if used else 0)
    yield line


def _fitting(paragraph: str, room: float, measure: Measure) -> Iterator[str]:
    for word in paragraph.split():
        if measure(word) <= room:
            yield word
        else:
            yield from _pieces(word, room, measure)


def _pieces(word: str, room: float, measure: Measure) -> Iterator[str]:
    piece, used = "", 0.0
    for letter in _letters(word):
        width = measure(letter)
        if piece and used + width > room:
            yield piece
            piece, used = "", 0.0
        piece, used = piece + letter, used + width
    yield piece


def _letters(word: str) -> Iterator[str]:
    """Each character together with the marks that stand on it."""
    letter = ""
    for character in word:
        if letter and not unicodedata.category(character).startswith("M"):
            yield letter
            letter = ""
        letter += character
    yield letter
