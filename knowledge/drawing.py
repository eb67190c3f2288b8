"""Drawing the decision tree of a topic as SVG, for whoever checks the content against the note."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from knowledge.model import Language, Topic
from knowledge.tree import children

BOX_WIDTH, COLUMN_GAP, ROW_GAP, LINE, PADDING, MARGIN = 250, 150, 18, 18, 12, 24
CHARACTERS, LABEL_CHARACTERS = 34, 20
LEAD = ' class="lead"'
STYLE = """
text{font:13px system-ui,sans-serif;fill:#1c2526}.label{fill:#0b5d66;font-size:12px}
.question rect{fill:#fff;stroke:#0b5d66;stroke-width:2}.outcome rect{fill:#e2eff0;stroke:#566163}
.lead{fill:#566163;font-style:italic}path{fill:none;stroke:#9fb2b4;stroke-width:1.5}
"""


@dataclass(frozen=True)
class Box:
    """A node as it is drawn. `x` and `y` are its top left corner, in pixels."""

    name: str
    kind: str
    lines: tuple[str, ...]
    x: float
    y: float

    @property
    def height(self) -> float:
        return LINE * len(self.lines) + 2 * PADDING


def draw_topic(topic: Topic, language: Language = "nl") -> str:
    boxes = _boxes(topic, language)
    return picture(topic.title.in_(language), boxes.values(), _arrows(topic, boxes, language))


def picture(title: str, boxes: Collection[Box], arrows: Iterable[str]) -> str:
    width = max(box.x for box in boxes) + BOX_WIDTH + MARGIN
    height = max(box.y + box.height for box in boxes) + MARGIN
    drawn = [*arrows, *(box_drawn(box) for box in boxes)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f'<rect width="100%" height="100%" fill="#f4f1ea"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _boxes(topic: Topic, language: Language) -> dict[str, Box]:
    """A column per number of questions before it (the longest way counts), rows in the order of the answers."""
    columns: dict[int, list[str]] = {}
    for name, depth in _depths(topic).items():
        columns.setdefault(depth, []).append(name)
    boxes = {}
    for depth, names in columns.items():
        y = float(MARGIN)
        for name in names:
            kind = "question" if name in topic.questions else "outcome"
            box = Box(name, kind, tuple(_lines(topic, name, language)), MARGIN + depth * (BOX_WIDTH + COLUMN_GAP), y)
            boxes[name] = box
            y += box.height + ROW_GAP
    return boxes


def _depths(topic: Topic) -> dict[str, int]:
    depths = {topic.start: 0}
    waiting = [topic.start]
    while waiting:
        node = waiting.pop(0)
        for child in children(topic, node):
            if depths.get(child, -1) < depths[node] + 1:
                depths.pop(child, None)
                depths[child] = depths[node] + 1
                waiting.append(child)
    return depths


def _lines(topic: Topic, name: str, language: Language) -> Iterator[str]:
    if name in topic.questions:
        yield from textwrap.wrap(topic.questions[name].ask.in_(language), CHARACTERS)
        return
    outcome = topic.outcomes[name]
    yield from textwrap.wrap(outcome.title.in_(language), CHARACTERS)
    leaders = ", ".join((outcome.lead or topic.lead).who)
    yield f"→ {leaders or '–'}"


def box_drawn(box: Box) -> str:
    rows = "".join(
        f'<text x="{box.x + PADDING:g}" y="{box.y + PADDING + LINE * (row + 0.75):g}"'
        f"{LEAD if line.startswith('→ ') else ''}>{escape(line)}</text>"
        for row, line in enumerate(box.lines)
    )
    shape = f'<rect x="{box.x:g}" y="{box.y:g}" width="{BOX_WIDTH}" height="{box.height:g}" rx="10"/>'
    return f'<g class="{box.kind}" id="{escape(box.name)}">{shape}{rows}</g>'


def _arrows(topic: Topic, boxes: dict[str, Box], language: Language) -> Iterator[str]:
    """Answers that lead to the same place share an arrow."""
    for name, question in topic.questions.items():
        labels: dict[str, list[str]] = {}
        for option in question.options.values():
            labels.setdefault(option.goto, []).append(option.label.in_(language))
        for target, names in labels.items():
            yield arrow(boxes[name], boxes[target], names)


def arrow(source: Box, target: Box, labels: list[str]) -> str:
    x1, y1 = source.x + BOX_WIDTH, source.y + source.height / 2
    x2, y2 = target.x, target.y + target.height / 2
    curve = f'<path d="M{x1:g} {y1:g}C{x1 + 60:g} {y1:g} {x2 - 90:g} {y2:g} {x2:g} {y2:g}"/>'
    lines = [line for label in labels for line in textwrap.wrap(label, LABEL_CHARACTERS)]
    top = y2 - 6 - 14 * (len(lines) - 1)
    return curve + "".join(
        f'<text class="label" x="{x2 - 8:g}" y="{top + 14 * row:g}" text-anchor="end">{escape(line)}</text>'
        for row, line in enumerate(lines)
    )
