"""What a document is made of. All text is plain: what writes it out, escapes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.model import Language


@dataclass(frozen=True)
class Line:
    """A short fact behind its label, or a sentence without one. May hold line breaks where people typed them."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Passage:
    """What somebody wrote at length, under a label."""

    label: str
    text: str


@dataclass(frozen=True)
class Table:
    """`shares` tells how the width is divided over the columns; `late` are the rows that ask for attention."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]
    late: frozenset[int] = frozenset()


Block = Line | Passage | Table


@dataclass(frozen=True)
class Section:
    """With a day it is one entry of a timeline, below the section before it that has none."""

    heading: str
    blocks: tuple[Block, ...]
    day: str = ""


@dataclass(frozen=True)
class Document:
    """`head` stands over every printed page and `base` under it; `continued` marks an entry that goes on on the next.

    `unprintable` is said where a printed page lacks a character.
    """

    title: str
    head: str
    base: str
    language: Language
    made_by: str
    made_at: datetime
    meta: tuple[Line, ...]
    sections: tuple[Section, ...]
    foot: tuple[str, ...]
    continued: str
    unprintable: str
