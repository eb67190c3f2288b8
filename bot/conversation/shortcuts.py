"""What a person of the roster can type at any moment: "mijn afspraken", "afspraken over Daan", "afspraak: …"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from bot.agreement_line import is_agreement_line
from bot.conversation.floor import Floor
from bot.conversation.words import KEPT, lists_with, plain
from bot.dialogs.agreements import LINE
from bot.dialogs.registry import DIALOGS
from bot.lookups import MyStudents
from bot.message import Heard, Open, Pressed
from bot.student_names import students_named
from knowledge.phrases import Phrases

LONGEST_OPENING = 200
WHOLE: dict[str, tuple[str, str]] = {
    "my-agreements": ("agreements", ""),
    "overdue": ("agreements", "overdue"),
    "settled": ("agreements", "done"),
    "my-students": ("students", ""),
    "attention": ("attention", ""),
    "new-agreement": ("agree", ""),
    "call-in": ("call-in", ""),
    "new-report": ("report", ""),
    "my-calendar": ("calendar-link", ""),
    "paid-job": ("paid-job", ""),
    "resit": ("resit", ""),
    "time-out": ("time-out", ""),
    "note-job": ("note-job", ""),
    "my-meetings": ("meetings", ""),
    "plan-meeting": ("plan-meeting", ""),
    "plan-student-meeting": ("plan-meeting", "student-meeting"),
    "switch-requests": ("switch-requests", ""),
    "switch": ("switch", ""),
    "talks": ("talks", ""),
    "upcoming": ("upcoming", ""),
    "reminders": ("reminders", ""),
}
ABOUT: dict[str, Callable[[str], tuple[str, str]]] = {
    "about-agreements": lambda student: ("agreements", student),
    "about-dossier": lambda student: ("dossier", student),
    "about-talks": lambda student: ("talks", student),
    "about-time-out": lambda student: ("time-out", student),
    "about-job": lambda student: ("note-job", student),
    "about-student": lambda student: ("student", student),
}


def take_shortcut(floor: Floor, typed: str) -> bool:
    """Starts what the whole text asks for; tells whether it did. People who are not on the roster have none."""
    if not floor.context.on_roster:
        return False
    if is_agreement_line(typed):
        floor.start("agree", LINE, answers={LINE: typed})
        return True
    asked = lists_with(typed, floor.around.phrases.values())
    for key, (dialog, subject) in WHOLE.items():
        if key in asked:
            floor.start(dialog, subject)
            return True
    return any(_about(floor, typed, key) for key in ABOUT)


def wants_roster(heard: Heard, phrases: Iterable[Phrases]) -> bool:
    """Whether it asks for what is written down about students: nothing to answer where others read along."""
    if isinstance(heard, Pressed):
        entry = DIALOGS.get(heard.action.dialog) if isinstance(heard.action, Open) else None
        return entry is not None and entry.for_roster
    languages = tuple(phrases)
    begun = plain(heard.text[:LONGEST_OPENING])
    return is_shortcut(heard.text, languages) or any(
        begun.startswith(opening) for key in ABOUT for opening, _ in _openings(languages, key)
    )


def is_shortcut(typed: str, phrases: Iterable[Phrases]) -> bool:
    """Whether the whole text is one, whoever types it."""
    return is_agreement_line(typed) or not WHOLE.keys().isdisjoint(lists_with(typed, phrases))


def _about(floor: Floor, typed: str, key: str) -> bool:
    """ "afspraken over sanne": only when the rest names one of the person's own students."""
    begun = plain(typed)
    openings = _openings(tuple(floor.around.phrases.values()), key)
    length = next((length for opening, length in openings if begun.startswith(opening)), None)
    if length is None:
        return False
    mine = floor.context.look_up(MyStudents())
    named = students_named(typed[length:], mine).students
    if len(named) == 1:
        floor.start(*ABOUT[key](str(named[0].id)))
    elif named:
        floor.start("students")
    return bool(named)


@lru_cache(maxsize=KEPT * len(ABOUT))
def _openings(phrases: tuple[Phrases, ...], key: str) -> tuple[tuple[str, int], ...]:
    """The longest first: each as it is compared, and its length as it is typed."""
    words = sorted((word for one in phrases for word in one.words(key)), key=len, reverse=True)
    return tuple((f"{plain(word)} ", len(word)) for word in words)
