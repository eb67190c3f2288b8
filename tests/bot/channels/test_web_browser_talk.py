"""A progress talk in a real browser: colours tapped on a dark phone, saved half-way, and rated; then by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.bot.channels.test_web_browser import (  # noqa: F401 (fixtures)
    CHROMIUM,
    Server,
    browser,
    picture,
    press,
    say,
    server,
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install chromium to run the browser tests")


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:  # noqa: F811
    """Joost, with the form of a talk with Daan in front of him."""
    view = {"width": 390, "height": 844}
    context = browser.new_context(viewport=view, is_mobile=True, has_touch=True, color_scheme="dark", bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{server.address}/chat/joost")
    say(page, "voortgangsgesprek met Daan Bakker")
    press(page, "Vul het formulier nu in")
    press(page, "Begin met het formulier")
    press(page, "Naar het formulier")
    yield page
    context.close()


def last(page: Page) -> Locator:
    return page.locator(".exchange").last


def tap_green(page: Page, items: int, first: int = 0) -> None:
    """For so many items of the part, from that one on."""
    for number in range(first, items):
        last(page).locator("input[value$=green]").nth(number).tap()


def test_colours_by_tapping_half_way_and_to_the_rating(phone: Page) -> None:
    press(phone, "Vul in: Voortgang")
    picture(phone, "talk-part-phone")
    tap_green(phone, 2)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(phone)
    assert found.response["violations"] == [], found.generate_report()
    picture(phone, "talk-part-tapped-phone")
    press(phone, "Bewaar")
    phone.reload()
    press(phone, "Bekijk het gesprek")
    expect(last(phone)).to_contain_text("2 groen, 0 geel, 0 rood, 3 nog leeg")
    press(phone, "Vul in: Voortgang")
    expect(last(phone).locator("input:checked")).to_have_count(2)
    tap_green(phone, 5, first=2)
    press(phone, "Bewaar")
    press(phone, "Verder met: Ontwikkeling")
    tap_green(phone, 9)
    press(phone, "Bewaar")
    press(phone, "Bekijk het gesprek")
    expect(last(phone)).to_contain_text("9 groen, 0 geel, 0 rood.")
    picture(phone, "talk-filled-phone")
    press(phone, "Waardering en indienen")
    expect(last(phone)).to_contain_text("14 groen (minstens 10)")
    picture(phone, "talk-rating-phone")


def test_colours_by_keyboard(phone: Page) -> None:
    press(phone, "Vul in: Voortgang")
    boxes = last(phone).locator("input[type=radio]")
    boxes.first.focus()
    phone.keyboard.press("Space")
    expect(boxes.nth(0)).to_be_checked()
    phone.keyboard.press("ArrowRight")
    expect(boxes.nth(1)).to_be_checked()
    press(phone, "Bewaar")
    press(phone, "Bekijk het gesprek")
    expect(last(phone)).to_contain_text("0 groen, 1 geel, 0 rood, 4 nog leeg")
