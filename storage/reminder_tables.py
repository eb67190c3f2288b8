"""The tables of reminders: what was told of each item, what somebody does without, and which mornings are planned."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretJson
from storage.tables import AUTOINCREMENT, Json, Table


class Reminder(Table):
    """What was told to the owner of an item, or done with it. The item itself is worked out again each time.

    `key` is unique with the owner. `last_day` is the one that was told, `told_on` the day on which; `state`: waiting,
    seen or done; `later` the day on which the owner wants to hear of it again; `hears` to whom it was handed over.
    `reader` is who must still be told `waiting`, bundled with the rest at the end of the planning; `told_to` who was
    told it that way last.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        Index("uq_reminder_person_id_key", "person_id", "key", unique=True),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    key: Mapped[str]
    last_day: Mapped[date]
    told_on: Mapped[date | None]
    state: Mapped[str]
    later: Mapped[date | None]
    hears: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(index=True)
    reader: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    waiting: Mapped[Json | None] = mapped_column(SecretJson(none_as_null=True))
    told_to: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)


class ReminderOptOut(Table):
    """A kind of reminder of which somebody does not want to hear."""

    __tablename__ = "reminder_opt_out"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)


class PlannedMorning(Table):
    """That everybody whose morning begins at that moment has been planned."""

    __tablename__ = "planned_morning"

    at: Mapped[datetime] = mapped_column(primary_key=True)
    planned_at: Mapped[datetime]
