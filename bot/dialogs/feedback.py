"""Was an answer useful? One tap when it was; what was missing when it was not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.dialogs.context import Context
from bot.dialogs.engine import Dialog, Effect, Form, FormField, Option
from bot.message import Message

Reason = Literal["not-my-question", "unclear", "incomplete", "incorrect"]
REASONS: tuple[Reason, ...] = ("not-my-question", "unclear", "incomplete", "incorrect")


@dataclass(frozen=True)
class RecordFeedback(Effect):
    """`subject` is "topic/outcome". Kept without the person."""

    subject: str
    helpful: bool
    reason: str = ""
    comment: str = ""


class Why(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Reason
    comment: str = Field(default="", max_length=500)


def helpful(context: Context, subject: str) -> Dialog:
    yield Message(paragraphs=(context.phrases("feedback.thanks"),))
    return [RecordFeedback(subject, helpful=True)]


def unhelpful(context: Context, subject: str) -> Dialog:
    why: Why = yield Form(
        id="why",
        prompt=context.phrases("feedback.why"),
        model=Why,
        fields=(
            FormField(
                "reason",
                context.phrases("feedback.reason"),
                "choice",
                options=tuple(Option(reason, context.phrases(f"feedback.{reason}")) for reason in REASONS),
            ),
            FormField(
                "comment",
                context.phrases("feedback.comment"),
                "text",
                required=False,
                hint=context.phrases("feedback.comment-hint"),
            ),
        ),
        submit=context.phrases("feedback.send"),
    )
    yield Message(paragraphs=(context.phrases("feedback.passed-on"),))
    return [RecordFeedback(subject, helpful=False, reason=why.reason, comment=why.comment)]
