"""A message of ours as Block Kit: header, paragraphs, numbered steps, parts, source, question, buttons.

Folded parts and the evidence are behind one button, "Lees meer", that opens them in a modal (`more.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.channels.slack.rendering.elements import (
    Element,
    Style,
    actions,
    button,
    context,
    header,
    marked_up,
    plain_text,
    search_menu,
    section,
    worded,
)
from bot.channels.slack.rendering.identifiers import ACT, FILE, FORM, LINK, MORE, SEARCH, question_block
from bot.channels.slack.rendering.limits import (
    ACTIONS,
    ACTIONS_WEIGHT,
    BUTTON,
    CONTEXT_TEXT,
    HEADER,
    SECTION,
)
from bot.channels.slack.rendering.more import has_more, more_value
from bot.channels.slack.rendering.splitting import Bubble, Line, Shown, packed, split, weight
from bot.channels.slack.rendering.text import (
    bold,
    escaped,
    formats,
    italic,
    mrkdwn,
    one_line,
    pieces,
    size,
)
from bot.message import Button, Choose, Link, Message, Part, Step, action_to_text
from knowledge.phrases import Phrases

LONGEST_WHO = 300
LITERAL = {"> ": "» "}
MAIL = "mailto:"
KEPT = 256


@dataclass(frozen=True)
class Place:
    """What a message leads to, beyond itself.

    `conversation` is needed where others read along and may tap "lees meer" too (a channel): they have no such turn
    themselves. Nothing is handed over there.
    """

    conversation: str = ""


def bubbles(message: Message, phrases: Phrases, place: Place = Place()) -> list[Bubble]:
    """What to post, in this order; mostly one. Empty for a message that says nothing."""
    return [*(_shown_before if message.from_the_note else _shown)(message, phrases, place)]


def _shown(message: Message, phrases: Phrases, place: Place) -> tuple[Bubble, ...]:
    return tuple(split(group for group in _groups(message, phrases, place) if group))


# Whoever is told the same gets the same blocks: nobody changes them.
_shown_before = lru_cache(maxsize=KEPT)(_shown)


def _groups(message: Message, phrases: Phrases, place: Place) -> Iterator[list[Shown]]:
    """What belongs together: the heading with the first paragraph, the question with its buttons."""
    first, *others = [_text(paragraph) for paragraph in message.paragraphs] or [[]]
    yield [*_heading(message.heading), *first]
    yield from others
    yield _listed(message.steps_heading if message.steps else "", _steps(message.steps))
    for part in message.parts:
        if not part.folded:
            yield part_shown(part)
    yield _quietly(message.source)
    yield [*_question(message), *_controls(message, phrases, place)]


def _heading(heading: str) -> list[Shown]:
    """A heading that is too long for a header is a bold paragraph."""
    if size(one_line(heading)) <= HEADER:
        return [Shown(header(heading), escaped(one_line(heading)))] if heading.strip() else []
    return _text(heading, strong=True)


def _text(text: str, *, strong: bool = False) -> list[Shown]:
    style = bold if strong else mrkdwn
    return [Shown(section(worded(piece, style)), escaped(piece)) for piece in pieces(text, SECTION - 2)]


def _quietly(text: str) -> list[Shown]:
    return [Shown(context([worded(piece)]), escaped(piece)) for piece in pieces(text, CONTEXT_TEXT)]


# Lists


def _listed(heading: str, lines: Iterable[Line]) -> list[Shown]:
    headed = [_line(piece, bold) for piece in pieces(heading, SECTION - 2)]
    return _sections([*headed, *lines])


def _sections(lines: Iterable[Line]) -> list[Shown]:
    found = packed(lines, SECTION)
    return [
        Shown(section(plain_text(one.literal) if one.literal else marked_up(one.markup)), one.plain) for one in found
    ]


def _line(piece: str, style: Style = mrkdwn) -> Line:
    return Line(style(piece), escaped(piece), piece if formats(piece) else "")


def part_shown(part: Part) -> list[Shown]:
    """The heading in bold type, and below it the lines: as bullets, as a quotation, or as the stops of a route."""
    if part.kind == "route":
        return _listed(part.heading, [line for number, text in enumerate(part.lines)
                                      for line in _stop(text, number - part.at)])  # fmt: skip
    bullet = "> " if part.kind == "quote" else "• "
    return _listed(part.heading, [line for text in part.lines for line in _bulleted(text, bullet)])


def _stop(text: str, away: int) -> Iterator[Line]:
    """`away`: below 0 is behind, 0 is where it is. Only the place where it is stands in bold type."""
    mark = "✓" if away < 0 else "➤" if away == 0 else "○"
    for number, piece in enumerate(pieces(text, SECTION - 6)):
        markup = bold(piece) if away == 0 else mrkdwn(piece)
        yield Line(
            f"{mark}  {markup}" if number == 0 else markup, f"{mark if number == 0 else ''} {escaped(piece)}".strip()
        )


def _bulleted(text: str, bullet: str) -> Iterator[Line]:
    """Only the first line of a text gets the bullet, but every line of a quotation its mark."""
    rows = text.splitlines() if bullet == "> " else [text]
    for row in rows:
        for number, piece in enumerate(pieces(row, SECTION - len(bullet))):
            yield _behind(bullet if number == 0 or bullet == "> " else "", "- ", piece)


def _behind(markup: str, plain: str, piece: str) -> Line:
    literal = f"{LITERAL.get(markup, markup)}{piece}" if formats(piece) else ""
    return Line(f"{markup}{mrkdwn(piece)}", f"{plain if markup else ''}{escaped(piece)}", literal)


def _steps(steps: Iterable[Step]) -> Iterator[Line]:
    for number, step in enumerate(steps, start=1):
        yield from _step(step, f"{number}. ")


def _step(step: Step, number: str) -> Iterator[Line]:
    who, told = one_line(step.who), " ".join(part for part in (step.text, step.when) if part)
    if size(who) > LONGEST_WHO:
        who, told = "", f"{who}: {told}"
    markup = f"{number}{bold(f'{who}:')} " if who else number
    plain = f"{number}{escaped(who)}: " if who else number
    first, *others = pieces(told, SECTION - size(markup)) or [""]
    literal = f"{number}{who}: {first}" if who else f"{number}{first}"
    yield Line(
        f"{markup}{mrkdwn(first)}".rstrip(),
        f"{plain}{escaped(first)}".rstrip(),
        literal if formats(who) or formats(first) else "",
    )
    for piece in others:
        yield _line(piece)


# The question and what can be done


def _question(message: Message) -> list[Shown]:
    progress = [_line(piece, italic) for piece in pieces(message.progress, SECTION - 2)]
    asked = [_line(piece, bold) for piece in pieces(message.question, SECTION - 2)]
    return [*_sections([*progress, *asked]), *_quietly(message.why)]


def _controls(message: Message, phrases: Phrases, place: Place) -> list[Shown]:
    return [
        *_links(message),
        *_whole_labels(message),
        *_search(message, phrases),
        *_rows(list(_elements(message, phrases, place))),
    ]


def _linked(one: Link) -> str:
    return f"<{escaped(one.url)}|{escaped(one_line(one.label)).replace('|', '/')}>"


def _links(message: Message) -> list[Shown]:
    """Of a mail in the text, as a button opens no mail program. The address is percent-encoded: no ">" or "|" in it."""
    return [
        Shown(section(marked_up(_linked(one))), escaped(one.label))
        for one in message.links
        if one.url.startswith(MAIL) and size(one.url) + size(one.label) < SECTION - 10
    ]


def _whole_labels(message: Message) -> list[Shown]:
    """What a button is too small for stands above it."""
    long = [button.label for button in message.buttons if size(one_line(button.label)) > BUTTON]
    lines = [_behind("• " if number == 0 else "", "- ", piece)
             for label in long for number, piece in enumerate(pieces(label, SECTION - 2))]  # fmt: skip
    return _sections(lines)


def _search(message: Message, phrases: Phrases) -> list[Shown]:
    asked = next((one.action for one in message.buttons if isinstance(one.action, Choose)), None)
    if asked is None or not message.search:
        return []
    menu = search_menu(SEARCH, phrases("slack.search"))
    return [Shown(actions([menu], question_block(asked.run, asked.question)), "")]


def _elements(message: Message, phrases: Phrases, place: Place) -> Iterator[Element]:
    if message.form:
        submit = action_to_text(message.form.submit.action)
        yield button(phrases("slack.fill-in"), FORM, value=submit, primary=True)
    yield from _buttons(message.buttons, styled=message.form is None)
    for number, download in enumerate(() if place.conversation else message.downloads):
        yield button(download.label, f"{FILE}-{number}", value=download.name)
    for number, link in enumerate(one for one in message.links if not one.url.startswith(MAIL)):
        yield button(link.label, f"{LINK}-{number}", url=link.url)
    if has_more(message):
        yield button(phrases("slack.more"), MORE, value=more_value(message, place.conversation))


def _buttons(buttons: tuple[Button, ...], *, styled: bool) -> Iterator[Element]:
    """Only one of them is what most people will want."""
    first = next((number for number, one in enumerate(buttons) if one.primary and styled), None)
    for number, one in enumerate(buttons):
        yield button(one.label, f"{ACT}-{number}", value=action_to_text(one.action), primary=number == first)


def _rows(elements: list[Element]) -> list[Shown]:
    rows = [elements] if _is_row(elements) else _parted(elements)
    return [Shown(actions(row), " ".join(_label(element) for element in row)) for row in rows if row]


def _parted(elements: list[Element]) -> list[list[Element]]:
    rows: list[list[Element]] = [[]]
    for element in elements:
        if rows[-1] and not _is_row([*rows[-1], element]):
            rows.append([])
        rows[-1].append(element)
    return rows


def _is_row(elements: list[Element]) -> bool:
    return len(elements) <= ACTIONS and weight(elements) <= ACTIONS_WEIGHT


def _label(element: Element) -> str:
    return escaped(f"[{element['text']['text']}]")
