"""What Slack brings, one file per kind. Each acknowledges first where Slack waits for an answer, and then works."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from bot.channels.slack.listeners import (
    agent,
    buttons,
    commands,
    home,
    mentions,
    menus,
    messages,
    modals,
    others,
    removal,
    shortcuts,
    taps,
)
from bot.channels.slack.workspaces import ManyWorkspaces, Workspaces


def register_all(app: AsyncApp, workspaces: Workspaces) -> None:
    """What matches first is taken, so whatever nobody knows comes last.

    Each gets the `talk` of the workspace that something came from.
    """
    if isinstance(workspaces, ManyWorkspaces):
        removal.register(app, workspaces)
    for kind in (messages, mentions, agent, home, buttons, taps, menus, modals, shortcuts, commands, others):
        kind.register(app)
