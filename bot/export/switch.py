"""A request for another opleidingsschool in a dossier: what was asked, where it stands, and each move with its text."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cases import SwitchRequest, SwitchStep
from bot.export.parts import Block, Line, Passage, Table
from bot.export.wording import Wording
from knowledge.switch_request import label_key


def switch_blocks(request: SwitchRequest, wording: Wording) -> Iterator[Block]:
    phrases = wording.phrases
    yield Line(phrases(f"switch-reason.{request.reason}"), phrases("switch-export.reason"))
    yield Line(wording.day(request.since), phrases("switch-export.since"))
    if request.minutes:
        yield Line(str(request.minutes), phrases("switch-export.minutes"))
    yield Line(phrases(f"switch-state.{label_key(request.state, request.reason.route)}"), wording("status"))
    yield Passage(phrases("switch-export.wish"), wording.typed(request.wish))
    yield Passage(phrases("switch-export.why"), wording.typed(request.why))
    headings = (wording("history-day"), wording("history-what"))
    yield Table(headings, tuple(_row(step, wording) for step in request.history), (3, 9))


def _row(step: SwitchStep, wording: Wording) -> tuple[str, str]:
    who, to = wording.person(step.by), wording.person(step.to)
    done = wording.phrases(f"switch-done.{step.move}", who=who, to=to)
    text = wording.typed(step.text)
    return wording.day_of(step.at), f"{done}: {text}" if text else done
