"""The tables of time-outs and paid jobs of students: what holds from one day until another."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretJson, SecretText
from storage.tables import AUTOINCREMENT, Json, Table

TIME_OUT, PAID_JOB = "time-out", "paid-job"
CANCELLED = "cancelled"


class Period(Table):
    """`kind`: time-out or paid-job. `until` is the last day, None where none was agreed on.

    `details` holds what is typed: why, or the school and the size in fte. `wpb_id` and `registered_on` are of a paid
    job: who supervises at it, and since when the stagebureau knows. `cancelled`: it was noted by mistake.
    `version` rises with each change; `told_at` is when what it says was changed last.
    """

    __tablename__ = "period"
    __table_args__ = (Index("ix_period_student_id", "student_id", "kind", "from_"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    kind: Mapped[str]
    from_: Mapped[date]
    until: Mapped[date | None]
    details: Mapped[Json] = mapped_column(SecretJson)
    wpb_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    registered_on: Mapped[date | None]
    cancelled: Mapped[bool]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
    told_at: Mapped[datetime]
    version: Mapped[int]


class PeriodChange(Table):
    """A line of its history: noted, extended, ended, registered or cancelled. `detail` is the day that held before."""

    __tablename__ = "period_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    period_id: Mapped[int] = mapped_column(ForeignKey("period.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    change: Mapped[str]
    detail: Mapped[str] = mapped_column(SecretText)
    at: Mapped[datetime]
