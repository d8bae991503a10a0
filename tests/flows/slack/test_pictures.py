"""What officials see on Slack, as pictures: kept under `var/screenshots`, some of them in the README."""

from datetime import UTC, datetime
from shutil import which
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import async_playwright

from evals.app import AssistantError, assistant
from evals.slack.rendering import Shown, page
from tests.contracts.desks.slack import SlackDriver
from tests.contracts.desks.test_desk import seen
from tests.doubles.processes import ROOT

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
PICTURES = ROOT / "var" / "screenshots"
NAMES = {"UKIM": "Kim", "ULEE": "Lee", "UDESK": "Exchange Desk", "CTICKETS": "exchange-tickets"}
CHANNELS = ("exchange-tickets", "exchange-heads", "exchange-digest", "exchange-team")
SCREENS = {
    "en": (
        "May my choir of thirty people sing on the harbour stage of the sister-city festival?",
        "Yes. Please write to the festival team before 1 March; choirs of up to forty people sing there.",
    ),
    "ko": (
        "자매도시 축제 항구 무대에서 우리 합창단 서른 명이 노래할 수 있나요?",
        "네. 3월 1일까지 축제 담당자에게 신청해 주세요. 마흔 명까지 항구 무대에 설 수 있습니다.",
    ),
}
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed: `apt-get install chromium` brings it"),
]


@pytest.fixture(params=sorted(SCREENS))
async def desk(request, tmp_path):
    try:
        driver = SlackDriver(tmp_path, assistant(ROOT / "var" / "index"))
    except AssistantError as error:
        pytest.skip(f"the pictures show the corpus: {error}")
    driver.office.more = {"desk_language": request.param}
    driver.language = request.param
    await driver.start()
    yield driver
    await driver.stop()


async def pictured(name, html):
    """Draw a page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        drawn = await browser.new_page(viewport={"width": 1280, "height": 1000})
        await drawn.set_content(html)
        await drawn.screenshot(path=PICTURES / f"slack-{name}.png")
        wide = await drawn.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await browser.close()
    return wide


def shown(desk, post):
    """A post as one reader sees it."""
    moment = datetime.fromtimestamp(float(post.ts), UTC).astimezone(ZoneInfo("Asia/Seoul"))
    replies = len(desk.workspace.thread(post.channel, post.ts)) - 1
    return Shown(
        author=NAMES[post.user],
        is_app=post.bot,
        time=f"{moment:%H:%M}",
        text=post.text,
        blocks=post.blocks,
        reactions=sorted(post.reactions),
        replies=replies,
        edited=post.edited,
    )


def drawn(desk, channel, root=None, **views):
    top = [shown(desk, post) for post in desk.workspace.top_level(channel)]
    thread = [shown(desk, post) for post in desk.workspace.thread(channel, root)] if root else None
    name = desk.workspace.channels[channel].name
    return page("City Exchange", name, top, thread, channels=CHANNELS, names=NAMES, **views)


async def test_a_ticket_a_form_a_home_tab_and_an_answer(desk):
    language, (question, answer) = desk.language, SCREENS[desk.language]
    await desk.asks(question)
    await desk.press("kim", "claim")
    await desk.write("kim", answer)
    card = desk.office.card()
    fits = [await pictured(f"ticket-{language}", drawn(desk, card.channel, card.ts))]
    await desk.people.open_home("UKIM")
    await desk.stage.settle()
    home = desk.workspace.homes["UKIM"]
    fits.append(await pictured(f"home-{language}", page("City Exchange", "Exchange Desk", [], home=home)))
    await desk.press("kim", "send")
    await desk.press("kim", "publish-form")
    (modal,) = desk.workspace.views.values()
    fits.append(await pictured(f"form-{language}", drawn(desk, card.channel, card.ts, modal=modal.view)))
    asked = await desk.people.write("ULEE", "CTEAM", "<@UDESK> Which sister cities does Busan have in Japan?")
    await desk.stage.settle()
    fits.append(await pictured(f"asked-{language}", drawn(desk, "CTEAM", asked)))
    said = [post.text for post in desk.workspace.thread("CTEAM", asked)]
    assert [[True] * 4, 1, 1] == [fits, seen(said, "Shimonoseki"), seen(await desk.told(), answer)]
