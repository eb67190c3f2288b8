"""What stands in somebody's calendar today. A source is one function; whatever else has a day joins `SOURCES`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from bot.cases import Agreement, Meeting, MeetingKind, Someone, Status, Student
from bot.ical.deadlines import WITH_STUDENTS, Reader, Words, deadline_entries, initials
from bot.ical.entry import Entry
from bot.ical.writing import DOMAIN
from bot.lookups import MyStudents
from bot.notices import written_day
from bot.permissions import Ties, may
from bot.product import Product
from bot.records.agreements import visible_agreements
from bot.records.batches import Batch, batch_of
from bot.records.loader import Loader
from bot.records.meetings import AGES_AHEAD, with_names
from bot.records.moved_days import in_versions
from bot.records.sources import long_study, periods, resits
from bot.records.ties import ties_to
from bot.reminders.item import Item
from knowledge.calendar.days import school_year_of
from knowledge.calendar.moments import Moment, moments
from knowledge.model import Role
from knowledge.rules.enrolment import academic_year_start
from knowledge.rules.resit import monday
from storage.agreements import Wanted, find_agreements
from storage.calendar_links import last_changes
from storage.meetings import meetings_of
from storage.people import people_by_ids

MOST_AGREEMENTS = MOST_MEETINGS = 500
SHOWN_AS_SETTLED = timedelta(days=60)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Feed:
    """For one reading by one person: what may be asked of the records, and the words."""

    loader: Loader
    product: Product

    @property
    def person(self) -> Someone:
        return self.loader.person

    @property
    def words(self) -> Words:
        return Words(self.product.phrases[self.person.language], self.product.values)


Source = Callable[[Feed], Awaitable[list[Entry]]]


async def entries_for(feed: Feed) -> list[Entry]:
    """Nothing for who may have no calendar (any more)."""
    if not may(feed.person, "subscribe", "calendar", Ties(part=True)):
        return []
    return [entry for source in SOURCES for entry in await source(feed)]


async def deadlines(feed: Feed) -> list[Entry]:
    """Of this school year and the next, whole: so a deadline that moves within a year stays the same one."""
    students = await feed.loader.load(MyStudents())
    ties = await ties_to(feed.loader.session, feed.person, students, feed.loader.today)
    by_role = {role: [one for one in students if role in ties[one.id].roles] for role in WITH_STUDENTS}
    found: dict[tuple[date, str, str], tuple[Moment, set[str]]] = {}
    for place in dict.fromkeys(("", *(one.opleidingsschool for one in students))):
        for moment in _moments(feed, place):
            key = (moment.last_day, moment.deadline.id, moment.opleidingsschool)
            found.setdefault(key, (moment, set()))[1].add(place)
    readings = ((moment, _reader(feed.person, by_role, places)) for _, (moment, places) in sorted(found.items()))
    return await in_versions(feed.loader.session, list(deadline_entries(readings, feed.words)), feed.loader.now)


def _moments(feed: Feed, place: str) -> tuple[Moment, ...]:
    start = int(school_year_of(feed.loader.today)[:4])
    first, after = (monday(academic_year_start(year)) for year in (start, start + 2))
    return moments(feed.product.calendar, feed.product.values, first, after - ONE_DAY, place)


def _reader(person: Someone, by_role: Mapping[Role, Sequence[Student]], places: set[str]) -> Reader:
    """With the students of those opleidingsscholen."""
    theirs = {role: [one for one in of if one.opleidingsschool in places] for role, of in by_role.items()}
    return Reader(person.roles, theirs)


async def agreements(feed: Feed) -> list[Entry]:
    """Those that the person keeps or made: open ones, and for a while those that were settled, as cancelled."""
    rows = await find_agreements(feed.loader.session, Wanted(of_person=feed.person.id, most=MOST_AGREEMENTS))
    visible = await visible_agreements(feed.loader, rows)
    changed = await last_changes(feed.loader.session, [one.id for one in visible])
    since = feed.loader.now - SHOWN_AS_SETTLED
    return [
        _agreement(one, changed.get(one.id, one.made_at), feed)
        for one in visible
        if one.status is Status.OPEN or changed.get(one.id, one.made_at) >= since
    ]


def _agreement(agreement: Agreement, changed: datetime, feed: Feed) -> Entry:
    phrases, settled = feed.words.phrases, agreement.status is not Status.OPEN
    mine = agreement.student.id == feed.person.id
    title = phrases("calendar-feed.agreement", student=initials(agreement.student.name))
    return Entry(
        uid=f"agreement/{agreement.id}",
        title=phrases("calendar-feed.own-agreement") if mine else title,
        start=agreement.due,
        changed=changed,
        text=phrases("calendar-feed.settled" if settled else "calendar-feed.agreement-text"),
        sequence=agreement.version - 1,
        kind="agreement",
        cancelled=settled,
    )


async def meetings(feed: Feed) -> list[Entry]:
    """Those to which the person comes, from a while ago on; cancelled ones as such."""
    loader, person = feed.loader, feed.person
    since = loader.now - SHOWN_AS_SETTLED
    rows = await meetings_of(loader.session, person.id, from_=since, until=AGES_AHEAD, most=MOST_MEETINGS)
    return [_meeting(one, feed) for one in await with_names(loader, rows)]


def _meeting(meeting: Meeting, feed: Feed) -> Entry:
    """The id is that of the invitation, so that a calendar that has both shows one. A place is typed, and stays out."""
    phrases = feed.words.phrases
    others = [one.student.name for one in meeting.agenda if one.student.id != feed.person.id]
    about = [initials(one) for one in others] if meeting.kind is not MeetingKind.STUDENT_MEETING else []
    title = phrases(f"meeting.kind-{meeting.kind}")
    return Entry(
        uid=meeting.uid.removesuffix(f"@{DOMAIN}"),
        title=f"{title} ({', '.join(about)})" if about else title,
        start=meeting.starts_at,
        end=meeting.ends_at,
        changed=meeting.made_at,
        text=phrases("meeting.is-off" if meeting.cancelled else "invitation.about"),
        sequence=meeting.version - 1,
        kind="meeting",
        cancelled=meeting.cancelled,
    )


# Days that follow from what happens to a student, from the same sources as reminders.
EVENTS = (long_study.hand_over, resits.failed, periods.returning, periods.unregistered)
LONG_BEFORE = timedelta(days=240)


async def events(feed: Feed) -> list[Entry]:
    """The end of a time-out, a job to be registered, a resit, the hand-over after five years. A time-out that was
    taken back stays for a while, as cancelled."""
    loader = feed.loader
    rows = (await people_by_ids(loader.session, [feed.person.id])).values()
    batch = await batch_of(loader.session, feed.product, loader.today, list(rows))
    stand = [_event(batch, item, feed) for source in EVENTS for item in await source(batch)]
    gone = await periods.taken_back(batch, loader.now - SHOWN_AS_SETTLED)
    return [*stand, *(_taken_back(_event(batch, item, feed), at, feed) for item, at in gone)]


def _taken_back(entry: Entry, at: datetime, feed: Feed) -> Entry:
    return replace(entry, changed=at, text=feed.words.phrases("calendar-feed.taken-back"), cancelled=True)


def _event(batch: Batch, item: Item, feed: Feed) -> Entry:
    """Its changes are known by the day, so that the same gives the same bytes."""
    language = feed.person.language
    students = [batch.students[one] for one in item.students if one in batch.students]
    day = written_day(feed.words.phrases, item.last_day)
    named = feed.words.initials(students) if students else feed.words.phrases("calendar-feed.your-students")
    text = item.text.in_(language)
    for name, value in (("day", day), ("students", named), ("count", str(len(students)))):
        text = text.replace(f"{{{name}}}", value)
    says = item.says.in_(language) if item.says else ""
    return Entry(
        uid=item.key,
        title=item.title.in_(language),
        start=item.last_day,
        changed=datetime.combine(item.since or item.last_day - LONG_BEFORE, time(), tzinfo=UTC),
        text="\n\n".join(filter(None, (text, says))),
        sequence=item.revision,
        kind=item.kind,
    )


SOURCES: tuple[Source, ...] = (deadlines, agreements, meetings, events)
