"""A dossier or a report as a plain document, before it becomes Markdown or PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.cases import Agreement, Dossier, Report, Someone, Status, Student, happened_at
from bot.export.entries import entry_section, report_lines, report_passages, shared_table
from bot.export.parts import Block, Document, Line, Section, Table
from bot.export.wording import Wording, day_in_amsterdam


def dossier_document(dossier: Dossier, wording: Wording, by: Someone, now: datetime) -> Document:
    """What the dossier holds, newest first, as `by` exports it at `now`. Where it is only a page, it says so."""
    title = wording("dossier", student=wording.typed(dossier.student.name))
    sections = (_around(dossier, wording), _open(dossier, wording, now), *_timeline(dossier, wording, now))
    return _document(title, dossier.student, tuple(about_student(dossier.student, wording)), sections, wording, by, now)


def report_document(report: Report, wording: Wording, by: Someone, now: datetime) -> Document:
    """One talk report, with whom it is shared and who said they read it."""
    talk = Section(wording("talk"), tuple(report_passages(report, wording)))
    shared = Section(wording("shared"), (shared_table(report, wording) or Line(wording("shared-with-nobody")),))
    meta = (*about_student(report.student, wording), *report_lines(report, wording))
    title = wording.report_title(report.kind)
    return _document(title, report.student, meta, (talk, shared), wording, by, now)


def _document(
    title: str,
    student: Student,
    meta: tuple[Line, ...],
    sections: tuple[Section, ...],
    wording: Wording,
    by: Someone,
    now: datetime,
) -> Document:
    return Document(
        title=title,
        head=" · ".join(filter(None, (wording.typed(student.name), wording.typed(student.number)))),
        base=wording("base", day=wording.day_of(now)),
        language=wording.language,
        made_by=wording.typed(by.name),
        made_at=now,
        meta=meta,
        sections=sections,
        foot=_foot(wording, by, now),
        continued=wording("continued"),
        unprintable=wording("unprintable"),
    )


def about_student(student: Student, wording: Wording) -> Iterator[Line]:
    yield Line(wording.typed(student.name), wording("student"))
    yield Line(wording.typed(student.number), wording("number"))
    yield Line(_programme(student, wording), wording("programme"))
    yield Line(_school(student, wording), wording("school"))


def _programme(student: Student, wording: Wording) -> str:
    form = wording(student.form) if student.form in {"full-time", "part-time"} else wording.typed(student.form)
    name = wording.typed(student.programme)
    return wording("programme-of", name=name, form=form, level=student.level, year=student.start_year)


def _school(student: Student, wording: Wording) -> str:
    school = wording.typed(student.school) or wording("unknown")
    partnership = wording.typed(student.opleidingsschool)
    return f"{school} ({partnership})" if partnership else school


def _around(dossier: Dossier, wording: Wording) -> Section:
    heading = wording("around")
    if not dossier.around:
        return Section(heading, (Line(wording("around-nobody")),))
    rows = tuple(
        (wording.name(one.person), wording.role_in_full(one.role), wording.typed(one.person.school))
        for one in dossier.around
    )
    return Section(heading, (Table((wording("name"), wording("role"), wording("school")), rows, (3, 4, 5)),))


def _open(dossier: Dossier, wording: Wording, now: datetime) -> Section:
    heading, today = wording("open-agreements"), day_in_amsterdam(now)
    found = [one for one in dossier.entries if isinstance(one, Agreement) and one.status is Status.OPEN]
    if not found:
        return Section(heading, (Line(wording("open-none")),))
    found.sort(key=lambda one: (one.due, one.id))
    rows = tuple((wording.typed(one.what), wording.people(one.owners), wording.due(one, today)) for one in found)
    late = frozenset(number for number, one in enumerate(found) if one.overdue(today))
    return Section(heading, (Table((wording("what"), wording("who"), wording("due")), rows, (6, 3, 3), late),))


def _timeline(dossier: Dossier, wording: Wording, now: datetime) -> Iterator[Section]:
    opening: tuple[Block, ...] = ()
    if not dossier.entries:
        opening = (Line(wording("timeline-empty")),)
    elif len(dossier.entries) < dossier.total:
        opening = (Line(wording("timeline-page", shown=len(dossier.entries), total=dossier.total)),)
    yield Section(wording("timeline"), opening)
    for entry in sorted(dossier.entries, key=happened_at, reverse=True):
        yield entry_section(entry, wording, day_in_amsterdam(now))


def _foot(wording: Wording, by: Someone, now: datetime) -> tuple[str, ...]:
    note = wording.library.note
    return (
        wording("made", who=wording.person(by), when=wording.moment(now)),
        wording("basis", note=note.title.in_(wording.language), version=note.version),
        wording("confidential"),
    )
