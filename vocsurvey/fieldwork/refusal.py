"""Whom not to call, as people write it down: a telephone in any spelling, a person, a customer, an e-mail domain."""

from __future__ import annotations

import re

from vocsurvey.fieldwork.cell import check_text
from vocsurvey.fieldwork.phone import LONGEST_SPELLING, Line, read_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.suppression import (
    Subject,
    Who,
    one_account,
    one_contact,
    one_line,
    this_domain,
    whole_number,
)

_DOMAIN = re.compile(r"[^\W_]([\w-]*[^\W_])?(\.[^\W_]([\w-]*[^\W_])?)+")
_NAMED = {Subject.CONTACT: "the contact’s number", Subject.ACCOUNT: "the customer’s number"}


def read_who(subject: Subject, text: str, country: str | None = None) -> Who | Problem:
    """Read whom somebody means. ``country`` (ISO alpha-2) explains numbers that are written without one.

    A number with an extension is one telephone; a whole number has none. Of an e-mail address the domain is meant.
    """
    text = text.strip()
    if not text:
        return Problem("Say whom we shall not call.")
    if subject in (Subject.LINE, Subject.NUMBER):
        return _read_telephone(subject, text, country)
    if problem := check_text(text):
        return Problem(f"{_NAMED.get(subject, 'The domain')} {problem.sentence}".capitalize())
    match subject:
        case Subject.CONTACT:
            return one_contact(text)
        case Subject.ACCOUNT:
            return one_account(text)
    domain = text.rpartition("@")[2].lower().strip(".")
    if not _DOMAIN.fullmatch(domain):
        return Problem(f"“{text}” is not an e-mail domain; write it like example.com.")
    return this_domain(domain)


def meant_by(text: str, country: str | None = None) -> tuple[Who, ...]:
    """Everything that somebody who searches for ``text`` may mean, each as it goes into a hash."""
    found = []
    if len(text) <= LONGEST_SPELLING and isinstance(line := read_number(text.strip(), country), Line):
        found = [one_line(line.number, line.extension), whole_number(line.number)]
    named = text.strip()
    if named and check_text(named) is None:
        found += [one_contact(named), one_account(named)]
        domain = read_who(Subject.DOMAIN, named)
        found += [domain] if isinstance(domain, Who) else []
    return tuple(found)


def _read_telephone(subject: Subject, text: str, country: str | None) -> Who | Problem:
    line = read_number(text, country)
    if isinstance(line, Problem):
        return line
    if subject is Subject.LINE:
        return one_line(line.number, line.extension)
    if line.extension:
        return Problem("That is one extension. For everybody behind the number, write the number without it.")
    return whole_number(line.number)
