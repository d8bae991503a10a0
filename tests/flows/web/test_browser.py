"""The whole loop in a real browser: a citizen asks, an official answers and publishes, the next citizen is told.

Pictures of what was seen are kept under `var/screenshots`.
"""

from collections.abc import AsyncIterator
from shutil import which

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.flows.conftest import ROOT
from tests.flows.web.conftest import WebOffice

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed: `apt-get install chromium` brings it"),
]
PICTURES = ROOT / "var" / "screenshots"
QUESTION = "May pupils from Osaka bring their bicycles on the Lantern Ferry?"
ANSWER = "Yes, up to twenty bicycles travel free of charge; please tell us a day before."
PHONE, SCREEN = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
_WAIT = 20_000
"""Milliseconds that something may take to be seen: an index is built meanwhile."""


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        await started.close()


class Watched:
    """A page whose complaints are kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", lambda said: self._heard(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, sort: str, text: str) -> None:
        if sort in {"error", "warning"}:
            self.complaints.append(text)

    async def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=PICTURES / f"{name}.png")

    async def fits(self) -> bool:
        """Whether nothing must be scrolled sideways."""
        return bool(await self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


async def page_of(browser: Browser, size: dict[str, int], locale: str = "en-GB") -> Watched:
    context = await browser.new_context(viewport=size, locale=locale)  # type: ignore[arg-type]
    context.set_default_timeout(_WAIT)
    return Watched(await context.new_page())


async def asks(office: WebOffice, browser: Browser, text: str) -> Watched:
    """A citizen with a phone who asks something, in an office that somebody works at."""
    await office.login()
    citizen = await page_of(browser, PHONE)
    await citizen.page.goto(office.base)
    await citizen.page.get_by_label("Write your question here").fill(text)
    await citizen.page.keyboard.press("Enter")
    return citizen


async def at_desk(office: WebOffice, browser: Browser, size: dict[str, int] = SCREEN) -> Watched:
    """An official who signs in with the login that `make run` prints."""
    official = await page_of(browser, size)
    await official.page.goto(office.base + await office.login())
    await official.page.get_by_role("button", name="Sign in").click()
    await official.page.wait_for_url("**/desk/rooms/tickets")
    return official


async def test_from_a_question_to_an_approved_answer(office, browser):
    citizen = await asks(office, browser, QUESTION)
    official = await at_desk(office, browser)
    await citizen.page.get_by_role("button", name="Ask a person", exact=True).click()
    await expect(citizen.page.get_by_role("log")).to_contain_text("I have passed your question on")
    await citizen.picture("1-citizen-passed-on")
    desk, thread = official.page, official.page.get_by_role("complementary")
    await desk.get_by_role("link", name="Thread (0)").click()
    await thread.get_by_role("button", name="Claim").click()
    await expect(thread).to_contain_text("chief has it now")
    await thread.get_by_label("Write to the thread").fill(ANSWER)
    await thread.get_by_role("button", name="Preview answer").click()
    await thread.get_by_role("button", name="Send", exact=True).wait_for()
    await official.picture("2-official-preview")
    await expect(citizen.page.get_by_role("log")).not_to_contain_text(ANSWER)
    await thread.get_by_role("button", name="Send", exact=True).click()
    await expect(citizen.page.get_by_role("log")).to_contain_text(ANSWER)
    await expect(thread).to_contain_text("Delivered to the inquirer")
    await citizen.picture("3-citizen-answered")
    await thread.get_by_role("button", name="Publish as answer").first.click()
    await desk.get_by_label("Question").wait_for()
    await official.picture("4-official-publishes")
    await desk.get_by_role("button", name="Publish as an approved answer").click()
    await expect(thread).to_contain_text("The assistant uses it from now on", timeout=60_000)
    await official.picture("5-official-published")
    following = await asks(office, browser, QUESTION)
    await expect(following.page.get_by_role("log")).to_contain_text(ANSWER)
    await following.picture("6-next-citizen")
    assert [] == [*citizen.complaints, *official.complaints, *following.complaints]


async def test_pages_fit_a_phone_and_a_screen(office, browser):
    citizen = await asks(office, browser, QUESTION)
    await citizen.page.get_by_role("button", name="Ask a person", exact=True).click()
    await expect(citizen.page.get_by_role("log")).to_contain_text("I have passed your question on")
    fits = {"citizen": await citizen.fits()}
    for name, size in (("phone", PHONE), ("screen", SCREEN)):
        official = await at_desk(office, browser, size)
        fits[f"room on a {name}"] = await official.fits()
        await official.picture(f"room-{name}")
        await official.page.get_by_role("link", name="Thread (").click()
        await official.page.get_by_role("complementary").wait_for()
        fits[f"thread on a {name}"] = await official.fits()
        await official.picture(f"thread-{name}")
    assert dict.fromkeys(fits, True) == fits


async def test_a_keyboard_is_enough_to_claim_and_answer(office, browser):
    citizen = await asks(office, browser, QUESTION)
    await citizen.page.get_by_role("button", name="Ask a person", exact=True).press("Enter")
    await expect(citizen.page.get_by_role("log")).to_contain_text("I have passed your question on")
    official = await at_desk(office, browser)
    page, thread = official.page, official.page.get_by_role("complementary")
    await page.get_by_role("link", name="Thread (").press("Enter")
    await thread.get_by_role("button", name="Claim").press("Enter")
    await expect(thread).to_contain_text("has it now")
    await thread.get_by_label("Write to the thread").focus()
    await page.keyboard.type(ANSWER)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await thread.get_by_role("button", name="Send", exact=True).press("Enter")
    await expect(citizen.page.get_by_role("log")).to_contain_text(ANSWER)


async def tabbed_to(page: Page, text: str) -> bool:
    """Go on with the Tab key until something with a text has the focus; False where that never is."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if text in await page.evaluate("document.activeElement.textContent"):
            return bool(await page.evaluate("document.activeElement.matches(':focus-visible')"))
    return False


async def test_the_tab_key_reaches_all_of_the_chat(office, browser):
    await office.login()
    citizen = await page_of(browser, SCREEN)
    page = citizen.page
    await page.goto(office.base)
    skipped = await tabbed_to(page, "Write your question here")
    await page.keyboard.press("Enter")
    await page.keyboard.type(QUESTION)
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Ask a person", exact=True).wait_for()
    await page.reload()
    reached = await tabbed_to(page, "Ask a person")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("I have passed your question on")
    assert (True, True, []) == (skipped, reached, citizen.complaints)


async def test_the_dark_is_for_who_wants_it(office, browser):
    citizen = await asks(office, browser, QUESTION)
    await citizen.page.get_by_role("button", name="Ask a person", exact=True).wait_for()
    grounds = []
    for scheme in ("light", "dark"):
        await citizen.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        grounds.append(await citizen.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        await citizen.picture(f"chat-{scheme}")
    assert ["rgb(243, 246, 248)", "rgb(15, 23, 30)"] == grounds


async def test_a_room_with_something_new_says_so(office, browser):
    official = await at_desk(office, browser)
    page = official.page
    await page.get_by_role("link", name="ask the assistant").click()
    await page.get_by_label("Ask in any language").wait_for()
    citizen = await asks(office, browser, QUESTION)
    await citizen.page.get_by_role("button", name="Ask a person", exact=True).click()
    unread = page.get_by_role("link", name="inquiries unread")
    await unread.click()
    await page.get_by_role("link", name="Thread (0)").wait_for()
    await expect(unread).to_have_count(0)


async def test_everything_that_can_be_used_has_a_name(office, browser):
    citizen = await asks(office, browser, QUESTION)
    await citizen.page.get_by_role("button", name="Ask a person", exact=True).wait_for()
    official = await at_desk(office, browser)
    for watched in (citizen, official):
        nameless = await watched.page.evaluate(
            """() => [...document.querySelectorAll("button, a, select, textarea, input:not([type=hidden])")]
            .filter((one) => !(one.textContent.trim() || one.getAttribute("aria-label") || one.labels?.length))
            .map((one) => one.outerHTML)"""
        )
        landmarks = await watched.page.evaluate("document.querySelectorAll('main, nav, h1').length")
        assert [] == nameless
        assert landmarks >= 3


async def test_the_desk_in_korean_and_the_chat_in_indonesian(office, browser):
    citizen = await page_of(browser, PHONE, "id-ID")
    await citizen.page.goto(office.base)
    await expect(citizen.page.get_by_role("button", name="Kirim")).to_be_visible()
    await citizen.picture("chat-id")
    official = await at_desk(office, browser)
    await official.page.get_by_role("button", name="한국어").click()
    await expect(official.page.get_by_role("heading", name="국제교류 창구")).to_be_visible()
    await official.picture("desk-ko")
