"""Including questions from the bank: what is merged, what is refused, and where a finding is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import PHRASES

from vocsurvey.questionnaire.bank import EMPTY, Bank, as_yaml, examine_bank, search
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.inclusion import MOST_INCLUDED, OVERRIDES, IncludingMarks
from vocsurvey.questionnaire.load import Loaded, examine, load, load_marked
from vocsurvey.questionnaire.model import Choice, Questionnaire, Scale, YesNo

SHELF = """\
format: 1
theme: Visits
languages: [en, de]
questions:
  - id: on_time
    use_when: After a visit with an appointment.
    do_not_use_when: No time was agreed.
    source: Own practice.
    kind: yes_no
    dimension: delivery
    say: {en: Did we come on time, de: Waren wir pünktlich}
    ivr: {en: Were we on time, de: Kamen wir pünktlich}
    caller: {en: Did we arrive on time, de: Sind wir pünktlich gekommen}
    audio: {de: on_time.wav}
    note: {en: Wait., de: Warten.}
    flags:
      - rule: late
        when: {is: no}
        severity: medium
  - id: how_late
    use_when: After on_time.
    do_not_use_when: Without on_time.
    source: Own practice.
    kind: scale
    dimension: delivery
    low: 1
    high: 5
    ask_if: {answer: on_time, is: no}
    labels:
      1: {en: very late, de: sehr spät}
      5: {en: hardly late, de: kaum verspätet}
    say: {en: How late were we, de: Wie spät kamen wir}
  - id: who_came
    use_when: Several teams make visits.
    do_not_use_when: There is one team.
    source: Own practice.
    kind: choice
    ask_if: {all: [{answer: on_time, is: no}, {answer: how_late, at_most: 2}, {answer: on_time, is: no}]}
    dimension: service
    say: {en: Who came to see you, de: Wer kam zu Ihnen}
    options:
      - {id: fitter, label: {en: a fitter, de: ein Monteur}}
      - {id: seller, label: {en: a seller, de: ein Verkäufer}, stays: yes}
"""


def shelf(text: str = SHELF) -> Bank:
    """The questions of a bank file that is right; a test that asks for a wrong one fails with the findings."""
    examined = examine_bank(text, "shelf.yaml")
    assert examined.findings == (), "\n".join(str(one) for one in examined.findings)
    return examined.questions


BANK = shelf()


BASE = """\
format: 1
name: after-a-visit
title: {en: After a visit}
languages: [en]
core: [csat, cared]
opening:
  say: {en: "Hello {contact.name}, an automated call from {company.name}. Two minutes. Press star to stop these calls."}
  caller: {en: "Hello {contact.name}, a call from {company.name}. Two minutes, and we can stop."}
  good_time: {say: {en: Is now a good time}}
  not_now: {say: {en: Goodbye.}}
questions:
  - id: csat
    kind: scale
    metric: csat
    dimension: service
    low: 1
    high: 5
    labels: {1: {en: bad}, 5: {en: good}}
    say: {en: How was our visit}
    flags: [{rule: low_csat, when: {at_most: 2}}]
  - id: cared
    kind: yes_no
    metric: cared
    dimension: service
    say: {en: Did you feel that we genuinely cared}
    flags: [{rule: uncared, when: {is: no}}]
@
  - id: visits
    kind: number
    high: 20
    say: {en: How often did we visit you}
    flags: [{rule: rare, when: {at_most: 6}, dimension: service}]
closing:
  say: {en: "Thank you, {contact.name}."}
  flagged: {say: {en: "Thank you, {contact.name}. Somebody will call you[ by {promise.by}]."}}
"""


def including(*lines: str) -> str:
    """A questionnaire with an include, or with anything else that is given, as its third question."""
    return BASE.replace("@", "\n".join(lines))


LINE = BASE.split("\n").index("@") + 1
"""The line on which the include stands."""


def read(*lines: str, bank: Bank = BANK) -> Questionnaire:
    """The questionnaire with the include; it must load."""
    found = load(including(*lines), "it.yaml", PHRASES, bank)
    assert isinstance(found, Questionnaire), found
    return found


def told(*lines: str) -> list[str]:
    """Every finding about the questionnaire with the include, as it is printed."""
    return [str(one) for one in examine(including(*lines), "it.yaml", PHRASES, BANK).findings]


def test_an_include_is_the_question_itself() -> None:
    question = read("  - include: on_time").question("on_time")
    assert isinstance(question, YesNo)
    assert question.say == {"en": "Did we come on time"}
    assert question.ivr == {"en": "Were we on time"}
    assert question.note == {"en": "Wait."}
    assert question.flags == BANK["on_time"].question.flags


def test_languages_that_are_not_spoken_are_dropped_everywhere() -> None:
    whole = read("  - include: on_time", "  - include: how_late", "  - include: who_came")
    first, scale, choice = whole.question("on_time"), whole.question("how_late"), whole.question("who_came")
    assert first.audio is None, "a wording with no language left is no wording"
    assert isinstance(scale, Scale)
    assert isinstance(choice, Choice)
    assert scale.labels == {1: {"en": "very late"}, 5: {"en": "hardly late"}}
    assert [dict(option.label) for option in choice.options] == [{"en": "a fitter"}, {"en": "a seller"}]
    assert [option.stays for option in choice.options] == [False, True]


def test_the_digest_is_that_of_the_question_written_out() -> None:
    out = """  - id: on_time
    kind: yes_no
    dimension: delivery
    say: {en: Did we come on time}
    ivr: {en: Were we on time}
    caller: {en: Did we arrive on time}
    note: {en: Wait.}
    flags:
      - rule: late
        when: {is: no}
        severity: medium"""
    included = read("  - include: on_time")
    assert digest(included) == digest(read(out, bank=EMPTY))
    changed = shelf(SHELF.replace("Did we come on time", "Did we come in time"))
    later = load(including("  - include: on_time"), "it.yaml", PHRASES, changed)
    assert isinstance(later, Questionnaire)
    assert digest(included) != digest(later)
    assert digest(included) == digest(read("  - include: on_time")), "the bank is not touched by what includes it"


def test_a_key_that_is_given_replaces_that_of_the_bank() -> None:
    question = read(
        "  - include: on_time",
        "    id: punctual",
        "    ask_if: {answer: csat, at_most: 3}",
        "    dimension: service",
        "    note: {en: Smile.}",
        "    caller: {en: Were they on time}",
        "    flags: [{rule: early, when: {is: no}}]",
    ).question("punctual")
    assert question.ask_if is not None
    assert (question.dimension, question.note) == ("service", {"en": "Smile."})
    assert [(rule.rule, rule.severity) for rule in question.flags] == [("early", "high")]
    assert question.caller == {"en": "Were they on time"}
    assert question.say == {"en": "Did we come on time"}
    assert question.ivr == {"en": "Were we on time"}


def test_who_says_it_anew_says_it_anew_on_every_channel() -> None:
    question = read("  - include: on_time", "    say: {en: Were we punctual}", "    ivr: {en: Punctual}")
    asked = question.question("on_time")
    assert (asked.say, asked.ivr, asked.caller) == ({"en": "Were we punctual"}, {"en": "Punctual"}, None)
    options = "    options: [{id: a, label: {en: one}}, {id: b, label: {en: two}}]"
    whole = read("  - include: on_time", "  - include: how_late", "  - include: who_came", options)
    choice = whole.question("who_came")
    assert isinstance(choice, Choice)
    assert [option.id for option in choice.options] == ["a", "b"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["  - include: on_tme"],
            f"it.yaml:{LINE}:5: error unknown-include: there is no question `on_tme` in the bank; "
            "did you mean `on_time`?",
        ),
        (
            ["  - include: zzz"],
            f"it.yaml:{LINE}:5: error unknown-include: there is no question `zzz` in the bank; "
            "`vocsurvey bank` lists them",
        ),
        (
            ["  - include: [on_time]"],
            f"it.yaml:{LINE}:5: error wrong-type: question 3: `include` must be the name of a question in the bank",
        ),
        (
            ["  - include: on_time", "    kind: open"],
            f"it.yaml:{LINE + 1}:5: error unknown-key: question 3: an include cannot have `kind`; it may have "
            "`id`, `ask_if`, `dimension`, `flags`, `note`, `say`, `ivr`, `caller`, `audio`, `options` and `rotate`",
        ),
        (
            ["  - include: how_late"],
            f"it.yaml:{LINE}:5: error unknown-question: there is no question `on_time` (in `how_late` of the bank)",
        ),
        (
            ["  - include: on_time", "    id: On Time"],
            f"it.yaml:{LINE + 1}:5: error bad-name: question 3: `id` is `On Time`; use small letters a to z, digits "
            "and underscores, beginning with a letter, not too long",
        ),
        (
            ["  - include: on_time", "    options: [{id: a, label: {en: b}}, {id: c, label: {en: d}}]"],
            f"it.yaml:{LINE + 1}:5: error unknown-key: question 3 cannot have `options`; its keys are `say`, `ivr`, "
            "`caller`, `audio`, `id`, `ask_if`, `dimension`, `metric`, `flags`, `note` and `kind`",
        ),
    ],
)
def test_what_is_wrong_with_an_include_is_told_at_its_place(lines: list[str], expected: str) -> None:
    assert expected in told(*lines)


@pytest.mark.parametrize("flags", ["[]", "", "[{rule: tip, when: {is: yes}, kind: idea}]"])
def test_the_negative_flags_of_the_bank_are_not_dropped(flags: str) -> None:
    assert (
        f"it.yaml:{LINE + 1}:5: error include-unflagged: question 3: `on_time` of the bank flags a negative answer, "
        "and these `flags` do not; keep a negative rule, or copy the question instead of including it"
    ) in told("  - include: on_time", f"    flags: {flags}")


@pytest.mark.parametrize(("name", "flags"), [("how_late", "[]"), ("on_time", "no")])
def test_what_has_none_has_none_to_lose_and_what_is_no_list_is_told_as_such(name: str, flags: str) -> None:
    assert "include-unflagged" not in told(f"  - include: {name}", f"    flags: {flags}")


def test_an_empty_bank_has_nothing_to_include() -> None:
    found = examine(including("  - include: on_time"), "it.yaml", PHRASES)
    assert [one.rule for one in found.findings] == ["unknown-include"]
    assert found.questionnaire is None
    assert not isinstance(load_marked(including("  - include: on_time"), "it.yaml", PHRASES), Loaded)


def test_the_rest_is_judged_although_an_include_fails() -> None:
    text = including("  - include: on_tme").replace("at_most: 6", "at_most: 60")
    rules = [one.rule for one in examine(text, "it.yaml", PHRASES, BANK).findings]
    assert rules == ["unknown-include", "type-mismatch"]


def test_a_language_that_the_bank_lacks_is_a_gap_at_the_include() -> None:
    text = including("  - include: on_time").replace("languages: [en]", "languages: [en, es]")
    gaps = [str(one) for one in examine(text, "it.yaml", PHRASES, BANK).findings if one.line == LINE]
    gap = f"it.yaml:{LINE}:5: error language-gap: there is no text in `es`; write one (in `on_time` of the bank)"
    assert gap in gaps
    anew = "include: on_time\n    say: {en: On time, es: A tiempo}\n    note: {en: a, es: b}"
    mended = text.replace("include: on_time", anew)
    assert [one for one in examine(mended, "it.yaml", PHRASES, BANK).findings if one.line == LINE] == []


def test_a_finding_about_what_is_given_anew_is_told_there_without_the_bank() -> None:
    findings = told("  - include: on_time", "    say: {en: Surely we were on time}")
    (finding,) = [one for one in findings if "leading" in one]
    assert finding.startswith(f"it.yaml:{LINE + 1}:")
    assert "of the bank" not in finding
    (warned,) = [one for one in told("  - include: on_time", "  - include: on_time") if "duplicate-id" in one]
    assert warned.startswith(f"it.yaml:{LINE + 1}:5: error duplicate-id: `on_time` is already used on line {LINE}")
    assert warned.endswith("(in `on_time` of the bank)")


def test_marks_name_the_bank_only_for_what_comes_from_it() -> None:
    marks = IncludingMarks("it.yaml", {("questions", "1"): (7, 5), ("questions", "1", "say"): (8, 10)}, {1: "cared"})
    assert marks.warning(("questions", 1), "r", "m").message == "m (in `cared` of the bank)"
    assert marks.warning(("questions", 1, "kind"), "r", "m").message == "m (in `cared` of the bank)"
    assert marks.warning(("questions", 1, "say", "en"), "r", "m").message == "m"
    assert marks.error(("questions", 2), "r", "m").message == "m"
    assert marks.error(("questions",), "r", "m").message == "m"
    assert marks.error((), "r", "m").message == "m"
    assert (marks.error(("questions", 1, "id"), "r", "m").line, marks.error((), "r", "m").line) == (7, 1)


def test_a_small_file_cannot_grow_into_a_large_one() -> None:
    text = including(*["  - include: on_time"] * (MOST_INCLUDED + 3))
    told = [one for one in examine(text, "it.yaml", PHRASES, BANK).findings if one.rule == "too-many"]
    assert [one.line for one in told] == [LINE + MOST_INCLUDED]
    many = including(*[f"  - include: on_time{place}" for place in range(6000)])
    found = examine(many, "it.yaml", PHRASES, BANK).findings
    assert len(found) == MOST_INCLUDED + 1, "no more names than that are looked up"


@settings(max_examples=25)
@given(st.lists(st.sampled_from(["on_time", "how_late", "who_came", "nonesuch"]), max_size=6))
def test_whatever_is_included_is_answered_without_an_exception(names: list[str]) -> None:
    found = examine(including(*[f"  - include: {name}" for name in names]), "it.yaml", PHRASES, BANK)
    assert found.questionnaire is None or "nonesuch" not in names
    assert {one.line for one in found.findings} <= set(range(1, len(BASE.split("\n")) + 10))


@pytest.mark.parametrize("text", ["[]", "format: 1\nquestions: 5\n", "questions:\n  - 5\n  - {include: }\n"])
def test_files_without_the_right_shape_are_left_to_the_loader(text: str) -> None:
    assert examine(text, "it.yaml", PHRASES, BANK).findings


def test_overrides_leave_what_makes_answers_comparable() -> None:
    assert not {"kind", "metric", "low", "high", "labels", "good_end", "purpose"} & set(OVERRIDES)


def test_needs_are_named_once_in_order() -> None:
    assert BANK["on_time"].needs == ()
    assert BANK["who_came"].needs == ("on_time", "how_late")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ([], ["on_time", "how_late", "who_came"]),
        (["PÜNKTLICH"], ["on_time"]),
        (["visit", "spät"], ["how_late"]),
        (["yes_no"], ["on_time"]),
        (["delivery", "scale"], ["how_late"]),
        (["moon"], []),
    ],
)
def test_search_wants_every_word(words: list[str], names: list[str]) -> None:
    found = [one.question.id for one in search(BANK, words)]
    assert found == names


def test_as_yaml_reads_back_as_it_was() -> None:
    copy = "".join(as_yaml(one) for one in BANK.values())
    assert "is: no" in copy
    pasted = load(including(copy.rstrip()).replace("languages: [en]", "languages: [en, de]"), "it.yaml", PHRASES)
    assert isinstance(pasted, Questionnaire)
    assert pasted.question("how_late") == BANK["how_late"].question
    assert pasted.question("on_time") == BANK["on_time"].question


def changed(old: str, new: str) -> str:
    """The shelf with one passage replaced; the passage must be there exactly once."""
    assert SHELF.count(old) == 1, f"{old!r} is there {SHELF.count(old)} times"
    return SHELF.replace(old, new)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [", "1:5: error yaml-syntax"),
        ("- 1", "1:1: error wrong-type: the file must be a group of keys, such as `theme: …`"),
        ("&a {a: 1}", "1:1: error yaml-anchor"),
        ("format: 1\ntheme: x\nlanguages: [en]\n", "1:1: error missing-key: the questionnaire has no `questions`"),
        ("format: 1\ntheme: x\nlanguages: [en]\nquestions: 5\n", "4:1: error wrong-type"),
        ("format: 1\ntheme: x\nlanguages: [en]\nquestions: [5]\n", "4:13: error wrong-type"),
        (changed("format: 1\n", "format: 2\n"), "1:1: error unknown-word"),
        (changed("languages: [en, de]", "languages: 7"), "3:1: error wrong-type"),
        (changed("    use_when: After on_time.\n", ""), "20:5: error missing-key: question 2 has no `use_when`"),
        (changed("    kind: choice\n", "    kind: choise\n"), "unknown-kind"),
        (changed("    low: 1\n", "    lo: 1\n"), "error unknown-key: question 2 cannot have `lo`"),
        (changed("id: who_came", "id: on_time"), "error duplicate-id: `on_time` is already in this file"),
        (changed("say: {en: Did we come on time, de: Waren wir pünktlich}", "say: {en: x}"), "error language-gap"),
        (changed("en: How late were we", "en: Surely we were late"), "error leading: `Surely` leads to an answer"),
        (changed("en: Who came to see you", "en: 'Who of {team} came'"), "error unknown-fill"),
    ],
)
def test_what_is_wrong_with_a_bank_is_told_at_its_place(text: str, expected: str) -> None:
    examined = examine_bank(text, "shelf.yaml")
    findings = [str(one) for one in examined.findings]
    assert any(expected in one for one in findings), findings
    assert examined.questions == {}
    assert findings == sorted(findings, key=lambda one: [int(part) for part in one.split(":")[1:3]])


def test_a_warning_does_not_close_the_bank() -> None:
    long = " ".join(["word"] * 30)
    examined = examine_bank(changed("en: Who came to see you", f"en: {long}"), "shelf.yaml")
    assert [one.severity for one in examined.findings] == ["warning"]
    assert list(examined.questions) == ["on_time", "how_late", "who_came"]
