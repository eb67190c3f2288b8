"""Taking out what could point to a person before a question is kept for the content owner."""

from __future__ import annotations

import re
from collections.abc import Callable

MASK = "[…]"
CONTACT = re.compile(r"\S+@\S+|https?://\S+|@\S+|\+?\d[\d\s().-]{5,}\d|\b\d{4,}\b")
WORD = re.compile(r"[^\W\d_][\w’'-]*")


def without_names(question: str, knows: Callable[[str], bool]) -> str:
    """The question with addresses, long numbers, and every word masked that may be a name.

    A word may be a name when it is written with a capital and the matcher's vocabulary does not
    know it (`knows`, asked in lower case). Rather a mask too many than a name too many.
    """
    masked = CONTACT.sub(MASK, question)
    return WORD.sub(lambda match: _masked(match[0], knows), masked)


def _masked(word: str, knows: Callable[[str], bool]) -> str:
    if not word[0].isupper() or knows(word.casefold()):
        return word
    return word if word.isupper() and len(word) <= len("ABCDE") else MASK
