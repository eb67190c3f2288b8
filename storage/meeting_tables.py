"""The tables of what is planned: a meeting or a talk, who comes, and which students it is about."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretText
from storage.tables import AUTOINCREMENT, Table

STUDENT_MEETING = "student-meeting"
"""The kind that is about several students; each other kind is a talk about one."""


class Meeting(Table):
    """`kind`: student-meeting, three-way, visit, resit-talk or exit. `uid` names it in everybody's calendar for good.

    `version` rises with each change: a change is only made to the version that the person saw.
    """

    __tablename__ = "meeting"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str]
    kind: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(SecretText)
    organiser_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
    version: Mapped[int]
    cancelled: Mapped[bool]


class MeetingPerson(Table):
    """Who comes. The organiser is among them."""

    __tablename__ = "meeting_person"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)


class MeetingTakenOff(Table):
    """Who no longer comes, since that version: what their calendar is told."""

    __tablename__ = "meeting_taken_off"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    version: Mapped[int]


class MeetingStudent(Table):
    """A student on the agenda, from `place` 0 on. `report_id`: what the minutes say of this student."""

    __tablename__ = "meeting_student"
    __table_args__ = (Index("uq_meeting_student_meeting_id", "meeting_id", "student_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"), index=True)
    place: Mapped[int]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id", ondelete="SET NULL"), index=True)
