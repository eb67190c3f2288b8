"""botbuilder's adapter on our own connector calls: nothing of its HTTP side is used."""

from __future__ import annotations

from collections.abc import Sequence

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.schema import Activity, ConversationReference, ResourceResponse

from bot.channels.teams.connector import ONCE, Connector, ConnectorError, Patience, activities, member
from bot.channels.teams.wire import as_json
from storage.tables import Json

TYPING = "typing"
MEMBER = Patience(call=4.0, tries=2, altogether=5.0)


class TeamsAdapter(BotAdapter):  # type: ignore[misc]  # botbuilder has no types
    """Every method may raise ConnectorError, or BlockedError: nothing arrives there any more."""

    def __init__(self, connector: Connector) -> None:
        super().__init__()
        self.connector = connector

    async def send_activities(
        self, context: TurnContext, activities: Sequence[Activity], patience: Patience | None = None
    ) -> list[ResourceResponse]:
        """One after the other, in this order."""
        reference = TurnContext.get_conversation_reference(context.activity)
        return [await self._send(one, reference, patience) for one in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        TurnContext.apply_conversation_reference(activity, TurnContext.get_conversation_reference(context.activity))
        path = activities(activity.conversation.id, activity.id)
        answer = await self.connector.call("PUT", activity.service_url, path, as_json(activity))
        return ResourceResponse(id=answer.get("id") or activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:  # noqa: ARG002
        path = activities(reference.conversation.id, reference.activity_id)
        await self.connector.call("DELETE", reference.service_url, path)

    async def send_typing(self, context: TurnContext) -> None:
        """Tried once: a late one is of no use."""
        await self.send_activities(context, [Activity(type=TYPING)], ONCE)

    async def member(self, service_url: str, conversation: str, user: str) -> Json:
        """Who somebody in a conversation is, as Teams knows them. An answer that says nothing is none."""
        found = await self.connector.call("GET", service_url, member(conversation, user), patience=MEMBER)
        if not found:
            raise ConnectorError(0, "an empty answer")
        return found

    async def _send(
        self, activity: Activity, reference: ConversationReference, patience: Patience | None
    ) -> ResourceResponse:
        TurnContext.apply_conversation_reference(activity, reference)
        path = activities(activity.conversation.id, activity.reply_to_id or "")
        answer = await self.connector.call("POST", activity.service_url, path, as_json(activity), patience)
        return ResourceResponse(id=answer.get("id") or "")
