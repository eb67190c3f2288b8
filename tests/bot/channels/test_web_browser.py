"""The web chat in a real browser: a whole guided dialog by mouse, by keyboard, on a phone, and across a restart."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.program import begun

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
PICTURES = os.environ.get("WEGWIJZER_PICTURES")
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A machine that runs two suites at once is slower than a person ever sees.
expect.set_options(timeout=20_000)

if CHROMIUM is None and os.environ.get("CI"):
    pytest.fail("CI must have a browser: apt-get install chromium", pytrace=False)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: install chromium to run the browser tests")


class Server:
    """The real program in a process of its own, that can be killed and started again on the same port."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, "0"
        self.start()

    def start(self) -> None:
        environment = {**os.environ, "WEGWIJZER_DATA": str(self.data)}
        self.program = begun("serve", "--port", self.port, environment=environment)
        self.address = self.program.address().rstrip("/")
        self.port = self.address.rsplit(":", 1)[1]

    def kill(self) -> None:
        self.program.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(OPTIONS))
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1100, "height": 850})
    yield context.new_page()
    context.close()


def say(page: Page, text: str) -> None:
    """Types it and waits for the answer."""
    count = page.locator(".exchange").count()
    page.locator("#text").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".exchange").nth(count).locator("article").first).to_be_visible()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.wait_for_timeout(300)
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def test_a_guided_dialog_by_mouse(page: Page, server: Server) -> None:
    """WPB: start → Samira → "stud meldt zich elke week ziek, wat nu" → Weet ik niet → Nee → the advice with source."""
    hosts: set[str] = set()
    faults: list[str] = []
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(server.address)
    picture(page, "start")
    page.get_by_role("link", name="Samira").click()
    say(page, "stud meldt zich elke week ziek, wat nu")
    expect(page.get_by_role("heading", name="Uitval door ziekte")).to_be_visible()
    picture(page, "question")
    page.locator(".exchange").last.get_by_role("button", name="Weet ik niet").click()
    page.locator(".exchange").last.get_by_role("button", name="Nee", exact=True).click()
    last = page.locator(".exchange").last
    expect(last.locator(".steps li").first).to_contain_text("reden")
    expect(last.locator(".source")).to_contain_text("Notitie begeleiding 2023-2024")
    last.get_by_text("Waarop rust dit?").click()
    expect(last.get_by_text("H-ziekte-08")).to_be_visible()
    picture(page, "advice")
    assert hosts == {server.address.removeprefix("http://")}
    assert faults == []


def test_what_is_typed_while_the_page_still_loads_is_sent(page: Page, server: Server) -> None:
    """A slow network: the script comes a second after the page."""

    def late(route: Route) -> None:
        page.wait_for_timeout(1000)
        route.continue_()

    page.route("**/chat.js", late)
    page.goto(f"{server.address}/chat/samira", wait_until="commit")
    say(page, "stud meldt zich elke week ziek, wat nu")
    expect(page.get_by_role("heading", name="Uitval door ziekte")).to_be_visible()


def test_a_guided_dialog_by_keyboard_only(page: Page, server: Server) -> None:
    """The composer has the focus; after a pressed button the answer has, and Tab leads to its buttons."""
    page.goto(f"{server.address}/chat/samira")
    page.keyboard.type("student is vaak ziek")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Lichamelijke klachten")).to_be_visible()
    page.get_by_role("button", name="Lichamelijke klachten").focus()
    page.keyboard.press("Enter")
    answer = page.locator(".exchange").last.locator("article").first
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("decaan")
    page.keyboard.press("Tab")
    expect(page.locator(".exchange").last.get_by_role("button", name="Ja")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".exchange").last.get_by_role("heading", name="Wat je doet")).to_be_visible()


def press(page: Page, name: str) -> None:
    """Presses a button of the last exchange and waits for the answer."""
    count = page.locator(".exchange").count()
    page.locator(".exchange").last.get_by_role("button", name=name).first.click()
    expect(page.locator(".exchange").nth(count).locator("article").first).to_be_visible()


def test_an_agreement_goes_from_one_person_to_the_other_and_back(browser: Browser, page: Page, server: Server) -> None:
    """Samira logs the guide's proposal; Daan, on his phone, is told while he looks on, and settles it; she is told."""
    phone = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, color_scheme="dark").new_page()
    phone.goto(f"{server.address}/chat/daan")
    page.goto(f"{server.address}/chat/samira")
    say(page, "student is vaak ziek")
    for name in ("Psychische klachten", "Nee", "Leg een afspraak vast", "Daan Bakker", "De student neemt contact op"):
        press(page, name)
    picture(page, "agreement-form")
    form = page.locator(".exchange").last
    form.get_by_label("Voor welke dag?").fill("2020-01-01")
    press(page, "Laat zien wat je vastlegt")
    expect(page.locator(".exchange").last.locator(".error")).to_contain_text("al voorbij")
    page.locator(".exchange").last.get_by_label("Voor welke dag?").fill("2099-12-01")
    press(page, "Laat zien wat je vastlegt")
    expect(page.locator(".exchange").last).to_contain_text("Dit bericht gaat zo naar Daan Bakker")
    picture(page, "agreement-preview")
    press(page, "Leg afspraak vast")
    expect(phone.get_by_text("Samira el Idrissi legde deze afspraak vast")).to_be_visible(timeout=15_000)
    press(phone, "Bekijk de afspraak")
    picture(phone, "agreement-phone")
    press(phone, "Rond af")
    expect(page.get_by_text("Daan Bakker rondde deze afspraak af")).to_be_visible(timeout=15_000)
    phone.context.close()


def test_a_report_becomes_a_document(page: Page, server: Server) -> None:
    """The SO writes the report of a driegesprek and downloads the student's dossier."""
    page.goto(f"{server.address}/chat/joost")
    say(page, "schrijf een verslag")
    say(page, "daan")
    press(page, "Verslag van een driegesprek")
    form = page.locator(".exchange").last
    form.get_by_label("Wat is besproken?").fill("De voorbereiding van de lessen.")
    form.get_by_label("Wat is afgesproken").fill("Daan levert elke maandag een lesplan in.")
    picture(page, "report-form")
    press(page, "Laat het verslag zien")
    press(page, "Bewaar en deel het verslag")
    press(page, "Bekijk het dossier")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    picture(page, "dossier")


def test_a_student_meeting_is_planned_and_put_in_a_calendar(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/chat/joost")
    say(page, "plan een bespreking")
    press(page, "Studentbespreking")
    form = page.locator(".exchange").last
    form.get_by_label("Op welke dag?").fill((date.today() + timedelta(days=30)).isoformat())  # noqa: DTZ011
    form.get_by_label("Hoe laat begint het?").fill("14:30")
    form.get_by_label("Waar?").fill("Lokaal 2.14")
    picture(page, "meeting-form")
    press(page, "Laat zien wat je vastlegt")
    if page.locator(".exchange").last.get_by_role("button", name="Ja, zet hen").count():
        press(page, "Ja, zet hen op de agenda")
    press(page, "Plan het en nodig uit")
    outlook = page.get_by_role("link", name="Open in Outlook").last
    assert (outlook.get_attribute("href") or "").startswith("https://outlook.office.com/calendar/deeplink/compose?")
    assert outlook.get_attribute("rel") == "noopener noreferrer"
    picture(page, "meeting-planned")
    say(page, "mijn besprekingen")
    page.locator(".exchange").last.locator(".buttons button", has_text="14:30").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Zet het in je agenda").last.click()
    assert b"METHOD:REQUEST" in download.value.path().read_bytes()
    picture(page, "meeting")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


def test_a_form_shows_its_error_at_the_field(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/chat/emily")
    say(page, "is the first-year credit norm binding")
    while page.locator(".exchange").last.get_by_role("button", name="This doesn't help").count() == 0:
        count = page.locator(".exchange").count()
        page.locator(".exchange").last.locator(".buttons button").first.click()
        expect(page.locator(".exchange").nth(count).locator("article").first).to_be_visible()
    page.locator(".exchange").last.get_by_role("button", name="This doesn't help").click()
    form = page.locator(".exchange").last.locator("form.questions")
    form.get_by_role("button", name="Pass it on").click()
    expect(page.locator(".exchange").last.locator(".error")).to_have_text("Fill this in.")
    page.locator(".exchange").last.get_by_label("Something is missing").check()
    page.locator(".exchange").last.get_by_role("button", name="Pass it on").click()
    expect(page.locator(".exchange").last).to_contain_text("without your name")


def test_a_message_typed_while_the_server_is_down_arrives_once(page: Page, server: Server) -> None:
    page.goto(f"{server.address}/chat/daan")
    server.kill()
    page.locator("#text").fill("ik wil naar een andere opleidingsschool")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("geen verbinding")
    server.start()
    expect(page.get_by_role("heading", name="Wissel van opleidingsschool")).to_be_visible(timeout=20_000)
    expect(page.locator("#status")).to_be_hidden()
    page.reload()
    expect(page.locator(".me", has_text="ik wil naar een andere opleidingsschool")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_fits_and_nothing_bars_a_screen_reader(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=True,
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(f"{server.address}/chat/joost")
    say(page, "mag een derdejaars betaald voor de klas en hoeveel fte")
    picture(page, f"phone-{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    context.close()


def read_all(page: Page, server: Server) -> None:
    """On some mornings there are reminders as soon as the server starts."""
    page.goto(server.address)
    for address in [link.get_attribute("href") for link in page.locator(".people a").all()]:
        page.goto(f"{server.address}{address}")


def test_the_clock_moves_and_what_arrives_is_seen(browser: Browser, page: Page, server: Server) -> None:
    """To the middle of February: badges on the start page, the messages in the chat, and back to now."""
    read_all(page, server)
    page.goto(server.address)
    expect(page.locator(".badge")).to_have_count(0)
    first = page.locator("#clock-day").get_attribute("min") or ""
    wanted = f"{int(first[:4]) + (first[5:] > '02-10')}-02-15"
    page.locator("#clock-day").fill(wanted)
    page.get_by_role("button", name="Ga", exact=True).click()
    expect(page.get_by_text("verzet")).to_be_visible(timeout=60_000)
    expect(page.locator("summary")).to_contain_text(f"15 februari {wanted[:4]}")
    page.get_by_role("button", name="Een week verder").click()
    expect(page.locator("summary")).to_contain_text(f"22 februari {wanted[:4]}", timeout=60_000)
    picture(page, "clock-start")
    daan = page.get_by_role("link", name="Daan")
    expect(daan.locator(".badge")).to_contain_text("nieuwe berichten")
    daan.click()
    expect(page.locator("#log")).to_contain_text("andere opleidingsschool")
    picture(page, "clock-chat")
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, color_scheme="dark", bypass_csp=True
    ).new_page()
    for path in ("/", "/chat/marleen?clock=1"):
        phone.goto(f"{server.address}{path}")
        picture(phone, f"clock-phone{path.count('m')}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        found = Axe().run(phone)
        assert found.response["violations"] == [], found.generate_report()
    phone.context.close()
    page.locator(".clock summary").click()
    page.get_by_role("button", name="Terug naar nu").click()
    expect(page.get_by_text("verzet")).to_have_count(0)
    say(page, "wat komt eraan?")
