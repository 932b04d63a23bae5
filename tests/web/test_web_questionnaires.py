"""The pages of questionnaires: what is asked, how it differs from before, and a rehearsal that keeps nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from cast import Cast, sign_in, token_in
from flask.testing import FlaskClient
from kept import app_over

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus
from vocsurvey.db.people import Role
from vocsurvey.interview.message import message_for_machine
from vocsurvey.interview.persona import Persona
from vocsurvey.interview.rehearse import EXAMPLE_FACTS
from vocsurvey.library import Library
from vocsurvey.operations.versions import pin
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.runtime import Runtime
from vocsurvey.web.rehearsing import LONGEST_WORDS, MOST_HEARD

NAME = "support-case"
PAGE = f"/questionnaires/{NAME}"
STAGE = f"{PAGE}/rehearsal"


@pytest.fixture
def reader(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which the manager has signed in."""
    sign_in(client, Role.MANAGER)
    return client


def text_of(page: str) -> str:
    """A page without its markup, every run of blanks as one."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def older(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire as it might have been: without its first question, and with another title."""
    title = {**questionnaire.title, "en": "After a support call"}
    return questionnaire.model_copy(update={"questions": questionnaire.questions[1:], "title": title})


def field_old(cast: Cast, questionnaire: Questionnaire) -> str:
    """Make a version that was fielded once; its digest."""
    with cast.runtime.database.transaction() as session:
        return pin(session, questionnaire, cast.now - timedelta(days=30)).digest


def test_the_shelf_names_every_questionnaire(reader: FlaskClient, runtime: Runtime) -> None:
    page = reader.get("/questionnaires").text
    for name, questionnaire in runtime.library.items():
        assert f'href="/questionnaires/{name}"' in page
        assert questionnaire.title["en"] in page
    assert "1, 1 running" in text_of(page)
    assert "none yet" in text_of(page)


def test_the_shelf_of_an_empty_library(runtime: Runtime, cast: Cast, client: FlaskClient) -> None:
    bare = app_over(replace(runtime, library=Library({}))).test_client()
    sign_in(bare, Role.MANAGER)
    page = text_of(bare.get("/questionnaires").text)
    assert "no longer in the library" in page, "what was fielded stays readable"
    assert bare.get(PAGE).status_code == 200
    assert bare.get(STAGE).status_code == 200
    assert bare.get("/questionnaires/relationship").status_code == 404


def test_the_page_shows_every_word_on_both_channels(reader: FlaskClient, runtime: Runtime) -> None:
    questionnaire = runtime.library[NAME]
    for language in questionnaire.languages:
        page = text_of(reader.get(f"{PAGE}?language={language}").text)
        for question in questionnaire.questions:
            for live in (False, True):
                words = [one for one in re.split(r"[{\[].*?[}\]]", question.text(language, live=live)) if one.strip()]
                assert all(" ".join(one.split()).strip(" ,.?") in page for one in words), question.id
        assert questionnaire.machine_message is not None
        message = questionnaire.machine_message.text(language, live=False).partition("{contact.name}. ")[2]
        assert "Message for an answering machine" in page
        assert message in page


def test_the_page_says_when_how_long_and_where(reader: FlaskClient) -> None:
    page = text_of(reader.get(PAGE).text)
    assert "Only if the answer to “resolved” is yes" in page
    assert "no: negative, high, about service" in page
    assert re.search(r"usually \d min( \d\d s)?, at the longest \d min", page)
    assert "Autumn support cases running" in page
    assert re.search(r"\d interviews? of 5 cases", page)
    assert "Seconds for each part" in page


TOKEN = re.compile(r'value="[\w.-]{60,}"')


def test_an_unknown_language_is_the_first(reader: FlaskClient) -> None:
    unknown, first = (reader.get(f"{PAGE}{query}").text for query in ("?language=xx", ""))
    # The forms' tokens hold the second in which they were made.
    assert TOKEN.sub("", unknown) == TOKEN.sub("", first)


@pytest.mark.parametrize(
    "path",
    [
        "/questionnaires/none",
        "/questionnaires/none/rehearsal",
        f"{PAGE}/versions/{'0' * 64}",
        f"{PAGE}/versions/x?with=y",
        "/questionnaires/none/versions/x",
    ],
)
def test_what_does_not_exist_is_not_found(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_two_versions_and_what_differs(reader: FlaskClient, cast: Cast, runtime: Runtime) -> None:
    now, before = runtime.library.digests[NAME], field_old(cast, older(runtime.library[NAME]))
    page = reader.get(f"{PAGE}/versions/{now}")
    told = text_of(page.text)
    assert f"What is other than in version {before[:8]}" in told
    assert "1 added, 0 removed, 1 changed" in told
    assert "<del>" in page.text
    assert "<ins>" in page.text
    back = text_of(reader.get(f"{PAGE}/versions/{before}?with={now}").text)
    assert "0 added, 1 removed, 1 changed" in back
    assert "After a support call" in back
    alone = text_of(reader.get(f"{PAGE}/versions/{before}").text)
    assert "What is other than" not in alone
    same = text_of(reader.get(f"{PAGE}/versions/{now}?with={now}").text)
    assert "Nothing: both ask the same, in the same words." in same
    assert reader.get(f"{PAGE}/versions/{now}?with={'0' * 64}").status_code == 404


def test_a_version_is_found_under_its_own_name_only(reader: FlaskClient, cast: Cast, runtime: Runtime) -> None:
    before = field_old(cast, older(runtime.library[NAME]))
    assert reader.get(f"/questionnaires/relationship/versions/{before}").status_code == 404


def test_a_version_that_was_only_tried_out_is_none(reader: FlaskClient, cast: Cast, runtime: Runtime) -> None:
    tried = field_old(cast, older(runtime.library[NAME]))
    with runtime.database.transaction() as session:
        session.add(
            Campaign(
                kind=CampaignKind.TEST,
                name="test calls",
                company_name="Northwind",
                questionnaire_name=NAME,
                questionnaire_digest=tried,
                status=CampaignStatus.FINISHED,
                touchpoint_kinds=[],
                from_number="+12025550199",
                created_at=cast.now,
            )
        )
    page = text_of(reader.get(PAGE).text)
    assert "test calls" not in page
    assert tried[:8] not in page
    assert reader.get(f"{PAGE}/versions/{tried}").status_code == 404


def test_a_caller_is_led_only_to_campaigns_that_run(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.CALLER)
    link = f'href="/campaigns/{cast.campaign_id}"'
    assert link in client.get(PAGE).text
    cast.finish()
    page = client.get(PAGE).text
    assert link not in page
    assert "Autumn support cases" in page


def test_wording_is_only_ever_text(cast: Cast, client: FlaskClient, runtime: Runtime) -> None:
    questionnaire = runtime.library[NAME]
    hostile = "<script>alert(1)</script> {contact.name|<b>x</b>} [about <i>{touchpoint.subject}</i>]"
    first = questionnaire.questions[0].model_copy(update={"say": dict.fromkeys(questionnaire.languages, hostile)})
    changed = questionnaire.model_copy(update={"questions": (first, *questionnaire.questions[1:])})
    before = field_old(cast, changed)
    sign_in(client, Role.MANAGER)
    for path in (f"{PAGE}/versions/{before}", f"{PAGE}/versions/{runtime.library.digests[NAME]}?with={before}"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<b>x" not in page
        assert "<i>" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_no_page_holds_inline_style_or_script(reader: FlaskClient, runtime: Runtime) -> None:
    version = f"{PAGE}/versions/{runtime.library.digests[NAME]}"
    for path in ("/questionnaires", PAGE, version, STAGE, f"{STAGE}?heard=1&heard=2"):
        page = reader.get(path).text
        assert not re.search(r"<style|style=|<script(?![^>]*\bsrc=)|<[^>]*\son[a-z]+=|javascript:", page), path


def play(client: FlaskClient, *heard: str, status: int = 200, **form: str) -> str:
    """The stage after a form was sent."""
    token = token_in(client.get(STAGE).text)
    answer = client.post(STAGE, data={"csrf_token": token, "heard": list(heard), **form})
    assert answer.status_code == status
    return answer.text


def heard_in(page: str) -> list[str]:
    """What the first form of the page carries on."""
    first = page.partition('<form method="post" id=')[2].partition("</form>")[0]
    return [one.replace("&#39;", "'") for one in re.findall(r'name="heard" value="([^"]*)"', first)]


@pytest.mark.parametrize(
    ("tick", "said"),
    [
        ("shared", "We would like to ask Maria Keller"),
        ("later", "We had begun to ask Maria Keller"),
        ("inbound", "Thank you for calling back. We called you"),
    ],
)
def test_a_rehearsal_of_a_call_that_is_no_first_one(reader: FlaskClient, tick: str, said: str) -> None:
    page = reader.get(f"{STAGE}?{tick}=yes&heard=1").text
    assert said in page
    assert said not in reader.get(f"{STAGE}?heard=1").text
    assert f'<input type="hidden" name="{tick}" value="yes">' in page, "the next answer is to the same call"
    assert f'name="{tick}" value="yes" checked>' in page


def test_a_rehearsal_goes_on_with_each_answer(reader: FlaskClient) -> None:
    page = reader.get(STAGE).text
    assert "this is an automated call from Example Systems" in text_of(page)
    assert "am I speaking with Maria Keller" in text_of(page)
    page = play(reader, hear="1")
    assert heard_in(page) == ["1"]
    assert "Has your issue been resolved?" in page
    page = play(reader, "1", hear="2")
    assert "resolved: no" in text_of(page)
    assert "high, negative, about service" in text_of(page)
    assert heard_in(play(reader, "1", "2", do="undo")) == ["1"]
    assert heard_in(play(reader, "1", "2", do="over")) == []
    assert heard_in(play(reader, "1", "2")) == ["1", "2"]


@pytest.mark.parametrize(
    ("heard", "label", "keys"),
    [
        (("1", "*"), "The star menu", "1349*"),
        (("1", "1", "*"), "The star menu", "12349*"),
        (("1", "say: stop"), "Whether to stop", "129"),
    ],
)
def test_what_is_offered_beside_a_question_can_be_clicked(
    reader: FlaskClient, heard: tuple[str, ...], label: str, keys: str
) -> None:
    page = reader.get(STAGE, query_string={"heard": heard}).text
    group = page.partition(f'aria-label="{label}">')[2].partition("</div>")[0]
    assert re.findall(r'name="hear" value="(.)"', group) == list(keys)


def test_own_words_and_typed_keys_are_heard(reader: FlaskClient) -> None:
    until_open = ("1", "2", "1", "1", "2")
    assert 'id="own-words"' in reader.get(STAGE, query_string={"heard": until_open}).text
    page = play(reader, *until_open, do="words", words="  <b>Nobody</b>  called me ")
    assert "“&lt;b&gt;Nobody&lt;/b&gt; called me”" in page
    assert "<b>Nobody" not in page
    assert heard_in(play(reader, do="keys", keys=" 1 ")) == ["1"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"hear": "xyz"}, "That cannot be heard"),
        ({"do": "keys", "keys": "one"}, "That cannot be heard"),
        ({"do": "words", "words": "  "}, "Say something first"),
        ({"do": "keys", "keys": ""}, "Say something first"),
        ({"do": "words", "words": "x" * LONGEST_WORDS}, "Say something first"),
        ({"do": "persona"}, "Choose who answers first."),
    ],
)
def test_a_wish_that_cannot_be_met_is_told_and_nothing_is_lost(
    reader: FlaskClient, form: Mapping[str, str], sentence: str
) -> None:
    page = play(reader, "1", status=422, **form)
    assert sentence in page
    assert heard_in(page) == ["1"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_rehearsal_shows_what_a_machine_would_hear(reader: FlaskClient, runtime: Runtime, language: str) -> None:
    left = message_for_machine(runtime.library[NAME], {**EXAMPLE_FACTS, "contact.language": language})
    assert left is not None
    page = reader.get(f"{STAGE}?language={language}").text
    assert "If a machine answers" in page
    said = page.partition('id="left"')[2].partition("</blockquote>")[0]
    assert f'lang="{language}"' in said
    assert left.text[:30] in unescape(said)


def test_a_rehearsal_is_bounded(reader: FlaskClient) -> None:
    full = ["1", *["ask: repeat"] * (MOST_HEARD - 1)]
    page = play(reader, *full, hear="1", status=422)
    assert f"A rehearsal holds {MOST_HEARD} answers." in page
    assert len(heard_in(page)) == MOST_HEARD
    assert heard_in(play(reader, *full, "1", status=422)) == []
    assert reader.get(STAGE, query_string={"heard": [*full, "1"]}).status_code == 422
    wordy = [f"say: {'indeed ' * 30}"] * 12
    assert "too long for a link" in play(reader, "1", *wordy)


def test_a_link_leads_to_the_same_point(reader: FlaskClient) -> None:
    page = play(reader, "1", hear="2", language="de", decides="yes", complaint="yes", sparse="yes", persona="angry")
    link = re.search(r'<a href="([^"]*)">Link to this point', page)
    assert link is not None
    answer = reader.get(unescape(link[1]))
    assert answer.status_code == 200
    shared = answer.text
    assert text_of(shared.partition('class="stage"')[2]) == text_of(page.partition('class="stage"')[2])
    assert "Ist Ihr Anliegen gelöst?" in shared
    assert reader.get(f"{STAGE}?heard=nonsense").status_code == 422


@pytest.mark.parametrize("persona", list(Persona))
def test_every_persona_plays_its_part(reader: FlaskClient, persona: Persona) -> None:
    heard = heard_in(play(reader, do="play", persona=persona.value))
    assert heard
    assert heard_in(play(reader, *heard, do="play", persona=persona.value)) == heard, "it was the end"
    assert heard_in(play(reader, do="persona", persona=persona.value)) == heard[:1]


def test_a_persona_stops_where_the_rehearsal_is_full(reader: FlaskClient) -> None:
    full = ["1", *["ask: repeat"] * (MOST_HEARD - 1)]
    assert len(heard_in(play(reader, *full, do="play", persona="happy"))) == MOST_HEARD


def test_after_hanging_up_one_may_call_again(reader: FlaskClient) -> None:
    page = play(reader, "1", "2", hear="hangup")
    assert "The call is over, the interview is not." in page
    page = text_of(play(reader, "1", "2", "hangup", hear="call again"))
    assert "call 2" in page
    assert "We had begun to ask" in page


def test_the_channels_part_where_the_machine_gives_up(reader: FlaskClient) -> None:
    page = play(reader, "1", "silence", "silence", "silence")
    assert "we will leave it here" in page
    assert "The call is over" not in page, "the caller goes on"
    assert "Has your issue been resolved?" in page.rpartition("stage-live")[2]
    done = play(reader, "1", "silence", "silence", "silence", "ask: opt out")
    assert "nobody is on the line any more" in done


def test_circumstances_change_what_is_asked(reader: FlaskClient) -> None:
    happy = ("1", "1", "1", "5", "7", "1")
    assert "How likely are you to recommend" in play(reader, *happy)
    assert "How likely are you to recommend" not in play(reader, *happy, complaint="yes")
    assert "How likely are you to recommend" not in play(reader, *happy, grievance="yes")
    assert "critical" in play(reader, "1", "1", "1", "5", "7", "2", decides="yes")
    assert "about the label printer" in play(reader)
    assert "about the label printer" not in play(reader, sparse="yes")
    assert "zum Thema Etikettendrucker" in play(reader, language="de")


def test_a_rehearsal_leaves_no_trace(reader: FlaskClient, cast: Cast, runtime: Runtime) -> None:
    def rows() -> list[int]:
        with runtime.database.reading() as session:
            tables = ("interview", "exchange", "answer", "flag", "follow_up", "notice", "call")
            return [
                session.connection().exec_driver_sql(f'SELECT count(*) FROM "{one}"').scalar_one() for one in tables
            ]

    before = rows()
    play(reader, do="play", persona="angry")
    assert rows() == before


def test_a_form_without_its_token_is_refused(reader: FlaskClient) -> None:
    assert reader.post(STAGE, data={"hear": "1"}).status_code == 400


def test_the_digest_of_the_page_is_that_of_the_campaign(reader: FlaskClient, runtime: Runtime) -> None:
    shown = re.search(r"version <span class=\"code\">(\w{8})", reader.get(PAGE).text)
    assert shown is not None
    assert digest(runtime.library[NAME]).startswith(shown[1])
