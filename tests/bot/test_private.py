"""What is not said where others read along."""

from __future__ import annotations

import pytest

from bot.cases import Student
from bot.conversation.private import is_private
from bot.conversation.shortcuts import WHOLE
from bot.conversation.words import lists_with
from knowledge.phrases import load_phrases

PHRASES = load_phrases()
DAAN = Student(1, "Daan Bakker", "990100", "Leraar Nederlands", "full-time", 2025, 2, "Lyceum", "Rivierenland Leert")


@pytest.mark.parametrize(
    ("typed", "private"),
    [
        ("mijn afspraken", True),
        ("my students", True),
        ("afspraak: levert vrijdag het plan in", True),
        ("dossier van Daan", True),
        ("Daan Bakker is vaak ziek", True),
        ("wat doe ik als Bakker niet komt", True),
        ("mijn student is ziek", False),
        ("student meldt zich steeds ziek", False),
        ("menu", False),
        ("", False),
    ],
)
def test_what_is_private(typed: str, private: bool) -> None:
    assert is_private(typed, PHRASES.values(), [DAAN]) is private


def test_what_is_typed_asks_for_one_thing() -> None:
    for language in PHRASES.values():
        for key in WHOLE:
            for word in language.words(key):
                assert [one for one in WHOLE if one in lists_with(word, PHRASES.values())] == [key], word
