"""The page of a questionnaire: recorded voices, what each channel makes of the answers, and what the rules mean."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from cast import Cast, sign_in
from flask.testing import FlaskClient
from kept import app_over

from vocsurvey.db.people import Role
from vocsurvey.library import Library
from vocsurvey.operations.versions import pin
from vocsurvey.questionnaire.check_rules import RULES
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.runtime import Runtime
from vocsurvey.web.lint_rules import Block, read_blocks

NAME = "support-case"
PAGE = f"/questionnaires/{NAME}"
SOUND = b"ID3 a voice"


def text_of(page: str) -> str:
    """A page without its markup, every run of blanks as one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def voiced(questionnaire: Questionnaire) -> Questionnaire:
    """Its first two questions recorded in English."""
    first, second, *others = questionnaire.questions
    recorded = (one.model_copy(update={"audio": {"en": f"{one.id}-en.mp3"}}) for one in (first, second))
    return questionnaire.model_copy(update={"questions": (*recorded, *others)})


@pytest.fixture
def library(runtime: Runtime, tmp_path: Path) -> Library:
    """The library with recorded voices: of the two files that are named one is there."""
    (tmp_path / "audio" / NAME).mkdir(parents=True)
    (tmp_path / "audio" / NAME / "resolved-en.mp3").write_bytes(SOUND)
    return Library({**runtime.library, NAME: voiced(runtime.library[NAME])}, tmp_path / "audio")


@pytest.fixture
def listener(runtime: Runtime, library: Library, cast: Cast) -> FlaskClient:
    """A browser in which a caller has signed in, over that library."""
    client = app_over(replace(runtime, library=library)).test_client()
    sign_in(client, Role.CALLER)
    return client


def test_the_page_plays_what_is_recorded_and_names_what_is_not(listener: FlaskClient) -> None:
    page = listener.get(PAGE).text
    (source,) = re.findall(r'<audio controls preload="none" src="([^"]+)"', page)
    assert source.startswith(f"/carrier/audio/{NAME}/resolved-en.mp3?v=")
    with listener.get(unescape(source)) as sound:
        assert (sound.status_code, sound.data, sound.content_type) == (200, SOUND, "audio/mpeg")
    assert "media-src 'self'" in listener.get(PAGE).headers["Content-Security-Policy"]
    told = text_of(page)
    assert "not there one_contact-en.mp3 is named and has no recording here; the synthetic voice says it." in told
    assert re.search(
        r"Recorded voices in English: 1 of the \d+ texts that can be recorded; 1 more is named and not", told
    )
    german = text_of(listener.get(f"{PAGE}?language=de").text)
    assert "Nothing is recorded in German: the synthetic voice says it all." in german
    assert "<audio" not in listener.get(f"{PAGE}?language=de").text


def test_an_older_version_has_no_voice_of_the_present_one(listener: FlaskClient, cast: Cast, library: Library) -> None:
    older = library[NAME].model_copy(update={"core": ("cared",)})
    with cast.runtime.database.transaction() as session:
        pin(session, older, cast.now)
    page = listener.get(f"{PAGE}/versions/{digest(older)}").text
    assert "<audio" not in page
    assert "resolved-en.mp3" in page


def test_each_channel_shows_what_it_makes_of_the_answers(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    page = text_of(client.get(PAGE).text)
    assert "Then the automated voice says For yes, press 1. For no, press 2. The caller sees 1 yes 2 no" in page
    keys = "For very dissatisfied, press 1. For very satisfied, press 5. Or any number in between."
    assert f"{keys} The caller sees 1 very dissatisfied 2 3 4 5 very satisfied" in page
    options = (
        "For the product, press 2. For the way we work, press 3. For the price, press 4. For something else, press 5."
    )
    assert f"{options} The caller reads out and chooses 1 the person you spoke with 2 the product" in page
    assert "Say it in your own words, or press hash. The caller writes down the words" in page
    german = text_of(client.get(f"{PAGE}?language=de").text)
    assert "Für Ja: Taste 1. Für Nein: Taste 2. The caller sees 1 ja 2 nein" in german
    win_back = text_of(client.get("/questionnaires/win-back").text)
    assert "answer-idle" in win_back
    assert 'href="/lint#answer-idle"' in client.get("/questionnaires/win-back").text


@pytest.mark.parametrize(("role", "led"), [(Role.MANAGER, True), (Role.CALLER, False), (Role.AGENT, False)])
def test_where_it_is_used_leads_to_the_cases_of_those_who_may_see_them(
    client: FlaskClient, cast: Cast, role: Role, led: bool
) -> None:
    sign_in(client, role)
    assert (f'href="/campaigns/{cast.campaign_id}/cases"' in client.get(PAGE).text) is led


def test_every_rule_has_its_place_on_the_page_of_rules(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.AGENT)
    page = client.get("/lint").text
    for name, rule in RULES.items():
        assert page.count(f'<h3 id="{name}" class="code">{name}</h3>') == 1
        assert f"To mend it, {rule.remedy}." in text_of(page)
    assert '<a href="#what-is-said">What is said</a>' in page
    assert "```" not in page
    assert not re.search(r"[`*]{1,2}\w", re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL))


def test_the_few_forms_of_the_text() -> None:
    text = (
        "# Title\n\n    typed\n\n## A <b>\n\nOne `x < y`\n**two**, *three*.\n\n```yaml\na:\n\n  - b\n```\n\n### c-d\n"
    )
    found = tuple(read_blocks(text))
    assert found == (
        Block("pre", "typed"),
        Block("h2", "A <b>"),
        Block("p", "One `x < y` **two**, *three*."),
        Block("pre", "a:\n\n  - b"),
        Block("h3", "c-d"),
    )
    assert found[1].anchor == "a-b"
    assert found[2].marked == "One <code>x &lt; y</code> <strong>two</strong>, <em>three</em>."


def test_the_text_is_shipped_with_the_package() -> None:
    shipped = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    assert '"docs/lint.md" = "vocsurvey/data/docs/lint.md"' in shipped
