"""Taking out what could point to a person before a question is kept for the content owner."""

from __future__ import annotations

import re
from collections.abc import Collection

MASK = "[…]"
CONTACT = re.compile(r"\S+@\S+|https?://\S+|@\S+|\+?\d[\d\s().-]{5,}\d|\b\d{4,}\b")
WORD = re.compile(r"[^\W\d_][\w’'-]*")


def without_names(question: str, known_words: Collection[str]) -> str:
    """The question with addresses, long numbers, and every word masked that may be a name.

    A word may be a name when it is written with a capital and the matcher's vocabulary (`known_words`, lower case) does
    not know it. Rather a mask too many than a name too many.
    """
    masked = CONTACT.sub(MASK, question)
    return WORD.sub(lambda match: _masked(match[0], known_words), masked)


def _masked(word: str, known_words: Collection[str]) -> str:
    if not word[0].isupper() or word.casefold() in known_words:
        return word
    return word if word.isupper() and len(word) <= len("ABCDE") else MASK
