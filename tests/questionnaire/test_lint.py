"""What is asked badly is found by its rule, on its line; each case breaks a good questionnaire in one place.

The comment ``#!`` stands on the line that is to be named, as in ``test_broken_questionnaires``.
"""

from __future__ import annotations

import re
from itertools import count

import pytest
from specimen import GOOD, PHRASES, good
from test_broken_questionnaires import CALLER, FLAG, OPENING, PRICE, TOPIC, broken

from vocsurvey.library import load_library
from vocsurvey.questionnaire.check_frame import resumption_honest
from vocsurvey.questionnaire.check_rules import RULES
from vocsurvey.questionnaire.finding import nowhere
from vocsurvey.questionnaire.load import examine
from vocsurvey.questionnaire.recording import phrase_prompts

ABOUT = "    say: {en: What was it about}"
VISIT = "    say: {en: How was our visit}"
CARED = "    say: {en: Did you feel that we genuinely cared}"
RECOMMEND = "    say: {en: Would you recommend us}"
PHRASE = "core: [csat, cared]\nphrases:\n  en:\n    "
CORE = "core: [csat, cared]"
THANKS = '    say: {en: "Thank you, {contact.name}. Somebody will call you[ by {promise.by}]."}'
RESUMED = (
    PHRASE + "resumption:\n      ask: '{contact.name}. %s\n"
    "      keys: Press 1, 2 or 3, or star to stop these calls.%s\n      answers: [yes, fetched, no]"
)
CONSENT = "  - {id: may, kind: consent, purpose: recording, say: {en: %s}}%s\n"
EFFORT = """\
  - id: effort
    kind: scale
    metric: ces
    dimension: process
    low: 1
    high: 7
    labels: {1: {en: strongly disagree}, 7: {en: strongly agree}}
    say: {en: It was easy}
    flags: [{rule: hard, when: {at_most: 3}}]
  - {id: hard_why, kind: "open", ask_if: {answer: effort, is_in: [1, 2, 3]}, say: {en: Why is that}}
  - id: bridge"""
LIST = "    options:\n      - id: people\n        label: {en: people}\n        attribution: agent\n" + PRICE


def choice(*labels: str, rotate: bool = False, mark: int = -1) -> str:
    """Options in place of the good ones. ``mark`` is the option that is to be named; -1 is the whole list."""
    head = "    rotate: yes #!\n    options:\n" if rotate and mark < 0 else "    rotate: yes\n    options:\n" * rotate
    lines = [f"      - {{id: o{n}, label: {{en: {label}}}}}{' #!' * (n == mark)}\n" for n, label in enumerate(labels)]
    return (head or "    options:\n") + "".join(lines)


WORDS = [
    ("forced-answer", ABOUT, "    say: {en: You must answer this} #!"),
    ("key-in-wording", CARED, "    say: {en: 'Did we care? For yes, press 2.'} #!"),
    ("double-negative", CARED, "    say: {en: Did nobody say that we were not unhappy to help} #!"),
    ("negation", CARED, "    say: {en: Did we not care} #!"),
    ("negation", CARED, "    say: {en: Did we care}\n    caller: {en: Didn't we care} #!"),
    ("double-barrelled", VISIT, "    say: {en: Was the visit quick and friendly} #!"),
    ("double-barrelled", CARED, "    say: {en: Did we care and did we help} #!"),
    ("loaded", VISIT, "    say: {en: How was our outstanding visit} #!"),
    ("agreement", VISIT, "    say: {en: We cared. Do you agree} #!"),
    ("agreement", "      5: {en: good}", "      5: {en: strongly agree} #!"),
    ("hypothetical", ABOUT, "    say: {en: Imagine that we were a bird} #!"),
    ("acronym", ABOUT, "    say: {en: Was it the SLA} #!"),
    ("sensitive-first", VISIT, "    say: {en: What is your yearly revenue} #!"),
    ("channels-differ", ABOUT, ABOUT + "\n    caller: {en: 'Was it the people?'} #!"),
    ("channels-differ", ABOUT, ABOUT + "\n    caller: {en: 'What was it about, {contact.name}?'} #!"),
    ("channels-differ", ABOUT, ABOUT + "\n    caller: {en: 'What were the two things?'} #!"),
    ("channels-differ", CARED, CARED + "\n    caller: {en: 'Did you never feel that we cared?'} #!"),
    ("channels-differ", VISIT, VISIT + "\n    caller: {en: 'From 0 to 10: how was our visit?'} #!"),
    ("channels-differ", VISIT, VISIT + "\n    caller: {en: 'From 1, good, to 5, bad: how was our visit?'} #!"),
    ("channels-differ", CALLER, "  caller: {en: 'For {company.name}. 5 minutes. You may stop.'} #!\n"),
    ("audio-gap", ABOUT, ABOUT + "\n    audio: {en: about.mp3}", "  - id: bridge", "  - id: bridge #!"),
    ("audio-name", ABOUT, ABOUT + "\n    audio: {en: about.ogg} #!"),
    ("audio-name", ABOUT, ABOUT + "\n    audio: {en: ../about.wav} #!"),
    ("audio-name", ABOUT, ABOUT + "\n    audio: {en: .wav} #!"),
    ("audio-name", ABOUT, ABOUT + "\n    audio: {en: my about.wav} #!"),
    ("audio-varies", THANKS, THANKS + "\n    audio: {en: thanks.wav} #!"),
    (
        "audio-varies",
        ABOUT,
        ABOUT + "\n    ivr: {en: 'What was it, {agent.first_name|then}'}\n    audio: {en: a.wav} #!",
    ),
    ("empty-text", ABOUT, ABOUT + "\n    audio: {en: ''} #!"),
    ("audio-shared", VISIT, VISIT + "\n    audio: {en: a.wav}", ABOUT, ABOUT + "\n    audio: {en: a.wav} #!"),
    (
        "audio-twice",
        VISIT,
        VISIT + "\n    audio: {en: a.wav}",
        ABOUT,
        "    say: {en: How was our  visit}\n    audio: {en: b.wav} #!",
    ),
    ("language-unknown", ABOUT, ABOUT + "\n    audio: {fr: about.mp3} #!"),
    ("prompt-long", ABOUT, f"    say: {{en: {'word ' * 20}}} #!", "{en: price}", f"{{en: {'word ' * 30}}}"),
    (
        "long",
        THANKS,
        f'    say: {{en: "Thank you, {{contact.name}}. We will call[ by {{promise.by}}]. {"word " * 50}"}} #!',
    ),
]

NOTICES = [
    ("no-recording-notice", "questions:\n", "questions:\n" + CONSENT % ("May we go on", " #!")),
    ("recording-unasked", OPENING, OPENING[:-1] + " This call is recorded. #!\n"),
    ("no-identification", CORE, RESUMED % ("An automated call to stop. Shall we go on?' #!", "")),
    ("no-opt-out", CORE, RESUMED % ("We of {company.name}, automated. Shall we go on?' #!", "")),
    ("no-automated-notice", CORE, RESUMED % ("{company.name} here. We stop when you like.'", " #!")),
    ("recording-unasked", CORE, RESUMED % ("{company.name}, automated. We can stop. It is recorded.' #!", "")),
    (
        "phrase-fill",
        CORE,
        RESUMED.replace("{contact.name}", "You") % ("{company.name}, automated. We can stop these calls.' #!", ""),
    ),
    ("consent-idle", "closing:\n", CONSENT % ("May we record what you say", " #!") + "closing:\n"),
    ("no-promise", THANKS, '    say: {en: "Thank you, {contact.name}."} #!'),
    ("no-promise", THANKS, '    say: {en: "Thank you, {contact.name}. {owner.name|We} will call you tomorrow."} #!'),
    ("cant-say-key", CORE, PHRASE + "cant_say_key: Stay silent. #!"),
    ("phrase-keys", CORE, PHRASE + "menu: To hear that again, press 1. #!"),
    ("phrase-keys", CORE, PHRASE + "who:\n      ask: Who\n      keys: Press 1. #!"),
    ("keys-crossed", CORE, PHRASE + "yes_no_keys: For no, press 1. For yes, press 2. #!"),
    ("keys-crossed", CORE, PHRASE + "yes_no_keys: Press 1 for no and 2 for yes. #!"),
    ("phrase-fill", CORE, PHRASE + "call_back: We will call you. #!"),
    ("phrase-fill", CORE, PHRASE + "why_calling: It is about {touchpoint.subject}. #!"),
    ("phrase-fill", CORE, PHRASE + "who_calls: This is about {touchpoint.subject|you}. #!"),
    ("phrase-fill", CORE, PHRASE + "resume: We were cut off. It is about {touchpoint.subject}. #!"),
    ("phrase-fill", CORE, PHRASE + "hour:\n      ask: When\n      keys: The hour. #!"),
    ("empty-text", CORE, PHRASE + "alarms:\n      legal: [''] #!"),
    ("empty-text", CORE, PHRASE + "acknowledge: [Thanks., ''] #!"),
]

MESSAGE = "machine_message:\n  say:\n    en: %s #!\nclosing:\n"
HEARD_LATER = "An automated message from {company.name}. To stop these calls, call this number back."
MESSAGES = [
    ("message-unidentified", "closing:\n", MESSAGE % HEARD_LATER.replace("{company.name}", "us")),
    ("message-question", "closing:\n", MESSAGE % f"{HEARD_LATER} How was our visit?"),
    ("message-long", "closing:\n", MESSAGE % f"{HEARD_LATER} {'word ' * 40}"),
    ("message-private", "closing:\n", MESSAGE % f"{HEARD_LATER} It is about {{touchpoint.subject|it}}."),
    ("message-no-opt-out", "closing:\n", MESSAGE % HEARD_LATER.replace("To stop these calls, call", "Call")),
    ("message-no-call-back", "closing:\n", MESSAGE % HEARD_LATER.replace("call this number back", "press star")),
    ("no-automated-notice", "closing:\n", MESSAGE % HEARD_LATER.replace("An automated", "A")),
    ("selling", "closing:\n", MESSAGE % f"{HEARD_LATER} There is a special offer."),
    ("fill-without-fallback", "closing:\n", MESSAGE % f"{HEARD_LATER} {{contact.first_name}}."),
    (
        "message-unidentified",
        "closing:\n",
        f"machine_message:\n  say: {{en: '{HEARD_LATER}'}}\n"
        "  caller: {en: This is Anna. To stop these calls, call this number back.} #!\nclosing:\n",
    ),
]

FILTER = """\
  - {id: tried, kind: yes_no, say: {en: Did you look there}}
  - {id: helped, kind: yes_no, ask_if: {answer: tried, is: yes}, dimension: process, say: {en: Did it help},
     flags: [{rule: page, kind: education, when: {is: no}}]}
"""
HOW = """\
  - {id: often, kind: scale, low: 1, high: 5, labels: {1: {en: rarely}, 5: {en: daily}}, say: {en: How often}}
  - {id: more, kind: statement, ask_if: {answer: often, at_least: 4}, say: {en: That is often.}}
"""
COMMENT = """\
  - {id: between, kind: statement, say: {en: One question more.}}
  - {id: visits_more, kind: number, high: 5, say: {en: How many}}
  - {id: comment, kind: "open", say: {en: What else should we know}}
"""

CHOICES = [
    ("label-direction", "      1: {en: bad}\n      5: {en: good}\n", "      1: {en: good}\n      5: {en: bad}\n", 20),
    ("option-cant-say", LIST, choice("people", "I don't know", mark=1)),
    ("key-meaning", LIST, choice("no", "yes", mark=0)),
    ("key-meaning", LIST, choice("no", "yes", mark=1)),
    (
        "key-meaning",
        "  - id: bridge",
        "  - id: more\n    kind: choice\n    say: {en: Which}\n    options: #!\n"
        "      - {id: price, label: {en: price}}\n      - {id: people, label: {en: people}}\n  - id: bridge",
    ),
    ("rotate-ordered", LIST, choice("never", "sometimes", "often", rotate=True)),
    ("rotate-ordered", LIST, choice("up to 5", "6 to 10", "11 or more", rotate=True)),
    ("rotate-ordered", LIST, choice("11 or more", "6 to 10", "up to 5", rotate=True)),
    ("other-moves", LIST, choice("people", "something else", rotate=True, mark=1)),
    ("attribution-crossed", "        attribution: price", "        attribution: product #!"),
    (
        "attribution-crossed",
        "{en: people}\n        attribution: agent",
        "{en: the product}\n        attribution: agent #!",
    ),
    (
        "attribution-crossed",
        "{en: people}\n        attribution: agent",
        "{en: our delivery}\n        attribution: agent #!",
    ),
    ("attribution-crossed", "{en: people}\n        attribution: agent", "{en: other}\n        attribution: agent #!"),
    (
        "attribution-crossed",
        "      - id: people\n",
        "      - id: process\n",
        "attribution: agent",
        "attribution: agent #!",
    ),
]

COURSE = [
    (
        "metric-overflagged",
        "    metric: cared",
        "    metric: cared #!",
        "        when: {is: no}",
        "        when: {is_in: [yes, no]}",
    ),
    ("metric-overflagged", "    metric: nps", "    metric: nps #!", "at_most: 6", "at_most: 10"),
    ("flag-every", FLAG, "      - rule: uncared #!\n"),
    (
        "type-mismatch",
        "    say: {en: One more thing.}",
        "    say: {en: One more thing.}\n    flags:\n      - {rule: x} #!",
    ),
    ("nps-ungated", "  - id: nps\n", "  - id: nps #!\n", "    metric: nps\n", ""),
    (
        "nps-ungated",
        "  - id: nps\n    kind: scale\n    metric: nps\n",
        "  - id: nps #!\n    kind: scale\n",
        "{en: Would",
        "{nl: Hoe, en: Would",
    ),
    (
        "nps-early",
        "    metric: nps",
        "    metric: nps #!",
        "closing:",
        "  - {id: s, kind: yes_no, dimension: service, say: {en: Was it}}\nclosing:",
    ),
    (
        "no-attribution",
        TOPIC,
        "    ask_if: {answer: csat, is: 1}\n",
        "    flags:\n      - rule: low_csat",
        "    flags: #!\n      - rule: low_csat",
    ),
    (
        "no-attribution",
        "        attribution: agent\n",
        "",
        "    flags:\n      - rule: low_csat",
        "    flags: #!\n      - rule: low_csat",
    ),
    (
        "no-reason",
        "    ask_if: {flagged: yes}\n",
        "    ask_if: {answer: csat, is: 1}\n",
        "    flags:\n      - rule: low_csat",
        "    flags: #!\n      - rule: low_csat",
    ),
    (
        "no-reason",
        "    ask_if: {flagged: yes}\n",
        "    ask_if: {answer: csat, at_most: 2}\n",
        "    flags:\n" + FLAG,
        "    flags: #!\n" + FLAG,
    ),
    ("answer-idle", "  - id: bridge", "  - {id: more, kind: yes_no, say: {en: Was it complete}} #!\n  - id: bridge"),
    (
        "answer-idle",
        "  - id: bridge",
        "  - {id: more, kind: scale, low: 1, high: 5, labels: {1: {en: bad}, 5: {en: good}}, say: {en: How}} #!\n"
        "  - id: bridge",
    ),
    (
        "answer-idle",
        "    flags:\n" + FLAG,
        "",
        "    metric: cared\n",
        "",
        "  - id: cared",
        "  - id: cared #!",
        TOPIC,
        "    ask_if: {answer: cared, is: no}\n",
    ),
    ("probe-unearned", TOPIC, "", "  - id: topic", "  - id: topic #!"),
    ("probe-unearned", TOPIC, "    ask_if: {fact: account.tier, is: silver}\n", "  - id: topic", "  - id: topic #!"),
    ("probe-unearned", "    ask_if: {flagged: yes}\n", "", "  - id: why", "  - id: why #!"),
    ("two-open", "  - id: bridge", "  - {id: more, kind: open, say: {en: What else}} #!\n  - id: bridge"),
    (
        "two-open",
        "  - id: nps\n    kind: scale",
        "  - {id: more, kind: open, say: {en: What else}} #!\n  - id: nps\n    kind: scale",
    ),
]

ALLOWANCES = [
    ("too-short", CORE, CORE + "\nallow:\n  - rule: long\n    reason: short #!"),
    ("missing-key", CORE, CORE + "\nallow:\n  - rule: long #!"),
    ("unknown-key", CORE, CORE + "\nallow:\n  - rule: long\n    because: it has to be so #!"),
    ("wrong-type", CORE, CORE + "\nallow: long #!"),
    ("allowance-unknown", CORE, CORE + "\nallow:\n  - rule: lnog #!\n    reason: it has to be so"),
    ("allowance-refused", CORE, CORE + "\nallow:\n  - rule: no-opt-out #!\n    reason: it has to be so"),
    ("allowance-idle", CORE, CORE + "\nallow:\n  - rule: long #!\n    reason: it has to be so"),
    ("allowance-idle", CORE, CORE + "\nallow:\n  - rule: long #!\n    at: csat\n    reason: it has to be so"),
]

KINDS = [
    ("unknown-kind", "    kind: yes_no", "    kind: consnet #!"),
    ("missing-key", "  - id: bridge\n    kind: statement", "  - id: bridge #!\n    kind: consent"),
    ("unknown-word", "    kind: statement", "    kind: consent\n    purpose: fun #!"),
    ("unknown-word", "        attribution: agent", "        attribution: weather #!"),
    ("unknown-key", CORE, PHRASE + "hour:\n      aks: When #!"),
    ("wrong-type", CORE, PHRASE + "menu:\n      ask: When #!", 8),
    (
        "type-mismatch",
        "    kind: statement\n",
        "    kind: consent\n    purpose: quote\n    flags: [{rule: x, when: {is: maybe}}] #!\n",
    ),
    ("metric-kind", "    kind: statement\n", "    kind: consent\n    purpose: quote\n    metric: fcr_one_contact #!\n"),
    (
        "unknown-include",
        "  - id: bridge\n    kind: statement\n    say: {en: One more thing.}",
        "  - include: nothing_like_it #!",
    ),
]

LINT = [*WORDS, *NOTICES, *MESSAGES, *CHOICES, *COURSE, *ALLOWANCES, *KINDS]


def found(changes: tuple[str | int, ...]) -> tuple[str, set[tuple[str, int]], str]:
    """The text that the changes make, the rules that it breaks with their lines, and all of it as it is told."""
    text = broken(tuple(part for part in changes if isinstance(part, str)))
    findings = examine(text, "it.yaml", PHRASES).findings
    for finding in findings:
        assert finding.severity == RULES[finding.rule].severity, finding
    return text, {(one.rule, one.line) for one in findings}, "\n".join(str(one) for one in findings)


@pytest.mark.parametrize("case", LINT, ids=lambda case: f"{case[0]}: {str(case[2]).strip()[:50]}")
def test_is_found_by_its_rule_on_its_line(case: tuple[str | int, ...]) -> None:
    text, rules, told = found(case[1:])
    marked = next((n for n, line in enumerate(text.split("\n"), 1) if "#!" in line), None)
    line = case[-1] if isinstance(case[-1], int) else marked
    assert (case[0], line) in rules, told


FINE = [
    ("the words between parentheses", ABOUT, "    say: {en: Was it the service level agreement (SLA) or the PDF}"),
    ("whether or not", CARED, "    say: {en: Did we care or not}"),
    ("a scale that a caller reads", VISIT, VISIT + "\n    caller: {en: 'From 1, bad, to 5, good: how was our visit'}"),
    ("all options read", ABOUT, ABOUT + "\n    caller: {en: 'What was it about, people or price?'}"),
    (
        "the first name",
        VISIT,
        "    say: {en: 'How was it, {contact.first_name|hello}'}\n    caller: {en: 'How was it, {contact.name}'}",
    ),
    (
        "two or 2",
        CALLER,
        "  caller: {en: 'Hello {contact.name}, for {company.name}. 2 minutes. You may stop.'}\n",
    ),
    ("nothing is recorded", OPENING, OPENING[:-1] + " This is not recorded.\n"),
    ("a consent that says so", "questions:\n", "questions:\n" + CONSENT % ("May we record what you say", "")),
    (
        "a consent to be quoted",
        "closing:\n",
        CONSENT.replace("recording", "quote") % ("May we quote you", "") + "closing:\n",
    ),
    (
        "a promise with a name",
        THANKS,
        '    say: {en: "Thank you, {contact.name}. {owner.name|Somebody} knows, {promise.by|soon}."}',
    ),
    ("other stays", LIST, choice("people", "something else", rotate=True).replace("else}}", "else}, stays: yes}")),
    (
        "an idea in whatever words",
        "    note: {en: Let them finish.}",
        "    note: {en: Let them finish.}\n    dimension: product\n    flags: [{rule: idea, kind: idea}]",
    ),
    (
        "an open answer that is negative explains itself",
        "    note: {en: Let them finish.}",
        "    dimension: product\n    flags: [{rule: words}]",
    ),
    (
        "agreeing to an effort",
        "  - id: bridge",
        EFFORT,
        "    ask_if: {flagged: yes}",
        "    ask_if: {any: [{answer: csat, at_most: 2}, {answer: cared, is: no}]}",
    ),
    ("ten steps that recommend nothing", "    metric: nps\n", "", "Would you recommend us", "How was it"),
    ("yes and no by their keys", LIST, choice("yes", "no")),
    ("a filter", "  - id: bridge", FILTER + "  - id: bridge"),
    ("a scale that is looked at", "  - id: bridge", HOW + "  - id: bridge"),
    ("something else, about nothing", PRICE, PRICE + "      - id: other\n        label: {en: something else}\n"),
    ("a general comment of everybody", "  - id: bridge", COMMENT + "  - id: bridge"),
]


@pytest.mark.parametrize("case", FINE, ids=lambda case: case[0])
def test_what_is_fine_is_not_found(case: tuple[str, ...]) -> None:
    _, rules, told = found(case[1:])
    attributed = {("no-attribution", 24)} if LIST in case else set()
    assert rules == attributed, told


def test_recording_all_that_can_be_recorded_is_fine() -> None:
    numbers = count(1)

    def recorded(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}\n{found[1]}audio: {{en: a-{next(numbers)}_b.wav}}"

    text = re.sub(r"^( +)(say: \{en: [^{}]*\})$", recorded, GOOD, flags=re.MULTILINE)
    text = text.replace("{en: Why is that}", "{en: Why is that}, audio: {en: c.mp3}")
    text = text.replace("Then another time. Goodbye.}", "Then another time. Goodbye.}, audio: {en: d.wav}")
    assert text.count("audio:") == 10
    (gap,) = examine(text, "it.yaml", PHRASES).findings
    assert (gap.rule, gap.path) == ("audio-gap", ("phrases", "en"))
    said = [one for one in phrase_prompts(good(text), "en") if one.recordable]
    files = "".join(f"      {one.place.removeprefix('phrases.')}: {one.proposed_file}\n" for one in said)
    assert len(said) > 20
    assert examine(f"{text}phrases:\n  en:\n    audio:\n{files}", "it.yaml", PHRASES).findings == ()


@pytest.mark.parametrize(
    ("named", "rule", "words"),
    [
        ("menu: menu.ogg", "audio-name", "`menu.ogg` cannot be the name of a recording"),
        ("manu: menu.wav", "audio-name", "there is no phrase `manu` that is said; perhaps `menu`"),
        ("alarms: menu.wav", "audio-name", "there is no phrase `alarms` that is said"),
        ("scale_keys: scale.wav", "audio-varies", "the words hold `{low_label}`"),
        ("{menu: a.wav, give_up: a.wav}", "audio-shared", "`a.wav` says"),
    ],
)
def test_the_recording_of_a_phrase(named: str, rule: str, words: str) -> None:
    place = f"phrases:\n  en:\n    audio: {named if named[0] == '{' else '{' + named + '}'}\n"
    findings = [one for one in examine(GOOD + place, "it.yaml", PHRASES).findings if one.rule != "audio-gap"]
    assert [one.rule for one in findings] == [rule]
    assert words in findings[0].message


def test_there_is_no_finding_without_a_rule() -> None:
    assert examine(GOOD, "it.yaml", PHRASES).findings == ()


def test_a_version_that_was_pinned_before_there_was_a_resumption_has_none_to_look_at() -> None:
    whole = load_library()["support-case"]
    without = {"resumption": None, "resumption_inbound": None}
    phrases = {language: one.model_copy(update=without) for language, one in whole.phrases.items()}
    assert list(resumption_honest(whole.model_copy(update={"phrases": phrases}), nowhere("it.yaml"))) == []
