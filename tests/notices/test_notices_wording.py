"""What the owner of a follow-up reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from vocsurvey.notices.wording import FlagRaised, about_the_house, flag_raised

FLAG = FlagRaised(
    said="Nobody ever called me back.",
    question="Did you feel that we genuinely cared?",
    person="Ann Lee",
    account="Baker & Sons",
    severity="high",
    due_at=datetime(2026, 3, 5, 15, 30, tzinfo=UTC),
    zone=ZoneInfo("Europe/Berlin"),
    link="https://voice.example.com/follow-ups/7",
    about="ticket 4711",
)


def test_the_words_come_first_and_nothing_is_missing() -> None:
    message = flag_raised("owner@example.com", "notice-7", FLAG, datetime(2026, 3, 4, tzinfo=UTC))
    assert message.to == "owner@example.com"
    assert message.key == "notice-7"
    assert message.written_at == datetime(2026, 3, 4, tzinfo=UTC)
    assert message.subject == "Baker & Sons: “Nobody ever called me back.”"
    assert message.text == (
        "“Nobody ever called me back.”\n"
        "\n"
        "Ann Lee at Baker & Sons said this when asked: Did you feel that we genuinely cared?\n"
        "It was about ticket 4711.\n"
        "Severity: high. Please call back by Thursday 5 March 2026, 16:30 (CET).\n"
        "\n"
        "https://voice.example.com/follow-ups/7\n"
    )


def test_what_comes_from_outside_stays_text() -> None:
    hostile = replace(FLAG, said='<script>alert("x")</script>\nBcc: x', account="A\r\nB", link='https://x/?a="b"&c')
    message = flag_raised("owner@example.com", "k", hostile)
    assert message.html is not None
    assert "<script" not in message.html
    assert "Baker" not in message.html
    assert 'href="https://x/?a=&quot;b&quot;&amp;c"' in message.html
    assert "\n" not in message.subject
    assert message.subject.startswith("A B: “<script>")


def test_a_long_answer_is_cut_in_the_subject_only() -> None:
    words = "very " * 100 + "bad"
    message = flag_raised("owner@example.com", "k", replace(FLAG, said=words, about=None))
    assert len(message.subject) <= len("Baker & Sons: “”") + 80
    assert message.subject.endswith("…”")
    assert words in message.text
    assert "about" not in message.text


def test_what_concerns_the_house_is_told_in_paragraphs_with_a_way_to_the_page() -> None:
    message = about_the_house(
        "ada@example.com",
        "house:1",
        "All dialling\nis stopped",
        "No <funds>.\n\nFill it.",
        "https://x.example/gate?a=1&b=2",
    )
    assert (message.to, message.subject, message.key) == ("ada@example.com", "All dialling is stopped", "house:1")
    assert message.text == "No <funds>.\n\nFill it.\n\nhttps://x.example/gate?a=1&b=2\n"
    assert message.html == (
        '<p>No &lt;funds&gt;.</p><p>Fill it.</p><p><a href="https://x.example/gate?a=1&amp;b=2">Open the page</a></p>'
    )
