"""Random walks of the people of the demonstration roster through all dialogs, several of them in one world."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.conversation.state import State
from bot.dialogs.registry import DIALOGS
from bot.message import Action, Choose, Correct, Heard, Input, Message, Open, Pressed, Said, Submit
from bot.product import Product
from knowledge.model import LANGUAGES, Language
from storage.database import connect, sqlite_url
from storage.schema import upgrade
from tests.bot.world import Talker, World, buttons_of, texts

PEOPLE = ("samira", "joost", "marleen", "hester.boonstra", "annelies.vandam", "fatima", "daan", "emily")
STEPS = 14
KINDS = (
    "press",
    "press",
    "press",
    "press",
    "old",
    "old",
    "word",
    "word",
    "odd",
    "forge",
    "come",
    "news",
    "wait",
    "leave",
)
# Stands in all that is typed at random, so that it can be told from what the program says.
ODD = "¤"
WORDS = (
    "terug", "stop", "opnieuw", "menu", "help", "correctie", "back", "cancel", "ja", "nee", "1", "2", "9", "daan",
    "sanne", "mijn afspraken", "te laat", "afgerond", "mijn studenten", "afspraken over daan", "dossier van sanne",
    "open student noor", "schakel iemand in", "schrijf een verslag", "leg een afspraak vast", "my agreements", "hallo",
    "afspraak: sanne levert vrijdag het plan in", "afspraak: bellen", "agreement: talk on 31 April", "student is ziek",
    "dank je", "", "😀",
)  # fmt: skip
DAYS = ("morgen", "vrijdag", "12 maart", "2027-03-20", "2027-03-21", "2027-03-01", "31 februari", "12 of 13 maart", "")
TYPED = ("Lesplan mailen", "Praten over zijn depressie", "", "x" * 2001)
SUBJECTS = ("", "line", "1", "2", "27", "40", "40/1", "27/done", "999999999", "9999999999", "ziekte", "nergens/niets",
            "ziekte/psychisch-decaan-niet", "beroepsgeschiktheid/twijfel-blijft")  # fmt: skip
# What a phrase looks like where something was not filled in.
LEFT_OPEN = re.compile(r"\{[a-z-]*\}|  |\(\)|“”|\s[.:,;!?](\s|$)")
odd = st.text(max_size=30).map(lambda text: ODD + text)
actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Open, dialog=st.sampled_from((*DIALOGS, "shell")), subject=st.sampled_from(SUBJECTS)),
    st.builds(Choose, run=st.integers(0, 9), question=st.sampled_from(("confirm", "do")), option=st.just("log")),
    st.builds(Correct, run=st.integers(0, 9), question=st.sampled_from(("details", "student"))),
    st.builds(Submit, run=st.integers(0, 9), question=st.sampled_from(("details", "note", "report"))),
)


@pytest.fixture(scope="module")
def begun(product: Product, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which something was agreed, written and asked already."""
    folder = tmp_path_factory.mktemp("begun")
    asyncio.run(_begin(folder, product))
    return folder


async def _begin(folder: Path, product: Product) -> None:
    database = connect(sqlite_url(folder))
    await upgrade(database)
    world = await World.begin(database, product)
    samira, marleen, daan = await world.as_("samira"), await world.as_("marleen"), await world.as_("daan")
    for due, owners in (("12 maart", "Daan"), ("19 maart", "jij, Joost"), ("26 maart", "Marleen")):
        await samira.open("agree", str(daan.person.id))
        await samira.press("Laat zien", what="Lesplan mailen", due=due, owners=owners, viewers="Hester, Annelies")
        await samira.press("Leg afspraak vast")
    await marleen.open("report", str(daan.person.id))
    await marleen.press("Verslag van een driegesprek")
    await marleen.press("Laat het verslag", **{"part-besproken": "De orde", "part-afgesproken": "Oefenen"})
    await marleen.press("Bewaar en deel")
    for role in ("SO", "IO", "SLC"):
        await samira.open("call-in", str(daan.person.id))
        await samira.press(f"{role}:")
        await samira.press("Laat zien")
        await samira.press("Schakel")
    await database.close()


@settings(max_examples=30, deadline=None, phases=(Phase.reuse, Phase.generate))
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_whatever_people_do_there_is_an_answer(
    product: Product, begun: Path, data: st.DataObject, language: Language
) -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        asyncio.run(_walk(Path(folder), product, language, data))


async def _walk(folder: Path, product: Product, language: Language, data: st.DataObject) -> None:
    database = connect(sqlite_url(folder))
    world = World(database, product)
    names = data.draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
    people = [await world.as_(name, language) for name in names]
    try:
        for _ in range(STEPS):
            name, kind = data.draw(st.sampled_from(names)), data.draw(st.sampled_from(KINDS))
            await _step(world, name, people[names.index(name)], kind, data)
    finally:
        await database.close()


async def _step(world: World, name: str, talker: Talker, kind: str, data: st.DataObject) -> None:
    match kind:
        case "news":
            before = len(talker.seen)
            await talker.notices()
            _check(talker.seen[before:])
        case "wait":
            world.wait(hours=data.draw(st.sampled_from((1, 13, 30, 24 * 5))))
            await world.round()
        case "leave":
            await world.roster_without(name)
        case _:
            await _hear(world, talker, _heard(talker, kind, data))


def _heard(talker: Talker, kind: str, data: st.DataObject) -> Heard | None:
    if kind == "come":
        return None
    if kind == "word":
        return Said(text=data.draw(st.sampled_from(WORDS)))
    if kind == "forge":
        return Pressed(action=data.draw(actions), label=ODD, values={"owners": "1,2,x", "due": "morgen"})
    shown = [one for one in (talker.seen if kind == "old" else talker.messages) if buttons_of(one)]
    if kind == "odd" or not shown:
        return Said(text=data.draw(odd))
    message = data.draw(st.sampled_from(shown))
    button = data.draw(st.sampled_from(buttons_of(message)))
    values = {one.name: _value(one, data) for one in message.form.inputs} if message.form else {}
    return Pressed(action=button.action, label=button.label, values=values)


def _value(field: Input, data: st.DataObject) -> str:
    if field.options:
        values = [value for value, _ in field.options]
        chosen = data.draw(st.lists(st.sampled_from((*values, *values, "999", ODD)), max_size=3))
        return ",".join(chosen)
    listed = DAYS if field.kind == "date" else TYPED
    return data.draw(st.one_of(st.just(field.value), st.sampled_from(listed), odd))


async def _hear(world: World, talker: Talker, heard: Heard | None) -> None:
    """Answered with a way on, in a state that can be stored; and the same event again changes nothing."""
    incoming = await talker.incoming(heard)
    await talker.take(incoming)
    _check(talker.messages)
    state = await talker.state()
    assert State.model_validate_json(state.model_dump_json(exclude_defaults=True)) == state
    assert talker.buttons or state.open or list(texts(talker.messages[-1]))[-1].endswith(".")
    answered, kept = talker.messages, await world.count()
    again = replace(incoming, heard=Said(text="student is ziek"))
    assert await world.turns.handle(again) == answered
    assert await world.count() == kept


def _check(messages: tuple[Message, ...] | list[Message]) -> None:
    """Fits on every channel, and every phrase is filled in."""
    for message in messages:
        assert len(message.buttons) <= 10
        for button in buttons_of(message):
            assert 0 < len(button.label.strip()) <= len(button.label) <= 75
        shown = list(texts(message))
        assert shown
        for text in shown:
            assert text.strip()
            assert ODD in text or not LEFT_OPEN.search(text), text
