"""Random walks of the people of the demonstration roster through all dialogs, several of them in one world."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.conversation.state import State
from bot.dialogs.registry import DIALOGS
from bot.message import Action, Choose, Correct, Heard, Input, Message, Open, Pressed, Said, Submit
from bot.product import Product, load_product
from knowledge.model import LANGUAGES, Language
from storage.database import connect, sqlite_url
from storage.schema import upgrade
from tests.bot.talking import GREEN, RED, YELLOW, begin, file, fill_in, fill_in_all
from tests.bot.world import Talker, World, buttons_of, texts

PEOPLE = (
    "samira",
    "joost",
    "marleen",
    "hester.boonstra",
    "annelies.vandam",
    "fatima",
    "daan",
    "emily",
    "sanne.devries",
    "pieter.brouwer",
)
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
    "open student noor", "schakel iemand in", "voortgangsgesprek",
    "voortgangsgesprek met daan", "schrijf een verslag", "leg een afspraak vast", "my agreements", "hallo",
    "afspraak: sanne levert vrijdag het plan in", "afspraak: bellen", "agreement: talk on 31 April", "student is ziek",
    "dank je", "", "😀", "mijn besprekingen", "plan een bespreking", "mag deze baan", "leg een onvoldoende vast",
)  # fmt: skip
DAYS = ("morgen", "vrijdag", "12 maart", "2027-03-20", "2027-03-21", "2027-03-01", "31 februari", "12 of 13 maart", "")
TYPED = ("Lesplan mailen", "14:30", "3", "0,3", "Praten over zijn depressie", "", "x" * 2001)
SUBJECTS = ("", "line", "1", "2", "27", "40", "40/1", "27/done", "999999999", "9999999999", "ziekte", "nergens/niets",
            "student-meeting", "exit", "exit/27", "1/27", "1/40", "27/m1", "past", "1/grant", "1/ask", "2/inform",
            "2/escalate", "1/withdraw", "1/studie", "2/ontwikkeling", "1/agreed", "1/disagreed",
            "ziekte/psychisch-decaan-niet", "beroepsgeschiktheid/twijfel-blijft")  # fmt: skip
ASKED = ("confirm", "do", "details", "student", "note", "report", "agenda", "minutes", "when", "chance", "reason",
         "text", "whom", "colour", "colours")  # fmt: skip
# What a phrase looks like where something was not filled in.
LEFT_OPEN = re.compile(r"\{[a-z-]*\}|  |\(\)|“”|\s[.:,;!?](\s|$)")


@cache
def product() -> Product:
    """No fixture: hypothesis would print it all for a walk that fails."""
    return load_product()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which something was agreed, written and asked already."""
    folder = tmp_path_factory.mktemp("begun")
    asyncio.run(_begin(folder))
    return folder


async def _begin(folder: Path) -> None:
    database = connect(sqlite_url(folder))
    await upgrade(database)
    world = await World.begin(database, product())
    samira, marleen, daan = await world.as_("samira"), await world.as_("marleen"), await world.as_("daan")
    joost = await world.as_("joost")
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
    await joost.open("plan-meeting", "student-meeting")
    await joost.press("Laat zien", day="2 april", time="14:30", place="Lokaal 2")
    await joost.press("Ja, zet hen")
    await joost.press("Plan het")
    await marleen.open("plan-meeting", f"exit/{daan.person.id}")
    await marleen.press("Laat zien", day="2 april", time="16:00")
    await marleen.press("Plan het")
    await joost.open("resit", str(daan.person.id))
    await joost.press("De eerste kans, na")
    await joost.press("Verder", day="1 maart 2027")
    await joost.press("Laat zien")
    await joost.press("Leg het vast")
    sanne = await world.as_("sanne.devries")
    for student, reason in ((daan, "Inhoud"), (sanne, "Reistijd")):
        await student.open("switch")
        await student.press(reason)
        journey = {"minutes": "120"} if reason == "Reistijd" else {}
        await student.press("Laat zien", wish="Vo", why="Daarom", since="1 februari", **journey)
        await student.press("Verstuur")
    await begin(marleen, daan)
    await fill_in_all(marleen, [GREEN] * 9 + [YELLOW] * 5)
    await file(marleen, "Toch geel", reason="Haalbaar")
    await begin(marleen, daan)
    await fill_in(marleen, "Ontwikkeling", [RED] * 4)
    await database.close()


# A walk goes by one number: to shrink that tells nothing, to run the same walk again it is enough.
@settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(seed=st.integers(0, 2**32), language=st.sampled_from(LANGUAGES))
def test_whatever_people_do_there_is_an_answer(begun: Path, seed: int, language: Language) -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(begun, folder, dirs_exist_ok=True)
        asyncio.run(_walk(Path(folder), language, Random(seed)))  # noqa: S311 (no secret)


async def _walk(folder: Path, language: Language, dice: Random) -> None:
    database = connect(sqlite_url(folder))
    world = World(database, product())
    people = {name: await world.as_(name, language) for name in dice.sample(PEOPLE, dice.randint(1, 3))}
    try:
        for _ in range(STEPS):
            name, talker = dice.choice(list(people.items()))
            await _step(world, name, talker, dice)
    finally:
        await database.close()


async def _step(world: World, name: str, talker: Talker, dice: Random) -> None:
    kind = dice.choice(KINDS)
    match kind:
        case "news":
            before = len(talker.seen)
            await talker.notices()
            _check(talker.seen[before:])
        case "wait":
            world.wait(hours=dice.choice((1, 13, 30, 24 * 5)))
            await world.round()
        case "leave":
            await world.roster_without(name)
        case _:
            await _hear(world, talker, _heard(talker, kind, dice))


def _heard(talker: Talker, kind: str, dice: Random) -> Heard | None:
    if kind == "come":
        return None
    if kind == "word":
        return Said(text=dice.choice(WORDS))
    if kind == "forge":
        return Pressed(action=_forged(dice), label=ODD, values={"owners": "1,2,x", "due": "morgen"})
    shown = [one for one in (talker.seen if kind == "old" else talker.messages) if buttons_of(one)]
    if kind == "odd" or not shown:
        return Said(text=_odd(dice))
    message = dice.choice(shown)
    button = dice.choice(buttons_of(message))
    values = {one.name: _value(one, dice) for one in message.form.inputs} if message.form else {}
    return Pressed(action=button.action, label=button.label, values=values)


def _odd(dice: Random) -> str:
    """Any characters that Unicode has, apart from halves of one."""
    numbers = [dice.randrange(dice.choice((0x80, 0x3000, 0xD800, 0x11000))) for _ in range(dice.randrange(30))]
    return ODD + "".join(chr(number) for number in numbers if not 0xD800 <= number < 0xE000)


def _forged(dice: Random) -> Action:
    run, question = dice.randint(0, 9), dice.choice(ASKED)
    return dice.choice((
        Open(dialog=dice.choice((*DIALOGS, "shell")), subject=dice.choice(SUBJECTS)),
        Choose(run=run, question=question, option=dice.choice(("log", "done", "1"))),
        Correct(run=run, question=question),
        Submit(run=run, question=question),
    ))  # fmt: skip


def _value(field: Input, dice: Random) -> str:
    if field.options:
        values = [value for value, _ in field.options]
        return ",".join(dice.choices((*values, *values, "999", ODD), k=dice.randint(0, 3)))
    return dice.choice((field.value, dice.choice(DAYS if field.kind == "date" else TYPED), _odd(dice)))


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
