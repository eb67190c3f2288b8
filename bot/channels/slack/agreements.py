"""What a tap in App Home does to an agreement, and the sentence about it that then stands above the dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Agreement, ChangeKind, Someone
from bot.channels.slack.rendering.home import Tapped
from bot.channels.slack.talk import Talk
from bot.clock import AMSTERDAM
from bot.dialogs.agreements import NewDay
from bot.dialogs.effects import ChangeAgreement
from bot.lookups import OneAgreement
from bot.notices import written_day
from bot.permissions import may
from bot.records.carrier import OvertakenError
from bot.records.loading import loader_for
from bot.records.ties import ForbiddenError, ties_to
from knowledge.phrases import Phrases


async def settle(talk: Talk, user: str, tapped: Tapped) -> str:
    return await _change(talk, user, ChangeAgreement(tapped.agreement, tapped.version, ChangeKind.DONE))


async def move(talk: Talk, user: str, tapped: Tapped, due: date) -> str:
    return await _change(talk, user, ChangeAgreement(tapped.agreement, tapped.version, ChangeKind.MOVED, due=due))


def new_day(talk: Talk, typed: str) -> date | None:
    """None for a day that is gone, or is none."""
    try:
        return NewDay.model_validate({"due": typed}, context={"today": _today(talk)}).due
    except ValidationError:
        return None


async def as_it_is(talk: Talk, person: Someone, number: int) -> Agreement | None:
    """None as well when it is not for this person."""
    async with talk.turns.sessions.begin() as session:
        found: Agreement | None = await loader_for(session, person, talk.turns.now()).load(OneAgreement(number))
        return found


async def may_tap(
    session: AsyncSession, person: Someone, agreements: Sequence[Agreement], today: date
) -> frozenset[tuple[int, str]]:
    """Which of them may be settled or moved by this person, as (id, action)."""
    students = {one.student.id: one.student for one in agreements}
    ties = await ties_to(session, person, students.values(), today) if students else {}
    return frozenset(
        (one.id, action)
        for one in agreements
        for action in ("settle", "move")
        if may(person, action, "agreement", replace(ties[one.student.id], part=_takes_part(person, one)))
    )


def _takes_part(person: Someone, one: Agreement) -> bool:
    return person.id in {party.id for party in (*one.owners, one.made_by) if party}


async def _change(talk: Talk, user: str, effect: ChangeAgreement) -> str:
    """Whoever comes too late hears who was first. Permissions are those of the dialog: the carrier checks them."""
    async with talk.line(user):
        person = await talk.people.who(user)
        phrases = talk.turns.product.phrases[person.language]
        try:
            await talk.turns.carry_out(person, effect)
        except ForbiddenError:
            return phrases("student.not-yours")
        except OvertakenError:
            return _overtaken(await as_it_is(talk, person, effect.agreement), phrases)
        if effect.due:
            return phrases("agreement.is-moved", day=written_day(phrases, effect.due))
        return phrases("agreement.is-done")


def _overtaken(now: Agreement | None, phrases: Phrases) -> str:
    if now is None or not now.history:
        return phrases("student.not-yours")
    last = now.history[-1]
    who = last.by.name if last.by else phrases("agreement.somebody")
    day = written_day(phrases, last.at.astimezone(AMSTERDAM).date())
    return f"{now.what}: {phrases(f'agreement.change-{last.kind}', who=who, day=day)}"


def _today(talk: Talk) -> date:
    return talk.turns.now().astimezone(AMSTERDAM).date()
