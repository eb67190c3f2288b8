"""What a payload of Slack's says about where it comes from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.slack.answers import Where


@dataclass(frozen=True)
class Arrived:
    """`event` is the same when Slack brings the same thing again. `again`: it says that it does, or we start over."""

    user: str
    event: str
    where: Where | None
    again: bool = False

    @property
    def public(self) -> bool:
        return self.where is not None and self.where.public

    def named(self, more: str) -> Arrived:
        """Another event of the same arrival."""
        return replace(self, event=f"{self.event}-{more}")

    def in_private(self) -> Arrived:
        return replace(self, where=None)


def from_event(body: dict[str, Any], *, again: bool) -> Arrived:
    """A message or a mention: answered in its thread, which begins with itself if there is none yet."""
    event = body["event"]
    where = Where(event["channel"], event.get("thread_ts") or event["ts"])
    return Arrived(event["user"], body["event_id"], where, again)


def from_click(body: dict[str, Any], *, again: bool) -> Arrived:
    """A button or menu: answered in the thread of its message; in private when it stands in a view."""
    channel = (body.get("channel") or {}).get("id", "")
    message = body.get("message") or {}
    thread = message.get("thread_ts") or message.get("ts", "")
    where = Where(channel, thread) if channel and message else None
    action = body["actions"][0]
    event = f"action-{action.get('action_ts') or body.get('trigger_id', '')}-{action.get('action_id', '')}"[:150]
    return Arrived(body["user"]["id"], event, where, again)


def from_view(body: dict[str, Any], *, again: bool) -> Arrived:
    """A submitted modal. Slack keeps its hash after errors at a field: what was filled in tells the tries apart."""
    view = body["view"]
    filled = json.dumps(view.get("state", {}), sort_keys=True)
    digest = hashlib.sha256(filled.encode()).hexdigest()[:16]
    return Arrived(body["user"]["id"], f"view-{view['id']}-{view.get('hash', '')}-{digest}", None, again)


def from_command(body: dict[str, Any], *, again: bool) -> Arrived:
    """Answered in private, wherever it was typed."""
    return Arrived(body["user_id"], f"command-{body['trigger_id']}", None, again)


def from_shortcut(body: dict[str, Any], *, again: bool) -> Arrived:
    return Arrived(body["user"]["id"], f"shortcut-{body['trigger_id']}", None, again)
