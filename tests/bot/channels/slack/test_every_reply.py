"""Every reply that Wegwijzer has, in both languages, as Slack would get it: taken, and whole."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field, replace
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
from bot.message import Action, Button, Choose, FormView, Input, Message, Open, Pressed
from bot.opening import opened
from bot.people import guest
from bot.product import Product
from bot.settings import read_settings
from knowledge.check import TOPICS
from knowledge.model import LANGUAGES, Language, Role
from knowledge.phrases import Phrases
from tests.bot.channels.longest import longest_notices
from tests.bot.channels.slack.reading import folded_away, letters, read, shown, texts_in, visible
from tests.bot.channels.slack.slack_limits import message_refusals, view_refusals
from tests.bot.channels.slack.test_forms import state_of
from tests.bot.world import THURSDAY, Talker, World

PLACE = Place()
ROLES = (Role.WPB, Role.IO, Role.STUDENT)
MOST_PRESSED = 400
NUMBERS = re.compile(r"\d+")
ONE_TOPIC = "ziekte"
OPENINGS = ("talks", "talk-open", "agreements", "students", "student", "dossier", "report", "call-in", "agree",
            "time-out", "note-job", "paid-job", "resit", "plan-meeting", "meetings")  # fmt: skip
TYPED = ("help", "correctie", "mijn studenten", "mijn afspraken", "te laat", "weet ik niet", "hoe laat is het?")
NUMBERED = ("meeting-people", "period", "meeting")
# Fields that do not take just any text or day.
HOSTILE_TEXT = "<!channel> & " + "woord " * 60
BRIEF = HOSTILE_TEXT[:118]
SHORT = {"time": "14:30", "place": "<!here> & lokaal", "minutes": "120", "fte": "0,3", "school": BRIEF, "year": "2"}
GONE = ("held_on", "since", "registered_on")


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_notices(language: Language, product: Product) -> None:
    for message in longest_notices(product.phrases[language]):
        assert_taken(message, product.phrases[language])


# Walking all that can be pressed


@pytest.fixture
async def world(ready_folder: Path, product: Product) -> AsyncIterator[World]:
    async with opened(read_settings({"WEGWIJZER_DATA": str(ready_folder)})) as database:
        yield await World.begin(database, product)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_reply_of_every_dialog(world: World, language: Language) -> None:
    """Four people press whatever they have not pressed before, twice: then also what the others brought about."""
    about = str((await world.as_("daan")).person.id)
    crowd = [Presser(await world.as_(name, language)) for name in ("samira", "marleen", "joost", "daan")]
    for presser in crowd[:2]:
        await presser.log_many(about)
    for presser in (*crowd, *crowd, Presser(world.guest(Role.WPB, language))):
        await presser.press_everything(about)
    opened_dialogs = set().union(*(presser.dialogs for presser in crowd))
    assert {"guide", "agree", "agreements", "agreement", "students", "student", "dossier", "report", "read-report",
            "seen", "call-in", "call", "take-call", "call-back", "helpful", "unhelpful",
            "talks", "talk-invite", "talk-open", "talk", "talk-part", "talk-prepare", "time-out", "note-job", "period",
            "paid-job", "resit", "plan-meeting", "meetings", "meeting", "meeting-people"} <= opened_dialogs  # fmt: skip


@dataclass
class Presser:
    """`known` are the kinds of button that were met before, `dialogs` those that were opened."""

    talker: Talker
    known: set[str] = field(default_factory=set)
    dialogs: set[str] = field(default_factory=set)
    waiting: list[Button] = field(default_factory=list)

    @property
    def phrases(self) -> Phrases:
        return self.talker.world.product.phrases[self.talker.language or "nl"]

    async def log_many(self, student: str) -> None:
        """Long and hostile texts, on their way to everybody."""
        for number in range(10):
            await self.talker.open("agree", student)
            await self._fill_in(f"{number} {HOSTILE_TEXT}")
            await self.talker.press(self.phrases("agreement.log"))

    async def press_everything(self, student: str) -> None:
        self.waiting = [Button(label=dialog, action=Open(dialog=dialog, subject=student if about else ""))
                        for about in (True, False) for dialog in OPENINGS]  # fmt: skip
        self.waiting = [Button(label=dialog, action=Open(dialog=dialog, subject=number))
                        for dialog in NUMBERED for number in "12"] + self.waiting  # fmt: skip
        await self.talker.come()
        for text in TYPED:
            await self.talker.say(text)
        for _ in range(MOST_PRESSED):
            await self._look()
            form = next((message.form for message in self.talker.messages if message.form), None)
            if form:
                await self._send_in(form)
            elif self.waiting:
                await self._press(self.waiting.pop())
            elif not await self.talker.notices():
                return
        raise AssertionError(f"not all was pressed: {[one.label for one in self.waiting]}")

    async def _look(self) -> None:
        """At all that is new on the screen. The first button is pressed first."""
        running = (await self.talker.state()).open
        self.dialogs |= {running.dialog} if running else set()
        fresh, self.talker.seen = self.talker.seen, []
        for message in fresh:
            assert_taken(message, self.phrases)
            kinds = {_kind(button.action, running.dialog if running else ""): button for button in message.buttons}
            new = [button for kind, button in kinds.items() if kind not in self.known and _is_new(button.action)]
            self.waiting += reversed(new)
            self.known |= kinds.keys()

    async def _press(self, button: Button) -> None:
        await self.talker.hear(Pressed(action=button.action, label=button.label))
        self.dialogs |= {button.action.dialog} if isinstance(button.action, Open) else set()

    async def _send_in(self, form: FormView) -> None:
        """Empty first, which is mostly refused at its fields, and then filled in; where a day must be over, again."""
        await self.talker.hear(Pressed(action=form.submit.action, label=form.submit.label))
        await self._look()
        for gone in (False, True):
            if any(message.form for message in self.talker.messages):
                await self._fill_in(HOSTILE_TEXT, gone=gone)
                await self._look()
        if any(message.form and message.form.submit.action == form.submit.action for message in self.talker.messages):
            await self.talker.say("stop")

    async def _fill_in(self, text: str, *, gone: bool = False) -> None:
        form = next(message.form for message in self.talker.messages if message.form)
        gone = gone or any(one.name in GONE for one in form.inputs)
        day = self.talker.world.now + timedelta(days=0 if gone else 5)
        given = {"line": text, "text": text, "number": "3", "date": day.date().isoformat()} | SHORT
        values = {one.name: _all_of(one) if one.options else given.get(one.name) or given.get(one.kind, "")
                  for one in form.inputs}  # fmt: skip
        await self.talker.hear(Pressed(action=form.submit.action, label=form.submit.label, values=values))


def _all_of(one: Input) -> str:
    return ",".join(value for value, _ in one.options[: None if one.kind == "several" else 1])


def _is_new(action: Action) -> bool:
    """Guides are walked above: one is enough here, for what follows from it."""
    match action:
        case Open(dialog="guide", subject=topic) | Choose(question="topic", option=topic):
            return topic == ONE_TOPIC
        case _:
            return True


def _kind(action: Action, dialog: str) -> str:
    """Presses that lead to the same kind of reply: which student or agreement it is makes no difference."""
    if isinstance(action, Choose):
        return f"{dialog}/{action.question}/{NUMBERS.sub('', action.option)}"
    if isinstance(action, Open):
        return f"{action.dialog}/{'' if action.subject[:1].isdigit() else action.subject}"
    return action.model_dump_json(exclude={"run"})
