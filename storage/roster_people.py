"""What a new roster changes in who is who: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class ListedStudent:
    """`form` is "full-time" or "part-time"."""

    number: str
    programme: str
    form: str
    start_year: int
    level: int
    school: str
    opleidingsschool: str
    region: str


@dataclass(frozen=True)
class ListedSupervision:
    """`supervisor` is an e-mail address of the same roster. None: the roster names no first or last day."""

    role: str
    supervisor: str
    from_: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Listed:
    """A person as the roster has them. `email` is lower case; the first of `roles` is how they talk."""

    email: str
    name: str
    roles: tuple[str, ...]
    language: str = "nl"
    school: str = ""
    region: str = ""
    student: ListedStudent | None = None
    supervisions: tuple[ListedSupervision, ...] = ()


@dataclass(frozen=True)
class Known:
    """A person as kept. `student` is there for whoever ever was one."""

    id: int
    email: str
    name: str
    language: str
    school: str
    region: str
    left_on: date | None
    roles: tuple[str, ...]
    student: ListedStudent | None


OF_PERSON = ("email", "name", "language", "school", "region")
OF_STUDENT = tuple(ListedStudent.__dataclass_fields__)


@dataclass(frozen=True)
class Change:
    """Somebody who is kept and listed, with the names of the fields that differ."""

    known: Known
    listed: Listed
    of_person: tuple[str, ...]
    of_student: tuple[str, ...]
    other_roles: bool

    @property
    def fields(self) -> tuple[str, ...]:
        names = (*self.of_person, *self.of_student, *(("roles",) if self.other_roles else ()))
        return tuple(dict.fromkeys(names))


@dataclass
class PeopleChanges:
    """`released` are the people whose e-mail address must be free before others get it."""

    added: list[Listed] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    returned: list[tuple[Known, Listed]] = field(default_factory=list)
    left: list[Known] = field(default_factory=list)
    released: list[int] = field(default_factory=list)


def people_changes(known: Mapping[int, Known], listed: Sequence[Listed]) -> PeopleChanges:
    changes = PeopleChanges()
    recognised = _recognised(known, listed)
    for someone, person in zip(listed, recognised, strict=True):
        if person is None:
            changes.added.append(someone)
            continue
        if known[person].left_on:
            changes.returned.append((known[person], someone))
        change = _change(known[person], someone)
        if change.fields:
            changes.changed.append(change)
    here = set(recognised)
    changes.left = [one for one in known.values() if one.id not in here and one.left_on is None]
    changes.released = _released(known, listed, here, changes)
    return changes


def _recognised(known: Mapping[int, Known], listed: Sequence[Listed]) -> list[int | None]:
    """For each listed person who that is. A student is known by the number first: an address may change."""
    by_number = {one.student.number: one.id for one in known.values() if one.student}
    by_email = {one.email: one.id for one in known.values()}
    found = [by_number.get(one.student.number) if one.student else None for one in listed]
    taken = set(found)
    for place, someone in enumerate(listed):
        person = by_email.get(someone.email)
        if found[place] is None and person is not None and person not in taken and _same(known[person], someone):
            found[place] = person
    return found


def _same(known: Known, someone: Listed) -> bool:
    """Addresses of those who left are handed out again: a student with another number must not get their dossier."""
    other_number = known.student and someone.student and known.student.number != someone.student.number
    return not (known.left_on and other_number)


def _change(known: Known, someone: Listed) -> Change:
    of_person = tuple(name for name in OF_PERSON if getattr(known, name) != getattr(someone, name))
    of_student: tuple[str, ...] = ()
    if someone.student and someone.student != known.student:
        of_student = tuple(
            name
            for name in OF_STUDENT
            if known.student is None or getattr(known.student, name) != getattr(someone.student, name)
        )
    return Change(known, someone, of_person, of_student, known.roles != someone.roles)


def _released(
    known: Mapping[int, Known], listed: Sequence[Listed], here: set[int | None], changes: PeopleChanges
) -> list[int]:
    """Those who get another address, and those not listed whose address somebody else has now."""
    wanted = {one.email for one in listed}
    moved = [change.known.id for change in changes.changed if "email" in change.of_person]
    return moved + [one.id for one in known.values() if one.id not in here and one.email in wanted]
