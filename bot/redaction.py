"""Taking out what could point to a person before a question is kept for the content owner."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.folding import folded

MASK = "[…]"
CONTACT = re.compile(r"\S+@\S+|https?://\S+|@\S+|\+?\d[\d\s().-]{5,}\d|\b\d{4,}\b")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
SHORTEST_NAME = 3


def without_names(question: str, knows: Callable[[str], bool], people: Iterable[str] = ()) -> str:
    """The question with addresses, long numbers, and every word masked that may be a name.

    A word may be a name when it is part of the name of one of these `people`, however it is written, or when it is
    written with a capital. A word that the matcher's vocabulary holds (`knows`, asked in lower case) is left, unless
    it is written with a capital and is somebody's name. Rather a mask too many than a name too many.
    """
    names = {part for name in people for part in WORD.findall(_plain(name)) if len(part) >= SHORTEST_NAME}
    masked = CONTACT.sub(MASK, question)
    return WORD.sub(lambda match: _masked(match[0], knows, names), masked)


def _masked(word: str, knows: Callable[[str], bool], names: set[str]) -> str:
    capital, known = word[0].isupper(), knows(word.casefold())
    if _plain(word) in names and (capital or not known):
        return MASK
    if not capital or known:
        return word
    return word if word.isupper() and len(word) <= len("ABCDE") else MASK


def _plain(text: str) -> str:
    return folded(text)[0]
