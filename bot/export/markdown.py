"""A document as Markdown. What people typed stays text: none of it can become a heading, a link or HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.export.parts import Block, Document, Line, Passage, Section, Table

_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#$@]|(?<=www)\.|:(?=//)", re.IGNORECASE)
_OPENING = re.compile(r"^(?:[-+=:]|\d{1,9}(?=[.)]))")
HARD_BREAK = "  \n"


def as_markdown(document: Document) -> str:
    """CommonMark with tables, that reads well unrendered too."""
    parts = [f"# {_in_line(document.title)}", *_blocks(document.meta)]
    for section in document.sections:
        parts += [_heading(section), *_blocks(section.blocks)]
    parts += ["---", HARD_BREAK.join(part for line in document.foot for part in _paragraphs(line))]
    return "\n\n".join(parts) + "\n"


def _heading(section: Section) -> str:
    if section.day:
        return f"### {_in_line(section.day)} · {_in_line(section.heading)}"
    return f"## {_in_line(section.heading)}"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """Labelled lines that follow each other become one list."""
    items: list[str] = []
    for block in blocks:
        if isinstance(block, Line) and block.label:
            items.append(f"- **{_in_line(block.label)}:** {_continued(block.text)}")
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield from _block(block)
    if items:
        yield "\n".join(items)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Line(text):
            yield from _paragraphs(text)
        case Passage(label, text):
            yield f"**{_in_line(label)}**"
            yield from _paragraphs(text)
        case Table():
            yield "\n".join(_rows(block))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n(?:[^\S\n]*\n)+", text.strip()):
        yield HARD_BREAK.join(_escaped(line) for line in paragraph.splitlines())


def _continued(text: str) -> str:
    """The text of a list item: its lines stay in the item, and an empty one adds nothing."""
    first, *others = [line for line in text.splitlines() if line.strip()] or [""]
    return HARD_BREAK.join((_escaped(first), *(f"  {_escaped(line)}" for line in others)))


def _rows(table: Table) -> Iterator[str]:
    yield _row(table.headings)
    yield _row("---" for _ in table.headings)
    for number, row in enumerate(table.rows):
        cells = map(_in_line, row)
        yield _row(f"**{cell}**" if number in table.late and cell else cell for cell in cells)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _in_line(text: str) -> str:
    """Line breaks become spaces: where only one line fits."""
    return _without_markup(" ".join(text.split()))


def _escaped(line: str) -> str:
    """One whole line, that could also be taken for a heading, a list or a rule."""
    text = line.strip()
    opening = _OPENING.match(text)
    if opening is None:
        return _without_markup(text)
    if opening[0].isdigit():
        return f"{opening[0]}\\{_without_markup(text[opening.end() :])}"
    return f"\\{opening[0]}{_without_markup(text[1:])}"


def _without_markup(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
