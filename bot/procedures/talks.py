"""A progress talk (appendix 2) as dialogs see it: who colours what, the rating, and who signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.model import Role
from knowledge.rules.traffic_light import Colour
from knowledge.talk_forms import Counted, TalkForm, counted

if TYPE_CHECKING:
    from bot.cases import Agreement, Someone, Student

ORIGIN = "voortgangsgesprek"
SIGNERS = (Role.STUDENT, Role.WPB)
TAKES_PART = (Role.STUDENT, Role.WPB, Role.SO, Role.IO, Role.SLC)


SIGNS_STILL = timedelta(days=28)
"""How long after filing who was WPB on the day of the talk reads and signs the form, though their days are over.

The note has the WPB sign and gives them a copy; it does not say what holds when the student has another one by then.
"""
CREDITS = ("enough", "short", "unknown")


class TalkState(StrEnum):
    """Only an open one changes. A filed one is replaced by a correction; a planned one can be called off."""

    OPEN = "open"
    FILED = "filed"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Coloured:
    """`by`: None for someone erased."""

    colour: Colour
    by: Someone | None
    at: datetime


@dataclass(frozen=True)
class TalkNote:
    """What one person wrote with one part of the form; a student's is how they see it themselves."""

    part: str
    by: Someone | None
    text: str


@dataclass(frozen=True)
class Party:
    """Who takes part. The student and the WPB sign (`agreed` is None until they do)."""

    person: Someone
    role: Role
    agreed: bool | None = None
    remark: str = ""
    signed_at: datetime | None = None

    @property
    def signs(self) -> bool:
        return self.role in SIGNERS


@dataclass(frozen=True)
class Verdict:
    """The colour that was given. `letter` is what counting gave (None without a count rule); they differ for a reason.

    `credits`: enough, short or unknown, where the note's form asks for them apart (C09).
    """

    colour: Colour
    letter: Colour | None
    reason: str
    by: Someone | None
    at: datetime
    credits: str = ""


@dataclass(frozen=True)
class Earlier:
    """The filed talk before this one, as far as it is compared."""

    id: int
    held_on: date
    colours: Mapping[str, Colour]
    colour: Colour | None


@dataclass(frozen=True)
class Talk:
    """`place` is as it was typed. `replaces` is the id of the one that this corrects."""

    id: int
    student: Student
    form: TalkForm
    level: int
    held_on: date
    time: time | None
    place: str
    state: TalkState
    led_by: Someone | None
    made_at: datetime
    version: int
    items: Mapping[str, Coloured]
    notes: tuple[TalkNote, ...]
    parties: tuple[Party, ...]
    agreements: tuple[tuple[str, Agreement], ...] = ()
    verdict: Verdict | None = None
    replaces: int | None = None
    earlier: Earlier | None = None

    @property
    def colours(self) -> dict[str, Colour]:
        return {item: one.colour for item, one in self.items.items()}

    @property
    def counted(self) -> Counted | None:
        return counted(self.form, self.colours, self.level)

    @property
    def filed_at(self) -> datetime | None:
        return self.verdict.at if self.verdict else None

    def party(self, person: int) -> Party | None:
        return next((one for one in self.parties if one.person.id == person), None)

    def must_sign(self, person: int) -> bool:
        mine = self.party(person)
        return self.state is TalkState.FILED and mine is not None and mine.signs and mine.signed_at is None

    def moved(self) -> tuple[tuple[str, Colour | None, Colour | None], ...]:
        """Item, was and is, of those that differ from the talk before; nothing where there was none."""
        if self.earlier is None:
            return ()
        was, now = self.earlier.colours, self.colours
        ids = [item.id for item in self.form.items(self.level)]
        return tuple((one, was.get(one), now.get(one)) for one in ids if was.get(one) != now.get(one))


def origin_of(talk: int, part: str) -> str:
    """Where an agreement comes from that was made in a talk."""
    return f"{ORIGIN}/{talk}-{part}"
