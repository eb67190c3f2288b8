"""The private links with which calendar programs read what somebody has to do."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class CalendarLink(Table):
    """At most one a person. The secret in the link is kept as a hash only; `read_on` is when it was last used."""

    __tablename__ = "calendar_link"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    read_on: Mapped[date | None]


class CalendarDay(Table):
    """Which day calendars were given last for a deadline of the yearly calendar, the same for whoever reads it.

    `sequence` rises each time that it is another day; `moved_at` is when that was noticed, None where it never moved.
    """

    __tablename__ = "calendar_day"

    uid: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    sequence: Mapped[int]
    moved_at: Mapped[datetime | None]
