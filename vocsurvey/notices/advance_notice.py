"""The note ahead of a call as an e-mail: plain text, and the same as small HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from vocsurvey.fieldwork.note_text import CallAhead, about_it, first_time, one_line
from vocsurvey.fieldwork.notice_words import Words
from vocsurvey.notices.message import Message


@dataclass(frozen=True, slots=True)
class Links:
    """Where the reader chooses, where they say never, and whether their mail program may do that with one click."""

    page: str
    never: str
    one_click: bool


def note_ahead(
    to: str, key: str, words: Words, call: CallAhead, links: Links, written_at: datetime | None = None
) -> Message:
    """The note to whoever is called. Replies go to ``call.reply_to``."""
    greeting = words.fill("greeting", name=one_line(call.name))
    who, *more = about_it(words, call)
    body = [who, " ".join(more), first_time(words, call)]
    reply = words.fill("answered_by", owner=one_line(call.owner)) if call.owner else words.answered
    text = "\n\n".join([greeting, *body, f"{words.choose}\n{links.page}", reply, f"{words.stop}\n{links.never}"])
    return Message(
        to=to,
        subject=words.fill("subject", company=one_line(call.company)),
        text=text + "\n",
        html=_html(call.language, [greeting, *body, words.choose], words, links, reply),
        key=key,
        written_at=written_at,
        sender_name=one_line(call.company),
        reply_to=call.reply_to,
        unsubscribe=links.never,
        one_click=links.one_click,
    )


def _html(language: str, lines: list[str], words: Words, links: Links, reply: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    page, never = escape(links.page), escape(links.never)
    return (
        f'<html lang="{escape(language)}"><body>{paragraphs}'
        f'<p><a href="{page}"><strong>{escape(words.open_page)}</strong></a></p><p>{escape(reply)}</p>'
        f'<p><small>{escape(words.stop)} <a href="{never}">{escape(words.never_title)}</a></small></p></body></html>'
    )
