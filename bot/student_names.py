"""Which students a text names: by number, by name or a part of it, slips of the keyboard included.

Nobody is picked where more than one fits. Rather too many candidates than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from bot.cases import Student
from bot.folding import folded

WORD = re.compile(r"[^\W_]+")
WITHIN_A_NAME = re.compile(r"[\s.'’-]*")
PARTICLES = frozenset(
    {"van", "de", "der", "den", "het", "ten", "ter", "te", "in", "op", "el", "al", "la", "le", "von", "da", "di", "dos",
     "bin", "ben", "d", "t", "s"}
)  # fmt: skip
# Words that are also names, or a slip away from one: no name in lower case, and never a slip.
ORDINARY = frozenset(
    {"ben", "wil", "willen", "will", "may", "mei", "april", "june", "mark", "roos", "storm", "wit", "zwart", "bruin",
     "groen", "jong", "oud", "klein", "groot", "lang", "kort", "koning", "boer", "bos", "berg", "school",
     "daar", "dan", "maar", "haar", "waar", "gaan", "hier", "deze", "alle", "elke", "eens", "samen", "weten", "laten",
     "les", "lessen", "lees", "lezen", "leest", "leert", "levert", "maken", "maakt", "belt", "mail", "mailt", "plan",
     "week", "maand", "morgen", "datum", "gesprek", "student",
     "they", "their", "there", "about", "make", "talk", "sends", "lesson", "teacher"}
)  # fmt: skip
EXACT, SLIP, LOWER_CASE_SURNAME, INITIAL, LOWER_CASE_SLIP = 4, 3, 2, 2, 1
ENOUGH = SLIP

Span = tuple[int, int]


@dataclass(frozen=True)
class Named:
    """The candidates, in the order of the list, and the parts of the text that name them, from left to right."""

    students: tuple[Student, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class _Word:
    plain: str
    capital: bool
    start: int
    end: int


@dataclass(frozen=True)
class _Name:
    """`first`: for "Anne-Marie" both "anne" and "annemarie"."""

    first: tuple[str, ...]
    surnames: tuple[str, ...]

    @classmethod
    def of(cls, student: Student) -> _Name:
        first, _, others = folded(student.name)[0].strip().partition(" ")
        parts = WORD.findall(first)
        return cls(
            tuple({"".join(parts), *parts[:1]}),
            tuple(part for part in [*parts[1:], *WORD.findall(others)] if part not in PARTICLES),
        )


def students_named(text: str, students: Sequence[Student], apart_from: Iterable[Span] = ()) -> Named:
    """`apart_from`: parts of the text that say something else, such as a day."""
    taken = tuple(apart_from)
    words = [word for word in _words(text) if not any(start < word.end and word.start < end for start, end in taken)]
    traces = {student.id: found for student in students if (found := _traces(student, words))}
    kept = {number: found for number, found in traces.items() if _stands(found, traces.values())}
    places = sorted({place for found in kept.values() for place in found})
    return Named(
        tuple(student for student in students if student.id in kept), tuple(_spans(text, [words[at] for at in places]))
    )


def _words(text: str) -> Iterator[_Word]:
    plain, places = folded(text)
    for match in WORD.finditer(plain):
        start, end = places[match.start()], places[match.end()]
        yield _Word(match[0], text[start].isupper(), start, end)


def _traces(student: Student, words: Sequence[_Word]) -> dict[int, int]:
    """Which of the words name this student, and how surely."""
    name, number = _Name.of(student), folded(student.number)[0]
    traces: dict[int, int] = {}
    for place, word in enumerate(words):
        after_first_name = place > 0 and traces.get(place - 1, 0) >= ENOUGH
        sure = EXACT if word.plain == number else _sureness(word, name, after_first_name=after_first_name)
        if sure:
            traces[place] = sure
    return traces


def _sureness(word: _Word, name: _Name, *, after_first_name: bool) -> int:
    if len(word.plain) == 1:
        initial = after_first_name and word.capital and any(part.startswith(word.plain) for part in name.surnames)
        return INITIAL if initial else 0
    if word.plain in ORDINARY and not word.capital and not after_first_name:
        return 0
    if any(_says(word.plain, part) for part in name.first):
        return EXACT
    if any(_says(word.plain, part) for part in name.surnames):
        return EXACT if word.capital or after_first_name else LOWER_CASE_SURNAME
    if word.plain not in ORDINARY and any(_is_slip(word, part) for part in (*name.first, *name.surnames)):
        return SLIP if word.capital else LOWER_CASE_SLIP
    return 0


def _says(word: str, part: str) -> bool:
    """Also "Daans"."""
    return word == part or (len(part) > 2 and word == part + "s")


def _is_slip(word: _Word, part: str) -> bool:
    """One letter, in long words two; words in lower case must be longer, as they are more often no name."""
    shortest, long = (4, 6) if word.capital else (5, 8)
    length = min(len(word.plain), len(part))
    if length < shortest or (length < 6 and word.plain[0] != part[0]):
        return False
    most = 2 if length >= long else 1
    return DamerauLevenshtein.distance(_as_it_sounds(word.plain), _as_it_sounds(part), score_cutoff=most) <= most


@lru_cache(maxsize=4096)
def _as_it_sounds(word: str) -> str:
    """ "Sophie" and "Sofie", "Thijs" and "Tijs", "Mohammed" and "Mohamed" are alike."""
    for letters, sound in (("ph", "f"), ("th", "t"), ("ck", "k"), ("c", "k"), ("y", "i")):
        word = word.replace(letters, sound)
    return re.sub(r"(.)\1", r"\1", word)


def _stands(found: Mapping[int, int], everyone: Iterable[Mapping[int, int]]) -> bool:
    """No other student is named by the same words more surely, and it is no faint trace beside a clear one."""
    clear = max(found.values()) >= ENOUGH
    for other in everyone:
        if found.keys() <= other.keys() and sum(found.values()) < sum(other.values()):
            return False
        if not clear and max(other.values()) >= ENOUGH:
            return False
    return True


def _spans(text: str, words: Sequence[_Word]) -> Iterator[Span]:
    """Words of one name together, with the particles between them."""
    start = 0
    for at, word in enumerate(words):
        if at == 0 or not _one_name(text[words[at - 1].end : word.start]):
            start = word.start
        if at == len(words) - 1 or not _one_name(text[word.end : words[at + 1].start]):
            yield start, word.end


def _one_name(between: str) -> bool:
    rest = WORD.sub(lambda part: "" if part[0].lower() in PARTICLES else part[0], between)
    return bool(WITHIN_A_NAME.fullmatch(rest))
