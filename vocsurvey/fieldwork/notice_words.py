"""The words of the note ahead of a call, and of the small page that it leads to, by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field, model_validator

from vocsurvey.fieldwork.rule import Rule, RuleFile

_FILLS = re.compile(r"\{([^{}]*)\}")
_ABOUT = ("support_case", "complaint", "order", "visit", "renewal", "relationship")
_NAMING = {
    "day_words": ("weekday", "day", "month"),
    "about_subject": ("about", "subject"),
    "subject": ("company",),
    "greeting": ("name",),
    "automated": ("company",),
    "person": ("company",),
    "why": ("about",),
    "lasts": ("minutes",),
    "not_before": ("day", "time", "zone"),
    "shown": ("number",),
    "rung": ("digits",),
    "answered_by": ("owner",),
    "title": ("company",),
    "appointed": ("day", "time", "zone"),
    "put_off": ("day",),
    "come_back": ("address",),
    "times_hint": ("zone",),
}
"""What each sentence has to name; every other sentence names nothing."""


class Words(Rule):
    """One language. ``about`` is by kind of touchpoint, ``deferrals`` by the names in ``advance_notice.yaml``."""

    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    day_words: str
    about: Mapping[str, str]
    about_subject: str
    # The note.
    subject: str
    greeting: str
    automated: str
    person: str
    why: str
    lasts: str
    not_before: str
    some_day: str
    shown: str
    rung: str
    choose: str
    answered_by: str
    answered: str
    open_page: str
    stop: str
    # What stands at the top of the page.
    title: str
    appointed: str
    put_off: str
    calling: str
    over: str
    not_called: str
    come_back: str
    come_back_by_reply: str
    passed_on: str
    lost: str
    # What can be chosen.
    change: str
    back_button: str
    times_title: str
    times_hint: str
    times_label: str
    times_button: str
    times_none: str
    later_title: str
    later_label: str
    later_button: str
    deferrals: Mapping[str, str]
    instead_title: str
    instead_hint: str
    name_label: str
    phone_label: str
    phone_hint: str
    instead_button: str
    never_title: str
    never_hint: str
    never_button: str
    # What was wrong.
    look_again: str
    time_missing: str
    time_gone: str
    later_missing: str
    name_missing: str
    phone_wrong: str
    phone_own: str
    form_old: str
    too_often: str

    @model_validator(mode="after")
    def _filled(self) -> Words:
        """Each sentence names what it must, and nothing that we could not fill in."""
        for name, text in self:
            if isinstance(text, str):
                found, wanted = set(_FILLS.findall(text)), set(_NAMING.get(name, ()))
                if found != wanted:
                    named = ", ".join(f"{{{one}}}" for one in _NAMING.get(name, ())) or "nothing in braces"
                    raise ValueError(f"{name} has to name {named}")
        if lacking := sorted(set(_ABOUT) - self.about.keys()):
            raise ValueError(f"about says nothing of {', '.join(lacking)}")
        return self

    def fill(self, sentence: str, /, **values: object) -> str:
        """One sentence with its values."""
        text = str(getattr(self, sentence))
        return _FILLS.sub(lambda found: str(values[found[1]]), text)

    def day(self, day: date) -> str:
        """A day: ``Tuesday, 24 November``."""
        return self.fill(
            "day_words", weekday=self.weekdays[day.weekday()], day=day.day, month=self.months[day.month - 1]
        )

    def moment(self, name: str, local: datetime, zone: str) -> str:
        """A sentence that names a moment; ``local`` is in the zone."""
        return self.fill(name, day=self.day(local.date()), time=f"{local:%H:%M}", zone=zone.replace("_", " "))


class NoticeWords(RuleFile):
    """The words by language code, the one to fall back on first."""

    languages: Mapping[str, Words] = Field(min_length=1)

    def language(self, *wanted: str) -> str:
        """The first of the wanted languages that we have words in, by its base (``fr`` for ``fr-CA``)."""
        bases = (one.replace("_", "-").partition("-")[0].lower() for one in wanted)
        return next((one for one in bases if one in self.languages), next(iter(self.languages)))
