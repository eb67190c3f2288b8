"""Noticing medical details before they are stored, so that the writer can be asked whether they belong there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from knowledge.medical_words import MedicalWords

WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def medical_words(text: str, words: MedicalWords) -> tuple[str, ...]:
    """What points to a diagnosis, a medicine or a treatment, as it was typed, each once, in the order of the text."""
    typed = WORD.findall(unicodedata.normalize("NFC", text))
    plain = [_plain(word) for word in typed]
    found = {place: word for place, word in enumerate(typed) if _tells(word, plain[place], words)}
    found |= {start: " ".join(typed[start:end]) for start, end in _phrases(plain, words)}
    return tuple(dict.fromkeys(found[place] for place in sorted(found)))


def _plain(word: str) -> str:
    """Small letters, without accents, hyphens and apostrophes: "Burn-Out" and "burnout" are the same."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if letter.isalpha())


def _tells(typed: str, plain: str, words: MedicalWords) -> bool:
    if typed in words.capitals:
        return True
    if plain.startswith(words.never):
        return False
    return plain.startswith(words.starts) or any(stem in plain for stem in words.anywhere)


def _phrases(plain: list[str], words: MedicalWords) -> Iterator[tuple[int, int]]:
    """Where words stand that tell something together; the last one may go on: "chronische pijnklachten"."""
    for phrase in words.phrases:
        *first, last = phrase.split()
        for start in range(len(plain) - len(first)):
            end = start + len(first)
            goes_on = plain[end].startswith(last) and not plain[end].startswith(words.never)
            if goes_on and plain[start:end] == first:
                yield start, end + 1
