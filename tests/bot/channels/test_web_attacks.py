"""Every address of the web chat in the name of whoever has nothing to do with a student."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.clock import present
from bot.message import Open, action_to_text
from bot.opening import opened
from bot.product import Product
from bot.settings import read_settings
from tests.bot.case_about_daan import (
    ABOUT_HIM,
    BARE,
    OUTSIDERS,
    STUDENT_TALK,
    THREE_WAY_TALK,
    Case,
    case_about_daan,
    revealed,
)

NOBODY_HAS = 987654
NAMES = {who: outsider.name for who, outsider in OUTSIDERS.items() if outsider.name}


@pytest.fixture
async def case(ready_folder: Path, product: Product) -> Case:
    """In the file that the server opens: to be asked for before `address`."""
    async with opened(read_settings({"WEGWIJZER_DATA": str(ready_folder)})) as database:
        case = await case_about_daan(database, product, present())
        for name in ("daan", "samira", "joost", *NAMES.values()):
            # What they read while it was theirs stays in their chat: that is not what is looked for here.
            if name in {"ingrid.molenaar", "rachid.bouzid"}:
                await case.world.turns.forget(f"web/{await case.id(name)}")
            await case.person(name)
    return case


async def test_nothing_is_told_to_outsiders(case: Case, address: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    told: dict[tuple[str, str], list[str]] = {}
    numbers = {case.people["daan"].id, *case.ids.values()}
    async with ClientSession() as session:
        for who, name in NAMES.items():
            here = f"{address}chat/{name}"
            for path in ("", "/news?after=0", f"/news?after={'9' * 17}"):
                async with session.get(here + path) as response:
                    told[who, path] = revealed(await response.text())
                    assert response.status == (404 if name == "lin.zhang" else 200)
            for dialog in ("agreement", "student", "dossier", "read-report", "call", "take-call", "seen"):
                for number in numbers:
                    posted = {"action": action_to_text(Open(dialog=dialog, subject=str(number)))}
                    async with session.post(here, data=posted, headers={"X-Fragment": "1"}) as response:
                        told[who, f"{dialog} {number}"] = revealed(await response.text())
    assert {attack: found for attack, found in told.items() if found} == {}
    assert revealed(caplog.text) == []


async def test_no_document_is_handed_over(case: Case, address: str) -> None:
    """One that is there and not theirs gets the answer of one that is not there."""
    daan, talk = case.people["daan"].id, case.ids[STUDENT_TALK]
    refused = [(name, document) for name in NAMES.values() for document in (f"dossier/{daan}", f"report/{talk}")]
    refused += [(name, document) for name in ("daan", "samira") for document in (f"dossier/{daan}", f"report/{talk}")]
    wrong = []
    async with ClientSession() as session:
        for name, document in refused:
            for form in ("md", "pdf"):
                got = await fetched(session, f"{address}chat/{name}/{document}.{form}")
                kind, _, _ = document.partition("/")
                missing = await fetched(session, f"{address}chat/{name}/{kind}/{NOBODY_HAS}.{form}")
                wrong += [(name, document, form)] if got != missing or got[0] != 404 else []
    assert wrong == []


async def test_the_right_people_get_it(case: Case, address: str) -> None:
    daan, talk, three = case.people["daan"].id, case.ids[STUDENT_TALK], case.ids[THREE_WAY_TALK]
    async with ClientSession() as session:
        for path, shown in (
            (f"joost/dossier/{daan}.md", BARE),
            (f"joost/report/{talk}.md", STUDENT_TALK),
            (f"daan/report/{three}.md", THREE_WAY_TALK),
            (f"samira/report/{three}.md", THREE_WAY_TALK),
            ("joost/news", ABOUT_HIM),
        ):
            status, text = await fetched(session, f"{address}chat/{path}")
            assert (status, shown in text) == (200, True), path
        async with session.get(f"{address}chat/joost/dossier/{daan}.pdf") as response:
            assert (response.status, response.content_type) == (200, "application/pdf")


async def fetched(session: ClientSession, url: str) -> tuple[int, str]:
    async with session.get(url) as response:
        return response.status, await response.text()
