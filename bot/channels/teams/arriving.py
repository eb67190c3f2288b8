"""What arrives at the door: an activity, read strictly, with only what we use of it."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channels.teams.refusing import bad_request
from knowledge.model import Language
from storage.tables import Json

LONGEST_ID = 64
PERSONAL = "personal"
Name = Annotated[str, Field(min_length=1, max_length=1000)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, populate_by_name=True)


class Account(Part):
    id: Name
    directory_id: str | None = Field(default=None, alias="aadObjectId")


class Talk(Part):
    id: Name
    kind: str | None = Field(default=None, alias="conversationType")


class Tenant(Part):
    id: str = ""


class ChannelData(Part):
    tenant: Tenant | None = None


class Arrived(Part):
    """An activity. `value` is what a card sent along."""

    type: Name
    id: str | None = None
    channel: Name = Field(alias="channelId")
    service_url: Name = Field(alias="serviceUrl")
    sender: Account = Field(alias="from")
    recipient: Account
    conversation: Talk
    text: str | None = None
    locale: str | None = None
    name: str | None = None
    action: str | None = None
    value: Any = None
    reply_to: str | None = Field(default=None, alias="replyToId")
    added: tuple[Account, ...] | None = Field(default=None, alias="membersAdded", strict=False)
    entities: tuple[dict[str, Any], ...] | None = Field(default=None, strict=False)
    channel_data: ChannelData | None = Field(default=None, alias="channelData")

    @property
    def tenant(self) -> str:
        data = self.channel_data
        return data.tenant.id if data and data.tenant else ""

    @property
    def private(self) -> bool:
        """A talk of one person with the bot alone."""
        return self.conversation.kind == PERSONAL

    @property
    def account(self) -> str:
        """What names the sender to us: their id in the directory, which stays the same in every conversation."""
        return self.sender.directory_id or self.sender.id

    @cached_property
    def event_id(self) -> str:
        """What has no id is never taken for something that came before."""
        return short(self.id or uuid4().hex)

    @property
    def language(self) -> Language | None:
        """That of the person's own Teams; None when it is neither of ours."""
        told = (entity.get("locale") for entity in self.entities or () if entity.get("type") == "clientInfo")
        locale = self.locale or next((one for one in told if isinstance(one, str)), "")
        spoken = locale.lower().partition("-")[0]
        return spoken if spoken in {"nl", "en"} else None  # type: ignore[return-value]

    @property
    def reference(self) -> Json:
        """What is needed to start talking here later; without names."""
        return {
            "serviceUrl": self.service_url,
            "channelId": self.channel,
            "conversation": {"id": self.conversation.id, "conversationType": self.conversation.kind},
            "bot": {"id": self.recipient.id},
            "user": {"id": self.sender.id},
        }


def read_activity(body: bytes) -> Arrived:
    """Raises RefusedError for what is no activity."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise bad_request("The body is no JSON.") from error
    if not isinstance(sent, dict):
        raise bad_request("The body is no activity.")
    try:
        return Arrived.model_validate(sent)
    except ValidationError as error:
        fields = sorted({str(fault["loc"][0]) for fault in error.errors(include_input=False) if fault["loc"]})
        raise bad_request(f"The activity has no usable {', '.join(fields)}.") from error


def short(name: str) -> str:
    """The id itself, or what stands for one that is too long or too odd to be stored."""
    if len(name) <= LONGEST_ID and name.isascii() and name.isprintable():
        return name
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()
