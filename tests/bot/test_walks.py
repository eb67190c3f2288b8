"""Random walks of the people of the demonstration roster through all dialogs, several of them in one world."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.state import State
from bot.dialogs.registry import DIALOGS
from bot.message import Choose, Correct, Heard, Input, Message, Open, Pressed, Said, Submit
from bot.product import Product
from knowledge.model import LANGUAGES, Language
from storage.database import connect, sqlite_url
from storage.schema import upgrade
from tests.bot.world import Talker, World, buttons_of, texts

PEOPLE = ("samira", "joost", "marleen", "hester.boonstra", "annelies.vandam", "fatima", "daan", "emily")
STEPS = 14
# Stands in all that is typed at random, so that it can be told from what the program says.
ODD = "¤"
WORDS = (
    "terug", "stop", "opnieuw", "menu", "help", "correctie", "back", "cancel", "ja", "nee", "1", "2", "9", "daan", "sanne",
    "mijn afspraken", "te laat", "afgerond", "mijn studenten", "afspraken over daan", "dossier van sanne", "student noor",
    "schakel iemand in", "schrijf een verslag", "leg een afspraak vast", "afspraak: sanne levert vrijdag het plan in",
    "afspraak: bellen", "agreement: talk on 31 April", "my agreements", "student is ziek", "hallo", "dank je", "", "😀",
)  # fmt: skip
DAYS = ("morgen", "vrijdag", "12 maart", "2027-03-20", "2027-03-21", "2027-03-01", "31 februari", "12 of 13 maart", "")
TYPED = ("Lesplan mailen", "Praten over zijn depressie", "", "x" * 2001)
LEFT_OPEN = re.compile(r"\{[a-z-]*\}|  |\(\)|“”|\s[.:,;!?](\s|$)")
odd = st.text(max_size=30).map(lambda text: ODD + text)


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
    for name in ("SO", "IO", "SLC"):
        await samira.open("call-in", str(daan.person.id))
        await samira.press(f"{name}:")
        await samira.press("Laat zien")
        await samira.press("Schakel")
    world.wait(days=4)
    await database.close()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_whatever_people_do_there_is_an_answer(
    product: Product, begun: Path, data: st.DataObject, language: Language
) -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        asyncio.run(_walk(Path(folder), product, language, data.draw))


Draw = Callable[..., object]


async def _walk(folder: Path, product: Product, language: Language, draw: Draw) -> None:
    database = connect(sqlite_url(folder))
    world = World(database, product)
    names = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
    people = [await world.as_(name, language) for name in names]  # type: ignore[attr-defined]
    for _ in range(STEPS):
        await _step(world, draw(st.sampled_from(people)), draw)  # type: ignore[arg-type]
    await database.close()


async def _step(world: World, talker: Talker, draw: Draw) -> None:
    kind = draw(st.sampled_from(("press", "press", "press", "old", "word", "word", "odd", "forge", "come", "news", "wait")))
    if kind == "news":
        before = len(talker.seen)
        await talker.notices()
        _check(talker, tuple(talker.seen[before:]))
    elif kind == "wait":
        world.wait(hours=draw(st.sampled_from((1, 13, 30, 24 * 5))))  # type: ignore[arg-type]
        await world.round()
    else:
        await _say(world, talker, _heard(talker, str(kind), draw))


async def _say(world: World, talker: Talker, heard: Heard | None) -> None:
    incoming = await talker.incoming(heard)
    await talker.take(incoming)
    assert talker.messages
    _check(talker, talker.messages)
    state = await talker.state()
    assert State.model_validate_json(state.model_dump_json(exclude_defaults=True)) == state
    assert talker.buttons or state.open or any(text[-1] in ".!?" for text in texts(talker.messages[-1]))
    answered, kept = talker.messages, await world.count()
    again = replace(incoming, heard=Said(text="iets anders"))
    assert await world.turns.handle(again) == answered, "the same event again"
    assert await world.count() == kept


def _heard(talker: Talker, kind: str, draw: Draw) -> Heard | None:
    shown = [message for message in (talker.seen if kind == "old" else talker.messages) if buttons_of(message)]
    if kind == "come":
        return None
    if kind == "word":
        return Said(text=str(draw(st.sampled_from(WORDS))))
    if kind == "forge":
        return _forged(draw)
    if kind == "odd" or not shown:
        return Said(text=str(draw(odd)))
    message: Message = draw(st.sampled_from(shown))  # type: ignore[assignment]
    button = draw(st.sampled_from(buttons_of(message)))
    values = {one.name: _value(one, draw) for one in message.form.inputs} if message.form else {}
    return Pressed(action=button.action, label=button.label, values=values)  # type: ignore[attr-defined]


def _forged(draw: Draw) -> Pressed:
    topics = ("ziekte", "ziekte/psychisch-decaan-niet", "beroepsgeschiktheid/twijfel-blijft", "nergens/niets")
    subject = st.sampled_from(("", "line", "1", "2", "27", "40", "40/1", "27/done", "999999999", "9999999999", *topics))
    actions = st.one_of(
        st.builds(Open, dialog=st.sampled_from((*DIALOGS, "shell")), subject=subject),
        st.builds(Choose, run=st.integers(0, 9), question=st.sampled_from(("confirm", "do", ODD)), option=st.just("log")),
        st.builds(Correct, run=st.integers(0, 9), question=st.sampled_from(("details", "student"))),
        st.builds(Submit, run=st.integers(0, 9), question=st.sampled_from(("details", "note", "report"))),
    )
    return Pressed(action=draw(actions), label=ODD, values={"owners": "1,2,x", "due": "morgen"})  # type: ignore[arg-type]


def _value(field: Input, draw: Draw) -> str:
    if field.kind in ("choice", "several"):
        chosen = draw(st.lists(st.sampled_from([value for value, _ in field.options] or ["1"]), max_size=3))
        return ",".join((*chosen, *draw(st.sampled_from(((), (), ("999",), (ODD,))))))  # type: ignore[misc]
    return str(draw(st.one_of(st.just(field.value), st.sampled_from(DAYS if field.kind == "date" else TYPED), odd)))


def _check(talker: Talker, messages: tuple[Message, ...]) -> None:
    """Fits on every channel, and says something everywhere."""
    phrases = talker.world.product.phrases[talker.language or "nl"]
    assert phrases
    for message in messages:
        assert list(texts(message))
        assert len(message.buttons) <= 10
        for button in buttons_of(message):
            assert 0 < len(button.label) <= 75, button.label
            assert button.label.strip()
        for text in texts(message):
            assert text.strip()
            assert ODD in text or not LEFT_OPEN.search(text), text
