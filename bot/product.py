"""Everything that is loaded once when the program starts: content, phrases, values and the finder."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from bot.cases import Someone
from bot.dialogs.context import Context, Made
from bot.lookups import Records
from bot.reminders.occurring import YearPlan
from knowledge.calendar.loading import load_calendar
from knowledge.calendar.model import YearCalendar
from knowledge.library import Library, load_library
from knowledge.matching.finder import WeightedFinder, load_finder
from knowledge.medical_words import MedicalWords, load_medical_words
from knowledge.menu import MenuGroup, load_menu
from knowledge.model import Language
from knowledge.phrases import Phrases, load_phrases
from knowledge.reports import ReportTemplate, load_reports
from knowledge.rules.resit import SchoolCalendar, load_school_calendar
from knowledge.stagebureau import Stagebureau, load_stagebureau
from knowledge.talk_forms import TalkForms, load_talk_forms
from knowledge.values import Values, load_values


@dataclass(frozen=True, repr=False)
class Product:
    """`public_url`: the address at which people reach the server, without a slash at its end; empty: not known.

    Printed it would be the whole content, and asyncio prints whatever a task gave or waits for.
    """

    library: Library
    phrases: dict[Language, Phrases]
    values: Values
    menu: tuple[MenuGroup, ...]
    reports: dict[str, ReportTemplate]
    medical: MedicalWords
    school_calendar: SchoolCalendar
    stagebureau: Stagebureau
    talk_forms: TalkForms
    finder: WeightedFinder
    calendar: YearCalendar
    public_url: str = ""
    made: Made = field(default_factory=Made, init=False)

    @cached_property
    def year_plan(self) -> YearPlan:
        return YearPlan(self.calendar, self.values)

    def context(self, me: Someone, now: datetime, records: Records | None = None) -> Context:
        """What dialogs may read when this person talks at that (aware) moment."""
        return Context(
            me=me,
            now=now,
            phrases=self.phrases[me.language],
            library=self.library,
            values=self.values,
            menu=self.menu,
            reports=self.reports,
            medical=self.medical,
            public_url=self.public_url,
            school_calendar=self.school_calendar,
            stagebureau=self.stagebureau,
            talk_forms=self.talk_forms,
            made=self.made,
            records=records or Records(),
        )


def load_product(forms: Path | None = None) -> Product:
    """`forms` is the folder of a school's own forms. Raises ContentError."""
    product = Product(
        library=load_library(),
        phrases=load_phrases(),
        values=load_values(),
        menu=load_menu(),
        reports=load_reports(),
        medical=load_medical_words(),
        school_calendar=load_school_calendar(),
        stagebureau=load_stagebureau(),
        talk_forms=load_talk_forms(forms),
        finder=load_finder(),
        calendar=load_calendar(),
    )
    # It lives as long as the process: looking through it for garbage again and again costs a tenth of every turn.
    gc.freeze()
    return product
