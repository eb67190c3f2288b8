"""What a dialog can look up. It asks for a lookup and gets the answer from what was loaded, or the turn stops there.

A dialog stays pure: `Records.get` raises NotLoaded for what has not been loaded yet; the turn loads it, within the
person's permissions, and runs the dialog again from the start. So nothing is loaded that no dialog asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from bot.cases import Agreement, Call, Dossier, Report, Student, Supervisor

Found = TypeVar("Found")


@dataclass(frozen=True)
class Lookup(Generic[Found]):
    """A question to the records; its type parameter is the type of the answer."""


@dataclass(frozen=True)
class MyStudents(Lookup[tuple[Student, ...]]):
    """The students of the person who asks, by name; at most 1,000 (the largest school)."""


@dataclass(frozen=True)
class OneStudent(Lookup[Student | None]):
    """None as well when this person may not see the student."""

    id: int


@dataclass(frozen=True)
class Circle(Lookup[tuple[Supervisor, ...]]):
    """Who supervises a student today, in the order WPB, SO, IO, SLC, regiocoördinator; empty when not permitted."""

    student: int


@dataclass(frozen=True)
class Colleagues(Lookup[tuple[Supervisor, ...]]):
    """Who supervises students together with the person who asks."""


@dataclass(frozen=True)
class MyAgreements(Lookup[tuple[Agreement, ...]]):
    """Those that the person keeps or made. `show`: open, overdue or done."""

    show: str = "open"


@dataclass(frozen=True)
class AgreementsAbout(Lookup[tuple[Agreement, ...]]):
    """Those about a student that this person may see, of that status."""

    student: int
    show: str = "open"


@dataclass(frozen=True)
class OneAgreement(Lookup[Agreement | None]):
    """With its history; None when it is not there or not for this person."""

    id: int


@dataclass(frozen=True)
class OneReport(Lookup[Report | None]):
    id: int


@dataclass(frozen=True)
class OneCall(Lookup[Call | None]):
    id: int


@dataclass(frozen=True)
class WaitingForMe(Lookup["Waiting"]):
    """What others wait for from this person."""


@dataclass(frozen=True)
class Waiting:
    calls: tuple[Call, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True)
class DossierPage(Lookup[Dossier | None]):
    """A page of a student's timeline, from 0; None when this person may not see it."""

    student: int
    page: int = 0


@dataclass(frozen=True)
class Permitted(Lookup[bool]):
    """Whether the person may do that with that kind of object about the student, going by the student alone."""

    student: int
    action: str
    kind: str


class NotLoaded(Exception):  # noqa: N818 (it is no error: the turn loads and runs again)
    """This lookup has not been answered yet."""

    def __init__(self, lookup: Lookup[Any]) -> None:
        super().__init__(type(lookup).__name__)
        self.lookup = lookup


@dataclass(frozen=True)
class Records:
    """What was loaded for this turn."""

    answers: Mapping[Lookup[Any], Any] = field(default_factory=dict)

    def get(self, lookup: Lookup[Found]) -> Found:
        if lookup not in self.answers:
            raise NotLoaded(lookup)
        return cast("Found", self.answers[lookup])
