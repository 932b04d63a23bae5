"""A small questionnaire that is right, as text, and the phrases that it takes. Tests break it in one place each."""

from __future__ import annotations

from vocsurvey.library import library_folder, read_phrases
from vocsurvey.questionnaire.load import Loaded, load_marked
from vocsurvey.questionnaire.model import Questionnaire

PHRASES = read_phrases(library_folder())

GOOD = """\
format: 1
name: after-a-visit
title: {en: After a visit}
languages: [en]
core: [csat, cared]
opening:
  say:
    en: Hello {contact.name}, an automated call from {company.name}. Two minutes. Press star to stop these calls.
  good_time:
    say: {en: Is now a good time}
  not_now: {say: {en: Then another time. Goodbye.}}
  caller: {en: "Hello {contact.name}, a call from {company.name}. Two minutes, and we can stop."}
questions:
  - id: csat
    kind: scale
    metric: csat
    dimension: service
    low: 1
    high: 5
    labels:
      1: {en: bad}
      5: {en: good}
    say: {en: How was our visit}
    flags:
      - rule: low_csat
        when: {at_most: 2}
        severity: high
  - id: cared
    kind: yes_no
    metric: cared
    dimension: process
    say: {en: Did you feel that we genuinely cared}
    flags:
      - rule: uncared
        when: {is: no}
  - id: topic
    kind: choice
    ask_if: {answer: csat, at_most: 3}
    say: {en: What was it about}
    options:
      - id: people
        label: {en: people}
        attribution: agent
      - id: price
        label: {en: price}
        attribution: price
  - id: visits
    kind: number
    high: 20
    ask_if: {fact: account.tier, is: gold}
    say: {en: How often did we visit you}
  - id: why
    kind: open
    ask_if: {flagged: yes}
    say: {en: What should we put right}
    note: {en: Let them finish.}
  - id: bridge
    kind: statement
    say: {en: One more thing.}
  - id: nps
    kind: scale
    metric: nps
    dimension: relationship
    low: 0
    high: 10
    labels:
      0: {en: never}
      10: {en: gladly}
    say: {en: Would you recommend us}
    flags:
      - rule: detractor
        when: {at_most: 6}
        severity: medium
  - {id: nps_why, kind: "open", ask_if: {answer: nps, is_in: [0, 1, 2, 3, 4, 5, 6]}, say: {en: Why is that}}
closing:
  say: {en: "Thank you, {contact.name}."}
  flagged:
    say: {en: "Thank you, {contact.name}. Somebody will call you[ by {promise.by}]."}
"""


def loaded(text: str = GOOD) -> Loaded:
    """The questionnaire with its marks; a test that asks for one that does not load fails with the findings."""
    result = load_marked(text, "it.yaml", PHRASES)
    assert isinstance(result, Loaded), "\n".join(str(one) for one in result)
    return result


def good(text: str = GOOD) -> Questionnaire:
    """The questionnaire of a text that loads."""
    return loaded(text).questionnaire


def altered(old: str, new: str) -> str:
    """The good text with one passage replaced; the passage must be there exactly once."""
    assert GOOD.count(old) == 1, f"{old!r} is there {GOOD.count(old)} times"
    return GOOD.replace(old, new)
