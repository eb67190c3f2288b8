"""How well the finder does on questions with a known answer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.matching.match import Finder, Match

NONE = "none"
TOP = 3


class Question(BaseModel):
    """A line of an evaluation file. `also` are topics that are just as right; `topic` "none" is outside the note."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: str = Field(min_length=1)
    topic: str
    also: tuple[str, ...] = ()
    role: str = ""
    style: str = ""

    @property
    def inside(self) -> bool:
        return self.topic != NONE

    def accepts(self, topic: str | None) -> bool:
        return topic is not None and (topic == self.topic or topic in self.also)


class QuestionsError(Exception):
    """A file of questions cannot be read; the text names the line."""


def read_questions(path: Path) -> list[Question]:
    """Raises QuestionsError, OSError."""
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            questions.append(Question.model_validate(json.loads(line)))
        except (ValidationError, json.JSONDecodeError) as error:
            raise QuestionsError(f"{path.name}:{number}: not a question: {str(error).splitlines()[0]}") from error
    return questions


@dataclass(frozen=True)
class Tried:
    question: Question
    match: Match

    @property
    def first(self) -> str:
        return self.match.candidates[0].topic

    def right_within(self, most: int) -> bool:
        return any(self.question.accepts(candidate.topic) for candidate in self.match.candidates[:most])

    @property
    def sure_and_right(self) -> bool:
        return self.question.accepts(self.match.topic)

    @property
    def sure_and_wrong(self) -> bool:
        return self.match.topic is not None and not self.sure_and_right


def try_all(finder: Finder, questions: Iterable[Question]) -> list[Tried]:
    return [Tried(question, finder.find(question.q)) for question in questions]


@dataclass(frozen=True)
class Score:
    """Shares of the questions inside the note, and of those outside it; None where there are none."""

    inside: int
    outside: int
    top_1: float | None
    top_3: float | None
    sure_and_right: float | None
    sure_and_wrong: float | None
    asked_back: float | None
    sent_away: float | None
    outside_answered: float | None
    outside_recognised: float | None


def score(tried: Iterable[Tried]) -> Score:
    tried = list(tried)
    inside = [one for one in tried if one.question.inside]
    outside = [one for one in tried if not one.question.inside]
    return Score(
        inside=len(inside),
        outside=len(outside),
        top_1=_share(inside, lambda one: one.right_within(1)),
        top_3=_share(inside, lambda one: one.right_within(TOP)),
        sure_and_right=_share(inside, lambda one: one.sure_and_right),
        sure_and_wrong=_share(inside, lambda one: one.sure_and_wrong),
        asked_back=_share(inside, lambda one: one.match.certainty == "unsure"),
        sent_away=_share(inside, lambda one: one.match.certainty == "outside"),
        outside_answered=_share(outside, lambda one: one.match.certainty == "sure"),
        outside_recognised=_share(outside, lambda one: one.match.certainty == "outside"),
    )


def _share(tried: list[Tried], holds: Callable[[Tried], bool]) -> float | None:
    return sum(map(holds, tried)) / len(tried) if tried else None


def by(tried: Iterable[Tried], key: Callable[[Question], str]) -> Iterator[tuple[str, Score]]:
    """The score of each style, role or topic, in alphabetical order."""
    groups: dict[str, list[Tried]] = {}
    for one in tried:
        groups.setdefault(key(one.question) or "-", []).append(one)
    for name in sorted(groups):
        yield name, score(groups[name])


def confusions(tried: Iterable[Tried]) -> list[tuple[tuple[str, str], int]]:
    """(right topic, first answer) of the questions whose first answer is wrong, most frequent first."""
    wrong = Counter((one.question.topic, one.first) for one in tried if one.question.inside and not one.right_within(1))
    return wrong.most_common()
