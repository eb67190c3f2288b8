"""A document as a PDF on A4, to print or to keep."""

from __future__ import annotations

from fpdf import FPDF, ViewerPreferences

from bot.export.layout import (
    HEIGHT,
    LEFT,
    RIGHT,
    RULE,
    SMALL,
    WIDTH,
    Bar,
    Bookmark,
    Page,
    Words,
    laid_out,
)
from bot.export.lettering import Lettering, lettered
from bot.export.parts import Document
from bot.export.talk_layout import talk_pages
from bot.export.talk_sheet import TalkSheet
from bot.export.wrapping import wrapped

HEAD, NUMBER = 12.0, 283.0


def as_pdf(document: Document) -> bytes:
    """The same document gives the same bytes."""
    pdf = blank()
    _describe(pdf, document)
    with lettered(pdf) as lettering:
        pages = talk_pages(document, lettering) if isinstance(document, TalkSheet) else laid_out(document, lettering)
        for number, page in enumerate(pages, start=1):
            pdf.add_page()
            _draw(pdf, lettering, [*_frame(document, lettering, number, len(pages)), *page])
        return bytes(pdf.output())


def blank() -> FPDF:
    """A4, on which only what is placed appears."""
    pdf = FPDF(format=(WIDTH, HEIGHT))
    pdf.alias_nb_pages(None)  # type: ignore[arg-type]  # else a typed "{nb}" becomes a number
    pdf.set_auto_page_break(auto=False)
    pdf.c_margin = 0
    return pdf


def _describe(pdf: FPDF, document: Document) -> None:
    pdf.set_title(document.title)
    pdf.set_author(document.made_by)
    pdf.set_creator("Wegwijzer")
    pdf.set_lang(document.language)
    pdf.set_creation_date(document.made_at)
    pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)


def _frame(document: Document, lettering: Lettering, number: int, total: int) -> Page:
    count = f"{number}/{total}"
    place = RIGHT - lettering.width(count, SMALL)
    width = RIGHT - LEFT
    return [
        Words(LEFT, HEAD, width, _cut(document.head, width, lettering), SMALL),
        Bar(LEFT, HEAD + 6, width, 0.15, RULE),
        Words(LEFT, NUMBER, width, document.base, SMALL),
        Words(place, NUMBER, RIGHT - place, count, SMALL),
    ]


def _cut(text: str, width: float, lettering: Lettering) -> str:
    first, *more = wrapped(lettering.printable(text), width - 5, lambda part: lettering.width(part, SMALL))
    return f"{first} …" if more else first


def _draw(pdf: FPDF, lettering: Lettering, page: Page) -> None:
    for placed in page:
        match placed:
            case Words():
                _write(pdf, lettering, placed)
            case Bar():
                pdf.set_fill_color(*placed.ink)
                pdf.rect(placed.x, placed.y, placed.width, placed.height, style="F")
            case Bookmark():
                pdf.set_y(placed.y)
                pdf.start_section(placed.text, placed.level)


def _write(pdf: FPDF, lettering: Lettering, words: Words) -> None:
    lettering.choose(words.style, words.text, leftward=words.leftward)
    pdf.set_text_color(*words.style.ink)
    pdf.set_xy(words.x, words.y)
    pdf.cell(words.width, words.style.line_height, words.text, align="R" if words.leftward else "L")
