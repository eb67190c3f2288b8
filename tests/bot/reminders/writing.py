"""Writing down what happens in a made-up year, as the dialogs would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import AMSTERDAM
from storage import talk_tables
from storage.case_files import add_report
from storage.meeting_tables import Meeting, MeetingPerson, MeetingStudent
from storage.periods import add_period, change_period, forget_told
from storage.resits import add_resit
from storage.switch_tables import SwitchMove, SwitchRequest
from tests.bot.reminders.happenings import (
    Failed,
    Happening,
    Job,
    ProgressTalk,
    StudentMeeting,
    Talk3,
    TimeOut,
    Wish,
)


@dataclass(frozen=True)
class Writer:
    """What happened on one day, at noon. `people` has ids by address."""

    session: AsyncSession
    people: Mapping[str, int]
    day: date

    @property
    def now(self) -> datetime:
        return noon(self.day)

    async def write(self, one: Happening) -> None:
        match one:
            case Talk3():
                await self._talk3(one)
            case StudentMeeting():
                await self._student_meeting(one)
            case Wish():
                await self._wish(one)
            case ProgressTalk():
                await self._progress_talk(one)
            case Failed():
                await self._failed(one)
            case TimeOut():
                await self._time_out(one)
            case Job():
                await self._job(one)

    def _who(self, one: Happening, role: str) -> int:
        return self.people[one.pupil.email if role == "student" else one.pupil.around[role]]

    async def _row(self, table: type[Any], **values: Any) -> int:
        made = await self.session.execute(insert(table).values(**values).returning(table.id))
        return int(made.scalar_one())

    async def _set(self, table: type[Any], number: int, **values: Any) -> None:
        await self.session.execute(update(table).where(table.id == number).values(**values))

    async def _meeting(self, one: Happening, kind: str, held: date, roles: tuple[str, ...]) -> int:
        made = await self._row(
            Meeting, uid=f"{kind}-{self.day}-{one.pupil.email}", kind=kind, starts_at=noon(held), minutes=60, place="",
            organiser_id=self._who(one, "io"), made_at=self.now, version=1, cancelled=False,
        )  # fmt: skip
        for role in roles:
            row = {"meeting_id": made, "person_id": self._who(one, role)}
            await self.session.execute(insert(MeetingPerson).values(row))
        await self._row(MeetingStudent, meeting_id=made, student_id=self._who(one, "student"), place=1)
        return made

    async def _talk3(self, one: Talk3) -> None:
        if self.day == one.made:
            one.number = await self._meeting(one, "three-way", one.held, ("io", "wpb", "student"))
            one.student = self._who(one, "student")
        if self.day == one.moved:
            await self._set(Meeting, one.number, starts_at=noon(one.held_then))
        if self.day == one.cancelled:
            await self._set(Meeting, one.number, cancelled=True)

    async def _student_meeting(self, one: StudentMeeting) -> None:
        if self.day == one.made:
            one.number = await self._meeting(one, "student-meeting", one.held, ("io", "so"))
        if self.day == one.minutes:
            written = await add_report(
                self.session, student_id=self._who(one, "student"), kind="studentbespreking", held_on=one.held,
                texts={}, origin="", readers=[], written_by=self._who(one, "io"), now=self.now,
            )  # fmt: skip
            about = update(MeetingStudent).where(MeetingStudent.meeting_id == one.number)
            await self.session.execute(about.values(report_id=written))

    async def _wish(self, one: Wish) -> None:
        if self.day == one.made:
            one.number = await self._row(
                SwitchRequest, student_id=self._who(one, "student"), reason="content", route="content", wish="",
                why="", since=self.day, discussed="", minutes=None, state="asked", open=True,
                handler_id=self._who(one, "io"), reaches="io", started_at=self.now, version=1,
            )  # fmt: skip
        if self.day == one.asked:
            await self._set(SwitchRequest, one.number, state="questioned")
            await self._row(
                SwitchMove, request_id=one.number, person_id=self._who(one, "io"), move="ask", text="",
                from_state="asked", to_state="questioned", at=self.now,
            )  # fmt: skip
        if self.day == one.ended:
            await self._set(SwitchRequest, one.number, open=False, state="withdrawn")

    async def _progress_talk(self, one: ProgressTalk) -> None:
        table: type[Any] = talk_tables.ProgressTalk
        if self.day == one.made:
            one.number = await self._row(
                table, student_id=self._who(one, "student"), form={}, level=1, held_on=one.held, meeting={},
                state="open", led_by=self._who(one, "io"), made_at=self.now, colour="", letter="", reason="",
                credits="", filed_by=None, filed_at=None, replaces=None, version=1,
            )  # fmt: skip
            for role in ("io", "wpb", "student"):
                row = {"talk_id": one.number, "person_id": self._who(one, role), "role": role, "remark": ""}
                await self.session.execute(insert(talk_tables.ProgressTalkParty).values(row))
        if self.day == one.filed:
            await self._set(table, one.number, state="filed", filed_at=self.now)
        if self.day == one.signed:
            party = talk_tables.ProgressTalkParty
            mine = (party.talk_id == one.number, party.person_id == self._who(one, "student"))
            await self.session.execute(update(party).where(*mine).values(signed_at=self.now, agreed=True))

    async def _failed(self, one: Failed) -> None:
        for chance, day, earliest in ((1, one.made, one.earliest), (2, one.again, None)):
            if self.day == day:
                number = await add_resit(
                    self.session, student_id=self._who(one, "student"), chance=chance, assessed_on=day,
                    earliest_on=earliest, until=None, made_by=self._who(one, "io"), now=self.now,
                )  # fmt: skip
                one.number, one.second = (number, 0) if chance == 1 else (one.number, number)
        if self.day == one.planned:
            one.talk = await self._meeting(one, "resit-talk", one.held, ("io", "student"))

    async def _time_out(self, one: TimeOut) -> None:
        if self.day == one.made:
            one.number = await add_period(
                self.session, student_id=self._who(one, "student"), kind="time-out", from_=self.day, until=one.until,
                details={"why": ""}, made_by=self._who(one, "io"), now=self.now,
            )  # fmt: skip
        if self.day == one.changed:
            assert await change_period(self.session, one.number, 1, until=one.until_then, told_at=self.now)
            await forget_told(self.session, [f"event/return-from-timeout/{one.number}"])
        if self.day == one.cancelled:
            await self._set_period(one.number, 2 if one.changed < self.day else 1, cancelled=True)

    async def _job(self, one: Job) -> None:
        if self.day == one.made:
            one.number = await add_period(
                self.session, student_id=self._who(one, "student"), kind="paid-job", from_=one.first, until=one.last,
                details={"school": "Plein", "fte": 0.3}, made_by=self._who(one, "io"), now=self.now,
                wpb_id=self._who(one, "wpb") if one.named else None,
            )  # fmt: skip
        if self.day == one.registered:
            await self._set_period(one.number, 1, registered_on=self.day)

    async def _set_period(self, number: int, version: int, **values: Any) -> None:
        assert await change_period(self.session, number, version, **values)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), AMSTERDAM)
