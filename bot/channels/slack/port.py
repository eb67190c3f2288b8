"""Slack as a platform of deliveries: by direct message, and it can say whether something was sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.channels.slack.answers import Where
from bot.channels.slack.calls import AnswerLostError, SlackBusyError, SlackRefusedError, SlackSilentError
from bot.channels.slack.installations import REMOVED
from bot.channels.slack.people import CHANNEL, DEACTIVATED
from bot.channels.slack.rendering.blocks import bubbles
from bot.channels.slack.rendering.splitting import Bubble
from bot.channels.slack.talk import Talk
from bot.channels.slack.workspaces import Workspaces, user_of
from bot.delivering.again import said_in
from bot.delivering.port import (
    Delivery,
    DeliveryError,
    Go,
    GoneError,
    LaterError,
    Limits,
    LostError,
    PauseError,
    RefusedError,
)
from knowledge.model import Language

# A workspace takes several hundred messages a minute, and one a second in each conversation.
A_SECOND = 5
# Clocks differ.
MARGIN = timedelta(minutes=5)
STOPPED = 60.0
NO_CASES = "The account is a guest's, or its person is no longer on the roster: it gets no cases."
GONE = {
    "user_disabled": DEACTIVATED,
    "user_not_found": "The account is no longer in this Slack workspace.",
    "user_not_visible": "The account cannot be seen by the app.",
    "users_not_found": "The account is no longer in this Slack workspace.",
    "channel_not_found": "The account cannot be reached by the app.",
    "is_archived": "The direct conversation is archived.",
    "cannot_dm_bot": "The account is a bot.",
    "restricted_action": "The workspace does not let the app send this person messages.",
}
TAKEN_AWAY = frozenset({"account_inactive", "token_revoked"})
OURS = TAKEN_AWAY | {"invalid_auth", "not_authed", "token_expired", "missing_scope"}


@dataclass
class SlackPort:
    workspaces: Workspaces
    limits: Limits
    channel: str = CHANNEL

    async def send(self, delivery: Delivery, go: Go) -> None:
        """In the order of the person's conversation."""
        user = user_of(delivery.account)
        async with self._told(delivery) as talk, talk.line(user):
            language = await _reader(talk, delivery, user)
            where = await talk.answers.direct(user)
            since = (delivery.since - MARGIN).timestamp() if delivery.sought else 0.0
            await talk.answers.deliver(where, delivery.key, _shown(talk, delivery, language), go, since)

    async def was_it_sent(self, delivery: Delivery) -> bool | None:
        user = user_of(delivery.account)
        async with self._told(delivery) as talk:
            where: Where = await talk.answers.direct(user)
            standing = await talk.answers.standing(where, delivery.key, (delivery.since - MARGIN).timestamp())
            return standing > 0 and standing >= len(_shown(talk, delivery, talk.people.language(user)))

    @asynccontextmanager
    async def _told(self, delivery: Delivery) -> AsyncIterator[Talk]:
        """In the workspace of the account, with Slack's faults in the words of deliveries."""
        workspace = await self.workspaces.holding(delivery.account)
        if workspace is None:
            raise GoneError(REMOVED)
        try:
            yield workspace.talk
        except SlackBusyError as error:
            raise PauseError("Slack asked us to wait", error.wait) from error
        except AnswerLostError as error:
            raise LostError(str(error)) from error
        except SlackSilentError as error:
            raise LaterError(str(error)) from error
        except SlackRefusedError as error:
            if error.code in TAKEN_AWAY and await self.workspaces.refused(workspace):
                raise GoneError(REMOVED) from error
            raise _refused(error.code) from error


async def _reader(talk: Talk, delivery: Delivery, user: str) -> Language:
    """The language they read. Raises GoneError for who may not read it."""
    person = await talk.people.who(user)
    if person.id != delivery.person_id:
        raise GoneError(DEACTIVATED if talk.people.deactivated(user) else NO_CASES)
    return person.language


def _shown(talk: Talk, delivery: Delivery, language: Language) -> list[Bubble]:
    phrases = talk.turns.product.phrases[language]
    return bubbles(said_in(delivery, phrases), phrases)


def slack_limits(apart: float) -> Limits:
    return replace(Limits(A_SECOND), apart=apart)


def _refused(code: str) -> DeliveryError:
    if code in GONE:
        return GoneError(GONE[code])
    if code in OURS:
        return PauseError(f"Slack does not accept us ({code}): see wegwijzer doctor", STOPPED)
    return RefusedError(f"Slack refuses it ({code.split(':', maxsplit=1)[0]})")
