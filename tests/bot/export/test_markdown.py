"""The Markdown says everything, and nothing that people typed becomes markup."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.export.document import dossier_document, report_document
from bot.export.layout import all_texts
from bot.export.markdown import as_markdown
from bot.export.parts import Document, Line, Passage, Section, Table
from bot.export.plain import plain
from bot.export.wording import Wording
from tests.bot.export.conftest import JOOST, NOW, dossier_of, every_entry, report

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = (
    "# Kop",
    "Kop\n===",
    "Kop\n---",
    "- punt\n+ punt\n* punt\n1. een\n2) twee",
    "> citaat",
    "<script>alert(1)</script> <b>vet</b> &lt; &copy;",
    "[klik](javascript:alert(1)) ![x](http://x.nl/p.png) <http://x.nl>",
    "**vet** _schuin_ `code` ~~weg~~ \\",
    "| a | b |\n|---|---|\n| c | d |",
    "a\n:-:\n",
    "```\ncode\n```",
    "~~~\ncode",
    "    ingesprongen\n\n\tcode",
    "[a]: http://x.nl 'titel'",
    "***\n___\n- - -",
    "a  \nb\\\nc",
    "| | |",
)


def tokens(markdown: str) -> list[Token]:
    found: list[Token] = []
    for token in READER.parse(markdown):
        found += [token, *(token.children or ())]
    return found


def shape(markdown: str) -> Counter[str]:
    breaks = {"text", "softbreak", "hardbreak", "paragraph_open", "paragraph_close", "inline"}
    return Counter(token.type for token in tokens(markdown) if token.type not in breaks)


def said(markdown: str) -> str:
    """The text as it is read, with one space for each break."""
    parts = [token.content if token.type == "text" else " " for token in tokens(markdown) if token.type != "inline"]
    return " ".join("".join(parts).split())


def typed(text: str) -> Document:
    """A document in which the text stands wherever typed text can stand."""
    blocks = (Line(text), Line(text, "Wie"), Line(text, "Stand"), Passage("Wat?", text))
    table = Table(("Wat", "Wie"), ((text, text), (text, "x")), (1, 1), frozenset({0}))
    sections = (Section(text, (*blocks, table)), Section(text, (Line(text),), "12 maart 2027"))
    return Document(text, text, "", "nl", text, NOW, (Line(text, "Student"),), sections, (text,), "", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_stays_text(text: str) -> None:
    cleaned = plain(text)
    markdown = as_markdown(typed(cleaned))
    assert shape(markdown) == shape(as_markdown(typed("gewoon")))
    assert said(markdown).count(" ".join(cleaned.split())) >= 11


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("#*_`-+=~<>[]()!\\|&:.1) \n\t@/wW$'\"xé"), min_size=1, max_size=40))
def test_no_mix_of_signs_becomes_markup(text: str) -> None:
    cleaned = plain(text) or "x"
    markdown = as_markdown(typed(cleaned))
    assert shape(markdown) == shape(as_markdown(typed("gewoon")))
    assert " ".join(cleaned.split()) in said(markdown)


def test_addresses_do_not_become_links() -> None:
    markdown = as_markdown(typed("www.x.nl http://x.nl a@x.nl"))
    assert "www\\.x.nl http\\://x.nl a\\@x.nl" in markdown


def test_every_text_of_a_dossier_and_a_report_is_there(wording: Wording) -> None:
    for document in (
        dossier_document(dossier_of(*every_entry()), wording, JOOST, NOW),
        report_document(report(), wording, JOOST, NOW),
    ):
        read = said(as_markdown(document))
        for text in all_texts(document):
            assert " ".join(text.split()) in read or text == document.head


def test_it_reads_well_unrendered(dutch: Wording) -> None:
    markdown = as_markdown(dossier_document(dossier_of(*every_entry()), dutch, JOOST, NOW))
    assert markdown.startswith(
        "# Dossier van Noor Jansen\n\n- **Student:** Noor Jansen\n- **Studentnummer:** 1012345\n"
    )
    assert "| **Met de decaan afspreken** |" in markdown
    assert "### 3 maart 2027 · Verslag van een driegesprek\n\n- **Gesprek op:** 2 maart 2027\n" in markdown
    assert "**Wat is besproken?**\n\nDe afwezigheid.\n\nHet rooster.\n" in markdown
