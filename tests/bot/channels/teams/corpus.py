"""What Wegwijzer can say: every topic to every outcome, and the case dialogs as people walk through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.dialogs.registry import DIALOGS, Subject
from bot.message import Action, Choose, FormView, Input, Message, Open, Pressed, Said, action_to_text
from knowledge.model import Language, Role
from tests.bot.test_conversation import Talk
from tests.bot.world import Talker, World

AROUND = ("help", "student", "mijn fiets", "student is ziek", "correctie", "terug", "asdf", "stop", "", "dank je")
LONGEST_TYPED = (
    "*Vet* [klik](https://kwaad.example) <b>hier</b> {{DATE(2027-03-12T08:00:00Z, SHORT)}}\n# kop\n- lijst & "
)


def topic_replies(topic: str, language: Language, role: Role = Role.WPB) -> Iterator[tuple[Message, ...]]:
    """Every turn on every path."""
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        path = waiting.pop()
        talk = Talk(role=role, language=language)
        talk.hear(Pressed(action=Open(dialog="guide", subject=topic)))
        for option in path:
            talk.hear(Pressed(action=_choice(talk.messages, option)))
        yield talk.messages
        waiting += [(*path, b.action.option) for b in talk.messages[-1].buttons if isinstance(b.action, Choose)]


def _choice(messages: tuple[Message, ...], option: str) -> Action:
    return next(
        button.action
        for button in messages[-1].buttons
        if isinstance(button.action, Choose) and button.action.option == option
    )


def other_replies(language: Language, role: Role) -> Iterator[tuple[Message, ...]]:
    """What is said around the topics, in one conversation."""
    talk = Talk(role=role, language=language)
    talk.hear(None)
    yield talk.messages
    for typed in AROUND:
        talk.say(typed)
        yield talk.messages


OF_STUDENTS = (
    "agree", "agreements", "student", "dossier", "report", "call-in", "talks", "talk-open", "talk-invite", "talk-begin",
    "plan-meeting", "resit", "time-out", "note-job",
)  # fmt: skip
BRIEF = ("school", "why")
STILL = {"talk-part": "1/studie", "talk-sign": "1/agreed", "switch-move": "1/discuss"}


@dataclass
class Crawl:
    """Somebody of the roster who opens everything, takes another way each time, and fills in forms to the brim."""

    who: Talker
    seen: list[tuple[Message, ...]] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    pressed: set[str] = field(default_factory=set)

    async def through(self, student: int, times: int) -> None:
        await self.hear(None)
        for typed in ("mijn studenten", "mijn afspraken", "te laat", "leg een afspraak vast"):
            await self.hear(Said(text=typed))
        for dialog in (name for name, entry in DIALOGS.items() if entry.for_roster):
            for _ in range(times):
                await self.hear(Pressed(action=Open(dialog=dialog, subject=_subject(dialog, student))))
                await self.follow(8)

    async def follow(self, most: int) -> None:
        """A way through the dialog that was not taken before."""
        for _ in range(most):
            new = [one for one in self._offered() if _without_run(one[1]) not in self.pressed]
            if not new:
                return
            form, action = new[0]
            await self.hear(Pressed(action=action, values=_brimful(form) if form else {}))

    async def hear(self, heard: Pressed | Said | None) -> None:
        await self.who.hear(heard)
        self.seen.append(self.who.messages)
        if isinstance(heard, Pressed):
            self.pressed.add(_without_run(heard.action))
            if isinstance(heard.action, Open):
                self.opened.add(heard.action.dialog)

    async def read_notices(self) -> None:
        before = len(self.who.seen)
        await self.who.notices()
        self.seen += [(message,) for message in self.who.seen[before:]]

    def _offered(self) -> Iterator[tuple[FormView | None, Action]]:
        for message in self.who.messages:
            if message.form:
                yield message.form, message.form.submit.action
            yield from ((None, button.action) for button in message.buttons)


def _subject(dialog: str, student: int) -> str:
    """Things are numbered from one; the first was made by the one who came first."""
    if DIALOGS[dialog].subject is Subject.NOTHING:
        return ""
    if DIALOGS[dialog].subject is Subject.TWO_IDS:
        return f"1/{student}"
    if dialog in STILL:
        return STILL[dialog]
    return str(student if dialog in OF_STUDENTS else 1)


def _without_run(action: Action) -> str:
    return action_to_text(action.model_copy(update={"run": 0}) if hasattr(action, "run") else action)


def _brimful(form: FormView) -> dict[str, str]:
    return {one.name: _longest(one) for one in form.inputs}


def _longest(one: Input) -> str:
    match one.kind:
        case "several":
            return ",".join(value for value, _ in one.options)
        case "choice" | "rating":
            return one.options[-1][0]
        case "text" if one.name.startswith("part"):
            return (LONGEST_TYPED * 40)[:2000]
        case "text" | "line":
            return (LONGEST_TYPED * 10)[: 120 if one.name in BRIEF else 500]
        case _:
            return one.value or ("1" if one.kind == "number" else "2027-03-31")


async def crawls(world: World, times: int, languages: tuple[Language, Language]) -> list[Crawl]:
    """The people around one student, in turn, so that each reads what the others caused."""
    student = (await world.as_("daan")).person.id
    people = zip(("samira", "joost", "marleen", "daan"), languages * 2, strict=True)
    found = [Crawl(await world.as_(name, language)) for name, language in people]
    for crawl in found:
        await crawl.through(student, times)
    for crawl in found:
        await crawl.read_notices()
    return found
