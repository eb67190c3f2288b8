"""Finding in Slack, by their address, those for whom something waits and whom no platform knows."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.slack.calls import SlackRefusedError, SlackSilentError
from bot.channels.slack.workspaces import Workspace, Workspaces
from storage.database import Sessions
from storage.undelivered import recipients_without_account

# Slack lets us ask fifty times a minute.
MOST = 40
REST = 60.0
AN_HOUR = 3600.0
log = logging.getLogger(__name__)


@dataclass
class Introducing:
    """Each is looked for once an hour in each workspace; a round goes on where the last one stopped."""

    workspaces: Workspaces
    sessions: Sessions
    _after: int = 0
    _looked_for: dict[tuple[str, int], float] = field(default_factory=dict)

    async def keep_on(self, every: float) -> None:
        """For as long as the server runs; `every` seconds after a round that found fewer than Slack lets us ask for."""
        while True:
            try:
                rest = REST if await self.round() >= MOST else every
            except (SlackRefusedError, SlackSilentError, SQLAlchemyError, OSError) as error:
                log.error("looking for people in Slack failed (%s); tried again", type(error).__name__)  # noqa: TRY400
                rest = REST
            await asyncio.sleep(rest)

    async def round(self) -> int:
        """How many were asked for, in the workspace in which most were."""
        workspaces = await self.workspaces.every()
        async with self.sessions.begin() as session:
            unknown = await recipients_without_account(session, self._after, MOST)
        self._after = unknown[-1][0] if len(unknown) == MOST else 0
        now = time.monotonic()
        self._looked_for = {one: at for one, at in self._looked_for.items() if now - at < AN_HOUR}
        asked, found = 0, set[int]()
        for workspace in workspaces:
            new = [one for one in unknown if one[0] not in found and (workspace.team, one[0]) not in self._looked_for]
            found |= await self._found(workspace, new, now)
            asked = max(asked, len(new))
        return asked

    async def _found(self, workspace: Workspace, new: list[tuple[int, str]], now: float) -> set[int]:
        """One workspace that refuses us keeps nobody from being found in another."""
        found = set[int]()
        try:
            for person, email in new:
                self._looked_for[workspace.team, person] = now
                if await workspace.talk.people.look_up(person, email):
                    found.add(person)
        except (SlackRefusedError, SlackSilentError) as error:
            log.error("looking for people in Slack workspace %s failed (%s)", workspace.team, error)  # noqa: TRY400
        return found
