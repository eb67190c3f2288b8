"""Where the Slack app was installed over OAuth, and the installations that somebody began."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.encryption import SecretText
from storage.tables import Table


class SlackInstallation(Table):
    """The app in a workspace, or in a whole organisation (Enterprise Grid).

    `team` is the workspace's id, of an organisation its own: accounts there have it as their tenant. `enterprise` is
    the organisation that a workspace belongs to, if any. `token` is the app's own there; from `removed_at` on there is
    none, and the row is kept so that the administrator sees where people are no longer reached.
    """

    __tablename__ = "slack_installation"

    team: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    enterprise: Mapped[str]
    bot_id: Mapped[str]
    bot_user: Mapped[str]
    token: Mapped[str] = mapped_column(SecretText)
    installed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SlackState(Table):
    """An installation that somebody began and Slack has not confirmed: the digest of its one-time state."""

    __tablename__ = "slack_state"

    digest: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
