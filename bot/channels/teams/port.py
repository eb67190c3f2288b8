"""Teams as a platform of deliveries: into the talk with the person alone. It cannot say whether something was sent."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

from botbuilder.schema import Activity, ConversationReference

from bot.cases import Someone
from bot.channels.teams.connector import BlockedError, BusyError, ConnectorError, DoubtError, Patience
from bot.channels.teams.handling import Handling, without_reply
from bot.channels.teams.lanes import Lanes
from bot.channels.teams.people import CHANNEL
from bot.channels.teams.saying import activities
from bot.channels.teams.wire import reference_from
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
from bot.records.people import person_with_account
from storage.accounts import account_reference
from storage.replies import accounts_owed

# Requests that an app may make in a tenant.
A_SECOND = 50
LIMITS = Limits(A_SECOND)
PATIENCE = Patience(call=10.0, tries=1, altogether=10.0)
ANSWERED_FIRST = timedelta(minutes=2)
NOWHERE = "no talk to go on with"
NO_CASES = "its person is no longer on the roster"
# Whoever fails like this may have carried it out before.
UNCERTAIN = frozenset({HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT})
LATER = frozenset({0, HTTPStatus.UNAUTHORIZED, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.SERVICE_UNAVAILABLE})
MOST_REMEMBERED = 1000


@dataclass
class TeamsPort:
    """`_accepted`: how many activities of a delivery Teams took before it failed: those are not sent again."""

    handling: Handling
    lanes: Lanes
    limits: Limits = LIMITS
    channel: str = CHANNEL
    patience: Patience = PATIENCE
    _accepted: OrderedDict[int, int] = field(default_factory=OrderedDict)

    async def send(self, delivery: Delivery, go: Go) -> None:
        await self._after_answers(delivery.account)
        person, reference = await self._whom(delivery)
        phrases = self.handling.phrases(person)
        sent = activities((said_in(delivery, phrases),), phrases, f"notice-{delivery.id}")
        async with self.lanes.lock(reference.conversation.id):
            for number in range(self._accepted.get(delivery.id, 0), len(sent)):
                await go()
                await self._post(delivery, reference, sent[number])
                self._remember(delivery.id, number + 1)
        self._accepted.pop(delivery.id, None)

    async def was_it_sent(self, delivery: Delivery) -> bool | None:
        """Its connector shows nothing of what it took. What may have arrived is offered whole."""
        self._accepted.pop(delivery.id, None)
        return None

    async def _after_answers(self, account: str) -> None:
        """What the person was answered comes before what others caused meanwhile."""
        turns = self.handling.turns
        async with turns.sessions.begin() as session:
            if await accounts_owed(session, CHANNEL, {account}, turns.now() + ANSWERED_FIRST):
                raise LaterError("An answer to this person goes first.")

    async def _whom(self, delivery: Delivery) -> tuple[Someone, ConversationReference]:
        people = self.handling.people
        async with people.sessions.begin() as session:
            person = await person_with_account(session, CHANNEL, delivery.account)
            reference = reference_from(await account_reference(session, CHANNEL, delivery.account) or {})
        if person is None or person.id != delivery.person_id:
            raise GoneError(NO_CASES)
        if reference is None:
            people.forget(delivery.account)
            raise GoneError(NOWHERE)
        return person, reference

    async def _post(self, delivery: Delivery, reference: ConversationReference, activity: Activity) -> None:
        adapter = self.handling.adapter
        try:
            await adapter.continue_conversation(
                reference, lambda context: adapter.send_activities(without_reply(context), [activity], self.patience)
            )
        except ConnectorError as error:
            told = in_words(error)
            if isinstance(told, GoneError):
                self.handling.people.forget(delivery.account)
            raise told from error

    def _remember(self, delivery: int, accepted: int) -> None:
        self._accepted[delivery] = accepted
        if len(self._accepted) > MOST_REMEMBERED:
            self._accepted.popitem(last=False)


def in_words(error: ConnectorError) -> DeliveryError:
    """Teams' faults in the words of deliveries."""
    why = f"Teams: {error}"
    if isinstance(error, BlockedError) or error.status == HTTPStatus.NOT_FOUND:
        return GoneError(error.code or str(error))
    if isinstance(error, BusyError):
        return PauseError("Teams asked us to wait", error.wait)
    if isinstance(error, DoubtError) or error.status in UNCERTAIN:
        return LostError(why)
    return LaterError(why) if error.status in LATER else RefusedError(why)
