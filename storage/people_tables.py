"""The tables of who is who: people, their roles, who supervises whom, and their accounts on the platforms."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretJson
from storage.tables import AUTOINCREMENT, Json, Table


class Person(Table):
    """Somebody of the roster. `email` is lower case; `left_on` is the first day on which the roster no longer had them.

    `school` is where a schoolopleider or WPB works, `region` what a regiocoördinator looks after.
    """

    __tablename__ = "person"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    school: Mapped[str]
    region: Mapped[str]
    left_on: Mapped[date | None] = mapped_column(index=True)


class PersonRole(Table):
    """`role` is a value of `knowledge.model.Role`; `place` keeps the roster's order: the first is how they talk."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]


class Student(Table):
    """What the roster says of a student. `form` is "full-time" or "part-time"; `start_year` that of 1 September."""

    __tablename__ = "student"
    __table_args__ = (Index("ix_student_school", "school"), Index("ix_student_region", "region"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    programme: Mapped[str]
    form: Mapped[str]
    start_year: Mapped[int]
    level: Mapped[int]
    school: Mapped[str]
    opleidingsschool: Mapped[str]
    region: Mapped[str]


class Supervision(Table):
    """Who looks after a student in which role: from a day on, until the last day (None: no end is known)."""

    __tablename__ = "supervision"
    __table_args__ = (Index("ix_supervision_student_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    from_: Mapped[date] = mapped_column("from_day")
    until: Mapped[date | None] = mapped_column("until_day")


class Account(Table):
    """An account on a platform, linked to a person by the e-mail address that the platform has verified.

    `tenant` is the workspace or organisation in which it is: with the channel it names the lane of deliveries.
    `reference` is what the platform needs to start a conversation. `gone_at`: since when nothing arrives there any
    more (blocked, deactivated, uninstalled); `gone_why` says so to the administrator.
    """

    __tablename__ = "account"

    channel: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    reference: Mapped[Json] = mapped_column(SecretJson, default=dict)
    linked_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    gone_why: Mapped[str] = mapped_column(default="")
    tenant: Mapped[str] = mapped_column(default="")
