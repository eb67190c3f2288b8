"""What the IO and the SO read of a placement that was not passed."""

from __future__ import annotations

from bot.cases import Resit, Someone
from bot.message import Button, Message, Open
from bot.notices import written_day
from knowledge.phrases import Phrases


def resit_noted(phrases: Phrases, resit: Resit, by: Someone) -> Message:
    return Message(
        heading=phrases("resit.heading", student=resit.student.name),
        paragraphs=(phrases(f"resit.noted-{resit.chance}", who=by.name), *days_of(phrases, resit)),
        buttons=(Button(label=phrases("dossier.open"), action=Open(dialog="dossier", subject=str(resit.student.id))),),
    )


def days_of(phrases: Phrases, resit: Resit) -> tuple[str, ...]:
    days = (("assessed", resit.assessed_on), ("earliest", resit.earliest_on), ("until", resit.until))
    return tuple(phrases(f"resit.{name}", day=written_day(phrases, day)) for name, day in days if day)
