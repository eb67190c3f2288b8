"""What people do with cases, with a small roster beside one a thousand times as large: it must cost the same."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.made_up_cases import WHAT
from benchmarks.made_up_roster import name
from benchmarks.schools import LONG, SHORT, School, postgres, school
from benchmarks.table import row
from benchmarks.talk import Talk, actions, first_choice
from bot.cases import Someone
from bot.clock import present
from bot.dialogs.students import PAGE
from bot.export.markdown import as_markdown
from bot.export.parts import Document
from bot.export.pdf import as_pdf
from bot.message import Message, Open, Pressed, Said
from bot.product import Product, load_product

SMALL, LARGE = 60, 60_000
MOST = 1.3
ROUNDS, DEAR_ROUNDS = 31, 5
Times = dict[str, float]
Measure = Callable[[School], Awaitable[Times]]


def cases() -> None:
    product = load_product()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure("SQLite", product, Path(folder) / "small", Path(folder) / "large"))
    with tempfile.TemporaryDirectory() as folder, postgres(Path(folder)) as urls:
        asyncio.run(_measure("PostgreSQL", product, urls["small"], urls["large"]))


async def _measure(kind: str, product: Product, small_at: str | Path, large_at: str | Path) -> None:
    async with school(small_at, product, SMALL) as small, school(large_at, product, LARGE) as large:
        row(f"{kind}: {SMALL} and {LARGE:,} students", f"{small.people} → {large.people:,}", "people")
        for what, of in (("a new roster", "import_seconds"), ("the same roster again", "again_seconds")):
            row(f"  import {what}", f"{getattr(small, of):.2f} → {getattr(large, of):.1f} s")
        for measure, rounds in MEASURES.items():
            await _compare(measure, small, large, rounds)
        await _largest(large)


async def _compare(measure: Measure, small: School, large: School, rounds: int) -> None:
    times: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for one in (small, large):
        await measure(one)
    for number in range(rounds):
        for at in (0, 1) if number % 2 else (1, 0):
            for what, taken in (await measure((small, large)[at])).items():
                times[what][at].append(taken)
    for what, both in times.items():
        before, after = map(statistics.median, both)
        row(f"  {what}", f"{before:.1f} → {after:.1f} ms", f"× {after / before:.2f}, wanted ≤ {MOST}")


async def _largest(large: School) -> None:
    """There is no such school in a small roster: nothing to compare with."""
    times = [await _students_of(large, large.largest_so) for _ in range(ROUNDS) if large.largest_so]
    for what in times[0]:
        row(f"  {what}, school of 1,000", f"{statistics.median(one[what] for one in times):.1f} ms")


async def _log_agreement(where: School) -> Times:
    talk = Talk(where, where.wpb)
    asked = await talk.hear(Said(text="nieuwe afspraak"))
    form = await talk.hear(Pressed(action=first_choice(asked)))
    preview = await talk.hear(_filled_in(form))
    logged = await talk.hear(Pressed(action=first_choice(preview)))
    assert Open(dialog="agreements") in actions(logged), logged
    return {
        "log an agreement: its four steps": sum(talk.taken),
        "log an agreement: the step that keeps it": talk.taken[-1],
    }


def _filled_in(messages: tuple[Message, ...]) -> Pressed:
    (form,) = (message.form for message in messages if message.form)
    owner = next(one.options[0][0] for one in form.inputs if one.name == "owners")
    due = (present() + timedelta(days=14)).date().isoformat()
    return Pressed(action=form.submit.action, values={"what": WHAT, "due": due, "owners": owner})


async def _my_agreements(where: School) -> Times:
    times = {}
    for what, person in (("of ten", where.colleague), ("of hundreds", where.wpb)):
        talk = Talk(where, person)
        listing, *_ = await talk.hear(Said(text="mijn afspraken"))
        assert len(listing.paragraphs) > 1, listing
        times[f"mijn afspraken {what}"] = talk.taken[-1]
    return times


async def _menu(where: School) -> Times:
    talk = Talk(where, where.colleague)
    await talk.hear(Said(text="menu"))
    return {"the menu, with what waits": talk.taken[0]}


async def _my_students(where: School) -> Times:
    return await _students_of(where, where.so)


async def _students_of(where: School, person: Someone) -> Times:
    """The list, and one of them by a part of the name."""
    talk = Talk(where, person)
    listing = await talk.hear(Said(text="mijn studenten"))
    assert first_choice(listing).question == "student", listing
    (card,) = await talk.hear(Pressed(action=first_choice(listing)))
    assert card.steps, card
    typed = Talk(where, person)
    await typed.hear(Said(text="mijn studenten"))
    found = await typed.hear(Said(text=name(0).split()[0]))
    assert found[0].buttons, found
    return {"mijn studenten": talk.taken[0], "a student's page": talk.taken[1], "a name typed": typed.taken[1]}


async def _dossiers(where: School) -> Times:
    pages = {f"a dossier of {SHORT} entries": (where.short, ""), f"a dossier of {LONG:,}": (where.long, "")}
    pages[f"a dossier of {LONG:,}, its last page"] = (where.long, f"/{LONG // PAGE - 1}")
    times = {}
    for what, (student, page) in pages.items():
        talk = Talk(where, where.so)
        opened = await talk.hear(Pressed(action=Open(dialog="dossier", subject=f"{student}{page}")))
        assert len(opened[0].paragraphs) == PAGE, opened
        times[what] = talk.taken[0]
    return times


async def _exports(where: School) -> Times:
    return {
        f"export {LONG:,} entries as Markdown": await _export(where, as_markdown),
        f"export {LONG:,} entries as PDF": await _export(where, as_pdf),
    }


async def _export(where: School, write: Callable[[Document], object]) -> float:
    start = time.perf_counter()
    document = await where.turns.document(where.so, "dossier", where.long)
    assert document is not None
    write(document)
    return (time.perf_counter() - start) * 1000


MEASURES: dict[Measure, int] = {
    _log_agreement: ROUNDS,
    _my_agreements: ROUNDS,
    _menu: ROUNDS,
    _dossiers: ROUNDS,
    _my_students: ROUNDS,
    _exports: DEAR_ROUNDS,
}
