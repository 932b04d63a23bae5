"""What a chat is told, in the forms that Slack and Teams take; nobody's words become their marks."""

from __future__ import annotations

import json

from vocsurvey.notices.chat import SLACK, TEAMS, ChatText, body

HOSTILE = "<!channel> & [pay](https://evil.example) *now*"
TEXT = ChatText("Ann Archer at Alder needs you", HOSTILE, ("Severity: high.", " "), "https://v.example/follow-ups/7")


def test_slack_reads_no_marks_in_what_was_said() -> None:
    told = json.loads(body(SLACK, TEXT))
    assert told["text"].split("\n") == [
        "Ann Archer at Alder needs you",
        "“&lt;!channel&gt; &amp; [pay](https://evil.example) *now*”",
        "Severity: high.",
    ]
    *sections, actions = told["blocks"]
    assert {one["text"]["type"] for one in sections} == {"plain_text"}
    assert sections[1]["text"]["text"] == f"“{HOSTILE}”"
    assert actions["elements"][0]["url"] == "https://v.example/follow-ups/7"


def test_teams_gets_one_adaptive_card_of_runs_without_markdown() -> None:
    told = json.loads(body(TEAMS, TEXT))
    (attachment,) = told["attachments"]
    assert (told["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    card = attachment["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.2")
    runs = [run for block in card["body"] for run in block["inlines"]]
    assert {run["type"] for run in runs} == {"TextRun"}
    assert [run["text"] for run in runs] == ["Ann Archer at Alder needs you", f"“{HOSTILE}”", "Severity: high."]
    assert card["actions"] == [{"type": "Action.OpenUrl", "title": "Open it", "url": "https://v.example/follow-ups/7"}]


def test_long_words_are_shortened_and_none_are_left_out() -> None:
    for kind in (SLACK, TEAMS):
        long = body(kind, ChatText("So", "x" * 9000, (), "https://v.example/")).decode()
        assert len(long) < 9000
        assert "…" in long
        assert "“" not in body(kind, ChatText("So", None, (), "https://v.example/")).decode()
