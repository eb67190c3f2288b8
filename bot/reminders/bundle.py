"""What somebody reads on a morning: all that is due for them in one message, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.cases import Someone
from bot.message import Button, Message, Open, Step
from bot.notices import written_day
from bot.reminders.item import Item, Settles
from knowledge.model import Role
from knowledge.phrases import Phrases

MOST_LINES = 10
MOST_OPENED = 4
MOST_NAMES = 5
FEW = 3
HANDED, FOR = "handed", "for"
LONGEST_LABEL = 75
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Told:
    """An item as somebody reads it. `instead_of` is whose it is where that is another, or several: `merged`."""

    item: Item
    students: tuple[str, ...] = ()
    instead_of: str = ""
    why_instead: str = ""
    merged: bool = False

    @property
    def subject(self) -> str:
        """How a button names it to whoever reads it."""
        return f"{self.item.key}/for/{self.item.owner}" if self.instead_of else self.item.key

    def for_another(self, owner: str, why: str = HANDED) -> Told:
        """As somebody else reads it: of many students without their names, as these need not be theirs."""
        few = self.students if len(self.item.students) <= FEW else ()
        return Told(self.item, few, instead_of=owner, why_instead=why)


def urgency(item: Item) -> tuple[date, bool, str]:
    """What was to be done first comes first, then what one must act on."""
    return item.last_day, not item.must_act, item.key


def bundle(phrases: Phrases, reader: Someone, told: Iterable[Told], today: date) -> Message:
    """`today` is the day in Europe/Amsterdam on which it is read."""
    ordered = sorted(merge(phrases, told), key=lambda one: urgency(one.item))
    if len(ordered) == 1 and not ordered[0].merged:
        return single(phrases, ordered[0], today).model_copy(
            update={
                "heading": heading(phrases, [ordered[0].item], today),
                "buttons": tuple(ways(phrases, reader, ordered[0])),
            }
        )
    shown = ordered[:MOST_LINES]
    more = len(ordered) - len(shown)
    return Message(
        heading=heading(phrases, [one.item for one in ordered], today),
        steps=tuple(line(phrases, one, today) for one in shown),
        paragraphs=(phrases("reminder.and-more", count=more),) if more else (),
        buttons=tuple(_buttons(phrases, ordered, today)),
    )


def merge(phrases: Phrases, told: Iterable[Told]) -> Iterable[Told]:
    """The same thing for several people becomes one line: "voor Daan, Sanne en nog 3"."""
    groups: dict[object, list[Told]] = {}
    for one in told:
        alike = (one.item.text, one.item.last_day, one.why_instead) if one.why_instead == FOR else id(one)
        groups.setdefault(alike, []).append(one)
    for first, *others in groups.values():
        who = tuple(one.instead_of for one in (first, *others))
        yield replace(first, instead_of=names(phrases, who), merged=True) if others else first


def single(phrases: Phrases, told: Told, today: date) -> Message:
    """One item by itself: there is room for what must be known of it."""
    step, says = line(phrases, told, today), told.item.says
    sentence = step.text if step.text.endswith((".", "?", "!")) else f"{step.text}."
    text = phrases("reminder.text-when", text=sentence, when=capital(step.when)) if step.when else step.text
    return Message(
        heading=told.item.title.in_(phrases.language),
        paragraphs=(text, *((says.in_(phrases.language),) if says else ())),
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def handed(phrases: Phrases, reader: Someone, told: Told, heading: str, today: date) -> Message:
    """What somebody reads to whom it is handed over."""
    return single(phrases, told, today).model_copy(
        update={"heading": heading, "buttons": tuple(ways(phrases, reader, told))}
    )


def heading(phrases: Phrases, items: Sequence[Item], today: date) -> str:
    """ "Drie dingen voor deze week"."""
    latest = max(item.last_day for item in items)
    when = "late" if latest < today else "today" if latest == today else "week" if latest < today + WEEK else "soon"
    numbers = phrases.words("numbers")
    if len(items) == 1:
        return phrases(f"reminder.one-{when}")
    count = numbers[len(items) - 1] if len(items) <= len(numbers) else str(len(items))
    return phrases(f"reminder.many-{when}", count=count)


def line(phrases: Phrases, told: Told, today: date) -> Step:
    """The day stands behind the text where the text does not name it, or when it matters today."""
    text = filled(phrases, told)
    if told.instead_of:
        text = phrases(f"reminder.{told.why_instead}", who=told.instead_of, text=text)
    return Step(text=text, when=_when_beside(phrases, told.item, today))


def _when_beside(phrases: Phrases, item: Item, today: date) -> str:
    """A text that names the day only needs to hear how near it is."""
    named = "{day}" in item.text.in_(phrases.language)
    if named and item.last_day < today:
        return phrases("reminder.day-gone")
    return "" if named and item.last_day > today + timedelta(days=1) else when(phrases, item, today)


def filled(phrases: Phrases, told: Told) -> str:
    """The text with its day, students and count in it."""
    fillings: Mapping[str, str] = {
        "{day}": written_day(phrases, told.item.last_day),
        "{students}": names(phrases, told.students) or phrases("reminder.some-students", count=len(told.item.students)),
        "{count}": str(len(told.item.students)),
    }
    text = told.item.text.in_(phrases.language)
    for name, value in fillings.items():
        text = text.replace(name, value)
    return text


def names(phrases: Phrases, people: Sequence[str]) -> str:
    """ "Daan Bakker, Sanne de Vries en nog 3"."""
    if len(people) > MOST_NAMES:
        return phrases("reminder.names-more", names=", ".join(people[:MOST_NAMES]), count=len(people) - MOST_NAMES)
    if len(people) < 2:
        return "".join(people)
    return f"{', '.join(people[:-1])} {phrases('guide.and')} {people[-1]}"


def when(phrases: Phrases, item: Item, today: date) -> str:
    last_day = item.last_day
    by = "on" if item.happens else "when"
    if last_day == today:
        return phrases(f"reminder.{by}-today")
    if last_day == today + timedelta(days=1):
        return phrases(f"reminder.{by}-tomorrow")
    return phrases(
        "reminder.when-late" if last_day < today else f"reminder.{by}-day", day=written_day(phrases, last_day)
    )


def _buttons(phrases: Phrases, ordered: Sequence[Told], today: date) -> Iterable[Button]:
    for number, one in enumerate(ordered[:MOST_OPENED], start=1):
        label = f"{number}. {one.item.title.in_(phrases.language)}"[:LONGEST_LABEL]
        opens = one.item.action if one.merged else Open(dialog="reminder", subject=one.subject)
        if opens:
            yield Button(label=label, action=opens)
    yield Button(label=phrases("reminder.all-seen"), action=Open(dialog="seen-all", subject=today.isoformat()))
    yield Button(label=phrases("reminder.upcoming"), action=Open(dialog="upcoming"))


def ways(phrases: Phrases, reader: Someone, told: Told) -> Iterable[Button]:
    """What one can do with one item: at most five buttons."""
    item = told.item
    if item.action:
        yield Button(label=action_label(phrases, item.action), action=item.action, primary=True)
    if item.settles is not Settles.NOTHING:
        yield _way(phrases, "done", told)
    yield _way(phrases, "seen", told)
    yield _way(phrases, "later", told)
    if may_hand_over(reader, item):
        yield _way(phrases, "hand-over", told)


def may_hand_over(reader: Someone, item: Item) -> bool:
    """A student hands nothing over."""
    return item.settles in (Settles.ITEM, Settles.AGREEMENT) and reader.roles != (Role.STUDENT,)


def action_label(phrases: Phrases, action: Open) -> str:
    """Named for what it opens, where we have a name for that."""
    key = f"reminder.open-{action.dialog}"
    return phrases(key if key in phrases.texts else "reminder.open")


def _way(phrases: Phrases, way: str, told: Told) -> Button:
    return Button(label=phrases(f"reminder.{way}"), action=Open(dialog=f"reminder-{way}", subject=told.subject))
