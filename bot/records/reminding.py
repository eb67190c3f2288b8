"""Reminders as the person who asks has them: worked out from the same sources as a morning is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.permissions import may
from bot.procedures.reminding import Coming, ComingUp, Kind, MyKinds, OneReminder
from bot.product import Product
from bot.records.batches import Batch, batch_of
from bot.records.loader import Loader, Loaders
from bot.records.people import person_with_id
from bot.records.planning import Memory, educators_of, memory_of, names_of
from bot.records.rhythm import Rhythms
from bot.records.sources import KINDS, item_with, items_of
from bot.records.ties import ties_to
from bot.reminders.bundle import FOR, HANDED, Told, urgency
from bot.reminders.days import ends
from bot.reminders.deciding import is_settled
from bot.reminders.item import Item, Words
from storage.people import people_by_ids
from storage.reminders import handed_to, opt_outs_of

FOR_ANOTHER = "/for/"


async def load_coming_up(loader: Loader, _: ComingUp) -> tuple[Coming, ...]:
    """Mine and what was handed to me, as far as I am told of it, and it still makes sense."""
    batch = await _batch(loader, [loader.person.id])
    memory = await memory_of(loader.session, [loader.person.id])
    without = await opt_outs_of(loader.session, [loader.person.id])
    mine = [
        _coming(batch, item, memory)
        for item in await items_of(batch)
        if item.must_act or (item.owner, item.kind) not in without
    ]
    kept = [one for one in mine if _open(one, loader) and not (one.remembered and one.remembered.hears)]
    return tuple(sorted([*kept, *await _handed_to_me(loader)], key=lambda one: urgency(one.item)))


def _open(one: Coming, loader: Loader) -> bool:
    return not is_settled(one.item, one.remembered) and loader.today <= ends(one.item, one.works)


async def _handed_to_me(loader: Loader) -> list[Coming]:
    """The owners are read together: what they have to hear of is worked out once."""
    keys = {(row.person_id, row.key) for row in await handed_to(loader.session, [loader.person.id])}
    batch = await _batch(loader, {owner for owner, _ in keys})
    if not batch.people:
        return []
    memory = await memory_of(loader.session, batch.people)
    mine = [_coming(batch, item, memory) for item in await items_of(batch) if (item.owner, item.key) in keys]
    found = [await _for_another(loader, batch, one) for one in mine if _open(one, loader)]
    return [one for one in found if one]


async def load_one_reminder(loader: Loader, lookup: OneReminder) -> Coming | None:
    key, _, owner = lookup.subject.partition(FOR_ANOTHER)
    if owner and not owner.isdigit():
        return None
    batch = await _batch(loader, [int(owner) if owner else loader.person.id])
    item = await item_with(batch, key)
    if item is None:
        return None
    memory = await memory_of(loader.session, batch.people)
    found = _coming(batch, item, memory)
    return await (_for_another(loader, batch, found) if owner else _with_heir(loader, found))


async def _batch(loader: Loader, people: Collection[int]) -> Batch:
    """Of those of them who are on the roster."""
    rows = [row for row in (await people_by_ids(loader.session, people)).values() if row.left_on is None]
    return await batch_of(loader.session, _product(loader), loader.today, rows)


def _product(loader: Loader) -> Product:
    if loader.product is None:
        raise LookupError("reminders rest on content")
    return loader.product


def _coming(batch: Batch, item: Item, memory: Memory) -> Coming:
    works = batch.once(Rhythms, lambda: Rhythms(batch.product.calendar)).of_person(batch, item.owner).works
    return Coming(Told(item, names_of(batch, item)), memory.get((item.owner, item.key)), works)


async def _with_heir(loader: Loader, found: Coming) -> Coming:
    heir = found.remembered.hears if found.remembered else None
    return replace(found, handed_to=await person_with_id(loader.session, heir)) if heir else found


async def _for_another(loader: Loader, batch: Batch, found: Coming) -> Coming | None:
    """Only for whom it was handed to, or who tells an owner whom nothing reaches."""
    owner, me = batch.people[found.item.owner], loader.person.id
    why = HANDED if found.remembered and found.remembered.hears == me else ""
    told_me = found.remembered is not None and found.remembered.told_to == me
    if not why and told_me and (await educators_of(batch, {owner.id})).get(owner.id) == me:
        why = FOR
    seen = await _seen(loader, batch, found.item) if why else set()
    if not why or (found.item.students and not seen):
        return None
    told = Told(found.item, tuple(batch.students[one].name for one in found.item.students if one in seen))
    return replace(found, told=told.for_another(owner.name, why))


async def _seen(loader: Loader, batch: Batch, item: Item) -> set[int]:
    """Those of the students whom it is about that this person may see."""
    students = [batch.students[one] for one in item.students if one in batch.students]
    ties = await ties_to(loader.session, loader.person, students, loader.today) if students else {}
    return {one for one, tie in ties.items() if may(loader.person, "see", "student", tie)}


async def load_my_kinds(loader: Loader, _: MyKinds) -> tuple[Kind, ...]:
    """Kinds of the calendar that are for my roles, and those of the cases."""
    product, me = _product(loader), loader.person
    off = {kind for _, kind in await opt_outs_of(loader.session, [me.id])}
    partnerships = product.calendar.partnerships.values()
    known = [*product.calendar.deadlines, *(one for partnership in partnerships for one in partnership.deadlines)]
    deadlines = [one for one in known if one.leads and {*one.reminded} & {*me.roles}]
    must: dict[str, bool] = {}
    for slug, always in [*((one.kind, one.must_act) for one in deadlines), *KINDS.items()]:
        must[slug] = must.get(slug, True) and always
    return tuple(Kind(slug, title_of(product, slug), always, slug in off) for slug, always in must.items())


def title_of(product: Product, slug: str) -> Words:
    """A kind that the calendar made up is called as it is written there."""
    key = f"reminder-kind-name.{slug}"
    dutch, english = (product.phrases[language].texts.get(key, slug.replace("-", " ")) for language in ("nl", "en"))
    return Words(dutch, english)


LOADERS: Loaders = {
    ComingUp: load_coming_up,
    OneReminder: load_one_reminder,
    MyKinds: load_my_kinds,
}
