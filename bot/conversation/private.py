"""What is about a student or about one's own work, and so is not for others to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.agreement_line import is_agreement_line
from bot.cases import Student
from bot.conversation.shortcuts import WHOLE
from bot.conversation.words import is_one_of
from bot.student_names import students_named
from knowledge.phrases import Phrases


def is_private(typed: str, phrases: Collection[Phrases], mine: Sequence[Student]) -> bool:
    """Whether it asks for what is written down, or names one of the person's own students (`mine`)."""
    if is_agreement_line(typed) or any(is_one_of(typed, key, phrases) for key in WHOLE):
        return True
    return bool(students_named(typed, mine).students)
