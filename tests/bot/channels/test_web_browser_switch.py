"""A request for another opleidingsschool in a real browser: asked on a dark phone, decided at a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.bot.channels.test_web_browser import (  # noqa: F401 (fixtures)
    CHROMIUM,
    Server,
    browser,
    page,
    picture,
    press,
    say,
    server,
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install chromium to run the browser tests")


def test_asked_on_a_phone_and_decided_at_a_desk(browser: Browser, page: Page, server: Server) -> None:  # noqa: F811
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, color_scheme="dark", bypass_csp=True
    ).new_page()
    phone.goto(f"{server.address}/chat/daan")
    say(phone, "wisselverzoek")
    picture(phone, "switch-start-phone")
    press(phone, "Iets anders")
    form = phone.locator(".exchange").last
    form.get_by_label("Wat voor school zoek je?").fill("Een vo-school in plaats van mbo")
    form.get_by_label("Waarom wil je wisselen?").fill("Ik leer meer van jongere leerlingen")
    form.get_by_label("Sinds wanneer speelt dit?").fill("2020-02-01")
    form.get_by_label("SO", exact=True).check()
    picture(phone, "switch-form-phone")
    press(phone, "Laat zien wat ik verstuur")
    picture(phone, "switch-preview-phone")
    press(phone, "Verstuur mijn verzoek")

    page.goto(f"{server.address}/chat/marleen")
    expect(page.get_by_text("Daan Bakker vraagt om")).to_be_visible()
    picture(page, "switch-notice")
    page.get_by_role("button", name="Bekijk het verzoek").last.click()
    expect(page.locator(".exchange").last).to_contain_text("Stand: Aangevraagd")
    for name in ("Bespreken", "Regioco", "Toestaan"):
        press(page, name)
        press(page, name)
        press(page, "Bekijk het verzoek")
    route = page.locator(".exchange").last.locator(".route")
    expect(route.locator("li.now")).to_contain_text("Toegestaan")
    expect(route.locator("li.done")).to_have_count(3)
    expect(route.locator("li.ahead")).to_have_count(2)
    link = page.get_by_role("link", name="Open deze mail")
    assert (link.get_attribute("href") or "").startswith("mailto:stagebureau@wegwijzer.example?subject=")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download de mail").click()
    assert b"X-Unsent: 1" in download.value.path().read_bytes()
    picture(page, "switch-granted")

    expect(phone.get_by_text("Marleen de Wit stond de wissel toe")).to_be_visible(timeout=15_000)
    press(phone, "Bekijk het verzoek")
    picture(phone, "switch-route-phone")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(phone)
    assert found.response["violations"] == [], found.generate_report()
    phone.context.close()
