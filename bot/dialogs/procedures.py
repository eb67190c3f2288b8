"""What topics lead to beyond advice. For whom stands in the permissions alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases import Someone
from bot.permissions import may_for_some


@dataclass(frozen=True)
class Procedure:
    """A dialog and what it is about. `needs` is the action and the kind of object that one must be allowed; None where
    nothing about a student is written down, so that everybody may.
    """

    dialog: str
    subject: str
    label: str
    needs: tuple[str, str] | None
    primary: bool = False


PROCEDURES = {
    "studentbespreking": Procedure("plan-meeting", "student-meeting", "meeting.plan", ("plan", "meeting")),
    "stoppen": Procedure("plan-meeting", "exit", "meeting.plan-exit", ("plan", "meeting")),
    "herkansing": Procedure("resit", "", "resit.menu", ("note", "resit")),
    "betaalde-aanstelling": Procedure("paid-job", "", "paid-job.check", None),
    "wissel-opleidingsschool": Procedure("switch", "", "switch.start", ("start", "switch"), primary=True),
}


def procedure_for(person: Someone, topic: str) -> Procedure | None:
    """The one that the topic leads to, where this person may begin it."""
    found = PROCEDURES.get(topic)
    return found if found and (found.needs is None or may_for_some(person, *found.needs)) else None
