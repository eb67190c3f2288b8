"""The PDF says everything, whatever was typed, and looks the same each time."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.cases import Report
from bot.export.document import dossier_document, report_document
from bot.export.layout import BODY, BOTTOM, LEFT, RIGHT, TOP, Bar, Bookmark, Words, all_texts, laid_out
from bot.export.lettering import LACKING, lettered
from bot.export.parts import Document
from bot.export.pdf import as_pdf, blank
from bot.export.wording import Wording
from tests.bot.export.conftest import JOOST, NOW, STUDENT, agreement, call, dossier_of, every_entry, report

EMOJI = "Top 👍🏽 ❤️ ✓"
ARABIC = "محمد العربي"


def exported(wording: Wording, text: str) -> Document:
    """The text stands in the name, an agreement, a report and a call."""
    student = replace(STUDENT, name=text)
    held = report(texts={"besproken": text}, readers=())
    return dossier_document(dossier_of(agreement(what=text), held, call(text), student=student), wording, JOOST, NOW)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def squeezed(text: str) -> str:
    return "".join(text.split())


def said(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in read(pdf).pages))


def test_every_text_of_a_dossier_and_a_report_is_there(wording: Wording) -> None:
    for document in (
        dossier_document(dossier_of(*every_entry()), wording, JOOST, NOW),
        report_document(report(), wording, JOOST, NOW),
    ):
        found = said(as_pdf(document))
        for text in all_texts(document):
            assert squeezed(text) in found


def test_it_describes_itself_and_numbers_its_pages(wording: Wording) -> None:
    reader = read(as_pdf(dossier_document(dossier_of(*every_entry() * 3), wording, JOOST, NOW)))
    total = len(reader.pages)
    assert total > 2
    assert reader.metadata is not None
    assert reader.metadata.title == wording("dossier", student="Noor Jansen")
    assert reader.metadata.author == "Joost Verhoeven"
    assert reader.metadata.creation_date == NOW
    assert str(reader.root_object["/Lang"]) == wording.language
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert text.startswith("Noor Jansen · 1012345")
        assert f"{number}/{total}" in text
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)


def test_the_same_document_gives_the_same_bytes(dutch: Wording) -> None:
    document = exported(dutch, f"Şükrü {ARABIC} {EMOJI}")
    assert as_pdf(document) == as_pdf(document)
    assert as_pdf(document) != as_pdf(replace(document, made_at=NOW + timedelta(minutes=1)))


@pytest.mark.parametrize(
    "text",
    [
        "Şükrü Çağlayan, Łukasz Żółć, Nguyễn Thị, Ștefan, Ελένη, Оксана",
        "<b>vet</b> **vet** {nb} (haakjes) \\ [a](b) %PDF",
        "x" * 10_000,
        "regel\n" * 500,
    ],
    ids=["names", "markup", "no space", "many lines"],
)
def test_text_of_any_kind_is_printed_as_typed(dutch: Wording, text: str) -> None:
    document = exported(dutch, text)
    found = said(as_pdf(document))
    stripped = found if len(text) < 1000 else found.replace(squeezed(document.base), "")
    for page in range(1, 200):
        stripped = stripped if len(text) < 1000 else stripped.replace(f"{page}/", "")
    assert stripped.count(squeezed(text)[:60]) >= 4


def test_text_from_right_to_left_is_joined_and_stands_at_the_right(dutch: Wording) -> None:
    pdf = as_pdf(exported(dutch, f"{ARABIC} שלום"))
    assert len(read(pdf).pages) >= 1
    with lettered(blank()) as lettering:
        pages = laid_out(exported(dutch, f"{ARABIC} 12"), lettering)
        joined, apart = lettering.width("العربي", BODY), sum(lettering.width(letter, BODY) for letter in "العربي")
    assert joined < apart * 0.9
    placed = [words for page in pages for words in page if isinstance(words, Words) and ARABIC in words.text]
    assert any(words.leftward for words in placed)
    assert not any(words.leftward for words in placed if "Dossier van" in words.text)


def test_a_character_that_the_font_lacks_is_shown_and_explained(wording: Wording) -> None:
    found = said(as_pdf(exported(wording, EMOJI)))
    assert squeezed(f"Top {LACKING} {LACKING} {LACKING}") in found
    assert squeezed(wording("unprintable")) in found
    assert squeezed(wording("unprintable")) not in said(as_pdf(exported(wording, "Top")))


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=80))
def test_no_text_can_break_it(dutch: Wording, text: str) -> None:
    assert read(as_pdf(exported(dutch, text))).pages


@pytest.mark.parametrize("text", ["Kort.", "woord " * 900, "x" * 3000, "regel\n" * 120])
def test_nothing_runs_off_the_page(dutch: Wording, text: str) -> None:
    with lettered(blank()) as lettering:
        pages = laid_out(exported(dutch, text), lettering)
        for placed in (placed for page in pages for placed in page):
            assert TOP <= placed.y <= BOTTOM
            if isinstance(placed, Words):
                assert placed.x >= LEFT
                assert placed.x + lettering.width(placed.text, placed.style) <= RIGHT + 0.1
                assert placed.y + placed.style.line_height <= BOTTOM + 0.1
            elif isinstance(placed, Bar):
                assert placed.y + placed.height <= BOTTOM + 0.5


def test_a_long_table_goes_on_under_its_headings(dutch: Wording) -> None:
    many = [agreement(number, what=f"Afspraak {number}") for number in range(80)]
    with lettered(blank()) as lettering:
        pages = laid_out(dossier_document(dossier_of(*many), dutch, JOOST, NOW), lettering)
    texts = [[placed.text for placed in page if isinstance(placed, Words)] for page in pages]
    for page in texts[1:3]:
        assert page[:3] == ["Wat", "Wie", "Uiterlijk"]


def test_an_entry_that_goes_on_says_so_and_a_short_one_stays_whole(dutch: Wording) -> None:
    long = report(texts={"besproken": "Een regel.\n" * 150})
    with lettered(blank()) as lettering:
        pages = laid_out(dossier_document(dossier_of(call(), long), dutch, JOOST, NOW), lettering)
        assert [words.text for words in pages[1][:2] if isinstance(words, Words)] == ["3 maart 2027", "(vervolg)"]
        short = [entry for entry in every_entry() * 4 if not isinstance(entry, Report)]
        pages = laid_out(dossier_document(dossier_of(*short), dutch, JOOST, NOW), lettering)
    assert not any(words.text == "(vervolg)" for page in pages for words in page if isinstance(words, Words))


def test_a_reader_can_jump_to_each_entry(dutch: Wording) -> None:
    document = dossier_document(dossier_of(*every_entry()), dutch, JOOST, NOW)
    with lettered(blank()) as lettering:
        pages = laid_out(document, lettering)
    marks = [mark for page in pages for mark in page if isinstance(mark, Bookmark)]
    assert len(marks) == len(document.sections)
    assert len(read(as_pdf(document)).outline) == 4  # three sections, and the entries beneath the last


def test_a_thousand_entries_take_seconds(dutch: Wording) -> None:
    entries = every_entry() * 100
    started = time.perf_counter()
    pdf = as_pdf(dossier_document(dossier_of(*entries), dutch, JOOST, NOW))
    assert time.perf_counter() - started < 20
    assert said(pdf).count("Oudonderdeel") == 100
