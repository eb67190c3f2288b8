"""The answer itself: steps, headed lists, and what is folded until asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.channels.teams.cards.elements import Element, container, heading, marked, rich, run, text
from bot.message import Part, Step

STYLES = {
    "avoid": "attention",
    "contradiction": "warning",
    "record": "accent",
    "osiris": "accent",
    "agreements": "good",
    "quote": "emphasis",
    "more": "default",
    "route": "default",
}


def steps(listed: Iterable[Step], first: int) -> Iterator[Element]:
    for number, step in enumerate(listed, start=first):
        yield marked(rich(run(str(number), weight="Bolder", color="Accent")), _step(step), "24px")


def _step(step: Step) -> Element:
    runs = [run(f"{step.who}: ", weight="Bolder")] if step.who else []
    runs.append(run(step.text))
    if step.when:
        runs.append(run(f" {step.when}", isSubtle=True))
    return rich(*runs)


def part(shown: Part) -> Element:
    if shown.kind == "route":
        stops = [_stop(line, number - shown.at) for number, line in enumerate(shown.lines)]
        return container([heading(shown.heading, "Default"), *stops], style=STYLES[shown.kind], spacing="Medium")
    if shown.kind == "quote":
        quoted = [rich(run(shown.heading, isSubtle=True)), *map(text, shown.lines)]
        return container(quoted, style=STYLES[shown.kind], spacing="Medium")
    return container(
        [heading(shown.heading, "Default"), *lines(shown.lines)], style=STYLES[shown.kind], spacing="Medium"
    )


def _stop(line: str, away: int) -> Element:
    """`away`: below 0 is behind, 0 is where it is."""
    if away < 0:
        return marked(rich(run("✔", color="Good", weight="Bolder")), text(line), "24px")
    if away == 0:
        return marked(rich(run("▶", color="Accent", weight="Bolder")), rich(run(line, weight="Bolder")), "24px")
    return marked(rich(run("○", isSubtle=True)), rich(run(line, isSubtle=True)), "24px")


def folded(title: str, hidden: Iterable[str], name: str) -> Iterator[Element]:
    """A line to tap, and what it shows. `name` is unique in the card."""
    targets = [f"{name}-closed", f"{name}-open", name]
    yield container(
        [_sign("▸", title, id=f"{name}-closed"), _sign("▾", title, id=f"{name}-open", isVisible=False)],
        spacing="Medium",
        selectAction={"type": "Action.ToggleVisibility", "title": title, "targetElements": targets},
    )
    yield container(lines(hidden), id=name, isVisible=False, spacing="Small")


def _sign(mark: str, title: str, **more: object) -> Element:
    return rich(run(f"{mark} {title}", color="Accent", weight="Bolder"), **more)


def lines(listed: Iterable[str]) -> Iterator[Element]:
    """With bullets, unless there is only one."""
    found = list(listed)
    if len(found) == 1:
        yield text(found[0], spacing="Small")
        return
    for line in found:
        yield marked(text("•"), text(line), "16px")
