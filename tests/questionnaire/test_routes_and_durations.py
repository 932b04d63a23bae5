"""Every way through, checked against brute force, and how long each takes."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import GOOD, good

from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import AnswerIs, FactValue, Value, holds
from vocsurvey.questionnaire.duration import durations
from vocsurvey.questionnaire.model import Choice, Metric, Questionnaire, Scale, YesNo
from vocsurvey.questionnaire.routes import Way, leaves, negative, routes, values_of
from vocsurvey.questionnaire.wording import word_count

FACTS: dict[str, tuple[FactValue, ...]] = {
    "account.tier": (None, "gold", "silver", "tin"),
    "follow_up.open": (True, False),
    "touchpoint.kind": (None, "complaint", "visit", "ticket"),
}


def walked(questionnaire: Questionnaire, given: dict[str, Value | None], facts: dict[str, FactValue]) -> Way:
    """One walk, as the interview takes it, with the answers that would be given."""
    answers: dict[str, Value | None] = {}
    asked, negatives = [], 0
    for question in questionnaire.questions:
        aggrieved = facts["follow_up.open"] is True or facts["touchpoint.kind"] == "complaint"
        gated = question.metric is Metric.NPS and (negatives > 0 or aggrieved)
        if holds(question.ask_if, answers, facts, flagged=negatives > 0) and not gated:
            asked.append(question.id)
            answers[question.id] = given.get(question.id)
            negatives += negative(question, given.get(question.id))
    return Way(tuple(asked), negatives)


def brute(questionnaire: Questionnaire) -> set[Way]:
    """All ways, by every answer to every question and every fact."""
    open_to: dict[str, tuple[Value | None, ...]] = {}
    for question in questionnaire.questions:
        match question:
            case Scale(low=low, high=high):
                open_to[question.id] = (None, *range(low, high + 1))
            case YesNo() | Choice():
                open_to[question.id] = (None, *values_of(question))
            case _:
                open_to[question.id] = (None,)
    ways = set()
    for answers in product(*open_to.values()):
        for facts in product(*FACTS.values()):
            given = dict(zip(open_to, answers, strict=True))
            ways.add(walked(questionnaire, given, dict(zip(FACTS, facts, strict=True))))
    return ways


def text_of(conditions: list[str]) -> str:
    """A questionnaire of four questions, each but the first with one of the conditions."""
    head, tail = GOOD.split("questions:\n")[0], "closing:\n" + GOOD.split("closing:\n")[1]
    flag = ", flags: [{rule: r%s, when: {%s}}]"
    scale = "kind: scale, low: 1, high: 3, labels: {}"
    flagged = [scale + flag % (0, "at_most: 1"), "kind: yes_no" + flag % (1, "is: no")]
    kinds = [*flagged, "metric: nps, " + scale, "kind: open"]
    questions = [
        f"  - {{id: q{n}, say: {{en: x}}, {kind}{', ask_if: ' + condition if condition else ''}}}\n"
        for n, (kind, condition) in enumerate(zip(kinds, conditions, strict=True))
    ]
    return head + "questions:\n" + "".join(questions) + tail


LEAVES = st.sampled_from(
    [
        "{answer: q0, is: 2}",
        "{answer: q0, at_least: 2}",
        "{answer: q1, is: yes}",
        "{answer: q1, is_in: [no]}",
        "{answer: q2, at_most: 1}",
        "{answer: q3, is: x}",
        "{fact: account.tier, is: gold}",
        "{fact: account.tier, is_in: [gold, silver]}",
        "{known: account.tier}",
        "{fact: follow_up.open, is: yes}",
        "{fact: touchpoint.kind, is: visit}",
        "{known: touchpoint.kind}",
        "{flagged: yes}",
        "{flagged: no}",
        "",
    ]
)
CONDITIONS = st.recursive(
    LEAVES.filter(bool),
    lambda inside: st.one_of(
        inside.map(lambda part: f"{{not: {part}}}"),
        st.lists(inside, min_size=1, max_size=3).map(lambda parts: f"{{all: [{', '.join(parts)}]}}"),
        st.lists(inside, min_size=1, max_size=3).map(lambda parts: f"{{any: [{', '.join(parts)}]}}"),
    ),
    max_leaves=4,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(st.just(""), CONDITIONS), min_size=4, max_size=4))
def test_the_ways_are_those_of_brute_force(conditions: list[str]) -> None:
    questionnaire = good(text_of(conditions))
    found, truth = routes(questionnaire), brute(questionnaire)
    assert found.proved
    # Where no condition looks at the facts, the gate that only facts can shut is taken to be open.
    tests = [leaf for question in questionnaire.questions for leaf in leaves(question.ask_if)]
    looked_at = {getattr(leaf, "fact", getattr(leaf, "known", "")) for leaf in tests}
    if looked_at & {"follow_up.open", "touchpoint.kind"}:
        assert set(found.ways) == truth
    else:
        assert set(found.ways) <= truth
    asked = {name for way in truth for name in way.asked}
    assert found.never.isdisjoint(asked)
    assert {name for way in found.ways for name in way.asked} == asked


def test_numbers_are_told_apart_at_their_edges() -> None:
    text = GOOD.replace("    ask_if: {flagged: yes}\n", "    ask_if: {answer: visits, is_in: [7, '12', many]}\n")
    questionnaire = good(text)
    tests = [leaf for question in questionnaire.questions for leaf in leaves(question.ask_if)]
    numbers = [test for test in tests if isinstance(test, AnswerIs) and test.answer == "visits"]
    edges = values_of(questionnaire.question("visits"), numbers)
    assert edges == (0, 6, 7, 8, 11, 12, 13, 20)
    assert any("why" in way.asked for way in routes(questionnaire).ways)


def test_too_many_ways_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vocsurvey.questionnaire.routes.MOST_WEIGHED", 5_000)
    yes_no = "".join(f"  - {{id: q{n}, kind: yes_no, say: {{en: x}}}}\n" for n in range(12))
    parts = ", ".join(f"{{answer: q{n}, is: yes}}" for n in range(12))
    many = GOOD.replace("questions:\n", "questions:\n" + yes_no).replace("{flagged: yes}", f"{{any: [{parts}]}}")
    found = routes(good(many))
    assert not found.proved
    assert found.ways == (Way(tuple(question.id for question in good(many).questions), 3),)
    assert not found.never | found.always
    facts = ", ".join(f"{{fact: account.name, is: n{n}}}" for n in range(80))
    more = ", ".join(f"{{fact: campaign.name, is: n{n}}}" for n in range(80))
    wide = GOOD.replace("{flagged: yes}", f"{{all: [{{any: [{facts}]}}, {{any: [{more}]}}]}}")
    assert not routes(good(wide)).proved


def test_the_formula() -> None:
    """By hand: the closed question ``cared`` on both channels, by the figures of the field."""
    questionnaire = good()
    phrases = questionnaire.phrases["en"]
    words = 7
    assert word_count(questionnaire.question("cared").say["en"]) == words
    live = durations(questionnaire, "en", live=True).per_question["cared"]
    assert live.total_seconds() == pytest.approx(words / 2.5 * 1.08 + 2.5 + 1, abs=0.05)
    keyed = (words + 8) / 2.5
    assert word_count(phrases.yes_no_keys) == 8
    silent = 0.1 * (5 + keyed + word_count(phrases.silence[0]) / 2.5)
    ivr = durations(questionnaire, "en", live=False).per_question["cared"]
    assert ivr.total_seconds() == pytest.approx(keyed * 1.08 + 3 + silent + 1, abs=0.05)


def test_the_whole_is_the_sum_of_its_parts() -> None:
    for questionnaire in (good(), *load_library().values()):
        for language in questionnaire.languages:
            for live in (True, False):
                estimate = durations(questionnaire, language, live)
                steps = estimate.per_question
                frame = steps["opening"] + steps["good_time"] + steps.get("other_languages", timedelta())
                asked = sum((steps[name] for name in estimate.longest_way.asked), timedelta())
                most = frame + asked + steps["closing"] + estimate.longest_way.negatives * steps["acknowledge"]
                closings = (questionnaire.closing, questionnaire.closing.flagged)
                words = [word_count(one.text(language, live=live)) for one in closings]
                # The shorter closing may be the one that is said; rounding adds at most a twentieth of a second a part.
                shorter = timedelta(seconds=(max(words) - min(words)) / 2.5)
                assert timedelta(seconds=-1) <= most - estimate.longest <= shorter + timedelta(seconds=1)
                assert timedelta() < estimate.median <= estimate.longest < estimate.longest_shared
                assert set(steps) >= {question.id for question in questionnaire.questions}


def test_options_are_read_out_on_both_channels() -> None:
    few = good()
    more = good(
        GOOD.replace("      - id: price\n", "      - {id: third, label: {en: a third option}}\n      - id: price\n")
    )
    for live, words in ((True, 3), (False, 3 + word_count("For , press 3."))):
        before = durations(few, "en", live).per_question["topic"].total_seconds()
        after = durations(more, "en", live).per_question["topic"].total_seconds()
        assert after - before == pytest.approx(words / 2.5 * (1.08 if live else 1.18), abs=0.11)


def test_ten_takes_the_hash_key() -> None:
    own = "phrases: {en: {scale_keys: '{low_label} {low} {high_label} {high}'}}\ncore: ["
    short = good(GOOD.replace("core: [", own))
    now, then = (durations(one, "en", live=False).per_question for one in (short, good()))
    assert now["csat"] < then["csat"]
    assert now["nps"] == then["nps"]
