"""What a note says of the call that follows it: who calls, for whom, why, how long, from which number, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumberFormat

from vocsurvey.fieldwork.notice_words import Words

_DIGITS = 2
LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class CallAhead:
    """The call that is to come. Numbers are E.164: ``shown`` is the one that calls, ``rung`` the one that is called.

    ``kind`` and ``subject`` are of the touchpoint; ``lasts`` is how long the interview usually takes. ``not_before``
    (aware): the first moment at which it may come; None where nobody knows, or where it needs no saying. ``zone`` is
    that of the person, None where it is not known. ``owner`` and ``reply_to``: who reads what they reply.
    """

    name: str
    company: str
    language: str
    kind: str
    subject: str | None
    automated: bool
    lasts: timedelta
    shown: str
    rung: str
    not_before: datetime | None
    zone: str | None
    owner: str | None
    reply_to: str | None


def about_it(words: Words, call: CallAhead) -> tuple[str, ...]:
    """Who calls for whom, why, how long, and from which number to which: the same in the note and on its page."""
    return (
        words.fill("automated" if call.automated else "person", company=one_line(call.company)),
        words.fill("why", about=_about(words, call)),
        words.fill("lasts", minutes=max(2, ceil(call.lasts / timedelta(minutes=1)))),
        words.fill("shown", number=in_groups(call.shown)),
        words.fill("rung", digits=call.rung[-_DIGITS:]),
    )


def first_time(words: Words, call: CallAhead) -> str:
    """When the call may come at the earliest, by the clock of whoever is called."""
    if call.not_before is None or call.zone is None:
        return words.some_day
    return words.moment("not_before", call.not_before.astimezone(ZoneInfo(call.zone)), call.zone)


def in_groups(number: str) -> str:
    """An E.164 number as people write it: ``+44 20 7946 0123``."""
    return phonenumbers.format_number(phonenumbers.parse(number, None), PhoneNumberFormat.INTERNATIONAL)


def one_line(text: str) -> str:
    """The text on one line, without what no letter and no header may hold."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _about(words: Words, call: CallAhead) -> str:
    about = words.about.get(call.kind, words.about["relationship"])
    subject = one_line(call.subject or "")
    if not subject:
        return about
    if len(subject) > LONGEST_SUBJECT:
        subject = subject[: LONGEST_SUBJECT - 1].rstrip() + "…"
    return words.fill("about_subject", about=about, subject=subject)
