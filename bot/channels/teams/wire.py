"""Activities as JSON. botbuilder's own serializer costs more than a turn, and leaves out what makes a citation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, ConversationReference
from msrest.serialization import Model

from storage.tables import Json


def as_json(activity: Activity) -> Json:
    """What is set, under the names that Teams gives it. What is JSON already, such as a card, stays as it is."""
    made: Json = _plain(activity)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        fields = ((attribute["key"], getattr(value, name)) for name, attribute in value._attribute_map.items())  # noqa: SLF001
        return {key: _plain(field) for key, field in fields if field is not None}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, datetime) else value


def reference_from(stored: Json) -> ConversationReference | None:
    """What `Arrived.reference` gave, read back; None when it is of another kind."""
    try:
        conversation, user, bot = stored["conversation"], stored["user"], stored["bot"]
        return ConversationReference(
            channel_id=stored["channelId"],
            service_url=stored["serviceUrl"],
            conversation=ConversationAccount(
                id=conversation["id"], conversation_type=conversation.get("conversationType")
            ),
            user=ChannelAccount(id=user["id"]),
            bot=ChannelAccount(id=bot["id"]),
        )
    except (KeyError, TypeError, AttributeError):
        return None
