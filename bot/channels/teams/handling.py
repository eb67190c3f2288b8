"""What is done with each kind of activity that was let in."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from botbuilder.core import TurnContext
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

from bot.cases import Someone
from bot.channels.teams.adapter import TeamsAdapter
from bot.channels.teams.arriving import Arrived, short
from bot.channels.teams.cards.searching import question_of, results
from bot.channels.teams.connector import BlockedError, ConnectorError
from bot.channels.teams.files import Files, UploadError, asked_in, consented
from bot.channels.teams.hearing import Click, click_in, executed, heard_in, thumb_in
from bot.channels.teams.lanes import Job
from bot.channels.teams.people import People
from bot.channels.teams.replies import Brought, Line, Own, Replies
from bot.channels.teams.saying import (
    ANSWER,
    FORMLESS,
    WELCOME,
    WELCOME_GROUP,
    card_activity,
    faulty_form,
    replaced,
    reply,
    subject_of,
    text_activity,
    without_downloads,
)
from bot.channels.teams.wire import reference_from
from bot.conversation.shortcuts import wants_roster
from bot.dialogs.feedback import RecordFeedback
from bot.files import Wanted
from bot.message import Heard, Message, Pressed
from bot.options import options_of
from bot.people import guest
from bot.turn import Incoming, Turns
from knowledge.phrases import Phrases
from storage.replies import Owed
from storage.tables import Json

CARD_TYPE, MESSAGE_TYPE = "application/vnd.microsoft.card.adaptive", "application/vnd.microsoft.activity.message"
WELCOMED = timedelta(minutes=10)
MOST_REMEMBERED = 2000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """What a turn answered, in which conversation; in none where there was no turn. `waiting`: see `Owing`."""

    messages: tuple[Message, ...]
    conversation: str = ""
    waiting: Sequence[Owed] | None = None


@dataclass
class Handling:
    turns: Turns
    adapter: TeamsAdapter
    people: People
    files: Files
    replies: Replies
    _subjects: OrderedDict[str, str] = field(default_factory=OrderedDict)

    async def handle(self, arrived: Arrived, job: Job) -> None:
        """Everything but a failing turn is settled here: nothing is gained when Teams sends it again."""
        context = context_of(self.adapter, arrived)
        match arrived.type, arrived.name:
            case "message", _:
                wanted = asked_in(arrived.value)
                await (self._offer_file(arrived, context, wanted) if wanted else self._message(arrived, context))
            case "invoke", "adaptiveCard/action":
                await self._clicked(arrived, context, job)
            case "invoke", "application/search":
                job.tell(await self._searched(arrived))
            case "invoke", "message/submitAction":
                await self._thumb(arrived)
                job.tell({})
            case "invoke", "fileConsent/invoke":
                job.tell({})
                await self._file_decided(arrived, context)
            case "conversationUpdate", _ if arrived.recipient.id in {one.id for one in arrived.added or ()}:
                await self._welcome(arrived, context)
            case "installationUpdate", _:
                await self._installed(arrived, context)

    def phrases(self, person: Someone) -> Phrases:
        return self.turns.product.phrases[person.language]

    # Talking

    async def _message(self, arrived: Arrived, context: TurnContext) -> None:
        typing = asyncio.create_task(self._type(context))
        try:
            person = await self.people.who(arrived)
            heard = heard_in(arrived)
            click = click_in(arrived.value) if isinstance(heard, Pressed) else None
            said = await self._answer(arrived, person, heard)
        finally:
            await typing
        replaced = click and arrived.reply_to and await self._replace(arrived, context, person, click, said.messages)
        await self._say(arrived, context, said, self.phrases(person), FORMLESS if replaced else ANSWER)

    async def _answer(self, arrived: Arrived, person: Someone, heard: Heard) -> Answered:
        """Where others read along somebody is a guest: no case ever shows, and nothing private is begun."""
        conversation = conversation_of(arrived, person)
        if arrived.private:
            return await self._turn(arrived, Incoming(conversation, arrived.event_id, person, heard))
        if wants_roster(heard, self.turns.product.phrases.values()):
            return Answered(await self._go_on_alone(arrived, person, heard))
        incoming = Incoming(conversation, arrived.event_id, guest(person.role, person.language), heard)
        said = await self._turn(arrived, incoming)
        return replace(said, messages=without_downloads(said.messages))

    async def _turn(self, arrived: Arrived, incoming: Incoming, kind: str = ANSWER) -> Answered:
        line = Line(arrived.conversation.id, arrived.account, incoming.person.language, arrived.reference)
        owing = self.replies.owing(line, incoming.conversation, incoming.event_id, kind)
        messages = await self.turns.handle(incoming, owing)
        return Answered(messages, incoming.conversation, owing.waiting)

    async def _go_on_alone(self, arrived: Arrived, person: Someone, heard: Heard) -> tuple[Message, ...]:
        """One sentence here; the answer itself goes to the chat with the person alone, if there is one."""
        phrases = self.phrases(person)
        place = await self.people.reference(arrived.account) if person.id else None
        alone = reference_from(place) if place else None
        if place is None or alone is None:
            return (Message(paragraphs=(phrases("teams.come-alone"),)),)
        brought = await self._bring_alone(
            arrived, person, heard, Line(alone.conversation.id, arrived.account, person.language, place)
        )
        if brought.arrived and not brought.ids:
            return ()  # the same event once more: all was said then
        words = phrases("teams.went-on-alone" if brought.arrived else "teams.come-alone")
        return (Message(paragraphs=(words,)),)

    async def _bring_alone(self, arrived: Arrived, person: Someone, heard: Heard, line: Line) -> Brought:
        conversation, event = f"teams/{person.id}", arrived.event_id
        owing = self.replies.owing(line, conversation, event)
        messages = await self.turns.handle(Incoming(conversation, event, person, heard), owing)
        own = Own(conversation, event, reply(ANSWER, messages, self.phrases(person), event))
        async with self.replies.lanes.lock(line.talk):
            return await self.replies.bring(line.talk, own)

    async def _say(
        self, arrived: Arrived, context: TurnContext, said: Answered, phrases: Phrases, kind: str = ANSWER
    ) -> None:
        sent = reply(kind, said.messages, phrases, arrived.event_id)
        if not said.conversation:
            await self.send(arrived, context, sent)
            return
        own = Own(said.conversation, arrived.event_id, sent, context, kind)
        brought = await self.replies.bring(arrived.conversation.id, own, said.waiting)
        subject = subject_of(said.messages)
        if subject and brought.ids:
            self._remember(brought.ids[-1], subject)

    async def send(self, arrived: Arrived, context: TurnContext, sent: Sequence[Activity]) -> None:
        """What is no answer of a turn: a failure is logged, and who can no longer be reached is marked so."""
        try:
            await self.adapter.send_activities(context, sent)
        except BlockedError as error:
            log.warning("nothing arrives in this conversation any more: %s", error)
            if arrived.private:
                await self.people.left(arrived.account, error.code or str(error))
        except ConnectorError as error:
            log.warning("a message did not arrive: %s", error)

    async def _type(self, context: TurnContext) -> None:
        try:
            await self.adapter.send_typing(context)
        except ConnectorError as error:
            log.debug("typing was not shown: %s", error)

    # Clicking

    async def _clicked(self, arrived: Arrived, context: TurnContext, job: Job) -> None:
        """The card is replaced by the answer to the click itself; what follows from it comes as new messages."""
        person = await self.people.who(arrived)
        click = click_in(executed(arrived.value))
        said = await self._answer(arrived, person, click.pressed)
        phrases = self.phrases(person)
        card = await self._card_now(arrived, person, click, said.messages)
        if card:
            job.tell(_invoke_answer(CARD_TYPE, card))
        else:
            job.tell(_invoke_answer(MESSAGE_TYPE, phrases("teams.chosen", label=click.pressed.label)))
        formless = card and faulty_form(click, said.messages)
        await self._say(arrived, context, said, phrases, FORMLESS if formless else ANSWER)

    async def _searched(self, arrived: Arrived) -> Json:
        """Whoever may not answer the question finds nothing: it is not in their conversation."""
        value = arrived.value if isinstance(arrived.value, Mapping) else {}
        typed, question = value.get("queryText"), question_of(value.get("dataset"))
        if question is None or not arrived.private:
            return results("", ())
        person = await self.people.who(arrived)
        options = await options_of(self.turns, conversation_of(arrived, person), person, *question)
        return results(typed if isinstance(typed, str) else "", options)

    async def _replace(
        self, arrived: Arrived, context: TurnContext, person: Someone, click: Click, messages: Sequence[Message]
    ) -> bool:
        """The same for a client without Action.Execute; whether a faulty form now stands in place of the first."""
        card = await self._card_now(arrived, person, click, messages)
        if card is None:
            return False
        try:
            await self.adapter.update_activity(context, card_activity(card, arrived.reply_to or ""))
        except ConnectorError as error:
            log.info("the clicked card could not be replaced: %s", error)
            return False
        return faulty_form(click, messages) is not None

    async def _card_now(
        self, arrived: Arrived, person: Someone, click: Click, messages: Sequence[Message]
    ) -> Json | None:
        conversation = conversation_of(arrived, person)
        before = await self.turns.answered(conversation, short(click.of)) if click.of else ()
        return replaced(click, before, messages, self.phrases(person), arrived.event_id)

    async def _thumb(self, arrived: Arrived) -> None:
        thumb = thumb_in(arrived.value)
        if thumb is None:
            return
        person = await self.people.who(arrived)
        subject = self._subjects.get(arrived.reply_to or "") or await self._latest_subject(arrived, person)
        if subject:
            comment = thumb.comment[:500]
            await self.turns.carry_out(person, RecordFeedback(subject, helpful=thumb.up, comment=comment))

    async def _latest_subject(self, arrived: Arrived, person: Someone) -> str:
        """After a restart: the last answer that asked whether it helped."""
        exchanges = await self.turns.exchanges(conversation_of(arrived, person))
        return next((found for one in reversed(exchanges) if (found := subject_of(one.messages))), "")

    def _remember(self, activity: str, subject: str) -> None:
        self._subjects[activity] = subject
        if len(self._subjects) > MOST_REMEMBERED:
            self._subjects.popitem(last=False)

    # Documents

    async def _offer_file(self, arrived: Arrived, context: TurnContext, wanted: Wanted) -> None:
        """Teams has files only in the chat with one person, and so have we."""
        person = await self.people.who(arrived)
        phrases = self.phrases(person)
        if not arrived.private:
            await self.send(arrived, context, [text_activity(phrases("teams.come-alone"))])
            return
        offer = await self.files.offer(person, wanted, phrases)
        await self.send(arrived, context, [offer or text_activity(phrases("student.not-yours"))])

    async def _file_decided(self, arrived: Arrived, context: TurnContext) -> None:
        person = await self.people.who(arrived)
        phrases = self.phrases(person)
        await self._take_back(arrived, context)
        accepted = consented(arrived.value) if arrived.private else None
        if accepted is None:
            await self.send(arrived, context, [text_activity(phrases("teams.file-declined"))])
            return
        try:
            shown = await self.files.put(person, *accepted, arrived.service_url)
        except UploadError as error:
            log.warning("a document could not be put into OneDrive: %s", error)
            await self.send(arrived, context, [text_activity(phrases("teams.file-failed"))])
            return
        await self.send(arrived, context, [shown or text_activity(phrases("student.not-yours"))])

    async def _take_back(self, arrived: Arrived, context: TurnContext) -> None:
        """The question that was just answered: it cannot be answered once more."""
        if not arrived.reply_to:
            return
        try:
            await context.delete_activity(arrived.reply_to)
        except ConnectorError as error:
            log.info("a question about a document stays: %s", error)

    # Coming and going

    async def _installed(self, arrived: Arrived, context: TurnContext) -> None:
        if arrived.action == "remove" and arrived.private:
            await self.people.left(arrived.account, "uninstalled")
        elif arrived.action == "add":
            await self._welcome(arrived, context)

    async def _welcome(self, arrived: Arrived, context: TurnContext) -> None:
        """Teams tells twice that the bot was added: it greets once."""
        person = await self.people.who(arrived)
        phrases = self.phrases(person)
        conversation = conversation_of(arrived, person)
        heard_at = await self.turns.heard_at(conversation)
        if heard_at and self.turns.now() - heard_at < WELCOMED:
            return
        reader = person if arrived.private else guest(person.role, person.language)
        kind = f"{WELCOME}/{person.role}" if arrived.private else WELCOME_GROUP
        incoming = Incoming(conversation, arrived.event_id, reader, None)
        await self._say(arrived, context, await self._turn(arrived, incoming, kind), phrases, kind)


def conversation_of(arrived: Arrived, person: Someone) -> str:
    """Where others read along, each of them has a conversation of their own in each thread."""
    if arrived.private:
        return f"teams/{person.id}" if person.id else f"teams/{arrived.tenant}-{short(arrived.account)}"
    place = hashlib.sha256(arrived.conversation.id.encode(errors="replace")).hexdigest()[:32]
    return f"teams/{place}-{short(arrived.account)}"


def context_of(adapter: TeamsAdapter, arrived: Arrived) -> TurnContext:
    return TurnContext(
        adapter,
        Activity(
            type=arrived.type,
            id=arrived.id if arrived.type == "message" else None,
            channel_id=arrived.channel,
            service_url=arrived.service_url,
            conversation=ConversationAccount(id=arrived.conversation.id, conversation_type=arrived.conversation.kind),
            from_property=ChannelAccount(id=arrived.sender.id),
            recipient=ChannelAccount(id=arrived.recipient.id),
        ),
    )


def without_reply(context: TurnContext) -> TurnContext:
    """What begins by itself answers nothing."""
    context.activity.id = None
    return context


def _invoke_answer(kind: str, value: Json | str) -> Json:
    return {"statusCode": 200, "type": kind, "value": value}
