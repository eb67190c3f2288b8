"""The tables of progress talks: the form with its colours, what was written with it, and who signs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretJson, SecretText
from storage.tables import AUTOINCREMENT, Json, Table


class ProgressTalk(Table):
    """`form` is the whole form as it was when the talk began. `state`: open, filed, replaced or cancelled.

    `meeting` holds the time and the place as typed. `colour` is the one that was given, `letter` what counting gave,
    `credits` enough, short or unknown where that was asked; all empty until it is filed.
    `version` rises with each change.
    """

    __tablename__ = "progress_talk"
    __table_args__ = (Index("ix_progress_talk_student_id", "student_id", "held_on"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    form: Mapped[Json] = mapped_column(JSON)
    level: Mapped[int]
    held_on: Mapped[date]
    meeting: Mapped[Json] = mapped_column(SecretJson)
    state: Mapped[str]
    led_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
    colour: Mapped[str]
    letter: Mapped[str]
    reason: Mapped[str] = mapped_column(SecretText)
    credits: Mapped[str]
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    filed_at: Mapped[datetime | None]
    replaces: Mapped[int | None] = mapped_column(ForeignKey("progress_talk.id", ondelete="SET NULL"), index=True)
    version: Mapped[int]


class ProgressTalkItem(Table):
    """The colour of one item, and who gave it last."""

    __tablename__ = "progress_talk_item"

    talk_id: Mapped[int] = mapped_column(ForeignKey("progress_talk.id", ondelete="CASCADE"), primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    colour: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class ProgressTalkNote(Table):
    """What one person wrote with one part of the form."""

    __tablename__ = "progress_talk_note"
    __table_args__ = (Index("uq_progress_talk_note_talk_id", "talk_id", "part", "person_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    talk_id: Mapped[int] = mapped_column(ForeignKey("progress_talk.id", ondelete="CASCADE"))
    part: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    text: Mapped[str] = mapped_column(SecretText)
    at: Mapped[datetime]


class ProgressTalkParty(Table):
    """Who takes part, in which role; `agreed` and `remark` are what they signed."""

    __tablename__ = "progress_talk_party"

    talk_id: Mapped[int] = mapped_column(ForeignKey("progress_talk.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    role: Mapped[str]
    agreed: Mapped[bool | None]
    remark: Mapped[str] = mapped_column(SecretText)
    signed_at: Mapped[datetime | None]
