"""A world to tell stories in: the demonstration roster in a database, a clock that the test moves, people who talk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.cases import Someone
from bot.clock import AMSTERDAM
from bot.conversation.state import State
from bot.message import Button, Heard, Input, Message, Open, Pressed, Said
from bot.people import DEMONSTRATION_DOMAIN
from bot.people import guest as stranger
from bot.product import Product
from bot.records.people import person_with_id
from bot.roster.demonstration import DEMONSTRATION_ROSTER
from bot.roster.listing import listed
from bot.roster.reading import read_roster
from bot.rounds import one_round
from bot.turn import Incoming, Turns
from knowledge.model import Language, Role
from storage.case_tables import Agreement, AgreementChange, Call, Notice, Report, ReportReader, Situation
from storage.database import Database
from storage.people import person_by_email
from storage.roster import apply_roster
from storage.tables import Conversation, Feedback, Gap, Table, Turn

THURSDAY = datetime(2027, 3, 11, 11, tzinfo=UTC)
KEPT = (Agreement, AgreementChange, Call, Report, ReportReader, Situation, Notice, Gap, Feedback, Turn)


@dataclass
class World:
    """`now` is the present of everybody in it; move it with `wait`."""

    database: Database
    product: Product
    now: datetime = THURSDAY
    talkers: dict[str, Talker] = field(default_factory=dict)
    events: int = 0

    @classmethod
    async def begin(cls, database: Database, product: Product) -> World:
        world = cls(database, product)
        await world.roster_without()
        return world

    @property
    def turns(self) -> Turns:
        """Each time another instance, as if it were another server on the same database."""
        return Turns(self.product, self.database.sessions, lambda: self.now)

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def at(self, year: int, month: int, day: int, hour: int = 10) -> None:
        """On the clock in Amsterdam."""
        self.now = datetime(year, month, day, hour, tzinfo=AMSTERDAM).astimezone(UTC)

    async def roster_without(self, *names: str) -> None:
        """A new list of everybody, on which these people (first parts of their addresses) no longer stand."""
        gone = {_address(name) for name in names}
        rows = [row for row in listed(read_roster(DEMONSTRATION_ROSTER.read_bytes())) if row.email not in gone]
        kept = [
            replace(row, supervisions=tuple(one for one in row.supervisions if one.supervisor not in gone))
            for row in rows
        ]
        async with self.database.sessions.begin() as session:
            await apply_roster(session, kept, self.now.astimezone(AMSTERDAM).date())

    async def round(self) -> int:
        return await one_round(self.database, self.product, lambda: self.now)

    async def as_(self, name: str, language: Language | None = None) -> Talker:
        """Somebody of the roster, by the first part of the address; in another language where one is given."""
        if name not in self.talkers:
            async with self.database.sessions.begin() as session:
                row = await person_by_email(session, _address(name))
                assert row is not None, name
                person = await person_with_id(session, row.id)
            assert person is not None
            self.talkers[name] = Talker(self, person, language)
        return self.talkers[name]

    def guest(self, role: Role = Role.WPB, language: Language = "nl") -> Talker:
        return Talker(self, stranger(role, language))

    async def count(self, *tables: type[Table]) -> dict[str, int]:
        """How many rows there are, by table."""
        counts = [select(func.count()).select_from(table).scalar_subquery() for table in tables or KEPT]
        async with self.database.sessions.begin() as session:
            row = (await session.execute(select(*counts))).one()
        return dict(zip([table.__tablename__ for table in tables or KEPT], row, strict=True))


@dataclass
class Talker:
    """A person in front of their chat: `messages` is the last answer, `seen` all that stands on the screen."""

    world: World
    person: Someone
    language: Language | None = None
    messages: tuple[Message, ...] = ()
    seen: list[Message] = field(default_factory=list)
    last: Incoming | None = None

    @property
    def conversation(self) -> str:
        return f"web/{self.person.id}"

    async def come(self) -> str:
        return await self.hear(None)

    async def say(self, text: str) -> str:
        """What was answered, as one text."""
        return await self.hear(Said(text=text))

    async def press(self, label: str, **values: str) -> str:
        """The newest button on the screen whose label begins like that. A form keeps what is filled in already;
        people are given by their first names: `owners="Daan, Samira"`.
        """
        return await self.hear(self.pressing(label, **values))

    def pressing(self, label: str, **values: str) -> Pressed:
        for message in reversed(self.seen):
            for button in buttons_of(message):
                if button.label.startswith(label):
                    return Pressed(action=button.action, label=button.label, values=_filled_in(message, values))
        raise AssertionError((label, [button.label for button in self.buttons]))

    async def open(self, dialog: str, subject: str = "") -> str:
        """A button of a notice, a link, or one that was forged."""
        return await self.hear(Pressed(action=Open(dialog=dialog, subject=subject), label=dialog))

    async def hear(self, heard: Heard | None) -> str:
        return await self.take(await self.incoming(heard))

    async def incoming(self, heard: Heard | None) -> Incoming:
        self.world.events += 1
        return Incoming(self.conversation, f"event-{self.world.events}", await self.known(), heard)

    async def take(self, incoming: Incoming) -> str:
        """Through a server of its own, so that many can do so at once."""
        self.last = incoming
        self.messages = await self.world.turns.handle(incoming)
        self.seen += self.messages
        return self.text

    async def known(self) -> Someone:
        """As the roster has them now; a guest stays a guest."""
        if not self.person.id:
            return self.person
        async with self.world.database.sessions.begin() as session:
            found = await person_with_id(session, self.person.id)
        assert found is not None
        return replace(found, language=self.language or found.language)

    async def notices(self) -> list[str]:
        """What others caused since the last time, each as one text."""
        brought = await self.world.turns.bring_notices(self.conversation, await self.known())
        self.seen += brought
        return [" | ".join(texts(message)) for message in brought]

    async def state(self) -> State:
        async with self.world.database.sessions.begin() as session:
            stored = await session.scalar(select(Conversation.state).where(Conversation.id == self.conversation))
        return State.model_validate(stored or {})

    @property
    def text(self) -> str:
        return " | ".join(text for message in self.messages for text in texts(message))

    @property
    def buttons(self) -> list[Button]:
        return [button for message in self.messages for button in buttons_of(message)]

    @property
    def form(self) -> dict[str, Input]:
        """The fields of the last form on the screen."""
        form = next(message.form for message in reversed(self.messages) if message.form)
        return {one.name: one for one in form.inputs}


def texts(message: Message) -> Iterator[str]:
    """All that a person can read, empty parts left out."""
    said = [message.heading, *message.paragraphs, message.steps_heading]
    said += [text for step in message.steps for text in (step.who, step.text, step.when)]
    said += [text for part in message.parts for text in (part.heading, *part.lines)]
    said += [message.source, *message.evidence, message.question, message.progress, message.why]
    for one in message.form.inputs if message.form else ():
        said += [one.label, one.hint, one.value, one.error, *(label for _, label in one.options)]
    said += [*(one.label for one in message.downloads), *(one.label for one in message.links)]
    said += [button.label for button in buttons_of(message)]
    return (text for text in said if text)


def buttons_of(message: Message) -> tuple[Button, ...]:
    return (*message.buttons, *((message.form.submit,) if message.form else ()))


def _address(name: str) -> str:
    return f"{name}@{DEMONSTRATION_DOMAIN}"


def _filled_in(message: Message, values: dict[str, str]) -> dict[str, str]:
    if message.form is None:
        return values
    known = {one.name: one for one in message.form.inputs}
    assert values.keys() <= known.keys(), (values, list(known))
    filled = {name: _value(known[name], value) for name, value in values.items()}
    return {one.name: filled.get(one.name, one.value) for one in known.values()}


def _value(field_: Input, given: str) -> str:
    """A date as it was typed, a choice by the beginning of its label."""
    if not field_.options or not given:
        return given
    parts = [part.strip() for part in given.split(",")]
    return ",".join(next(value for value, label in field_.options if label.startswith(part)) for part in parts)
