"""A hundred kinds and more of broken questionnaire: each is found by its rule, on its line.

Each case replaces one passage of a good questionnaire. The comment ``#!`` stands on the line that is to be named.
"""

from __future__ import annotations

import json

import pytest
from specimen import GOOD, PHRASES

from vocsurvey.questionnaire.load import examine

W = "word " * 26
LONG = "word " * 41
OPTIONS = [f"      - id: o{n}\n        label: {{en: label {n}}}\n" for n in range(9)]
CSAT = "  - id: csat\n    kind: scale\n    metric: csat\n"
OPENING = (
    "    en: Hello {contact.name}, an automated call from {company.name}. Two minutes. "
    "Press star to stop these calls.\n"
)
CALLER = '  caller: {en: "Hello {contact.name}, a call from {company.name}. Two minutes, and we can stop."}\n'
FLAG = "      - rule: uncared\n        when: {is: no}\n"
IDLE = "    ask_if:\n      %s:\n        - {flagged: yes}\n        - %s #!\n"
TOPIC = "    ask_if: {answer: csat, at_most: 3}\n"
VISITS = "    ask_if: {fact: account.tier, is: gold}\n"
PRICE = "      - id: price\n        label: {en: price}\n        attribution: price\n"
LABELS = "    labels:\n      1: {en: bad}\n      5: {en: good}\n"

SHAPE = [
    ("missing-key", "format: 1\nname", "name", 1),
    ("unknown-word", "format: 1", "format: 2 #!"),
    ("unknown-word", "format: 1", "format: one #!"),
    ("unknown-word", "format: 1", 'format: "1" #!'),
    ("bad-name", "name: after-a-visit", "name: After A Visit #!"),
    ("wrong-type", "name: after-a-visit", "name: 2024 #!"),
    ("missing-key", "name: after-a-visit\n", "", 1),
    ("missing-key", "title: {en: After a visit}\n", "", 1),
    ("wrong-type", "title: {en: After a visit}", "title: After a visit #!"),
    ("wrong-type", "title: {en: After a visit}", "title: {en: 7} #!"),
    ("wrong-type", "title: {en: After a visit}", "title: {1: one} #!"),
    ("wrong-type", "languages: [en]", "languages: en #!"),
    ("too-few", "languages: [en]", "languages: [] #!"),
    ("wrong-type", "languages: [en]", "languages: [en, 5] #!"),
    ("no-phrases", "languages: [en]", "languages: [en, xx] #!"),
    ("missing-key", "core: [csat, cared]\n", "", 1),
    ("too-few", "core: [csat, cared]", "core: [] #!"),
    ("unknown-key", "core: [csat, cared]", "core: [csat, cared]\nquestion: [] #!"),
    ("unknown-key", "core: [csat, cared]", "core: [csat, cared]\nzzzzz: 1 #!"),
    ("missing-key", "  good_time:\n    say: {en: Is now a good time}\n", "", 6),
    ("missing-key", "  not_now: {say: {en: Then another time. Goodbye.}}\n", "", 6),
    ("unknown-key", "    say: {en: Is now a good time}", "    sag: {} #!\n    say: {en: Is now a good time}"),
    ("wrong-type", "    say: {en: Is now a good time}", "    say: Is now a good time? #!"),
    ("unknown-kind", "    kind: yes_no", "    kind: yes-no #!"),
    ("unknown-kind", "    kind: number", "    kind: slider #!"),
    ("missing-key", "  - id: why\n    kind: open", "  - id: why #!"),
    ("missing-key", "    say: {en: How was our visit}\n", "", 14),
    ("missing-key", "  - id: csat\n    kind: scale", "  - kind: scale #!"),
    ("bad-name", "  - id: csat", "  - id: CSAT question #!"),
    ("unknown-key", "    kind: yes_no", "    kind: yes_no\n    options: [] #!"),
    ("wrong-type", "    kind: yes_no", "    kind: yes_no\n    5: x #!"),
    ("unknown-key", "    note: {en: Let them finish.}", "    notes: {en: Let them finish.} #!"),
    ("missing-key", "    low: 1\n    high: 5\n", "    low: 1\n", 14),
    ("wrong-type", "    low: 1\n", '    low: "1" #!\n'),
    ("wrong-type", "    low: 1\n", "    low: one #!\n"),
    ("wrong-type", "    low: 1\n", "    low: 01 #!\n"),
    ("wrong-type", "    low: 1\n", "    low: 1.0 #!\n"),
    ("wrong-type", "    low: 1\n", "    low: [1] #!\n"),
    ("out-of-range", "    low: 1\n", "    low: -1 #!\n"),
    ("out-of-range", "    high: 5\n", "    high: 100 #!\n"),
    ("out-of-range", "    high: 20\n", "    high: 0 #!\n"),
    ("out-of-range", "    kind: open", "    kind: open\n    max_seconds: 61 #!"),
    ("missing-key", LABELS, "", 14),
    ("wrong-type", LABELS, "    labels: [bad, good] #!\n"),
    ("wrong-type", "      1: {en: bad}", "      bad: {en: bad} #!"),
    ("wrong-type", "      1: {en: bad}", '      "01": {en: bad} #!'),
    ("wrong-type", "      1: {en: bad}", "      1: bad #!"),
    ("unknown-word", "    metric: cared", "    metric: careful #!"),
    ("unknown-word", "    dimension: relationship", "    dimension: love #!"),
    ("wrong-type", "    flags:\n" + FLAG, "    flags: yes #!\n"),
    ("missing-key", FLAG, "      - when: {is: no} #!\n"),
    ("flag-every", FLAG, "      - rule: uncared #!\n"),
    ("unknown-word", "        severity: high", "        severity: dire #!"),
    ("unknown-word", "        when: {is: no}", "        when: {is: no}\n        kind: positive #!"),
    ("unknown-key", "        when: {is: no}", "        when: {equals: no} #!"),
    ("wrong-type", "        when: {is: no}", "        when: no #!"),
    ("wrong-type", "        when: {is: no}", "        when: {is: [no]} #!"),
    ("wrong-type", "        when: {is: no}", "        when: {is_in: no} #!"),
    ("wrong-type", "        when: {is: no}", "        when: {is_in: [[no]]} #!"),
    ("wrong-type", "        when: {at_most: 2}", "        when: {at_most: two} #!"),
    ("not-a-condition", TOPIC, "    ask_if: {anwser: csat, is: 1} #!\n"),
    ("wrong-type", TOPIC, "    ask_if: csat #!\n"),
    ("wrong-type", TOPIC, "    ask_if: {answer: 5, is: 1} #!\n"),
    ("unknown-key", TOPIC, "    ask_if: {answer: csat, at_mots: 3} #!\n"),
    ("unknown-key", TOPIC, "    ask_if: {answer: csat, is: 3, all: []} #!\n"),
    ("wrong-type", TOPIC, "    ask_if: {flagged: perhaps} #!\n"),
    ("wrong-type", TOPIC, "    ask_if: {flagged: [yes]} #!\n"),
    ("too-few", TOPIC, "    ask_if: {all: []} #!\n"),
    ("wrong-type", TOPIC, "    ask_if: {any: csat} #!\n"),
    ("unknown-key", TOPIC, "    ask_if:\n      all:\n        - flagged: yes\n        - {known: a, is: x} #!\n"),
    ("not-a-condition", TOPIC, "    ask_if:\n      not:\n        {} #!\n", 39),
    ("too-few", PRICE, "", 40),
    ("too-many", "      - id: people\n", "".join(OPTIONS) + "      - id: people\n", 40),
    ("missing-key", PRICE, "      - id: price #!\n"),
    ("wrong-type", "        label: {en: price}", "        label: price #!"),
    ("bad-name", "      - id: price", "      - id: 9price #!"),
    ("wrong-type", PRICE, "      - price #!\n"),
    (
        "missing-key",
        '  flagged:\n    say: {en: "Thank you, {contact.name}. Somebody will call you[ by {promise.by}]."}\n',
        "",
        75,
    ),
    ("wrong-type", "core: [csat, cared]", "core: [csat, cared]\nphrases: none #!"),
    ("wrong-type", "core: [csat, cared]", "core: [csat, cared]\nphrases: {en: none} #!"),
    ("wrong-type", "core: [csat, cared]", "core: [csat, cared]\nphrases:\n  en:\n    menu: 5 #!"),
    ("unknown-key", "core: [csat, cared]", "core: [csat, cared]\nphrases:\n  en:\n    menus: no #!"),
    ("too-few", "core: [csat, cared]", "core: [csat, cared]\nphrases:\n  en:\n    silence: [What] #!"),
    ("language-unknown", "core: [csat, cared]", "core: [csat, cared]\nphrases:\n  fr: {} #!"),
]

YAML = [
    ("duplicate-key", "name: after-a-visit", "name: after-a-visit\nname: another #!"),
    ("duplicate-key", "      5: {en: good}", '      "1": {en: good} #!\n      5: {en: good}'),
    ("yaml-anchor", "title: {en: After a visit}", "title: &t {en: After a visit} #!"),
    ("yaml-alias", "title: {en: After a visit}", "title: *t #!"),
    ("yaml-merge", "    kind: yes_no", "    <<: {kind: yes_no} #!"),
    ("yaml-tag", "name: after-a-visit", "name: !!str after-a-visit #!"),
    ("yaml-tag", "name: after-a-visit", "name: ! after-a-visit #!"),
    ("yaml-key", "title: {en: After a visit}", "? [title]\n: x", 3),
    ("yaml-too-deep", "core: [csat, cared]", "core: " + "[" * 21 + "]" * 21 + " #!"),
    ("yaml-documents", "core: [csat, cared]", "core: [csat, cared]\n--- #!"),
    ("yaml-directive", "format: 1\nname", "%YAML 1.1\n---\nformat: 1\nname", 1),
    ("control-character", "title: {en: After a visit}", "title: {en: After\x07 a visit} #!"),
    ("control-character", "title: {en: After a visit}", 'title: {en: "After\\0 a visit"} #!'),
    ("control-character", "title: {en: After a visit}", 'title: {en: "\\ud800"} #!'),
    ("control-character", "title: {en: After a visit}", "title: {en: After\u2028 a visit} #!"),
    ("tab", "  not_now:", "\tnot_now: #!"),
    ("yaml-syntax", "title: {en: After a visit}", "title: {en: After: a: visit} #!"),
    ("yaml-syntax", "name: after-a-visit", "name: after: a visit #!"),
    ("yaml-syntax", "name: after-a-visit", "name: @visit #!"),
    ("yaml-syntax", "name: after-a-visit", 'name: "\\q" #!'),
    ("yaml-syntax", "core: [csat, cared]", "core: [csat, cared]\n  - x #!"),
    ("yaml-syntax", "name: after-a-visit", 'name: "\\UFFFFFFFF" #!', 2),
    ("byte-order-mark", "format: 1\nname", "\ufeffformat: 1\nname", 1),
]

MEANING = [
    ("language-gap", "title: {en: After a visit}", "title: {fr: Visite} #!"),
    ("language-gap", "    say: {en: What was it about}", "    say: {de: Worum} #!"),
    ("language-gap", "languages: [en]\ncore", "languages: [en, de]\ncore", 3),
    ("language-gap", "    note: {en: Let them finish.}", "    note: {} #!"),
    ("language-gap", "      5: {en: good}", "      5: {} #!"),
    ("language-gap", "        label: {en: price}", "        label: {} #!"),
    ("language-unknown", "    say: {en: What was it about}", "    say: {en: About, end: x} #!"),
    ("language-code", "languages: [en]\n", "languages: [en, English] #!\nphrases: {English: <PHRASES>}\n"),
    ("duplicate-language", "languages: [en]", "languages: [en, en] #!"),
    ("no-word-list", "languages: [en]", "languages: [en, nl] #!\nphrases: {nl: <PHRASES>}"),
    (
        "no-name",
        '  say: {en: "Thank you, {contact.name}."}',
        '  say:\n    en: "Thank you, {contact.name}."\n    fr: Merci. #!',
        "languages: [en]",
        "languages: [en, fr]\nphrases: {fr: <PHRASES>}",
        OPENING,
        OPENING + "    fr: Un appel de {company.name}.\n",
    ),
    ("empty-text", "    say: {en: What was it about}", "    say: {en: } #!"),
    ("wording-syntax", "    say: {en: What was it about}", '    say: {en: "About {contact.name?"} #!'),
    ("wording-syntax", "    say: {en: What was it about}", '    say: {en: "About [that?"} #!'),
    ("wording-syntax", "    say: {en: What was it about}", '    say: {en: "About [that]?"} #!'),
    ("wording-syntax", "    say: {en: What was it about}", '    say: {en: "A [b [{agent.name}]]?"} #!'),
    ("unknown-fill", "    say: {en: What was it about}", '    say: {en: "About {contact.nam}?"} #!'),
    ("unknown-fill", "    say: {en: What was it about}", '    say: {en: "About {}?"} #!'),
    ("fill-without-fallback", "    say: {en: What was it about}", '    say: {en: "Was it {agent.name}?"} #!'),
    ("fill-of-yes-no", "    say: {en: What was it about}", '    say: {en: "Was it {follow_up.open}?"} #!'),
    ("too-long", "    say: {en: What was it about}", f"    say: {{en: {LONG}}} #!"),
    ("too-long", "    say: {en: Is now a good time}", f"    say: {{en: {LONG}}} #!"),
    ("long", "    say: {en: What was it about}", f"    say: {{en: {W}}} #!"),
    ("long", "    say: {en: What was it about}", f"    say: {{en: short}}\n    caller: {{en: {W}}} #!"),
    ("long", OPENING, OPENING[:-1] + f" {W} {W} #!\n"),
    ("leading", "    say: {en: How was our visit}", "    say: {en: How great was our visit} #!"),
    ("leading", "    say: {en: How was our visit}", "    say: {en: x}\n    ivr: {en: Don't you agree} #!"),
    ("selling", "    say: {en: One more thing.}", "    say: {en: We have a special offer.} #!"),
    ("no-identification", OPENING, "    en: An automated call. Two minutes. Press star to stop. #!\n"),
    ("no-opt-out", OPENING, "    en: An automated call from {company.name}. Two minutes. #!\n"),
    ("no-automated-notice", OPENING, "    en: A call from {company.name}. Two minutes. Say stop to stop. #!\n"),
    ("no-length", OPENING, "    en: An automated call from {company.name}. Press star to stop. #!\n"),
    ("no-thanks", '  say: {en: "Thank you, {contact.name}."}', '  say: {en: "Goodbye, {contact.name}."} #!'),
    ("no-name", '  say: {en: "Thank you, {contact.name}."}', '  say: {en: "Thank you."} #!'),
    ("duplicate-id", "  - id: bridge", "  - id: why #!"),
    ("reserved-id", "  - id: bridge", "  - id: menu #!"),
    ("duplicate-flag", "      - rule: detractor", "      - rule: uncared #!"),
    ("core-unknown", "core: [csat, cared]", "core: [csat, card] #!"),
    ("core-unanswered", "core: [csat, cared]", "core: [csat, bridge] #!"),
    ("duplicate-core", "core: [csat, cared]", "core: [csat, csat] #!"),
    ("range", "    high: 20\n", "    low: 20 #!\n    high: 20\n"),
    ("range", "    low: 1\n    high: 5\n", "    low: 5 #!\n    high: 1\n"),
    ("scale-labels", LABELS, "    labels: #!\n      5: {en: good}\n"),
    ("scale-labels", LABELS, "    labels: {} #!\n"),
    ("label-outside", "      5: {en: good}", "      5: {en: good}\n      6: {en: best} #!"),
    ("options", "    options:\n", "    options: #!\n" + "".join(OPTIONS[:6])),
    ("options-many", "    options:\n", "    options: #!\n" + "".join(OPTIONS[:4])),
    ("duplicate-option", "      - id: price", "      - id: people #!"),
    (
        "duplicate-option",
        PRICE,
        "      - id: p #!\n        label: {en: People }\n",
    ),
    ("metric-kind", "    metric: cared", "    metric: csat #!"),
    (
        "metric-kind",
        CSAT,
        CSAT.replace("csat\n    kind", "first\n    kind").replace("metric: csat", "metric: cared #!"),
    ),
    ("metric-range", "    metric: nps", "    metric: ces #!"),
    ("metric-range", "    metric: nps", "    good_end: low\n    metric: nps #!"),
    ("scale-direction", "    metric: nps", "    good_end: low #!"),
    ("metric-unflagged", "    metric: cared\n", "    metric: cared #!\n", "    flags:\n" + FLAG, ""),
    (
        "metric-unflagged",
        "    metric: csat",
        "    metric: csat #!",
        "        when: {at_most: 2}",
        "        when: {is: 1}",
    ),
    (
        "duplicate-metric",
        "  - id: bridge\n    kind: statement",
        "  - id: again\n    kind: yes_no\n    metric: cared #!",
    ),
    (
        "nps-early",
        "    metric: nps",
        "    metric: nps #!",
        "closing:",
        "  - {id: ce, kind: yes_no, metric: fcr_one_contact, say: {en: Once}}\nclosing:",
    ),
    ("no-cared", "questions:", "questions: #!", "    metric: cared\n", ""),
    (
        "no-reason",
        "    flags:\n      - rule: low_csat",
        "    flags: #!\n      - rule: low_csat",
        "  - id: why\n    kind: open",
        "  - id: why\n    kind: statement",
    ),
    ("no-dimension", "    dimension: relationship\n", "", "      - rule: detractor", "      - rule: detractor #!"),
    ("flag-shadowed", FLAG, FLAG + "      - rule: late #!\n        when: {is: no}\n"),
    ("unknown-question", TOPIC, "    ask_if: {answer: cast, is: 1} #!\n"),
    ("unknown-fact", VISITS, "    ask_if: {fact: account.teir, is: gold} #!\n"),
    ("unknown-fact", VISITS, "    ask_if: {known: agent} #!\n"),
    ("condition-order", TOPIC, "    ask_if: {answer: nps, is: 1} #!\n"),
    ("condition-order", TOPIC, "    ask_if: {answer: topic, is: price} #!\n"),
    ("condition-empty", TOPIC, "    ask_if: {answer: csat} #!\n"),
    ("condition-empty", TOPIC, "    ask_if: {answer: csat, is_in: []} #!\n"),
    ("condition-empty", "        when: {is: no}", "        when: {} #!"),
    ("type-mismatch", TOPIC, "    ask_if: {answer: csat, is: yes} #!\n"),
    ("type-mismatch", TOPIC, "    ask_if: {answer: csat, at_most: 6} #!\n"),
    ("type-mismatch", TOPIC, "    ask_if: {not: {answer: csat, is_in: [1, 9]}} #!\n"),
    ("type-mismatch", TOPIC, "    ask_if: {any: [{answer: cared, is: maybe}, {flagged: yes}]} #!\n"),
    ("type-mismatch", TOPIC, "    ask_if: {all: [{answer: cared, at_least: 1}, {flagged: yes}]} #!\n"),
    ("type-mismatch", VISITS, "    ask_if: {answer: topic, is: weather} #!\n"),
    ("type-mismatch", VISITS, "    ask_if: {fact: account.tier, at_least: 3} #!\n"),
    ("type-mismatch", VISITS, "    ask_if: {fact: follow_up.open, is: perhaps} #!\n"),
    ("type-mismatch", "    kind: statement\n", "    kind: statement\n    ask_if: {answer: why, is: x} #!\n"),
    ("type-mismatch", "        when: {is: no}", "        when: {is: 2} #!"),
    ("never-asked", TOPIC, "    ask_if: {all: [{answer: csat, is: 1}, {answer: csat, is: 2}]} #!\n"),
    ("never-asked", TOPIC, "    ask_if: {all: [{answer: cared, is: no}, {flagged: no}]} #!\n"),
    (
        "never-asked",
        "    kind: statement\n",
        "    kind: statement\n    ask_if: {all: [{flagged: no}, {answer: cared, is: no}]} #!\n",
    ),
    ("always-asked", TOPIC, "    ask_if: {any: [{flagged: yes}, {flagged: no}]} #!\n"),
    ("part-idle", TOPIC, IDLE % ("any", "{all: [{answer: csat, is: 1}, {answer: csat, is: 2}]}")),
    ("part-idle", TOPIC, IDLE % ("all", "{any: [{known: agent.name}, {not: {known: agent.name}}]}")),
    (
        "over-budget",
        "questions:\n",
        "questions: #!\n" + "".join(f"  - {{id: q{n}, kind: open, say: {{en: What else}}}}\n" for n in range(9)),
    ),
    (
        "near-budget",
        "questions:\n",
        "questions: #!\n" + "".join(f"  - {{id: q{n}, kind: open, say: {{en: What else}}}}\n" for n in range(3)),
    ),
    (
        "routes-unproved",
        "questions:\n",
        "questions: #!\n" + "".join(f"  - {{id: q{n}, kind: yes_no, say: {{en: Yes}}}}\n" for n in range(14)),
        TOPIC,
        "    ask_if: {any: [" + ", ".join(f"{{answer: q{n}, is: yes}}" for n in range(14)) + "]}\n",
    ),
    ("empty-text", "core: [csat, cared]", "core: [csat, cared]\nphrases:\n  en:\n    menu: #!"),
    ("phrase-fill", "core: [csat, cared]", "core: [csat, cared]\nphrases:\n  en:\n    choice_key: Press {key}. #!"),
    ("phrase-fill", "core: [csat, cared]", "core: [csat, cared]\nphrases:\n  en:\n    person: Call {owner.name}. #!"),
]

CASES = [*SHAPE, *YAML, *MEANING]
JARGON = ("Input should", "validation", "pydantic", "union", "discriminator", "a tag for", "None", "<answer>", "Extra")


def broken(changes: tuple[str, ...]) -> str:
    """The good text with each ``old`` replaced by the ``new`` that follows it."""
    text = GOOD
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    return text.replace("<PHRASES>", json.dumps(PHRASES["en"].model_dump(exclude_none=True)))


def test_there_are_a_hundred_kinds() -> None:
    assert len(CASES) >= 100
    assert len({case[0] for case in CASES}) >= 50


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}: {str(case[2]).strip()[:50]}")
def test_is_found_by_its_rule_on_its_line(case: tuple[str | int, ...]) -> None:
    rule, changes = case[0], tuple(part for part in case[1:] if isinstance(part, str))
    text = broken(changes)
    marked = next((n for n, line in enumerate(text.split("\n"), 1) if "#!" in line), None)
    line = case[-1] if isinstance(case[-1], int) else marked
    findings = examine(text, "it.yaml", PHRASES).findings
    told = "\n".join(str(finding) for finding in findings)
    assert (rule, line) in {(finding.rule, finding.line) for finding in findings}, told
    assert not [word for word in JARGON if word in told], told


def test_the_good_one_is_good() -> None:
    assert examine(GOOD, "it.yaml", PHRASES).findings == ()


def test_a_message_for_machines_is_judged_without_word_lists_by_what_needs_none() -> None:
    english = "An automated message from {company.name}. To stop these calls, call this number back."
    text = broken(
        (
            "languages: [en]",
            "languages: [en, nl]\nphrases: {nl: <PHRASES>}",
            "closing:\n",
            f"machine_message:\n  say: {{en: '{english}', nl: 'Wie bent u?'}}\nclosing:\n",
        )
    )
    rules = {one.rule for one in examine(text, "it.yaml", PHRASES).findings if one.rule.startswith("message-")}
    assert rules == {"message-unidentified", "message-question"}
