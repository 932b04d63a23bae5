"""What somebody hears who calls our number and is not interviewed: why, in which words, and in which language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field, field_validator

from vocsurvey.fieldwork.phone import Line, read_number
from vocsurvey.fieldwork.rule import Rule, RuleFile

_FILLS = re.compile(r"\{([^{}]*)\}")
_COMPANY, _KEY = "company.name", "key"


class Notice(StrEnum):
    """What somebody is told who is not interviewed. ``SORRY``: when we cannot even look up who calls. ``PERSON_ONLY``:
    their number is barred for the automated voice, and for that alone."""

    CALLING_NOW = "calling_now"
    ENGAGED = "engaged"
    NOTHING_NEEDED = "nothing_needed"
    ANSWERED = "answered"
    PERSON_CALLS = "person_calls"
    PERSON_ONLY = "person_only"
    NOT_CALLED = "not_called"
    STRANGER = "stranger"
    WITHHELD = "withheld"
    OPTED_OUT = "opted_out"
    GOODBYE = "goodbye"
    SORRY = "sorry"


OFFERING = frozenset((Notice.NOTHING_NEEDED, Notice.ANSWERED, Notice.PERSON_CALLS, Notice.PERSON_ONLY, Notice.STRANGER))
"""With these, one can say that we shall not call again."""
_WITHOUT_HELLO = frozenset((Notice.OPTED_OUT, Notice.GOODBYE))


class Sentences(Rule):
    """The words of one language."""

    hello: str = Field(min_length=1)
    hello_nameless: str = Field(min_length=1)
    calling_now: str = Field(min_length=1)
    engaged: str = Field(min_length=1)
    nothing_needed: str = Field(min_length=1)
    answered: str = Field(min_length=1)
    person_calls: str = Field(min_length=1)
    not_called: str = Field(min_length=1)
    stranger: str = Field(min_length=1)
    withheld: str = Field(min_length=1)
    opted_out: str = Field(min_length=1)
    goodbye: str = Field(min_length=1)
    sorry: str = Field(min_length=1)
    person_only: str | None = Field(None, min_length=1, description="without it, nothing_needed is said")

    @field_validator("*")
    @classmethod
    def _filled(cls, text: str | None, info: object) -> str | None:
        """Each sentence names what it must, and nothing that we could not fill in."""
        name = str(getattr(info, "field_name", ""))
        wanted = {_COMPANY} if name == "hello" else {_KEY} if name in set(OFFERING) else set()
        found = set(_FILLS.findall(text)) if text is not None else wanted
        for lacking in sorted(wanted - found):
            raise ValueError(f"{{{lacking}}} has to be said here")
        for unknown in sorted(found - wanted):
            raise ValueError(f"{{{unknown}}} cannot be filled in here")
        return text

    def of(self, notice: Notice, company: str | None, key: str) -> str:
        """A notice as it is spoken. ``company`` is in whose name we call, None when nobody knows."""
        words = str(getattr(self, notice.value) or self.nothing_needed).replace(f"{{{_KEY}}}", key)
        if notice in _WITHOUT_HELLO:
            return words
        hello = self.hello.replace(f"{{{_COMPANY}}}", company) if company else self.hello_nameless
        return f"{hello} {words}"


class Reception(RuleFile):
    """The words by language code, the one to fall back on first."""

    languages: Mapping[str, Sentences] = Field(min_length=1)

    def language(self, *wanted: str | None) -> str:
        """The first of the wanted languages that we have words in, if need be its base's (``fr`` for ``fr-CA``)."""
        for one in wanted:
            if one and (one in self.languages or _base(one) in self.languages):
                return one
        return next(iter(self.languages))

    def sentences(self, language: str) -> Sentences:
        """The words of a language that ``language`` gave."""
        return self.languages.get(language) or self.languages[_base(language)]


def country_of(number: str | None) -> str | None:
    """The country (ISO 3166) of an E.164 number; None when it is withheld, or of no country that we know."""
    line = read_number(number, None) if number else None
    return line.country if isinstance(line, Line) else None


def _base(language: str) -> str:
    return language.partition("-")[0]
