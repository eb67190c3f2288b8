"""What could point to a person is taken out before a question is kept."""

from __future__ import annotations

import pytest

from bot.redaction import without_names

KNOWN = frozenset({"mijn", "student", "is", "ziek", "roos", "de", "en", "lang"}).__contains__
PEOPLE = ("Jayden Bakker", "Roos de Lang", "Aïsha el Idrissi")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mijn student Jayden is ziek, mail j@x.nl", "Mijn student […] is ziek, mail […]"),
        ("mijn student jayden is ziek", "mijn student […] is ziek"),
        ("aisha en bakker", "[…] en […]"),
        ("Roos is ziek", "[…] is ziek"),
        ("is de roos ziek, al lang", "is de roos ziek, al lang"),
        ("student 990123 uit VMBO belt 06-12345678", "student […] uit VMBO belt […]"),
        ("onbekend woordje blijft", "onbekend woordje blijft"),
    ],
)
def test_names_are_masked_and_ordinary_words_are_not(typed: str, kept: str) -> None:
    assert without_names(typed, KNOWN, PEOPLE) == kept
