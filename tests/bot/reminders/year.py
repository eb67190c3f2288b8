"""Who must hear what when, worked out the slow way: from the roster and the moments, day by day, without any memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import holidays

from bot.roster.row import Row
from knowledge.calendar.model import Deadline, YearCalendar
from knowledge.calendar.moments import moments
from knowledge.values import Values
from tests.bot.reminders.happenings import Happening, Heard, Job, happenings

DAY = timedelta(days=1)
LEERT, ANDERS = "Rivierenland Leert", "Anders Leren"
DUTCH = holidays.country_holidays("NL", years=range(2025, 2030))
Told = tuple[str, str, date]


@dataclass
class Pupil:
    email: str
    level: int
    form: str
    start: int
    partnership: str
    around: dict[str, str]
    disability: bool = False


@dataclass
class Promise:
    """An agreement: `due` by the day from which that due day held; done on `done`."""

    number: int
    pupil: Pupil
    owner: str
    due: dict[date, date]
    done: date = date.max

    def due_on(self, day: date) -> tuple[date, date] | None:
        """The day on which it was made or moved last, and the due day."""
        since = [moved for moved in self.due if moved < day]
        return (max(since), self.due[max(since)]) if since and day <= self.done else None


@dataclass
class School:
    pupils: list[Pupil]
    promises: list[Promise]
    roles: dict[str, str] = field(default_factory=dict)
    happening: list[Happening] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jobs = {one.pupil.email: one for one in self.happening if isinstance(one, Job)}

    def rows(self) -> list[Row]:
        staff = [
            {
                "email": email,
                "name": email.split("@")[0],
                "roles": role,
                "school": "" if role in ("io", "slc") else "Plein",
            }
            for email, role in self.roles.items()
        ]
        pupils = [
            {
                "email": one.email, "name": one.email.split("@")[0], "roles": "student", "school": one.around["so"],
                "number": str(number), "programme": "Nederlands", "form": one.form, "start_year": str(one.start),
                "level": str(one.level), "opleidingsschool": one.partnership, **one.around,
            }
            for number, one in enumerate(self.pupils, start=1)
        ]  # fmt: skip
        return [Row.model_validate(row) for row in (*staff, *pupils)]


def made_up(dice: Random, size: int, first: date) -> School:
    pupils = [_pupil(dice, number, first.year) for number in range(size)]
    roles = {email: role for one in pupils for role, email in one.around.items()}
    promises = [_promise(dice, number, dice.choice(pupils), first) for number in range(1, size + 1)]
    return School(pupils, promises, roles, [one for pupil in pupils for one in happenings(dice, pupil, first)])


def _pupil(dice: Random, number: int, year: int) -> Pupil:
    around = {"wpb": f"wpb{number // 4}@x.nl", "io": f"io{number // 16}@x.nl", "so": f"so{number // 12}@x.nl"}
    if dice.random() < 0.8:
        around["slc"] = f"slc{number // 20}@x.nl"
    return Pupil(
        f"student{number}@x.nl", dice.randint(1, 4), dice.choice(("voltijd", "deeltijd")), year - dice.randint(0, 6),
        LEERT if number // 12 % 2 else ANDERS, around, disability=dice.random() < 0.3,
    )  # fmt: skip


def _promise(dice: Random, number: int, pupil: Pupil, first: date) -> Promise:
    made = first + dice.randint(1, 300) * DAY
    due = {made: made + dice.randint(1, 60) * DAY}
    if dice.random() < 0.4:
        moved = made + dice.randint(1, 20) * DAY
        due[moved] = moved + dice.randint(1, 40) * DAY
    done = made + dice.randint(20, 120) * DAY if dice.random() < 0.5 else date.max
    return Promise(number, pupil, dice.choice([pupil.email, pupil.around["wpb"], pupil.around["io"]]), due, done)


@dataclass
class Expectation:
    """`up`: the days on which the server was up. `calendar_on`: the calendar that held on a day."""

    school: School
    calendar_on: Callable[[date], YearCalendar]
    values: Values
    up: list[date]
    known: dict[object, Any] = field(default_factory=dict)

    def once(self, what: object, make: Callable[[], Any]) -> Any:
        """Nothing but speed: the same questions are asked for every day of the year."""
        if what not in self.known:
            self.known[what] = make()
        return self.known[what]

    def told_on(self, day: date) -> set[Told]:
        return {*self._deadlines(day), *self._promises(day), *self._handed_over(day), *self._happened(day)}

    # Working days

    def partnership(self, who: str) -> str:
        return str(self.once(("partnership", who), lambda: self._partnership(who)))

    def _partnership(self, who: str) -> str:
        found = {one.partnership for one in self.school.pupils if who == one.email or who in one.around.values()}
        return LEERT if found == {LEERT} else ""

    def works(self, who: str, day: date) -> bool:
        return bool(self.once(("works", self.partnership(who), day), lambda: self._works(who, day)))

    def _works(self, who: str, day: date) -> bool:
        if day.weekday() >= 5 or day in DUTCH:
            return False
        own = self.calendar_on(day).partnerships[LEERT].years if self.partnership(who) else {}
        breaks = [one for year in own.values() for one in year]
        return not any(one.from_ <= day < one.from_ + timedelta(weeks=one.weeks) for one in breaks)

    def before(self, who: str, last_day: date, lead: int) -> date:
        wanted = last_day - lead * DAY
        if self.works(who, wanted):
            return wanted
        later = wanted
        while not self.works(who, later):
            later += DAY
        if later < last_day or (later == last_day and lead == 0):
            return later
        while not self.works(who, wanted):
            wanted -= DAY
        return wanted

    def after(self, who: str, last_day: date, count: int) -> date:
        day = last_day
        while count:
            day += DAY
            count -= self.works(who, day)
        return day

    def first_chance(self, who: str, steps: list[date], day: date, same: Callable[[date], bool]) -> bool:
        """Whether `day` is the first on which they could hear of one of these days."""
        for step in steps:
            between = self.up[bisect_left(self.up, step) : bisect_left(self.up, day)]
            if step <= day and not [up for up in between if self.works(who, up) and same(up)]:
                return True
        return False

    # Deadlines

    def _deadlines(self, day: date) -> Iterator[Told]:
        for who, role in {**self.school.roles, **{one.email: "student" for one in self.school.pupils}}.items():
            if self.works(who, day):
                yield from self._of_person(who, role, day)

    def _of_person(self, who: str, role: str, day: date) -> Iterator[Told]:
        mine = [one for one in self.school.pupils if (one.email if role == "student" else one.around.get(role)) == who]
        for partnership in {one.partnership for one in mine}:
            here = [one for one in mine if one.partnership == partnership]
            near = (one for one in self.occurring(partnership, day) if abs(one[1] - day) < 200 * DAY)
            for key, last_day, deadline in near:
                about = deadline.concerns
                concerned = [
                    one for one in here
                    if role in deadline.reminded and self._by_job(deadline, one, last_day, day)
                    and (not about.levels or one.level in about.levels)
                    and (not about.forms or {"voltijd": "full-time", "deeltijd": "part-time"}[one.form] in about.forms)
                    and about.years.first <= study_year(one.start, last_day) <= (about.years.last or 99)
                ]  # fmt: skip
                if concerned and day <= last_day + deadline.still * DAY:
                    steps = [self.before(who, last_day, lead) for lead in deadline.leads]
                    same = self._same(partnership, key, last_day)
                    if deadline.concerns.paid_job or deadline.id == "paid-job-registration":
                        same = self._same_jobs(same, deadline, last_day, concerned, here)
                    if self.first_chance(who, steps, day, same):
                        yield who, key, last_day

    def _by_job(self, deadline: Deadline, pupil: Pupil, last_day: date, day: date) -> bool:
        """A lesson a week while the job runs; who has one for next year hears of that one, and not in general."""
        job = self.school.jobs.get(pupil.email)
        known = job is not None and job.made < day
        if deadline.concerns.paid_job:
            return known and job is not None and job.runs(last_day)
        return not (known and job and deadline.id == "paid-job-registration" and job.year == last_day.year)

    def _same_jobs(
        self,
        same: Callable[[date], bool],
        deadline: Deadline,
        last_day: date,
        concerned: list[Pupil],
        here: list[Pupil],
    ) -> Callable[[date], bool]:
        """And whether somebody was concerned by then."""
        about = deadline.concerns
        others = [
            one for one in here
            if (not about.levels or one.level in about.levels)
            and (not about.forms or {"voltijd": "full-time", "deeltijd": "part-time"}[one.form] in about.forms)
            and about.years.first <= study_year(one.start, last_day) <= (about.years.last or 99)
        ]  # fmt: skip
        return lambda up: same(up) and any(self._by_job(deadline, one, last_day, up) for one in (*concerned, *others))

    def _same(self, partnership: str, key: str, last_day: date) -> Callable[[date], bool]:
        """Whether it fell on the same day by the calendar of another day."""

        def same(day: date) -> bool:
            calendar = self.calendar_on(day)
            names = self.once(
                ("names", partnership, id(calendar)),
                lambda: {(one, last) for one, last, _ in self.occurring(partnership, day)},
            )
            return (key, last_day) in names

        return same

    def occurring(self, partnership: str, day: date) -> list[tuple[str, date, Deadline]]:
        """All of three school years, each with the name that it keeps."""
        calendar = self.calendar_on(day)
        found: list[tuple[str, date, Deadline]] = self.once(
            ("occurring", partnership, id(calendar)), lambda: list(self._occurring(partnership, calendar))
        )
        return found

    def _occurring(self, partnership: str, calendar: YearCalendar) -> Iterator[tuple[str, date, Deadline]]:
        numbers: dict[tuple[str, str], int] = {}
        name = partnership if partnership in calendar.partnerships else ""
        for one in moments(calendar, self.values, self.up[0] - 400 * DAY, self.up[0] + 700 * DAY, name):
            which = one.deadline.id, one.school_year
            numbers[which] = numbers.get(which, 0) + 1
            end = "/rivierenland-leert" if one.opleidingsschool else ""
            yield f"deadline/{one.deadline.id}/{one.school_year}/{numbers[which]}{end}", one.last_day, one.deadline

    def _handed_over(self, day: date) -> Iterator[Told]:
        """After five years, to whoever is around the student then: 56 and 14 days before, and up to 28 after."""
        for one in self.school.pupils:
            last_day = date(one.start + 5, 8, 31)
            for role in {"io", "so", "slc"} & one.around.keys():
                who = one.around[role]
                if self.works(who, day) and day <= last_day + 28 * DAY:
                    steps = [self.before(who, last_day, lead) for lead in (56, 14)]
                    if self.first_chance(who, steps, day, lambda _: True):
                        yield who, f"event/long-study-handover/{last_day.year}/{role}", last_day

    # What happens

    def _happened(self, day: date) -> Iterator[Told]:
        for one in self.school.happening:
            if one.made < day < one.made + 500 * DAY:
                yield from self._told_of(one.heard, day)
        for so in {one for one, role in self.school.roles.items() if role == "so"}:
            yield from self._told_of(partial(self._unregistered, so), day)

    def _unregistered(self, so: str, day: date) -> set[Heard]:
        mine = [one for one in self.school.jobs.values() if one.pupil.around["so"] == so and one.waits(day)]
        keys = {one.register_by: f"event/paid-job-registration/{one.register_by.year}/so" for one in mine}
        return {Heard(so, key, last_day, leads=(28, 7, 1)) for last_day, key in keys.items()}

    def _told_of(self, heard_on: Callable[[date], set[Heard]], day: date) -> Iterator[Told]:
        """What is heard of, as it stood on a day."""
        for heard in heard_on(day):
            who, last_day = heard.who, heard.last_day
            if not self.works(who, day):
                continue
            after = [self.after(who, last_day, count) for count in heard.again]
            steps = [*(self.before(who, last_day, lead) for lead in heard.leads), *after]
            steps = [step for step in steps if step > heard.since]
            in_time = day <= max([last_day, *after]) + heard.still * DAY
            if in_time and self.first_chance(who, steps, day, partial(_stood, heard_on, heard)):
                yield who, heard.key, last_day

    # Agreements

    def _promises(self, day: date) -> Iterator[Told]:
        for one in self.school.promises:
            state = one.due_on(day)
            if state:
                yield from self._kept(one, *state, day)
                yield from self._left_undone(one, *state, day)

    def _kept(self, one: Promise, since: date, due: date, day: date) -> Iterator[Told]:
        who = one.owner
        if self.works(who, day) and day <= self.after(who, due, 5) + 10 * DAY:
            steps = [
                self.before(who, due, 7),
                self.before(who, due, 1),
                self.after(who, due, 1),
                self.after(who, due, 5),
            ]
            if self.first_chance(who, [step for step in steps if step > since], day, lambda _: True):
                yield who, f"agreement/{one.number}", due

    def _left_undone(self, one: Promise, since: date, due: date, day: date) -> Iterator[Told]:
        """Never moved to a day that is past, so that nobody heard of it before."""
        around = one.pupil.around
        long = study_year(one.pupil.start, day) > 5
        who = around["slc"] if "slc" in around and (one.pupil.disability or long) else around["io"]
        if who != one.owner and self.works(who, day) and due < day:
            step = self.after(who, due, 10)
            if day <= step + 10 * DAY and self.first_chance(who, [step], day, lambda up: up > since):
                yield who, f"agreement/{one.number}/escalated", due


def study_year(start: int, day: date) -> int:
    return (day.year if day.month >= 9 else day.year - 1) - start + 1


def _stood(heard_on: Callable[[date], set[Heard]], heard: Heard, day: date) -> bool:
    return heard in heard_on(day)
