"""Replies that a platform has not accepted yet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretJson
from storage.tables import AUTOINCREMENT, Json, Table


class OwedReply(Table):
    """That the answer of a turn has to be shown still: written with the turn, taken away when it was shown.

    `place` tells the channel where, and `talk` names it; `account` is whom it is for. `kind` says how it is shown, and
    `shown` how many of its parts were accepted. By itself it is brought from `due_at` on; `tries` counts what failed.
    """

    __tablename__ = "owed_reply"
    __table_args__ = (
        Index("ix_owed_reply_channel", "channel", "due_at"),
        Index("ix_owed_reply_talk", "channel", "talk"),
        Index("ix_owed_reply_turn", "conversation_id", "event_id", unique=True),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    event_id: Mapped[str]
    channel: Mapped[str]
    talk: Mapped[str]
    account: Mapped[str]
    language: Mapped[str]
    kind: Mapped[str]
    place: Mapped[Json] = mapped_column(SecretJson)
    shown: Mapped[int]
    tries: Mapped[int]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]


OWED = Table.metadata.tables["owed_reply"]
