"""What the search for a topic comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

Certainty = Literal["sure", "unsure", "outside"]


@dataclass(frozen=True)
class Candidate:
    """`score` is the estimated chance that the question is about this topic, 0 to 1."""

    topic: str
    score: float


@dataclass(frozen=True)
class Match:
    """`topic` is set when sure. `candidates`: best first."""

    certainty: Certainty
    topic: str | None
    candidates: tuple[Candidate, ...]


class Finder(Protocol):
    """Finds topics, and knows the lower case words that it has met in examples."""

    def knows(self, word: str) -> bool: ...

    def find(self, question: str) -> Match: ...


@dataclass
class Remembering:
    """A finder for one turn, which may be run more than once: each question is looked for once."""

    finder: Finder
    found: dict[str, Match] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        return self.finder.knows(word)

    def find(self, question: str) -> Match:
        if question not in self.found:
            self.found[question] = self.finder.find(question)
        return self.found[question]
