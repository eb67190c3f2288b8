"""The form of a progress talk on paper: all items, nothing outside of the page, however much is typed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import time, timedelta

import pytest
from pypdf import PdfReader

from bot.cases import Someone
from bot.export.pdf import as_pdf
from bot.export.talk_sheet import talk_sheet
from bot.export.wording import Wording
from bot.procedures.talks import Coloured, Party, Talk, TalkNote, TalkState, Verdict
from knowledge.model import Role
from knowledge.rules.traffic_light import Colour
from knowledge.talk_forms import load_talk_forms
from tests.bot.export.conftest import JOOST, NOW, STUDENT, agreement

DAAN = Someone(STUDENT.id, STUDENT.name, "daan@wegwijzer.example", (Role.STUDENT,))
NOOR = Someone(77, "Noor de Vries", "noor@wegwijzer.example", (Role.WPB,))
LONG = ("Een heel lang verhaal over de les, met een woordzonderenigespatiedatnietpastopeenregel. " * 25)[:1990]


def filled(text: str, level: int = 4) -> Talk:
    """Every item coloured, with that text wherever somebody can type."""
    form = load_talk_forms().form_for(STUDENT.school, STUDENT.opleidingsschool)
    items = {item.id: Coloured(list(Colour)[n % 3], JOOST, NOW) for n, item in enumerate(form.items(level))}
    notes = tuple(TalkNote(part.id, who, text) for part in form.parts for who in (DAAN, NOOR))
    line = text[:500]
    parties = (Party(DAAN, Role.STUDENT, False, text, NOW), Party(NOOR, Role.WPB), Party(JOOST, Role.SO))
    agreed = tuple((part.id, agreement(n, what=line)) for n, part in enumerate(form.parts, start=1))
    verdict = Verdict(Colour.YELLOW, Colour.RED, line, JOOST, NOW, "")
    return Talk(
        1, STUDENT, form, level, NOW.date() - timedelta(days=1), time(10, 0), text[:120], TalkState.FILED, JOOST, NOW,
        3, items, notes, parties, agreed, verdict,
    )  # fmt: skip


def printed(talk: Talk, wording: Wording) -> PdfReader:
    return PdfReader(io.BytesIO(as_pdf(talk_sheet(talk, wording, JOOST, NOW))), strict=True)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("text", "most"), [("Kort", 3), (LONG, 12)], ids=["normal", "longest"])
def test_nothing_is_lost_or_outside(wording: Wording, text: str, most: int) -> None:
    talk = filled(text)
    reader = printed(talk, wording)
    assert len(reader.pages) <= most
    whole = squeezed("".join(page.extract_text() for page in reader.pages))
    items = tuple(talk.form.items(talk.level))
    assert len(items) >= 15, "fourteen and the one of level 4"
    for item in items:
        assert squeezed(item.text.in_(wording.language)) in whole
    for who in (DAAN, NOOR, JOOST):
        assert squeezed(who.name) in whole
    assert squeezed(wording.phrases("talk.sign-disagreed")) in whole
    assert whole.count(squeezed(text[:60])) >= 4
    for page in reader.pages:
        width, height = float(page.mediabox.width), float(page.mediabox.height)
        placed: list[tuple[float, float]] = []

        def note(said: str, _cm: object, tm: list[float], *_: object, to: list[tuple[float, float]] = placed) -> None:
            if said.strip():
                to.append((tm[4], tm[5]))

        page.extract_text(visitor_text=note)
        assert placed
        assert all(0 < x < width and 0 < y < height for x, y in placed)


def test_the_time_is_there_and_may_be_missing(dutch: Wording) -> None:
    talk = filled("Kort", level=2)
    assert squeezed("om 10:00 uur") in squeezed(printed(talk, dutch).pages[0].extract_text())
    assert "uur" not in printed(replace(talk, time=None), dutch).pages[0].extract_text()
