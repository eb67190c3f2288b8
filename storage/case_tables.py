"""The tables of what is written down about a student: agreements, talk reports, situations, calls for help.

`Text` columns hold what people typed; see `storage.encryption`. Names and texts stand nowhere else.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretJson, SecretText
from storage.tables import AUTOINCREMENT, Json, Table


class Agreement(Table):
    """`status`: open, done or cancelled. `origin` is "topic/outcome" where a guide proposed it.

    `version` rises with each change: a change is only made to the version that the person saw.
    """

    __tablename__ = "agreement"
    __table_args__ = (Index("ix_agreement_student_id", "student_id", "due"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    what: Mapped[str] = mapped_column(SecretText)
    due: Mapped[date]
    status: Mapped[str]
    origin: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    made_at: Mapped[datetime]
    version: Mapped[int]


class AgreementParty(Table):
    """Who keeps an agreement (`part` "owner") and who else sees it ("viewer")."""

    __tablename__ = "agreement_party"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    part: Mapped[str]


class AgreementChange(Table):
    """A line of an agreement's history: logged, done, moved, handed-over or cancelled. `detail` is a day or a name."""

    __tablename__ = "agreement_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    change: Mapped[str]
    detail: Mapped[str] = mapped_column(SecretText)
    at: Mapped[datetime] = mapped_column(index=True)


class Report(Table):
    """The report of a talk. `kind` names its template in `content/reports.yaml`; `texts` holds its parts by name."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_student_id", "student_id", "held_on"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    kind: Mapped[str]
    held_on: Mapped[date]
    texts: Mapped[Json] = mapped_column(SecretJson)
    origin: Mapped[str]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    written_at: Mapped[datetime]


class ReportReader(Table):
    """With whom a report is shared, and when they acknowledged it."""

    __tablename__ = "report_reader"

    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[datetime | None]


class Situation(Table):
    """A guide that was walked for a student, and where it ended."""

    __tablename__ = "situation"
    __table_args__ = (Index("ix_situation_student_id", "student_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"))
    topic: Mapped[str]
    outcome: Mapped[str]
    walked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class Call(Table):
    """Somebody is called in. `state`: waiting, taken or call-back. `asked_id` is whose turn it is to answer.

    `student_id` is None where the asker did not name the student. `about` is "topic/outcome", or empty.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_state", "state", "asked_at"),
        Index("ix_call_asked_id", "asked_id", "state", "asked_at"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.person_id", ondelete="CASCADE"), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asked_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    about: Mapped[str]
    note: Mapped[str] = mapped_column(SecretText)
    state: Mapped[str]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Notice(Table):
    """A message for a person, and its delivery: a line of the ledger. `key` keeps it from being written twice.

    `message` is that of `bot.message`. `lane` and `account` say where it goes; both are empty while no account is
    known. `state` is pending, leased, sending, sent, dead (nothing more is tried) or unknown (it may have arrived).
    Until `not_before` nothing is tried, or asked; where an unknown one has none, the administrator decides.
    `leased_by` works on it until `leased_until`. `again`: whether what may have arrived is sent once more; `marked`:
    that it says so. `why` is for the administrator; `shown_at` is when it was brought.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person_id", "person_id", "state"),
        Index("ix_notice_lane", "lane", "state", "not_before", "id"),
        Index("ix_notice_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    message: Mapped[Json] = mapped_column(SecretJson)
    made_at: Mapped[datetime] = mapped_column(index=True)
    shown_at: Mapped[datetime | None]
    lane: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    leased_by: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None]
    again: Mapped[bool] = mapped_column(default=False)
    marked: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(default="")


class Audit(Table):
    """Who saw or changed what, and when. Never a text: `object` is "agreement/12"."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_student_id", "student_id", "at"), Index("ix_audit_person_id", "person_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    action: Mapped[str]
    object: Mapped[str]
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.person_id", ondelete="SET NULL"))


class Erasure(Table):
    """That somebody was erased and how much went with them, by kind. Never who."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    counts: Mapped[Json] = mapped_column(JSON)
