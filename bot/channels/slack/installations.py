"""What Bolt's OAuth flow keeps, in our database: installations with their tokens encrypted, and one-time states.

The stores that come with slack_sdk keep tokens as plain text in tables of their own; so these are ours.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.channels.slack.people import CHANNEL
from bot.channels.slack.settings import OAuth
from bot.clock import Clock
from storage.database import Sessions
from storage.slack_installations import (
    Installed,
    installation_of,
    keep_installation,
    keep_state,
    remove_installation,
    use_state,
)
from storage.tenants import tenant_back, tenant_gone

REMOVED = "The app was removed from this Slack workspace."
STATE_LIVES = timedelta(minutes=10)
LONGEST_NAME = 200
log = logging.getLogger(__name__)


class NotAllowedError(BoltError):
    """This workspace is not one of those that the administrator named."""


class ExpiringTokenError(BoltError):
    """The app's tokens expire (token rotation), which ours must not."""


@dataclass(frozen=True)
class Installations(AsyncInstallationStore):
    sessions: Sessions
    now: Clock
    oauth: OAuth

    async def async_save(self, installation: Installation) -> None:
        """Raises NotAllowedError, ExpiringTokenError. Who was out of reach there gets what waited."""
        new = self._installed(installation.to_bot())
        if not self.oauth.allows(new.team):
            log.warning("the Slack workspace %s is not in SLACK_WORKSPACES, so it cannot install the app", new.team)
            raise NotAllowedError("not allowed")
        if installation.bot_token_expires_at:
            log.error("token rotation is on: switch it off in the app in Slack (OAuth & Permissions)")
            raise ExpiringTokenError("tokens expire")
        async with self.sessions.begin() as session:
            await keep_installation(session, new)
            await tenant_back(session, CHANNEL, new.team, REMOVED)
        log.info("installed in the Slack workspace %s", new.team)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        name = _name(enterprise_id, team_id, org_wide=bool(is_enterprise_install))
        async with self.sessions.begin() as session:
            found = await installation_of(session, name)
        if found is None:
            return None
        return Bot(
            enterprise_id=found.enterprise or None, team_id=team_id, team_name=found.name, bot_token=found.token,
            bot_id=found.bot_id, bot_user_id=found.bot_user, is_enterprise_install=is_enterprise_install,
            installed_at=found.installed_at,
        )  # fmt: skip

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.remove(_name(enterprise_id, team_id, org_wide=not team_id))

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    async def remove(self, team: str, *, until: float = 0.0, token: str = "") -> bool:
        """With its token; its people are out of reach there. The rest is as `remove_installation`."""
        now = self.now()
        moment = datetime.fromtimestamp(until, UTC) if until else None
        async with self.sessions.begin() as session:
            if not await remove_installation(session, team, now, until=moment, token=token):
                return False
            await tenant_gone(session, CHANNEL, team, REMOVED, now)
        log.warning("the app was removed from the Slack workspace %s", team)
        return True

    def _installed(self, bot: Bot) -> Installed:
        org_wide = bool(bot.is_enterprise_install)
        return Installed(
            team=_name(bot.enterprise_id, bot.team_id, org_wide=org_wide),
            name=str((bot.enterprise_name if org_wide else bot.team_name) or "")[:LONGEST_NAME],
            enterprise=bot.enterprise_id or "",
            bot_id=bot.bot_id,
            bot_user=bot.bot_user_id,
            token=bot.bot_token,
            installed_at=self.now(),
        )


@dataclass(frozen=True)
class States(AsyncOAuthStateStore):
    """Each is good once, for ten minutes."""

    sessions: Sessions
    now: Clock

    async def async_issue(self, *_: object, **__: object) -> str:
        state, now = secrets.token_urlsafe(32), self.now()
        async with self.sessions.begin() as session:
            await keep_state(session, state, now + STATE_LIVES, now)
        return state

    async def async_consume(self, state: str) -> bool:
        async with self.sessions.begin() as session:
            return await use_state(session, state, self.now())


def _name(enterprise: str | None, team: str | None, *, org_wide: bool) -> str:
    return (enterprise if org_wide else team) or ""
