"""What a chat is told, in the two forms that chats take at an address of their own.

Slack: https://api.slack.com/messaging/webhooks, with blocks of plain text, and ``&``, ``<`` and ``>`` written as
https://api.slack.com/reference/surfaces/formatting asks for. Teams: one Adaptive Card, as the workflow “When a Teams
webhook request is received” takes it; https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors.
Neither reads what a customer said as its own marks, so nobody can put a link or a mention into it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

SLACK, TEAMS = "slack", "teams"
_LONGEST = 1500
_OPEN = "Open it"


@dataclass(frozen=True, slots=True)
class ChatText:
    """One message: what it is about, what was said where that may be told, further lines, and where to go."""

    headline: str
    said: str | None
    lines: tuple[str, ...]
    link: str


def body(kind: str, message: ChatText) -> bytes:
    """The message as a chat of this kind takes it, in UTF-8."""
    card = _slack(message) if kind == SLACK else _teams(message)
    return json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode()


def _slack(message: ChatText) -> dict[str, Any]:
    parts = [_shortened(one) for one in _parts(message)]
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "plain_text", "text": one, "emoji": False}} for one in parts
    ]
    button = {"type": "button", "text": {"type": "plain_text", "text": _OPEN}, "url": message.link}
    text = "\n".join(map(_escaped, parts))
    return {"text": text, "blocks": [*blocks, {"type": "actions", "elements": [button]}]}


def _teams(message: ChatText) -> dict[str, Any]:
    first, *others = (_shortened(one) for one in _parts(message))
    # A TextBlock reads Markdown, a TextRun does not.
    runs = [{"type": "TextRun", "text": first, "weight": "Bolder"}]
    texts = [[run] for run in runs] + [[{"type": "TextRun", "text": one}] for one in others]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.2",
        "body": [{"type": "RichTextBlock", "inlines": one} for one in texts],
        "actions": [{"type": "Action.OpenUrl", "title": _OPEN, "url": message.link}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _parts(message: ChatText) -> list[str]:
    said = [f"“{message.said}”"] if message.said else []
    return [" ".join(one.split()) for one in (message.headline, *said, *message.lines) if one.strip()]


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
