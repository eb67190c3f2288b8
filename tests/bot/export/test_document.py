"""What stands in an exported dossier or report."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.cases import Dossier, Status
from bot.export.document import dossier_document, report_document
from bot.export.parts import Document, Line, Passage, Section, Table
from bot.export.plain import plain
from bot.export.wording import Wording
from tests.bot.export.conftest import JOOST, NOOR, NOW, SUKRU, agreement, dossier_of, every_entry, report


def exported(dossier: Dossier, wording: Wording) -> Document:
    return dossier_document(dossier, wording, JOOST, NOW)


def labelled(section: Section) -> dict[str, str]:
    return {block.label: block.text for block in section.blocks if not isinstance(block, Table)}


def table(section: Section) -> Table:
    (found,) = [block for block in section.blocks if isinstance(block, Table)]
    return found


def entries(document: Document) -> list[Section]:
    return [section for section in document.sections if section.day]


def test_the_head_tells_who_it_is_about_and_who_is_around(dutch: Wording) -> None:
    document = exported(dossier_of(), dutch)
    assert document.title == "Dossier van Noor Jansen"
    assert document.head == "Noor Jansen · 1012345"
    assert [line.text for line in document.meta] == [
        "Noor Jansen",
        "1012345",
        "Lerarenopleiding Nederlands, voltijd, niveau 2, gestart in 2025",
        "Da Vinci College (Zuid)",
    ]
    assert table(document.sections[0]).rows == (
        ("Şükrü Çağlayan", "werkplekbegeleider (WPB)", "Da Vinci College"),
        ("Joost Verhoeven", "schoolopleider (SO)", "Da Vinci College"),
    )


def test_open_agreements_come_first_soonest_due_and_overdue_marked(dutch: Wording) -> None:
    found = table(exported(dossier_of(*every_entry()), dutch).sections[1])
    assert found.rows == (
        ("Met de decaan afspreken", "Şükrü Çağlayan (WPB), Noor Jansen (student)", "10 maart 2027 (te laat)"),
        ("Elke vrijdag terugkijken op de week", "Şükrü Çağlayan (WPB), Noor Jansen (student)", "19 maart 2027"),
    )
    assert found.late == {0}


def test_an_agreement_is_overdue_by_the_day_in_amsterdam(dutch: Wording) -> None:
    late_evening_in_utc = datetime(2027, 3, 19, 23, 30, tzinfo=UTC)
    document = dossier_document(dossier_of(agreement(due=date(2027, 3, 19))), dutch, JOOST, late_evening_in_utc)
    assert table(document.sections[1]).late == {0}
    assert "20 maart 2027 om 00:30 uur" in document.foot[0]


def test_the_timeline_is_newest_first_whatever_the_order(dutch: Wording) -> None:
    told = entries(exported(dossier_of(*reversed(every_entry())), dutch))
    assert [section.day for section in told] == [
        *["11 maart 2027"] * 3,
        "3 maart 2027",
        *["2 maart 2027"] * 2,
        "25 februari 2027",
        "20 februari 2027",
        "15 februari 2027",
        "10 februari 2027",
    ]
    assert {section.heading for section in told} == {
        "Hulp gevraagd",
        "Verslag van een driegesprek",
        "Afspraak",
        "Situatie: Uitval door ziekte",
        "Situatie: verdwenen",
    }


def test_a_situation_names_its_outcome_and_the_sections_of_the_note(dutch: Wording) -> None:
    told = [section for section in entries(exported(dossier_of(*every_entry()), dutch)) if "ziekte" in section.heading]
    facts = labelled(told[0])
    assert facts["Uitkomst"] == "Psychische klachten, decaan nog niet op de hoogte"
    assert facts["Bron"].startswith("Notitie begeleiding 2023-2024: ")
    assert "… bij ziekte?" in facts["Bron"]


def test_a_situation_that_the_content_no_longer_knows_is_still_told(dutch: Wording) -> None:
    told = entries(exported(dossier_of(*every_entry()), dutch))[-1]
    assert labelled(told) == {"Uitkomst": "weg", "Doorlopen door": "iemand die is verwijderd"}


def test_an_agreement_is_told_with_its_history(dutch: Wording) -> None:
    (told,) = entries(exported(dossier_of(every_entry()[7]), dutch))
    assert labelled(told)["Stand"] == "gedaan"
    assert table(told).rows == (
        ("20 februari 2027", "vastgelegd", "Şükrü Çağlayan (WPB)"),
        ("21 februari 2027", "verzet, was 19 februari 2027", "Joost Verhoeven (SO)"),
        ("22 februari 2027", "overgedragen, was van Marleen de Wit", "iemand die is verwijderd"),
        ("23 februari 2027", "gedaan", "Joost Verhoeven (SO)"),
    )


def test_a_report_keeps_the_order_of_the_template_and_loses_no_part(dutch: Wording) -> None:
    document = report_document(report(), dutch, JOOST, NOW)
    passages = [block for block in document.sections[0].blocks if isinstance(block, Passage)]
    assert passages == [
        Passage("Wie waren erbij?", "Noor en Joost"),
        Passage("Wat is besproken?", "De afwezigheid.\n\nHet rooster."),
        Passage("vroeger", "Oud onderdeel"),
    ]
    assert Line("Łukasz Żółkiewski (IO, vertrokken), op 3 maart 2027", "Geschreven door") in document.meta
    assert Line("2 maart 2027", "Gesprek op") in document.meta
    assert table(document.sections[1]).rows == (
        ("Noor Jansen (student)", "4 maart 2027 om 14:05 uur"),
        ("Joost Verhoeven (SO)", "nog niet"),
    )


def test_a_report_shared_with_nobody_says_so(dutch: Wording) -> None:
    document = report_document(report(readers=(), kind="onbekend"), dutch, JOOST, NOW)
    assert document.sections[-1].blocks == (Line("Met niemand gedeeld."),)
    assert document.title == "onbekend"


def test_a_page_of_a_dossier_says_that_there_is_more(dutch: Wording) -> None:
    timeline = exported(dossier_of(agreement(), total=120), dutch).sections[2]
    assert "1 van de 120 gebeurtenissen" in labelled(timeline)[""]


def test_nothing_is_said_in_words_where_there_is_nothing(dutch: Wording) -> None:
    document = exported(Dossier(replace(dossier_of().student, school=""), (), (), 0), dutch)
    assert [labelled(section)[""] for section in document.sections] == [
        "Er staat nu niemand rondom deze student.",
        "Er staan geen afspraken open.",
        "Er is nog niets vastgelegd.",
    ]
    assert labelled(Section("", document.meta))["School"] == "niet bekend (Zuid)"


def test_everything_that_can_occur_has_words_in_both_languages(wording: Wording) -> None:
    document = exported(dossier_of(*every_entry()), wording)
    assert len(entries(document)) == len(every_entry())
    assert document.language == wording.language
    statuses = {labelled(section).get(wording("status")) for section in entries(document)}
    assert {wording(f"status-{status}") for status in Status} <= statuses


def test_dates_are_written_out_in_the_language(wording: Wording) -> None:
    assert wording.moment(NOW) == {"nl": "12 maart 2027 om 14:05 uur", "en": "12 March 2027 at 14:05"}[wording.language]


def test_the_foot_tells_who_made_it_and_on_what_it_rests(dutch: Wording) -> None:
    made, basis, confidential = dossier_document(dossier_of(), dutch, SUKRU, NOW).foot
    assert made == "Gemaakt met Wegwijzer door Şükrü Çağlayan (WPB), op 12 maart 2027 om 14:05 uur."
    assert basis == "De adviezen rusten op: Notitie begeleiding, versie 2023-2024."
    assert confidential.startswith("Vertrouwelijk")
    assert NOOR.name not in made


def test_what_cannot_be_seen_is_left_out_and_the_rest_kept() -> None:
    assert plain(" a\u202eb\u0000c\u200bd\u2066\te\r\nf\u2028g \ud800\ue000") == "abcd e\nf\ng \ufffd\ufffd"
    assert plain("می\u200cخواهم 👨\u200d👩\u200d👧 e\u0301") == "می\u200cخواهم 👨\u200d👩\u200d👧 é"
