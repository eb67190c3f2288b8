"""The tables. All times are stored in UTC and come back aware."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.encryption import SecretJson, SecretText

Json = dict[str, Any]
# SQLite gives the number of a deleted row to the next one, unless told not to; old buttons would then name another.
AUTOINCREMENT = {"sqlite_autoincrement": True}


class UtcDateTime(TypeDecorator[datetime]):
    """Refuses naive times; SQLite, which knows no zones, gets and gives UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own name and shape)
        datetime: UtcDateTime,
        str: String(200),
    }


class Conversation(Table):
    """One person in one channel. `state` is the JSON of the conversation's state, keyed by question ids."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[Json] = mapped_column(SecretJson)
    started_at: Mapped[datetime]
    heard_at: Mapped[datetime]


class Turn(Table):
    """An event that was handled and what was answered: the same event again gets the same answer."""

    __tablename__ = "turn"
    __table_args__ = (Index("uq_turn_conversation_event", "conversation_id", "event_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    event_id: Mapped[str]
    heard: Mapped[Json] = mapped_column(SecretJson)
    messages: Mapped[list[Json]] = mapped_column(SecretJson)
    at: Mapped[datetime] = mapped_column(index=True)


class Gap(Table):
    """A question that the note did not answer. Without the person who asked."""

    __tablename__ = "gap"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(SecretText)
    role: Mapped[str]
    language: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class Feedback(Table):
    """Whether an answer helped. `subject` is "topic/outcome". Without the person who said so."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    helpful: Mapped[bool]
    reason: Mapped[str]
    comment: Mapped[str] = mapped_column(SecretText)
    at: Mapped[datetime] = mapped_column(index=True)


CONVERSATIONS = Table.metadata.tables["conversation"]
TURNS = Table.metadata.tables["turn"]
