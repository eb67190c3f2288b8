"""Slack as a platform of deliveries: by direct message, and it can say whether something was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.channels.slack.answers import Answers, Where
from bot.channels.slack.calls import AnswerLostError, SlackBusyError, SlackRefusedError, SlackSilentError
from bot.channels.slack.people import CHANNEL, DEACTIVATED
from bot.channels.slack.rendering.blocks import bubbles
from bot.channels.slack.rendering.splitting import Bubble
from bot.channels.slack.talk import Talk
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
OURS = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"})


@dataclass
class SlackPort:
    talk: Talk
    limits: Limits
    channel: str = CHANNEL

    async def send(self, delivery: Delivery, go: Go) -> None:
        """In the order of the person's conversation."""
        user = user_of(delivery.account)
        with _told():
            async with self.talk.line(user):
                language = await self._reader(delivery, user)
                where = await self.answers.direct(user)
                since = (delivery.since - MARGIN).timestamp() if delivery.sought else 0.0
                await self.answers.deliver(where, delivery.key, self._shown(delivery, language), go, since)

    async def was_it_sent(self, delivery: Delivery) -> bool | None:
        user = user_of(delivery.account)
        with _told():
            where: Where = await self.answers.direct(user)
            standing = await self.answers.standing(where, delivery.key, (delivery.since - MARGIN).timestamp())
            return standing > 0 and standing >= len(self._shown(delivery, self.talk.people.language(user)))

    @property
    def answers(self) -> Answers:
        return self.talk.answers

    async def _reader(self, delivery: Delivery, user: str) -> Language:
        """The language they read. Raises GoneError for who may not read it."""
        person = await self.talk.people.who(user)
        if person.id != delivery.person_id:
            raise GoneError(DEACTIVATED if self.talk.people.deactivated(user) else NO_CASES)
        return person.language

    def _shown(self, delivery: Delivery, language: Language) -> list[Bubble]:
        phrases = self.talk.turns.product.phrases[language]
        return bubbles(said_in(delivery, phrases), phrases)


def user_of(account: str) -> str:
    return account.rpartition("-")[2]


def slack_limits(apart: float) -> Limits:
    return replace(Limits(A_SECOND), apart=apart)


@contextmanager
def _told() -> Iterator[None]:
    """Slack's faults in the words of deliveries."""
    try:
        yield
    except SlackBusyError as error:
        raise PauseError("Slack asked us to wait", error.wait) from error
    except AnswerLostError as error:
        raise LostError(str(error)) from error
    except SlackSilentError as error:
        raise LaterError(str(error)) from error
    except SlackRefusedError as error:
        raise _refused(error.code) from error


def _refused(code: str) -> DeliveryError:
    if code in GONE:
        return GoneError(GONE[code])
    if code in OURS:
        return PauseError(f"Slack does not accept us ({code}): see wegwijzer doctor", STOPPED)
    return RefusedError(f"Slack refuses it ({code.split(':', maxsplit=1)[0]})")
