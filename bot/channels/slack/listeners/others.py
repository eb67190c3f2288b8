"""What nobody asked for, or what an older version of the app left behind: acknowledged, so that Slack rests."""

from __future__ import annotations

import re

from slack_bolt.async_app import AsyncAck, AsyncApp

ANY = re.compile("")


def register(app: AsyncApp) -> None:
    async def taken(ack: AsyncAck) -> None:
        await ack()

    for kind in (app.event, app.action, app.options, app.view, app.view_closed, app.shortcut, app.command):
        kind(ANY)(taken)
