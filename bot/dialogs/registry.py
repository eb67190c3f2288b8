"""All dialogs by name. The names stand in stored conversations and on buttons: renaming one breaks both."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.cases import MeetingKind
from bot.dialogs.agenda import agenda, discuss
from bot.dialogs.agreements import LINE, agree, agreement, agreements
from bot.dialogs.attention import attention
from bot.dialogs.calendar_link import calendar_link
from bot.dialogs.calls import call, call_back, call_in, take_call
from bot.dialogs.context import Context
from bot.dialogs.engine import Dialog
from bot.dialogs.feedback import helpful, unhelpful
from bot.dialogs.guide import guide
from bot.dialogs.jobs import note_job
from bot.dialogs.meeting_people import meeting_people
from bot.dialogs.meetings import meeting, meetings
from bot.dialogs.menu import menu
from bot.dialogs.paid_job import paid_job
from bot.dialogs.periods import period
from bot.dialogs.plan_meeting import plan_meeting
from bot.dialogs.reminder_handing import hand_over
from bot.dialogs.reminder_kinds import reminders
from bot.dialogs.reminders import done, later, reminder, see_all, seen, upcoming
from bot.dialogs.reports import acknowledge_report, read_report, write_report
from bot.dialogs.resits import resit
from bot.dialogs.students import dossier, student, students
from bot.dialogs.switch import switch
from bot.dialogs.switch_requests import switch_move, switch_request, switch_requests
from bot.dialogs.talk_closing import close, correct, sign
from bot.dialogs.talk_filling import agree_in_talk, fill_part, prepare
from bot.dialogs.talks import begin, call_off, invite, open_talk, talk, talks
from bot.dialogs.time_outs import time_out


class Subject(Enum):
    """What a dialog may be about, as a pattern of the text that names it. An id of ten digits may not fit a column."""

    NOTHING = ""
    TOPIC = r"[a-z-]+"
    OUTCOME = r"[a-z-]+/[a-z0-9-]+"
    ID = r"\d{1,9}"
    MAYBE_ID = r"(\d{1,9})?"
    TALK_PART = r"\d{1,9}/[a-z0-9-]{1,60}"
    SIGNATURE = r"\d{1,9}/(agreed|disagreed)"
    PAGE = r"(\d{1,9}(/\d{1,4})?)?"
    SHOWN = r"((\d{1,9}/)?(open|overdue|done))?|\d{1,9}"
    STUDENT_OR_OUTCOME = r"|\d{1,9}|[a-z-]+/[a-z0-9-]+"
    AGREED = rf"|\d{{1,9}}(/m\d{{1,9}}|/[a-z-]+/[a-z0-9-]+)?|{LINE}|[a-z-]+/[a-z0-9-]+"
    STUDENT_TALK_OR_OUTCOME = r"|\d{1,9}(/[mt]\d{1,9})?|[a-z-]+/[a-z0-9-]+"
    PAST = r"(past)?"
    KIND_OR_STUDENT = rf"|\d{{1,9}}|({'|'.join(MeetingKind)})(/\d{{1,9}})?"
    TWO_IDS = r"\d{1,9}/\d{1,9}"
    MOVE = r"\d{1,9}/[a-z]{1,20}"
    REMINDER = r"[a-z-]+(/[a-z0-9-]{1,60}){1,6}"
    DAY = r"\d{4}-\d{2}-\d{2}"
    JOB = r"(\d{1,9}(/(\d{4}-\d{2}-\d{2}|-)/(\d(\.\d{1,2})?|-)/(\d{4}-\d{2}-\d{2}|-))?)?"


@dataclass(frozen=True)
class Entry:
    """`for_roster`: only for people of the roster, as it shows or changes what is written down about students."""

    start: Callable[[Context, str], Dialog]
    subject: Subject
    for_roster: bool = False


DIALOGS: dict[str, Entry] = {
    "guide": Entry(guide, Subject.TOPIC),
    "menu": Entry(menu, Subject.NOTHING),
    "helpful": Entry(helpful, Subject.OUTCOME),
    "unhelpful": Entry(unhelpful, Subject.OUTCOME),
    "agree": Entry(agree, Subject.AGREED, for_roster=True),
    "agreements": Entry(agreements, Subject.SHOWN, for_roster=True),
    "agreement": Entry(agreement, Subject.ID, for_roster=True),
    "students": Entry(students, Subject.NOTHING, for_roster=True),
    "attention": Entry(attention, Subject.NOTHING, for_roster=True),
    "student": Entry(student, Subject.ID, for_roster=True),
    "dossier": Entry(dossier, Subject.PAGE, for_roster=True),
    "report": Entry(write_report, Subject.STUDENT_TALK_OR_OUTCOME, for_roster=True),
    "read-report": Entry(read_report, Subject.ID, for_roster=True),
    "seen": Entry(acknowledge_report, Subject.ID, for_roster=True),
    "calendar-link": Entry(calendar_link, Subject.NOTHING, for_roster=True),
    "call-in": Entry(call_in, Subject.STUDENT_OR_OUTCOME, for_roster=True),
    "call": Entry(call, Subject.ID, for_roster=True),
    "take-call": Entry(take_call, Subject.ID, for_roster=True),
    "call-back": Entry(call_back, Subject.ID, for_roster=True),
    "meetings": Entry(meetings, Subject.PAST, for_roster=True),
    "meeting": Entry(meeting, Subject.ID, for_roster=True),
    "meeting-people": Entry(meeting_people, Subject.ID, for_roster=True),
    "plan-meeting": Entry(plan_meeting, Subject.KIND_OR_STUDENT, for_roster=True),
    "agenda": Entry(agenda, Subject.ID, for_roster=True),
    "paid-job": Entry(paid_job, Subject.MAYBE_ID),
    "time-out": Entry(time_out, Subject.MAYBE_ID, for_roster=True),
    "note-job": Entry(note_job, Subject.JOB, for_roster=True),
    "period": Entry(period, Subject.ID, for_roster=True),
    "resit": Entry(resit, Subject.MAYBE_ID, for_roster=True),
    "discuss": Entry(discuss, Subject.TWO_IDS, for_roster=True),
    "switch": Entry(switch, Subject.NOTHING, for_roster=True),
    "switch-requests": Entry(switch_requests, Subject.NOTHING, for_roster=True),
    "switch-request": Entry(switch_request, Subject.ID, for_roster=True),
    "switch-move": Entry(switch_move, Subject.MOVE, for_roster=True),
    "talks": Entry(talks, Subject.MAYBE_ID, for_roster=True),
    "talk-open": Entry(open_talk, Subject.ID, for_roster=True),
    "talk-invite": Entry(invite, Subject.ID, for_roster=True),
    "talk-begin": Entry(begin, Subject.ID, for_roster=True),
    "talk": Entry(talk, Subject.ID, for_roster=True),
    "talk-part": Entry(fill_part, Subject.TALK_PART, for_roster=True),
    "talk-prepare": Entry(prepare, Subject.ID, for_roster=True),
    "talk-agree": Entry(agree_in_talk, Subject.ID, for_roster=True),
    "talk-close": Entry(close, Subject.ID, for_roster=True),
    "talk-cancel": Entry(call_off, Subject.ID, for_roster=True),
    "talk-sign": Entry(sign, Subject.SIGNATURE, for_roster=True),
    "talk-correct": Entry(correct, Subject.ID, for_roster=True),
    "upcoming": Entry(upcoming, Subject.NOTHING, for_roster=True),
    "reminder": Entry(reminder, Subject.REMINDER, for_roster=True),
    "reminder-done": Entry(done, Subject.REMINDER, for_roster=True),
    "reminder-seen": Entry(seen, Subject.REMINDER, for_roster=True),
    "reminder-later": Entry(later, Subject.REMINDER, for_roster=True),
    "reminder-hand-over": Entry(hand_over, Subject.REMINDER, for_roster=True),
    "seen-all": Entry(see_all, Subject.DAY, for_roster=True),
    "reminders": Entry(reminders, Subject.NOTHING, for_roster=True),
}
REMEMBERED = (
    "guide",
    "agree",
    "report",
    "call-in",
    "plan-meeting",
    "paid-job",
    "resit",
    "switch",
    "time-out",
    "note-job",
)
NOT_OF_TOPICS = (Subject.SHOWN, Subject.PAST, Subject.KIND_OR_STUDENT, Subject.REMINDER)


def start(context: Context, dialog: str, subject: str) -> Dialog:
    """A fresh run of a dialog of this or an earlier version. Raises KeyError for one that is no more."""
    return DIALOGS[dialog].start(context, subject)


def is_known(context: Context, dialog: str, subject: str) -> bool:
    """Whether this person may start this dialog about this subject: buttons can be old, forged, or of somebody else."""
    entry = DIALOGS.get(dialog)
    if entry is None or (entry.for_roster and not context.on_roster):
        return False
    if not re.fullmatch(entry.subject.value, subject):
        return False
    topic, _, outcome = subject.partition("/")
    if entry.subject is Subject.AGREED and topic.isdigit() and "/" in outcome:
        topic, _, outcome = outcome.partition("/")
    typed = topic == LINE and entry.subject is Subject.AGREED
    if not topic or typed or topic[0].isdigit() or entry.subject in NOT_OF_TOPICS:
        return True
    known = context.library.topics.get(topic)
    return known is not None and (not outcome or outcome in known.outcomes)
