"""The app was taken away somewhere: its token is of no use any more, and nothing arrives there."""

from __future__ import annotations

import time
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from bot.channels.slack.workspaces import ManyWorkspaces


def register(app: AsyncApp, workspaces: ManyWorkspaces) -> None:
    """Both events come, in any order, and perhaps late: what was installed since then stays."""

    @app.event("app_uninstalled")
    async def uninstalled(body: dict[str, Any], context: AsyncBoltContext) -> None:
        await _remove(body, context)

    @app.event("tokens_revoked")
    async def revoked(event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext) -> None:
        if (event.get("tokens") or {}).get("bot"):
            await _remove(body, context)

    async def _remove(body: dict[str, Any], context: AsyncBoltContext) -> None:
        await workspaces.removed(
            context.team_id or "", context.enterprise_id or "",
            org_wide=bool(context.is_enterprise_install), until=_moment(body),
        )  # fmt: skip


def _moment(body: dict[str, Any]) -> float:
    """Slack counts whole seconds."""
    return float(body.get("event_time") or time.time()) + 1.0
