"""What topics lead to beyond advice. For whom stands in the permissions alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases import Someone
from bot.permissions import may_for_some


@dataclass(frozen=True)
class Procedure:
    """A dialog and what it is about. `needs` is the action and the kind of object that one must be allowed; None where
    nothing about a student is written down, so that everybody may. `advised`: the topic's advice leads to it.
    """

    dialog: str
    subject: str
    label: str
    needs: tuple[str, str] | None
    primary: bool = False
    advised: bool = True


PROCEDURES: dict[str, tuple[Procedure, ...]] = {
    "ziekte": (Procedure("time-out", "", "period.menu-time-out", ("note", "time-out"), advised=False),),
    "studentbespreking": (Procedure("plan-meeting", "student-meeting", "meeting.plan", ("plan", "meeting")),),
    "stoppen": (Procedure("plan-meeting", "exit", "meeting.plan-exit", ("plan", "meeting")),),
    "herkansing": (Procedure("resit", "", "resit.menu", ("note", "resit")),),
    "betaalde-aanstelling": (
        Procedure("paid-job", "", "paid-job.check", None),
        Procedure("note-job", "", "period.menu-paid-job", ("note", "paid-job"), advised=False),
    ),
    "wissel-opleidingsschool": (Procedure("switch", "", "switch.start", ("start", "switch"), primary=True),),
}


def procedures_for(person: Someone, topic: str) -> tuple[Procedure, ...]:
    """Those that the topic leads to, which this person may begin."""
    found = PROCEDURES.get(topic, ())
    return tuple(one for one in found if one.needs is None or may_for_some(person, *one.needs))
