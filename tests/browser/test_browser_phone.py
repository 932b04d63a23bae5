"""The sandbox's phone in a real Chromium: it rings, it is answered, and a person is heard as a customer would be."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from carrier_house import House, Reply, house, twiml
from playwright.sync_api import Browser, BrowserContext, Page, expect
from shaky_network import ShakyNetwork

pytestmark = pytest.mark.browser

PHONE = "+12025550198"
PATIENCE = 30_000
GERMAN = "Wie zufrieden sind Sie mit der Lösung? Drücken Sie eine Zahl von 1 bis 5."
# A browser that has voices and an ear: what headless Chromium does not come with.
EQUIPPED = """
  const spoken = window.spoken = [];
  window.cancelled = 0;
  class Utterance { constructor(text) { this.text = text; } }
  const voices = [
    { lang: "en-US", name: "Ann", localService: true }, { lang: "de-AT", name: "Resi", localService: false },
    { lang: "de_DE", name: "Hanna", localService: true },
  ];
  class Synthesis extends EventTarget {
    getVoices() { return voices; }
    speak(one) {
      spoken.push({ text: one.text, voice: one.voice.name, volume: one.volume });
      setTimeout(() => one.onstart(), 10);
      if (!window.endless) setTimeout(() => one.onend(), 60);
    }
    cancel() { window.cancelled += 1; }
  }
  Object.defineProperty(window, "SpeechSynthesisUtterance", { value: Utterance });
  Object.defineProperty(window, "speechSynthesis", { value: new Synthesis() });
  window.SpeechRecognition = class {
    start() { window.ear = this; }
    stop() { this.onend(); }
    abort() { this.onend(); }
  };
"""


def gather(text: str, inside: str = "", language: str = "en-US") -> str:
    return (
        f"<Gather numDigits='1' finishOnKey='' timeout='3' action='turn' actionOnEmptyResult='true' {inside}>"
        f"<Say language='{language}'>{text}</Say></Gather>"
    )


@pytest.fixture
def home() -> Iterator[House]:
    """A carrier whose phone is in the browser."""
    with house(cast={PHONE: "browser"}, grace_seconds=2.0) as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody who is not hurried."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def open_phone(context: BrowserContext, home: House) -> Iterator[Callable[..., Page]]:
    """Open the phone in a new tab; in the end the console must have had nothing to complain about."""
    complaints: list[str] = []

    def opened(base: str = "") -> Page:
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto((base or home.url) + "/phone")
        in_view(page, "idle")
        return page

    yield opened
    assert [one for one in complaints if not one.startswith("Failed to load resource")] == []


def in_view(page: Page, view: str) -> None:
    expect(page.locator("html")).to_have_attribute("data-view", view, timeout=PATIENCE)


def answered(home: House, page: Page, token: str = "t1") -> None:
    """Have the phone called, and answer."""
    home.call(PHONE, token)
    in_view(page, "ringing")
    page.get_by_role("button", name="Answer").click()
    in_view(page, "talking")


def digits(home: House) -> list[str]:
    return [received.form.get("Digits", "-") for received in home.customer.at("/carrier/t1/turn")]


def waits(page: Page) -> None:
    """Wait until the prompt is over and the time for an answer runs."""
    until(page, "document.querySelector('#left').value > 0")


def until(page: Page, expression: str) -> None:
    """Wait until the expression is true. (The page's policy forbids the way in which Playwright would wait.)"""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"this never became true: {expression}"
        page.wait_for_timeout(20)


def test_a_call_with_the_keyboard_alone(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", gather(GERMAN, language="de-DE"))
    home.customer.replies(
        "/carrier/t1/turn", Reply(twiml(gather("Press star."))), Reply(twiml("<Say>Thank you.</Say><Hangup/>"))
    )
    page = open_phone()
    expect(page.locator("#detail")).to_have_text("Have +1 202 555 0198 called, and this page rings.")
    home.call(PHONE)
    in_view(page, "ringing")
    assert page.title().startswith("☎ Incoming call")
    expect(page.locator("#detail")).to_have_text("+1 202 555 0100 calls +1 202 555 0198")
    expect(page.get_by_role("button", name="Answer")).to_be_focused()
    page.keyboard.press("Enter")
    caption = page.locator("#caption")
    expect(caption).to_have_text(GERMAN)
    expect(caption).to_have_attribute("lang", "de-DE")
    expect(page.locator("#language")).to_have_text("German (Germany)")
    expect(page.locator("#voice-note")).to_have_text("This browser has no voice for German (Germany): read along.")
    expect(page.locator("#listening-text")).to_have_text("Press a key")
    expect(page.locator("#caption-who")).to_have_text("Speaking now")
    page.keyboard.press("5")  # in the middle of the prompt, which takes more than five seconds to read
    expect(caption).to_have_text("Press star.")
    page.keyboard.press("*")
    in_view(page, "ended")
    expect(page.locator("#detail")).to_contain_text("The caller hung up. 0:0")
    expect(page.locator("#state")).to_be_focused()
    assert digits(home) == ["5", "*"]
    assert page.locator("#lines .text").all_text_contents() == [
        GERMAN, "pressed 5", "Press star.", "pressed *", "Thank you.",
    ]  # fmt: skip
    page.get_by_role("button", name="Ready for the next call").click()
    in_view(page, "idle")
    assert home.quiet()["violations"] == []


def test_keys_on_the_screen_and_silence(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", gather("Hm?"))
    home.customer.replies("/carrier/t1/turn", Reply(twiml(gather("Again?"))), Reply(twiml(gather("At last?"))))
    page = open_phone()
    answered(home, page)
    waits(page)
    page.get_by_role("group", name="Keypad").get_by_role("button", name="8").click()
    expect(page.locator("#caption")).to_have_text("Again?")
    expect(page.locator("#caption")).to_have_text("At last?", timeout=PATIENCE)
    expect(page.locator(".line.silence")).to_contain_text("said and pressed nothing")
    page.get_by_role("button", name="Hang up").click()
    in_view(page, "ended")
    expect(page.locator("#detail")).to_contain_text("You hung up.")
    assert digits(home) == ["8", ""]


def test_a_key_that_nobody_waits_for_is_shown_as_lost(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", "<Say>Just listen to all of these words now.</Say><Pause length='30'/>")
    page = open_phone()
    answered(home, page)
    expect(page.locator("#listening-text")).to_have_text("Just listen: no key is heard now")
    page.keyboard.press("7")
    expect(page.locator(".line.unheard")).to_contain_text("nobody was listening")
    assert home.ledger()["lost_keys"][0]["keys"] == "7"


def test_keys_that_are_typed_quickly_arrive_in_their_order(
    home: House, context: BrowserContext, open_phone: Callable[..., Page]
) -> None:
    # The way to the carrier takes its time with every other key.
    context.add_init_script("""
      const send = window.fetch.bind(window);
      let keys = 0;
      window.fetch = async (url, request) => {
        const slow = String(url).endsWith("/key") && keys++ % 2 === 0;
        if (slow) await new Promise((on) => setTimeout(on, 300));
        return send(url, request);
      };
    """)
    home.customer.says("/carrier/t1/answer", gather("From 0 to 10?").replace("numDigits='1'", "numDigits='2'"))
    home.customer.replies(
        "/carrier/t1/turn",
        Reply(twiml(gather("Which year?").replace("numDigits='1'", "numDigits='4'"))),
        Reply(twiml("<Hangup/>")),
    )
    page = open_phone()
    answered(home, page)
    page.keyboard.type("10")
    expect(page.locator("#caption")).to_have_text("Which year?")
    page.keyboard.type("2019")
    in_view(page, "ended")
    assert digits(home) == ["10", "2019"]


def test_typed_words_hold_the_time(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", gather("Why?", "input='dtmf speech' speechTimeout='1'"))
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    page = open_phone()
    answered(home, page)
    expect(page.locator("#listening-text")).to_have_text("Press a key, or say it in words")
    page.get_by_label("Say", exact=True).press_sequentially("It took 5 ")
    page.wait_for_timeout(3500)  # longer than the timeout of the question
    page.get_by_label("Say", exact=True).press_sequentially("days")
    page.keyboard.press("Enter")
    in_view(page, "ended")
    (turn,) = home.customer.at("/carrier/t1/turn")
    assert turn.form["SpeechResult"] == "It took 5 days"


def test_declined(home: House, open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    sid = home.call(PHONE)
    in_view(page, "ringing")
    page.get_by_role("button", name="Decline").click()
    in_view(page, "idle")
    assert home.quiet()["calls"] == {sid: "busy"}
    expect(page.locator("#notice")).to_be_hidden()


def test_a_missed_call_is_told(home: House, open_phone: Callable[..., Page]) -> None:
    page = open_phone()
    home.call(PHONE, timeout=1)
    in_view(page, "ringing")
    in_view(page, "idle")
    expect(page.locator("#notice")).to_contain_text("Missed call from +1 202 555 0100")


def test_the_second_tab_says_so(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", gather("Hm?"))
    first, second = open_phone(), open_phone()
    home.call(PHONE)
    in_view(second, "ringing")
    in_view(first, "ringing")
    first.bring_to_front()
    first.get_by_role("button", name="Answer").click()
    in_view(second, "idle")
    expect(second.locator("#notice")).to_have_text("The call was answered in another tab.")
    in_view(first, "talking")


def test_a_page_that_is_loaded_again_keeps_its_call(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", gather("Hm?").replace("'3'", "'60'"))
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    page = open_phone()
    answered(home, page)
    waits(page)
    page.reload()
    in_view(page, "talking")
    expect(page.locator("#caption")).to_have_text("Hm?")
    page.keyboard.press("3")
    in_view(page, "ended")
    assert digits(home) == ["3"]


def test_a_page_that_is_closed_has_hung_up(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", gather("Hm?").replace("'3'", "'60'"))
    page = open_phone()
    answered(home, page)
    page.close()
    assert list(home.quiet()["calls"].values()) == ["completed"]
    assert digits(home) == []


def test_a_gap_in_the_network_is_told_and_bridged(home: House, open_phone: Callable[..., Page]) -> None:
    home.customer.says("/carrier/t1/answer", gather("Hm?").replace("'3'", "'60'"))
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    with ShakyNetwork(home.url).open() as network:
        page = open_phone(network.url)
        answered(home, page)
        waits(page)
        network.cut()
        expect(page.locator("#notice")).to_have_text("The connection is lost; trying again …")
        network.mend()
        expect(page.locator("#notice")).to_be_hidden(timeout=PATIENCE)
        in_view(page, "talking")
        page.keyboard.press("2")
        in_view(page, "ended")
        page.close()
    assert digits(home) == ["2"]


def test_the_voice_speaks_the_language_and_is_interrupted(
    home: House, context: BrowserContext, open_phone: Callable[..., Page]
) -> None:
    context.add_init_script(EQUIPPED)
    home.customer.says("/carrier/t1/answer", f"<Say language='de-DE'>{GERMAN}</Say>" + gather("And you?"))
    home.customer.says("/carrier/t1/turn", "<Say>One. Two. Three.</Say><Pause length='30'/>")
    page = open_phone()
    answered(home, page)
    waits(page)
    spoken = page.evaluate("spoken")
    assert [one["text"] for one in spoken] == [*GERMAN.split(" Drücken")[:1], "Drücken" + GERMAN.split("Drücken")[1],
                                               "And you?"]  # fmt: skip
    assert [one["voice"] for one in spoken] == ["Hanna", "Hanna", "Ann"]
    expect(page.locator("#voice-note")).to_be_hidden()
    page.evaluate("window.endless = true")
    page.keyboard.press("1")
    until(page, "spoken.length === 4")
    mute = page.get_by_role("button", name="Mute the voice")
    mute.click()
    expect(mute).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#voice-note")).to_have_text("The voice is muted: read along.")
    assert page.evaluate("cancelled") == 1
    # The rest is read at reading speed, and then the call goes on.
    expect(page.locator("#caption-who")).to_have_text("Said last")
    page.get_by_role("button", name="Hang up").click()
    in_view(page, "ended")


def test_a_key_stops_the_voice(home: House, context: BrowserContext, open_phone: Callable[..., Page]) -> None:
    context.add_init_script(EQUIPPED + "window.endless = true;")
    home.customer.says("/carrier/t1/answer", gather("Without an end?"))
    home.customer.says("/carrier/t1/turn", "<Pause length='30'/>")
    page = open_phone()
    answered(home, page)
    until(page, "spoken.length === 1")
    assert page.evaluate("cancelled") == 0
    page.keyboard.press("4")
    until(page, "cancelled === 1")
    home.until(lambda: digits(home) == ["4"])


def test_spoken_words_are_heard(home: House, context: BrowserContext, open_phone: Callable[..., Page]) -> None:
    context.add_init_script(EQUIPPED)
    home.customer.says("/carrier/t1/answer", gather("Why?", "input='speech' language='de-DE' speechTimeout='1'"))
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    page = open_phone()
    answered(home, page)
    page.get_by_role("button", name="Speak").click()
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    assert page.evaluate("ear.lang") == "de-DE"
    page.evaluate("ear.onresult({ results: [[{ transcript: ' zu langsam ', confidence: 0.75 }]] }); ear.onend()")
    in_view(page, "ended")
    (turn,) = home.customer.at("/carrier/t1/turn")
    assert (turn.form["SpeechResult"], turn.form["Confidence"]) == ("zu langsam", "0.75000000")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360), ("dark", 390)])
def test_no_view_has_a_fault(
    home: House, open_phone: Callable[..., Page], scheme: Literal["light", "dark"], width: int
) -> None:
    home.customer.says("/carrier/t1/answer", gather(GERMAN, "input='dtmf speech'", "de-DE").replace("'3'", "'60'"))
    home.customer.says("/carrier/t1/turn", "<Say>Listen to this.</Say><Pause length='60'/>")
    page = open_phone()
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    faults = faults_of(page)
    home.call(PHONE)
    in_view(page, "ringing")
    faults += faults_of(page)
    page.get_by_role("button", name="Answer").click()
    in_view(page, "talking")
    until(page, "document.querySelector('#caption').textContent !== ''")
    faults += faults_of(page)
    page.keyboard.press("1")
    expect(page.locator("#listening-text")).to_have_text("Just listen: no key is heard now")
    page.keyboard.press("2")
    expect(page.locator(".line.unheard")).to_be_visible()
    faults += faults_of(page)
    page.get_by_role("button", name="Hang up").click()
    in_view(page, "ended")
    assert faults + faults_of(page) == []


def faults_of(page: Page) -> list[str]:
    """What axe finds in the view as it stands, and a page that is wider than its window."""
    view = page.evaluate("document.documentElement.dataset.view")
    found: dict[str, Any] = Axe().run(page).response
    faults = [
        f"{view} {one['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append(f"{view} is wider than its window")
    out = """(() => { const edge = document.querySelector(".phone").getBoundingClientRect().right;
      return [...document.querySelectorAll(".phone *")].filter((one) => one.getBoundingClientRect().right > edge).length
    })()"""
    return [*faults, f"{view}: something sticks out of the phone"] if page.evaluate(out) else faults
