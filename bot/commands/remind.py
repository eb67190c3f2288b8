"""`wegwijzer remind`: what goes out to whom at a moment, and why; without --dry-run it goes out."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime

from bot.cases import Someone
from bot.clock import AMSTERDAM, present
from bot.opening import opened, seed
from bot.product import Product, load_product
from bot.records.batches import Batch
from bot.records.people import known_person, people_with_ids
from bot.records.planning import Outgoing, Planner, names_of
from bot.records.rhythm import Rhythms
from bot.reminders.bundle import HANDED, Told, filled, urgency
from bot.reminders.item import Item
from bot.settings import read_settings
from storage.database import Database
from storage.reminders import told_through_others
from storage.undelivered import recipients_without_account

MOST_NAMED = 100


def remind(options: argparse.Namespace) -> int:
    if options.email and not options.dry_run:
        print("--for only narrows what --dry-run shows. Add --dry-run.", file=sys.stderr)
        return 2
    return asyncio.run(_remind(options))


async def _remind(options: argparse.Namespace) -> int:
    settings = read_settings()
    product = load_product(settings.forms)
    at: datetime = options.at or present()
    async with opened(settings) as database:
        if settings.embedded:
            await seed(database)
        planner = Planner(database.sessions, product, settings.only_web_chat)
        if not Rhythms(product.calendar).open_at(at):
            print(f"At {_shown(at)} nobody is reminded: it is no working day, or too early or late on one.")
            return 0
        if options.dry_run:
            await _show(database, planner, at, options.email)
        else:
            print(f"{_count(await planner.plan(at), 'person is', 'people are')} told something.")
        if not settings.only_web_chat:
            await _name_unreached(database)
    return 0


async def _show(database: Database, planner: Planner, at: datetime, email: str | None) -> None:
    """By reader. Raises UnknownPersonError."""
    only = await _person(database, email) if email else None
    found: dict[int, list[tuple[Item, list[str]]]] = {}
    async for batch, outgoing in planner.would(at):
        for one in outgoing:
            if only is None or one.reader == only.id:
                found.setdefault(one.reader, []).append((one.item, list(_lines(planner.product, batch, one))))
    async with database.sessions.begin() as session:
        readers = await people_with_ids(session, list(found))
    for reader, items in found.items():
        print(f"{readers[reader].name} <{readers[reader].email}>")
        for _, lines in sorted(items, key=lambda one: urgency(one[0])):
            print("\n".join(f"  {line}" for line in lines))
    would = _count(len(found), "message", "messages")
    print(f"At {_shown(at)} {would} would go out. This was a dry run: nothing was sent.")


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


async def _person(database: Database, email: str) -> Someone:
    async with database.sessions.begin() as session:
        return await known_person(session, email)


def _lines(product: Product, batch: Batch, one: Outgoing) -> Iterator[str]:
    item = one.item
    yield filled(product.phrases["en"], Told(item, names_of(batch, item)))
    yield f"  last day {item.last_day}, {_lead(one.due.step.lead)} (planned for {one.due.step.day})"
    yield f"  why: {item.rule}{_sections(product, item)}{'' if item.must_act else '; can be switched off'}"
    if one.instead:
        owner = batch.people[item.owner].name
        why = "handed over by" if one.instead == HANDED else "nothing reaches"
        yield f"  instead: {why} {owner}"


def _lead(lead: int) -> str:
    if lead < 0:
        return f"{_count(-lead, 'working day', 'working days')} after it"
    return f"{_count(lead, 'day', 'days')} before it" if lead else "on the day itself"


def _sections(product: Product, item: Item) -> str:
    facts, sections = product.library.facts, product.library.note.sections
    titles = dict.fromkeys(sections[facts[one].section].title for one in item.facts if one in facts)
    return f"; {', '.join(titles)} ({', '.join(item.facts)})" if titles else ""


async def _name_unreached(database: Database) -> None:
    """Also who was reminded through their SO stands here: the administrator sees to an account."""
    async with database.sessions.begin() as session:
        waiting = await recipients_without_account(session, 0, MOST_NAMED)
        through = await told_through_others(session, MOST_NAMED)
    if found := dict((*waiting, *through)):
        print("Nothing reaches these people, as no account in Slack or Teams is linked to them:")
        for email in found.values():
            print(f"  {email}")


def _shown(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%A %d %B %Y %H:%M}"
