"""What is about a student or about one's own work, and so is not for others to read."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.cases import Student
from bot.conversation.shortcuts import is_shortcut
from bot.student_names import students_named
from knowledge.phrases import Phrases


def is_private(typed: str, phrases: Collection[Phrases], mine: Sequence[Student]) -> bool:
    """Whether it asks for what is written down, or names one of the person's own students (`mine`)."""
    return is_shortcut(typed, phrases) or bool(students_named(typed, mine).students)
