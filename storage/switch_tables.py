"""The tables of requests for another opleidingsschool. What people typed is in columns of `storage.encryption`."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretText
from storage.tables import AUTOINCREMENT, Table


class SwitchRequest(Table):
    """`reason`, `route` and `state` are values of `knowledge.switch_request`; `open` is whether it has no end yet.

    `discussed` and `reaches` are roles with commas: with whom the student talked before, and who may read it.
    `minutes` is the journey one way, where the reason is travel. `handler_id` is the IO, or whom it was handed to.
    `version` rises with each move: a move is only made from the version that the person saw.
    """

    __tablename__ = "switch_request"
    __table_args__ = (
        Index("ix_switch_request_student_id", "student_id", "started_at"),
        Index("ix_switch_request_open", "open", "id"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    reason: Mapped[str]
    route: Mapped[str]
    wish: Mapped[str] = mapped_column(SecretText)
    why: Mapped[str] = mapped_column(SecretText)
    since: Mapped[date]
    discussed: Mapped[str]
    minutes: Mapped[int | None]
    state: Mapped[str]
    open: Mapped[bool]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    reaches: Mapped[str]
    started_at: Mapped[datetime]
    version: Mapped[int]


class SwitchMove(Table):
    """A move of a request. `person_id`: None is the program itself, or somebody erased; `to_id`: handed to whom."""

    __tablename__ = "switch_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("switch_request.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    move: Mapped[str]
    text: Mapped[str] = mapped_column(SecretText)
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[datetime]
