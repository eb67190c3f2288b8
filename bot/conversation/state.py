"""What is remembered of a conversation from one turn to the next. Stored as JSON."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from bot.dialogs.engine import Stored
from bot.message import Button


class Running(BaseModel):
    """A dialog with its answers by question id. `run` tells its buttons from those of other runs.

    `drafts` are answers that were refused, or taken back to be changed: a form shows them again.
    """

    model_config = ConfigDict(frozen=True)

    dialog: str
    subject: str = ""
    run: int
    answers: dict[str, Stored] = {}
    drafts: dict[str, Stored] = {}


class State(BaseModel):
    """`done` is the last guide that ended ("terug" reopens it: it changed nothing); `asked` the last question typed.

    `offered` are the buttons of the last answer: what they say can be typed too.
    """

    open: Running | None = None
    parked: Running | None = None
    done: Running | None = None
    runs: int = 0
    asked: str = ""
    explained: tuple[str, ...] = ()
    offered: tuple[Button, ...] = ()
    heard_at: AwareDatetime | None = None

    def idle_for(self, now: datetime) -> float:
        """Hours since the last turn; 0 when there was none."""
        return (now - self.heard_at).total_seconds() / 3600 if self.heard_at else 0.0
