"""From a question as it was typed to the features that the model weighs: words, word pairs, and parts of words.

Parts of words make up for typos, inflection and Dutch compounds; pairs tell "zelf ziek" from "student ziek".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

LONGEST = 2000
PARTS = range(2, 6)
WORD = re.compile(r"[a-z0-9]+")
APOSTROPHES = str.maketrans({"’": "'", "`": "'", "´": "'"})
SHORTHAND = {
    "d": "de", "em": "hem", "ff": "even", "gwn": "gewoon", "idd": "inderdaad", "ie": "hij", "iem": "iemand",
    "iig": "in ieder geval", "ivm": "in verband met", "jr": "jaar", "k": "ik", "mn": "mijn", "mss": "misschien",
    "n": "een", "pls": "please", "slcer": "slc", "stud": "student", "t": "het", "vd": "van de", "vlgs": "volgens",
    "wpber": "wpb", "wrs": "waarschijnlijk", "zn": "zijn",
}  # fmt: skip


def words_of(question: str) -> list[str]:
    """Lower case words without accents, chat shorthand written out."""
    text = unicodedata.normalize("NFKD", question[:LONGEST].casefold().translate(APOSTROPHES))
    bare = "".join(char for char in text if not unicodedata.combining(char))
    joined = bare.replace("'er", "er").replace("m'n", "mn").replace("z'n", "zn")
    return [word for typed in WORD.findall(joined) for word in SHORTHAND.get(typed, typed).split()]


def word_features(words: list[str]) -> Iterator[str]:
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


def part_features(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from parts_of(word)


def parts_of(word: str) -> Iterator[str]:
    """Its runs of 2 to 5 letters; a space marks where the word begins or ends."""
    padded = f" {word} "
    for length in PARTS:
        for start in range(len(padded) - length + 1):
            yield padded[start : start + length]
        if length >= len(padded):
            break
