"""What happens to students in a made-up year besides agreements, and who hears of it: written out once more, by hand.

Everything is known from the day after it happened: it happens at noon, and a morning comes before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Protocol

DAY = timedelta(days=1)
NEVER = date.max


class Pupil(Protocol):
    email: str
    around: dict[str, str]


@dataclass(frozen=True)
class Heard:
    """For `who`: days before and working days after the last day, but for those up to and on `since`."""

    who: str
    key: str
    last_day: date
    leads: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    still: int = 0
    since: date = date.min


@dataclass
class Happening:
    """`number` is known once it is written down."""

    pupil: Pupil
    made: date
    number: int = 0

    def heard(self, day: date) -> set[Heard]:
        return set(self._heard(day)) if self.made < day else set()

    def _heard(self, day: date) -> Iterator[Heard]:
        raise NotImplementedError

    def _of(self, *roles: str) -> list[str]:
        everybody = {**self.pupil.around, "student": self.pupil.email}
        return [everybody[role] for role in roles if role in everybody]


@dataclass
class Talk3(Happening):
    """A three-way talk that may move to another day, or be cancelled. `student` is the id of whom it is about.

    Here nobody ever writes its report, for which the IO is asked once it was held.
    """

    student: int = 0
    held: date = NEVER
    moved: date = NEVER
    held_then: date = NEVER
    cancelled: date = NEVER

    def _heard(self, day: date) -> Iterator[Heard]:
        held = self.held_then if self.moved < day else self.held
        if self.cancelled < day:
            return
        if day <= held:
            for who in self._of("io", "wpb", "student"):
                yield Heard(who, f"meeting/{self.number}", held, leads=(7, 1), since=self.made)
        elif day <= held + 45 * DAY:
            (io,) = self._of("io")
            yield Heard(io, f"talk/{self.student}/{held}", held, again=(2, 5, 10), still=10)


@dataclass
class StudentMeeting(Happening):
    """Of IO and SO; until there are minutes its organiser, the IO, hears of them."""

    held: date = NEVER
    minutes: date = NEVER

    def _heard(self, day: date) -> Iterator[Heard]:
        if day <= self.held:
            for who in self._of("io", "so"):
                yield Heard(who, f"meeting/{self.number}", self.held, leads=(7, 1), since=self.made)
        elif day <= self.minutes and day <= self.held + 45 * DAY:
            (io,) = self._of("io")
            yield Heard(io, f"meeting/{self.number}/minutes", self.held, again=(2, 5, 10), still=10)


@dataclass
class Wish(Happening):
    """A request that lies with the IO, may be sent back to the student with a question, and ends."""

    asked: date = NEVER
    ended: date = NEVER

    def _heard(self, day: date) -> Iterator[Heard]:
        if day <= self.ended:
            (who,) = self._of("student" if self.asked < day else "io")
            moved = self.asked if self.asked < day else self.made
            yield Heard(who, f"switch/{self.number}", moved, again=(2, 5, 10), still=10)


@dataclass
class ProgressTalk(Happening):
    """Planned with three, filed, and signed by the student and perhaps never by the WPB."""

    held: date = NEVER
    filed: date = NEVER
    signed: date = NEVER

    def _heard(self, day: date) -> Iterator[Heard]:
        if day <= self.filed:
            if day <= self.held:
                for who in self._of("io", "wpb", "student"):
                    yield Heard(who, f"progress-talk/{self.number}", self.held, leads=(7, 1), since=self.made)
        elif day <= self.filed + 45 * DAY:
            for who in self._of("wpb", *(("student",) if day <= self.signed else ())):
                yield Heard(who, f"progress-talk/{self.number}/sign", self.filed, again=(3, 8), still=10)


@dataclass
class Failed(Happening):
    """A placement, and perhaps its resit: `again` is when that was noted, with the number of its own.

    A talk on it may be planned, on `planned`; the student, who comes to it, may ask for a third chance after it.
    """

    earliest: date = NEVER
    again: date = NEVER
    second: int = 0
    planned: date = NEVER
    held: date = NEVER
    talk: int = 0

    def _heard(self, day: date) -> Iterator[Heard]:
        if self.planned < day:
            yield from self._of_the_talk(day)
        elif day <= self.again:
            if day - 90 * DAY <= self.earliest <= day + 90 * DAY:
                for who in self._of("io", "so"):
                    key = f"event/resit-possible/{self.number}"
                    yield Heard(who, key, self.earliest, leads=(21, 0), still=28, since=self.made)
        elif day - 90 * DAY <= self.again:
            (io,) = self._of("io")
            yield Heard(io, f"event/suitability-talk/{self.second}", self.again, leads=(0,), still=28)

    def _of_the_talk(self, day: date) -> Iterator[Heard]:
        if day <= self.held:
            for who in self._of("io", "student"):
                yield Heard(who, f"meeting/{self.talk}", self.held, leads=(7, 1), since=self.planned)
        elif day <= self.held + 60 * DAY:
            (student,) = self._of("student")
            yield Heard(student, f"event/third-chance-request/{self.talk}", self.held + DAY, leads=(0,), still=28)


@dataclass
class TimeOut(Happening):
    """May be extended, ended early or taken back: each time its end is another one that nobody heard of.

    That it was noted says that the student is away for long, of which the decaan has to know.
    """

    until: date = NEVER
    changed: date = NEVER
    until_then: date = NEVER
    cancelled: date = NEVER

    def _heard(self, day: date) -> Iterator[Heard]:
        was_changed = self.changed < day
        until, since = (self.until_then, self.changed) if was_changed else (self.until, self.made)
        if day <= self.cancelled and day - 30 * DAY <= until <= day + 90 * DAY:
            for who in self._of("io", "so", "student"):
                key = f"event/return-from-timeout/{self.number}"
                yield Heard(who, key, until, leads=(42, 14), still=14, since=since)
        if day <= self.cancelled and day - 30 * DAY <= self.made:
            for who in self._of("io", "so", "student"):
                yield Heard(who, f"event/inform-decaan/{self.number}", self.made, leads=(0,), still=14)


@dataclass
class Job(Happening):
    """Registered some day or never. `named`: the WPB was named; either way it is theirs."""

    first: date = NEVER
    last: date = NEVER
    registered: date = NEVER
    named: bool = False

    def runs(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def year(self) -> int:
        return self.first.year if self.first.month >= 9 else self.first.year - 1

    @property
    def register_by(self) -> date:
        return date(self.year, 5, 31)

    def waits(self, day: date) -> bool:
        return self.made < day <= self.registered and abs(self.register_by - day) <= 90 * DAY

    def _heard(self, day: date) -> Iterator[Heard]:
        if self.waits(day):
            (student,) = self._of("student")
            key = f"event/paid-job-registration/{self.number}"
            yield Heard(student, key, self.register_by, leads=(28, 7, 1), since=self.made)
        if day - 30 * DAY <= self.made:
            for so in self._of("so"):
                yield Heard(so, f"event/paid-job-recheck/{self.number}", self.made, leads=(0,), still=14)


def happenings(dice: Random, pupil: Pupil, first: date) -> Iterator[Happening]:
    """A few of all kinds for each pupil."""

    def some(low: int, high: int) -> timedelta:
        return dice.randint(low, high) * DAY

    def perhaps(day: date) -> date:
        return day if dice.random() < 0.5 else NEVER

    made = first + some(1, 300)
    held = _weekday(made + some(1, 50))
    moved = perhaps(made + some(1, 20))
    yield Talk3(
        pupil,
        made,
        held=held,
        moved=moved,
        held_then=_weekday(max(held, moved if moved < NEVER else held) + some(1, 30)),
        cancelled=perhaps(made + some(2, 60)),
    )
    made = first + some(1, 300)
    held = _weekday(made + some(1, 40))
    yield StudentMeeting(pupil, made, held=held, minutes=perhaps(held + some(1, 30)))
    made = first + some(1, 300)
    asked = perhaps(made + some(1, 20))
    yield Wish(pupil, made, asked=asked, ended=perhaps((asked if asked < NEVER else made) + some(1, 20)))
    made = first + some(1, 300)
    held = made + some(1, 40)
    filed = perhaps(held + some(0, 10))
    yield ProgressTalk(
        pupil, made, held=held, filed=filed, signed=perhaps(filed + some(1, 15)) if filed < NEVER else NEVER
    )
    made = first + some(1, 250)
    again = perhaps(made + some(40, 120))
    planned = perhaps(again + some(1, 20)) if again < NEVER else NEVER
    yield Failed(
        pupil,
        made,
        earliest=made + some(30, 90),
        again=again,
        planned=planned,
        held=planned + some(1, 20) if planned < NEVER else NEVER,
    )
    made = first + some(1, 250)
    until = made + some(20, 200)
    changed = perhaps(made + some(1, 19))
    yield TimeOut(
        pupil,
        made,
        until=until,
        changed=changed,
        until_then=until + some(1, 60) if dice.random() < 0.5 else until - some(1, 10),
        cancelled=perhaps(made + some(20, 150)),
    )
    made = first + some(1, 280)
    starts = made + some(-30, 200)
    yield Job(
        pupil,
        made,
        first=starts,
        last=starts + some(30, 300),
        registered=perhaps(made + some(1, 90)),
        named=dice.random() < 0.5,
    )


def _weekday(day: date) -> date:
    return day - max(0, day.weekday() - 4) * DAY
