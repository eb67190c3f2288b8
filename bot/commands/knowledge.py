"""`wegwijzer knowledge …`: what the content owner works with."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.settings import read_settings
from knowledge.check import check_content
from knowledge.library import load_library
from knowledge.matching.evaluate import Score, by, confusions, read_questions, score, try_all
from knowledge.matching.finder import load_finder
from knowledge.model import Language
from knowledge.phrases import load_phrases
from knowledge.switch_request import Route

Found = TypeVar("Found")
MOST_LISTED = 50


def check(options: argparse.Namespace) -> int:
    from bot.dialogs.registry import DIALOGS

    dialogs = {name: entry.subject.value for name, entry in DIALOGS.items()}
    faults = check_content(dialogs=dialogs, forms=read_settings().forms)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} fault(s)." if faults else "The content is whole.")
    return 1 if faults else 0


def evaluate(options: argparse.Namespace) -> None:
    tried = try_all(load_finder(), read_questions(options.file))
    _print_scores("all", score(tried))
    for name, key in (("style", lambda q: q.style), ("role", lambda q: q.role), ("topic", lambda q: q.topic)):
        print(f"\nby {name}")
        for group, result in by(tried, key):
            print(f"  {group:26}{_row(result)}")
    print("\nmost confused (right → first answer)")
    for (right, first), count in confusions(tried)[:12]:
        print(f"  {count:3}  {right} → {first}")
    if options.wrong:
        _print_wrong(tried)


HEADINGS = ("n", "top-1", "top-3", "sure+right", "sure+wrong", "asked back", "sent away", "| n out", "sure", "outside")


def _print_scores(name: str, result: Score) -> None:
    print(f"{'':28}" + "".join(f"{heading:>11}" for heading in HEADINGS))
    print(f"{name:28}{_row(result)}")


def _row(result: Score) -> str:
    inside = (result.top_1, result.top_3, result.sure_and_right, result.sure_and_wrong, result.asked_back)
    outside = (result.outside_answered, result.outside_recognised)
    cells = [str(result.inside), *map(_percent, (*inside, result.sent_away))]
    cells += [str(result.outside), *map(_percent, outside)]
    return "".join(f"{cell:>11}" for cell in cells)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _print_wrong(tried: list) -> None:  # type: ignore[type-arg]
    print("\nwent wrong")
    for one in tried:
        if one.sure_and_wrong or (one.question.inside and not one.right_within(1)):
            print(f"  {one.match.certainty:8}{one.question.topic} → {one.first}: {one.question.q}")


PROCEDURES = {"switch-request-content": Route.CONTENT, "switch-request-personal": Route.PERSONAL}


def _drawing(name: str, language: Language) -> str | None:
    from knowledge.drawing import draw_topic
    from knowledge.switch_drawing import draw_switch_request

    if name in PROCEDURES:
        return draw_switch_request(PROCEDURES[name], load_phrases()[language])
    topic = load_library().topics.get(name)
    return draw_topic(topic, language) if topic else None


def graph(options: argparse.Namespace) -> int:
    svg = _drawing(options.topic, options.language)
    if svg is None:
        known = ", ".join((*load_library().topics, *PROCEDURES))
        print(f"There is no topic {options.topic!r}. Known: {known}", file=sys.stderr)
        return 1
    if options.output:
        options.output.write_text(svg, encoding="utf-8")
    else:
        print(svg)
    return 0


def train(options: argparse.Namespace) -> int:
    try:
        from knowledge.matching.train import train_and_save
    except ModuleNotFoundError:
        print("Learning needs the development tools: run it with `uv run wegwijzer knowledge train`.", file=sys.stderr)
        return 1
    examples = train_and_save()
    print(f"Learnt {examples} examples. Now run: wegwijzer knowledge evaluate FILE.jsonl")
    return 0


def gaps(options: argparse.Namespace) -> None:
    from storage.learning import latest_gaps

    found = _query(lambda session: latest_gaps(session, MOST_LISTED))
    for gap in found:
        print(f"{gap.at:%Y-%m-%d}  {gap.role:14} {gap.question}")
    print(f"{len(found)} unanswered question(s)." if found else "No unanswered questions.")


def feedback(options: argparse.Namespace) -> None:
    from storage.learning import feedback_counts

    found = _query(feedback_counts)
    for subject, helpful, count in found:
        print(f"{count:5}  {'helped' if helpful else 'did not help':13} {subject}")
    if not found:
        print("No feedback yet.")


def _query(question: Callable[[AsyncSession], Awaitable[Found]]) -> Found:
    from bot.opening import opened

    async def ask() -> Found:
        async with opened(read_settings()) as database, database.sessions.begin() as session:
            return await question(session)

    return asyncio.run(ask())
