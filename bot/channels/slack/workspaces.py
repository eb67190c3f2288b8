"""The workspaces in which the app stands: each with its own token, people and conversations.

One, of which the token is in the settings; or those that installed the app over OAuth, of which it is in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import ClientSession
from slack_bolt.authorization import AuthorizeResult

from bot.channels.slack.answers import Answers
from bot.channels.slack.calls import client_in
from bot.channels.slack.installations import Installations
from bot.channels.slack.pace import Pace
from bot.channels.slack.people import People
from bot.channels.slack.settings import SlackSettings
from bot.channels.slack.talk import Talk
from bot.clock import Clock
from bot.product import Product
from bot.turn import Turns
from storage.database import Database
from storage.slack_installations import Installed, installation_of, installations


@dataclass
class Workspace:
    """`token` is the app's own there. With an app for a whole organisation (Enterprise Grid), `talk.people.team` is
    the organisation's id.
    """

    talk: Talk
    bot_id: str
    token: str = field(repr=False)

    @property
    def team(self) -> str:
        return self.talk.people.team

    def me(self) -> AuthorizeResult:
        """As whom we answer there, for Bolt."""
        return AuthorizeResult(
            enterprise_id=self.talk.people.enterprise or None,
            team_id=self.team,
            bot_token=self.token,
            bot_id=self.bot_id,
            bot_user_id=self.talk.me,
        )

    def renew(self, installed: Installed) -> None:
        """Installed once more: the same people and conversations, and perhaps another token."""
        self.token, self.bot_id, self.talk.me = installed.token, installed.bot_id, installed.bot_user
        self.talk.answers.client.token = installed.token


@dataclass(frozen=True)
class Opening:
    """What each workspace is made with; `session` is the one of all of them."""

    session: ClientSession
    slack: SlackSettings
    database: Database
    product: Product
    now: Clock

    def workspace(self, installed: Installed) -> Workspace:
        client = client_in(self.session, installed.token, self.slack.api_url)
        people = People(client, self.database.sessions, self.now, installed.team, installed.enterprise)
        answers = Answers(client, Pace(self.slack.apart))
        talk = Talk(Turns(self.product, self.database.sessions, self.now), people, answers, installed.bot_user)
        return Workspace(talk, installed.bot_id, installed.token)


class Workspaces(Protocol):
    async def at(self, team: str, enterprise: str, *, org_wide: bool) -> Workspace | None:
        """Where something came from, as Slack names it; None where the app does not stand (any more)."""
        ...

    async def holding(self, account: str) -> Workspace | None:
        """Where an account of our database is."""
        ...

    async def every(self) -> Sequence[Workspace]:
        """Read anew: what another server installed or took away is known here from then on."""
        ...

    async def refused(self, workspace: Workspace) -> bool:
        """Slack says that the app was taken away there; whether nothing more is to be tried."""
        ...


@dataclass(frozen=True)
class OneWorkspace:
    """Whatever comes in is from there."""

    workspace: Workspace

    async def at(self, team: str, enterprise: str, *, org_wide: bool) -> Workspace | None:  # noqa: ARG002
        return self.workspace

    async def holding(self, account: str) -> Workspace | None:
        return self.workspace if team_of(account) == self.workspace.team else None

    async def every(self) -> Sequence[Workspace]:
        return (self.workspace,)

    async def refused(self, workspace: Workspace) -> bool:  # noqa: ARG002
        """The administrator put the token in the settings, and mends it there."""
        return False


@dataclass
class ManyWorkspaces:
    opening: Opening
    installations: Installations
    _known: dict[str, Workspace] = field(default_factory=dict)

    async def at(self, team: str, enterprise: str, *, org_wide: bool) -> Workspace | None:
        for name in (enterprise, team) if org_wide else (team, enterprise):
            if name and (found := await self._found(name)):
                return found
        return None

    async def holding(self, account: str) -> Workspace | None:
        return await self._found(team_of(account))

    async def every(self) -> Sequence[Workspace]:
        async with self.opening.database.sessions.begin() as session:
            allowed = [one for one in await installations(session) if self.installations.oauth.allows(one.team)]
        self._known = {one.team: self._opened(one) for one in allowed}
        return tuple(self._known.values())

    async def refused(self, workspace: Workspace) -> bool:
        """Unless it was installed anew meanwhile."""
        removed = await self.installations.remove(workspace.team, token=workspace.token)
        await self.every()
        return removed

    async def removed(self, team: str, enterprise: str, *, org_wide: bool, until: float) -> None:
        """`until`: what was installed after that moment (seconds since 1970) stays."""
        name = enterprise if org_wide or not team else team
        await self.installations.remove(name, until=until)
        await self.every()

    async def _found(self, team: str) -> Workspace | None:
        if team in self._known or not self.installations.oauth.allows(team):
            return self._known.get(team)
        async with self.opening.database.sessions.begin() as session:
            installed = await installation_of(session, team)
        if installed:
            self._known[team] = self._opened(installed)
        return self._known.get(team)

    def _opened(self, installed: Installed) -> Workspace:
        """The one that is there already: it remembers whose turn it is."""
        known = self._known.get(installed.team)
        if known is None:
            return self.opening.workspace(installed)
        known.renew(installed)
        return known


def team_of(account: str) -> str:
    return account.rpartition("-")[0]


def user_of(account: str) -> str:
    return account.rpartition("-")[2]
