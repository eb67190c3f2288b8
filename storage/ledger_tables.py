"""The table of the lanes along which deliveries go: a platform and a tenant of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables import Table


class Lane(Table):
    """`runner` delivers here alone until `leased_until`; `freed_at` is when it last let go.

    `paused_until` is for as long as the platform asked us to wait, with `why`. `moved_at`: when something last arrived.
    """

    __tablename__ = "lane"

    name: Mapped[str] = mapped_column(primary_key=True)
    runner: Mapped[str] = mapped_column(default="")
    leased_until: Mapped[datetime | None]
    freed_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
