"""What the search for a topic comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Certainty = Literal["sure", "unsure", "outside"]


@dataclass(frozen=True)
class Candidate:
    """`score` is the estimated chance that the question is about this topic, 0 to 1."""

    topic: str
    score: float


@dataclass(frozen=True)
class Match:
    """`topic` is set when sure. `candidates`: best first. `matched_on`: the words that counted most."""

    certainty: Certainty
    topic: str | None
    candidates: tuple[Candidate, ...]
    matched_on: tuple[str, ...]


class Finder(Protocol):
    """Finds topics, and knows the lower case words that it has met in examples."""

    def knows(self, word: str) -> bool: ...

    def find(self, question: str) -> Match: ...
