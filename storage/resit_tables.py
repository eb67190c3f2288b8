"""The table of placements that were not passed, and from when they may be resat."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import AUTOINCREMENT, Table


class Resit(Table):
    """`chance` 1: the first chance was failed, 2: the resit. `assessed_on` is None where there was no assessment.

    `earliest_on` is the first day of a resit as it was worked out then, `until` the end that IO and SO agreed on.
    """

    __tablename__ = "resit"
    __table_args__ = (Index("ix_resit_student_id", "student_id", "made_at"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    chance: Mapped[int]
    assessed_on: Mapped[date | None]
    earliest_on: Mapped[date | None]
    until: Mapped[date | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
