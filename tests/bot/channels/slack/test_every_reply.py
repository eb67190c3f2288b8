"""Every reply that Wegwijzer has, in both languages, as Slack would get it: taken, and whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.slack.rendering.blocks import Place, bubbles
from bot.channels.slack.rendering.forms import modal, values_of
from bot.channels.slack.rendering.more import has_more
from bot.channels.slack.rendering.text import size
from bot.channels.slack.rendering.views import more_view
from bot.conversation.presenting import present
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Stored, run
from bot.dialogs.guide import guide
from bot.message import Action, Button, Choose, FormView, Message, Open, Pressed, Submit
from bot.people import guest
from bot.product import Product
from bot.server import opened
from bot.settings import read_settings
from knowledge.check import TOPICS
from knowledge.model import LANGUAGES, Language, Role
from knowledge.phrases import Phrases
from tests.bot.channels.slack.reading import folded_away, letters, read, shown, texts_in, visible
from tests.bot.channels.slack.slack_limits import message_refusals, view_refusals
from tests.bot.channels.slack.test_forms import state_of
from tests.bot.world import THURSDAY, Talker, World

PLACE = Place("https://wegwijzer.example/documents/", "slack/C1-1700000000.0001-U1")
ROLES = (Role.WPB, Role.IO, Role.STUDENT)
MOST_PRESSED = 140
ONE_TOPIC = "ziekte"
OPENINGS = ("agreements", "report", "call-in", "dossier", "students")


def assert_taken(message: Message, phrases: Phrases) -> None:
    posted = bubbles(message, phrases, PLACE)
    assert posted
    for bubble in posted:
        assert message_refusals(bubble.blocks, bubble.text) == []
    screen = read(posted)
    assert not [text for text in visible(message) if letters(text) not in screen]
    if has_more(message):
        assert_whole(more_view(message, phrases), folded_away(message))
    if message.form:
        assert_form(message.form, message, phrases)


def assert_whole(view: dict[str, object], texts: Iterable[str]) -> None:
    assert view_refusals(view) == []
    screen = "".join(letters(shown(kind, text)) for kind, text in texts_in(view["blocks"]))
    assert not [text for text in texts if letters(text) not in screen]


def assert_form(form: FormView, message: Message, phrases: Phrases) -> None:
    view = modal(form, message.question, phrases, "slack/12")
    assert view_refusals(view) == []
    assert values_of(state_of(view)).keys() <= {one.name for one in form.inputs}
    label = view["submit"]["text"]
    assert form.submit.label.startswith(label), f"{form.submit.label} becomes {label}"
    assert label == form.submit.label or size(form.submit.label) > 24


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_advice_and_question(topic: str, language: Language, product: Product) -> None:
    """Of one message only: nothing of the note is so long that it is cut in two."""
    for role in ROLES:
        for person in (guest(role, language), replace(guest(role, language), id=5, name="Samira el Idrissi")):
            context = product.context(person, THURSDAY)
            for message in _everything_told(context, topic, {}):
                assert_taken(message, context.phrases)
                assert len(bubbles(message, context.phrases, PLACE)) == 1


def _everything_told(context: Context, topic: str, answers: dict[str, Stored]) -> Iterator[Message]:
    """Along every path of the topic's tree."""
    result = run(guide(context, topic), answers)
    yield from present(context, result, 1)
    if isinstance(result.pending, Choice):
        for option in result.pending.options:
            yield from _everything_told(context, topic, {**answers, result.pending.id: option.value})


# Walking all that can be pressed


@pytest.fixture
async def world(tmp_path: Path, product: Product) -> AsyncIterator[World]:
    async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})) as database:
        yield await World.begin(database, product)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_reply_of_every_dialog(world: World, language: Language) -> None:
    """Four people press whatever they have not pressed before; what others then read is checked too."""
    phrases = world.product.phrases[language]
    talkers = [await world.as_(name, language) for name in ("samira", "marleen", "joost", "daan")]
    await _something_to_read(world, talkers)
    dialogs: set[str] = set()
    for talker in (*talkers, world.guest(Role.WPB, language)):
        dialogs |= await _press_everything(talker, phrases)
    assert {"guide", "agree", "agreements", "agreement", "students", "student", "dossier", "report", "read-report",
            "seen", "call-in", "call", "take-call", "call-back", "helpful", "unhelpful"} <= dialogs  # fmt: skip


async def _something_to_read(world: World, talkers: list[Talker]) -> None:
    """Long and hostile texts, on their way to everybody."""
    for talker in talkers[:2]:
        daan = str((await world.as_("daan")).person.id)
        for number in range(10):
            await talker.open("agree", daan)
            await _fill_in(talker, f"{number} <!channel> & " + "woord " * 60)
            await talker.press("Leg afspraak vast" if talker.language == "nl" else "Log")


async def _press_everything(talker: Talker, phrases: Phrases) -> set[str]:
    """The dialogs that were opened. A form is sent in empty first, and then filled in."""
    dialogs: set[str] = set()
    known: set[str] = set()
    waiting: list[Button] = [_opening(dialog) for dialog in OPENINGS]
    await talker.come()
    for text in (
        "help",
        "correctie",
        "mijn studenten",
        "mijn afspraken",
        "te laat",
        "weet ik niet",
        "hoe laat is het?",
    ):
        await talker.say(text)
    for _ in range(MOST_PRESSED):
        await talker.notices()
        fresh, talker.seen = talker.seen, []
        for message in fresh:
            assert_taken(message, phrases)
            waiting += [one for one in message.buttons if _kind(one.action) not in known and _is_new(one.action)]
            known |= {_kind(one.action) for one in message.buttons}
        form = next((message.form for message in talker.messages if message.form), None)
        if form:
            await _send_in(talker, form, phrases)
        elif waiting:
            button = waiting.pop()
            dialogs |= {button.action.dialog} if isinstance(button.action, Open) else set()
            await talker.hear(Pressed(action=button.action, label=button.label))
        else:
            return dialogs
    raise AssertionError(f"not all was pressed: {[one.label for one in waiting]}")


def _opening(dialog: str) -> Button:
    return Button(label=dialog, action=Open(dialog=dialog))


def _is_new(action: Action) -> bool:
    """Guides are walked above: one is enough here, for what follows from it."""
    match action:
        case Open(dialog="guide", subject=topic) | Choose(question="topic", option=topic):
            return topic == ONE_TOPIC
        case _:
            return True


def _kind(action: Action) -> str:
    """Presses that lead to the same kind of reply: which student it is makes no difference."""
    if isinstance(action, Choose):
        return f"{action.question}/{action.option if not action.option.isdigit() else ''}"
    if isinstance(action, Open):
        return f"{action.dialog}/{'' if action.subject[:1].isdigit() else action.subject}"
    return action.model_dump_json(exclude={"run"})


async def _send_in(talker: Talker, form: FormView, phrases: Phrases) -> None:
    await talker.hear(Pressed(action=form.submit.action, label=form.submit.label))
    for message in talker.messages:
        assert_taken(message, phrases)
    if any(message.form for message in talker.messages):
        await _fill_in(talker, "<!channel> & " + "woord " * 60)


async def _fill_in(talker: Talker, text: str) -> None:
    form = next(message.form for message in reversed(talker.messages) if message.form)
    day = (talker.world.now + timedelta(days=5)).date().isoformat()
    past = talker.world.now.date().isoformat()
    given = {
        "date": past if isinstance(form.submit.action, Submit) and form.submit.action.question == "report" else day
    }
    given |= {"line": text, "text": text, "number": "3"}
    values = {
        one.name: ",".join(value for value, _ in one.options[: 1 if one.kind == "choice" else 3])
        if one.options
        else given.get(one.kind, "")
        for one in form.inputs
    }
    await talker.hear(Pressed(action=form.submit.action, label=form.submit.label, values=values))
