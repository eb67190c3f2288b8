"""A row of the roster as it must be. Every refusal is a sentence that says what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, TypeVar, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from bot.roster.columns import unaccented
from bot.roster.faults import quoted
from knowledge.model import LANGUAGES, Language, Role

LONGEST_VALUE = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100
BODIES = frozenset(
    (Role.OPLEIDING, Role.OPLEIDINGSSCHOOL, Role.VAKGROEP, Role.EXAMENCOMMISSIE, Role.STAGEBUREAU, Role.HR)
)
PERSONAL_ROLES = tuple(role for role in Role if role not in BODIES)
FORMS = {"voltijd": "full-time", "full-time": "full-time", "deeltijd": "part-time", "part-time": "part-time"}
DAYS = "write the days as 2026-09-01..2027-01-31, 2026-09-01.. or ..2027-01-31"

_email = re.compile(r'[^\s@,;<>()"]+@[^\s@,;<>()"]+\.[^\s@,;<>()"]+')
_iso_day = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)
_dutch_day = re.compile(r"(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})", re.ASCII)

Form = Literal["full-time", "part-time"]
Parsed = TypeVar("Parsed")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Supervises(_Frozen):
    """Somebody who supervises the student of the row. None: no first or last day is given."""

    email: str
    from_: date | None = None
    until: date | None = None

    def overlaps(self, other: Supervises) -> bool:
        """Whether both are the same person and share a day."""
        return (
            self.email == other.email
            and (self.from_ or date.min) <= (other.until or date.max)
            and (other.from_ or date.min) <= (self.until or date.max)
        )


def email_in(cell: str) -> str:
    if not _email.fullmatch(cell):
        raise ValueError(f"{quoted(cell)} is not an e-mail address, such as anna@school.nl")
    return text_in(cell.lower())


def text_in(cell: str) -> str:
    if len(cell) > LONGEST_VALUE:
        raise ValueError(f"{quoted(cell)} is longer than {LONGEST_VALUE} characters")
    if not cell.isprintable():
        raise ValueError(f"{quoted(cell)} holds a character that cannot be shown; type it anew")
    return cell


def roles_in(cell: str) -> tuple[Role, ...]:
    names = [unaccented(name).strip().lower() for name in cell.split(",") if name.strip()]
    for name in names:
        if name not in PERSONAL_ROLES:
            raise ValueError(f"{quoted(name)} is not a role of a person; allowed: {', '.join(PERSONAL_ROLES)}")
    if not names:
        raise ValueError(f"a role is required; allowed: {', '.join(PERSONAL_ROLES)}")
    return tuple(Role(name) for name in dict.fromkeys(names))


def language_in(cell: str) -> Language:
    if cell.lower() not in LANGUAGES:
        raise ValueError(f"{quoted(cell)} is not a language here; allowed: {', '.join(LANGUAGES)}")
    return cast("Language", cell.lower())


def form_in(cell: str) -> Form:
    if cell.lower() not in FORMS:
        raise ValueError(f"{quoted(cell)} is not a form of study; allowed: {', '.join(FORMS)}")
    return cast("Form", FORMS[cell.lower()])


def year_in(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) == 4 and FIRST_YEAR <= int(cell) <= LAST_YEAR):
        raise ValueError(f"{quoted(cell)} is not a year; allowed: {FIRST_YEAR} to {LAST_YEAR}")
    return int(cell)


def level_in(cell: str) -> int:
    if cell not in ("1", "2", "3", "4"):
        raise ValueError(f"{quoted(cell)} is not a level; allowed: 1, 2, 3, 4")
    return int(cell)


def supervisors_in(cell: str) -> tuple[Supervises, ...]:
    found: list[Supervises] = []
    for one in filter(None, (part.strip() for part in cell.split(","))):
        supervises = _supervisor_in(one)
        if any(supervises.overlaps(other) for other in found):
            raise ValueError(f"{supervises.email} stands here twice for the same days")
        found.append(supervises)
    return tuple(found)


def _supervisor_in(part: str) -> Supervises:
    address, _, days = part.partition(" ")
    email = email_in(address)
    if not days:
        return Supervises(email=email)
    first, dots, last = days.replace(" ", "").partition("..")
    if not dots or not (first or last):
        raise ValueError(f"{quoted(days)} are no days; {DAYS}")
    from_, until = _day_in(first), _day_in(last)
    if from_ and until and until < from_:
        raise ValueError(f"{quoted(days)} ends before it begins; {DAYS}")
    return Supervises(email=email, from_=from_, until=until)


def _day_in(written: str) -> date | None:
    if not written:
        return None
    found = _iso_day.fullmatch(written) or _dutch_day.fullmatch(written)
    try:
        day = date(**{part: int(digits) for part, digits in found.groupdict().items()}) if found else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{quoted(written)} is not a day; write it as 2026-09-01 or 1-9-2026")
    return day


def _parsed(parse: Callable[[str], Parsed]) -> BeforeValidator:
    return BeforeValidator(parse)


Text = Annotated[str, AfterValidator(text_in)]
Supervisors = Annotated[tuple[Supervises, ...], _parsed(supervisors_in)]


class Row(_Frozen):
    """One person. The fields are the columns; what a column holds is told in docs/roster.md."""

    email: Annotated[str, AfterValidator(email_in)]
    name: Text
    roles: Annotated[tuple[Role, ...], _parsed(roles_in)]
    language: Annotated[Language, _parsed(language_in)] = "nl"
    school: Text = ""
    region: Text = ""
    number: Text = ""
    programme: Text = ""
    form: Annotated[Form | None, _parsed(form_in)] = None
    start_year: Annotated[int | None, _parsed(year_in)] = None
    level: Annotated[int | None, _parsed(level_in)] = None
    opleidingsschool: Text = ""
    wpb: Supervisors = ()
    so: Supervisors = ()
    io: Supervisors = ()
    slc: Supervisors = ()
    regiocoordinator: Supervisors = ()
    vakgroepcoordinator: Supervisors = ()
