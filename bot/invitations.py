"""A meeting as an invitation in anybody's calendar: as a file, and as links to a page that is filled in already.

A calendar lies outside Wegwijzer: no student is named in it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from icalendar import Calendar, Event, vCalAddress, vText

from bot.cases import Meeting, Someone
from bot.message import LONGEST_LINK, Link
from knowledge.phrases import Phrases

OUTLOOK = "https://outlook.office.com/calendar/deeplink/compose"
TEAMS = "https://teams.microsoft.com/l/meeting/new"


def as_ics(meeting: Meeting, phrases: Phrases, now: datetime) -> bytes:
    """RFC 5546: a request, each change of the meeting with a higher sequence; or its cancellation."""
    return _calendar("CANCEL" if meeting.cancelled else "REQUEST", _event(meeting, phrases, now))


def _calendar(method: str, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Wegwijzer//NL")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def as_cancellation(meeting: Meeting, for_: Someone, phrases: Phrases, now: datetime) -> bytes:
    """RFC 5546 for one who no longer comes to a meeting that takes place: named alone, and without a status.

    `meeting` is as it was when they were taken off.
    """
    event = _event(replace(meeting, people=(for_,)), phrases, now)
    del event["status"]
    return _calendar("CANCEL", event)


def _event(meeting: Meeting, phrases: Phrases, now: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.version - 1)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", title(meeting, phrases))
    event.add("description", phrases("invitation.about"))
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    if meeting.place:
        event.add("location", meeting.place)
    if meeting.organiser:
        event.add("organizer", _address(meeting.organiser), encode=False)
    for one in _others(meeting):
        address = _address(one)
        for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "TRUE")):
            address.params[name] = vText(value)
        event.add("attendee", address, encode=False)
    return event


def _address(person: Someone) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["cn"] = vText(person.name)
    return address


def _others(meeting: Meeting) -> tuple[Someone, ...]:
    organiser = meeting.organiser.id if meeting.organiser else 0
    return tuple(one for one in meeting.people if one.id != organiser and one.email and not one.left)


def title(meeting: Meeting, phrases: Phrases) -> str:
    return phrases(f"meeting.kind-{meeting.kind}")


def calendar_links(meeting: Meeting, phrases: Phrases) -> tuple[Link, ...]:
    """Pages of Outlook and Teams that are filled in already. Both read moments in UTC."""
    start, end = _utc(meeting.starts_at), _utc(meeting.ends_at)
    others = [one.email for one in _others(meeting)]
    about = {"subject": title(meeting, phrases)}
    outlook = {
        "path": "/calendar/action/compose", "rru": "addevent", **about, "startdt": start, "enddt": end,
        "location": meeting.place, "body": phrases("invitation.about"),
    }  # fmt: skip
    teams = {**about, "startTime": start, "endTime": end, "content": phrases("invitation.about")}
    return (
        Link(label=phrases("invitation.outlook"), url=_fitting(OUTLOOK, outlook, "to", others)),
        Link(label=phrases("invitation.teams"), url=_fitting(TEAMS, teams, "attendees", others)),
    )


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}"


def _fitting(address: str, query: dict[str, str], name: str, people: list[str]) -> str:
    """With as many people as the length of a link allows: the others are added by hand."""
    for many in range(len(people), -1, -1):
        whole = query | ({name: ",".join(people[:many])} if many else {})
        url = f"{address}?{urlencode({key: value for key, value in whole.items() if value}, quote_via=quote)}"
        if len(url) <= LONGEST_LINK:
            return url
    raise ValueError("the link is too long, even without people")
