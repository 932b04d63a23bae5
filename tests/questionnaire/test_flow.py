"""The way through as a graph, its words, and its drawing: nothing is lost, and nothing overlaps."""

from __future__ import annotations

import pytest
from short_visit import GOOD, altered, good

from vocsurvey.library import load_library
from vocsurvey.questionnaire.condition import (
    AnswerIs,
    Condition,
    Every,
    FactIs,
    FactKnown,
    Flagged,
    Opposite,
    Some,
    Test,
)
from vocsurvey.questionnaire.flow import NPS_GATE, Flow, Node, flow, readable
from vocsurvey.questionnaire.flow_drawing import Box, Drawing, narrow, wide
from vocsurvey.questionnaire.model import Choice, Consent, Dimension, FlagRule, Purpose, Questionnaire, Scale, YesNo
from vocsurvey.questionnaire.plain_words import (
    comparison_words,
    condition_words,
    flag_words,
    kind_words,
    value_label,
)

LIBRARY = load_library()


def node(course: Flow, name: str) -> Node:
    """The box with that id."""
    return next(one for one in course.nodes if one.id == name)


def ways(course: Flow, name: str) -> dict[str, str]:
    """Where a box leads, and when."""
    return {edge.target: edge.words for edge in course.edges if edge.source == name}


def test_every_question_is_there_once_and_in_order() -> None:
    course = flow(good(), "en")
    asked = [one.id.removeprefix("question-") for one in course.nodes if one.id.startswith("question-")]
    assert asked == [question.id for question in good().questions]
    assert [one.number for one in course.nodes if one.id.startswith("question-")] == [1, 2, 3, 4, 5, None, 6]
    assert node(course, "question-bridge").kind == "said"
    assert node(course, "question-csat").core
    assert not node(course, "question-visits").core


def test_the_frame_leads_on_or_out() -> None:
    course = flow(good(), "en")
    assert ways(course, "opening") == {"good_time": ""}
    assert ways(course, "good_time") == {"not_now": "no", "question-csat": "yes"}
    assert ways(course, "not_now") == {}
    assert ways(course, "fork-flagged") == {"flagged": "yes", "closing": "no"}
    assert ways(course, "flagged") == ways(course, "closing") == {}


def test_a_condition_is_a_fork_with_a_way_past_it() -> None:
    course = flow(good(), "en")
    fork = node(course, "fork-question-topic")
    assert fork.title == "Only if the answer to “csat” is 3 or less"
    assert ways(course, fork.id) == {"question-topic": "yes", "fork-question-visits": "no"}
    assert ways(course, "question-topic") == {"fork-question-visits": ""}
    assert node(course, "question-topic").aside
    assert node(course, "question-topic").only_if == "the answer to “csat” is 3 or less"


def test_the_gate_before_nps_is_drawn_although_nobody_wrote_it() -> None:
    assert node(flow(good(), "en"), "fork-question-nps").title == f"Only if {NPS_GATE}"
    text = altered("    dimension: relationship\n", "    dimension: relationship\n    ask_if: {known: agent.name}\n")
    gated = node(flow(good(text), "en"), "fork-question-nps").title
    assert gated.startswith("Only if the full name of the employee whom the feedback is about is known, and no answer")


def test_neighbours_with_one_condition_share_a_fork() -> None:
    course = flow(
        good(altered("    ask_if: {fact: account.tier, is: gold}\n", "    ask_if: {answer: csat, at_most: 3}\n")), "en"
    )
    assert ways(course, "question-topic") == {"question-visits": ""}
    assert not any(one.id == "fork-question-visits" for one in course.nodes)


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("{flagged: no}", "{flagged: no}", False),
        ("{flagged: yes}", "{flagged: yes}", True),
        ("{answer: csat, is: 1}", "{answer: csat, is: 1}", True),
        ("{answer: csat, is: 1}", "{answer: csat, is: 2}", False),
    ],
)
def test_a_fork_is_shared_only_when_no_answer_inside_can_change_it(first: str, second: str, *, shared: bool) -> None:
    text = altered("    metric: cared\n    dimension: service\n", f"    metric: cared\n    ask_if: {first}\n")
    text = text.replace("    ask_if: {answer: csat, at_most: 3}\n", f"    ask_if: {second}\n")
    course = flow(good(text), "en")
    assert ("question-topic" in ways(course, "question-cared")) is shared


def test_a_question_about_the_answer_before_it_has_a_fork_of_its_own() -> None:
    text = altered("    ask_if: {fact: account.tier, is: gold}\n", "    ask_if: {answer: csat, at_most: 3}\n")
    text = text.replace("    ask_if: {flagged: yes}\n", "    ask_if: {answer: visits, at_most: 3}\n")
    course = flow(good(text), "en")
    assert "question-why" not in ways(course, "question-visits")
    questionnaire = good()
    loop = questionnaire.questions[2].model_copy(
        update={"ask_if": AnswerIs.model_validate({"answer": "topic", "is": "people"})}
    )
    twin = loop.model_copy(update={"id": "twin"})
    turned = questionnaire.model_copy(update={"questions": (loop, twin)})
    assert "fork-question-twin" in ways(flow(turned, "en"), "question-topic")


def test_without_a_negative_answer_there_is_one_closing() -> None:
    harmless = [one.model_copy(update={"flags": ()}) for one in good().questions]
    course = flow(good().model_copy(update={"questions": tuple(harmless)}), "en")
    assert [one.id for one in course.nodes if one.kind == "end"] == ["not_now", "closing"]


def test_flags_are_marks() -> None:
    (mark,) = node(flow(good(), "en"), "question-csat").marks
    assert (mark.kind, mark.severity, mark.words) == ("negative", "high", "2 or less: negative, high, about service")


def test_a_wording_is_readable_without_its_signs() -> None:
    assert readable("Hi {contact.first_name|there},[ about {touchpoint.subject}]") == (
        "Hi ‹contact first name›, about ‹touchpoint subject›"
    )


def condition(kind: type[Condition], **given: object) -> Condition:
    """A condition as a file would give it."""
    return kind.model_validate(given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (condition(AnswerIs, answer="csat", at_least=4), "the answer to “csat” is 4 or more"),
        (condition(AnswerIs, answer="csat", at_least=2, at_most=3), "the answer to “csat” is 2 to 3"),
        (condition(AnswerIs, answer="topic", **{"is": "price"}), "the answer to “topic” is “price”"),
        (condition(AnswerIs, answer="topic", is_in=["price", "gone"]), "the answer to “topic” is “price” or gone"),
        (condition(AnswerIs, answer="nowhere", **{"is": 1}), "the answer to “nowhere” is 1"),
        (condition(FactIs, fact="account.tier", **{"is": "gold"}), "the customer company's tier is “gold”"),
        (condition(FactIs, fact="contact.decision_maker", **{"is": "yes"}), "the contact decides on buying"),
        (
            condition(FactIs, fact="contact.decision_maker", **{"is": "no"}),
            "it is not so that the contact decides on buying",
        ),
        (condition(FactIs, fact="some.fact", **{"is": "x"}), "some’s fact is “x”"),
        (condition(FactKnown, known="agent.first_name"), "the first name of that employee is known"),
        (condition(Flagged, flagged=True), "an answer so far was negative"),
        (condition(Flagged, flagged=False), "no answer so far was negative"),
        (condition(Opposite, **{"not": {"flagged": True}}), "it is not so that an answer so far was negative"),
        (
            condition(Every, all=[{"flagged": True}, {"any": [{"known": "agent.name"}, {"flagged": False}]}]),
            "an answer so far was negative and (the full name of the employee whom the feedback is about is known"
            " or no answer so far was negative)",
        ),
        (
            condition(Some, any=[{"answer": "csat", "is": n} for n in (1, 2, 3)]),
            "the answer to “csat” is 1, the answer to “csat” is 2 or the answer to “csat” is 3",
        ),
    ],
)
def test_conditions_in_plain_words(given: Condition, words: str) -> None:
    assert condition_words(given, good(), "en") == words


def test_a_test_with_two_parts_and_with_none() -> None:
    assert comparison_words(Test.model_validate({"is": 3, "at_most": 4})) == "is 3 and is 4 or less"
    assert comparison_words(Test()) == "is nothing at all"


def test_answers_and_kinds_in_plain_words() -> None:
    kinds = [kind_words(question) for question in good().questions]
    assert kinds == [
        "a scale from 1 to 5",
        "yes or no",
        "one of 2 options",
        "a number from 0 to 20",
        "in their own words, up to 30 seconds",
        "said, no answer",
        "a scale from 0 to 10",
    ]
    consent = Consent(id="record", kind="consent", purpose=Purpose.SHARE_WITH_AGENT, say={"en": "May we"})
    assert kind_words(consent) == "consent: share with agent"


def test_any_answer_can_be_flagged_and_a_rule_may_have_a_dimension() -> None:
    question = good().question("cared")
    assert flag_words(FlagRule(rule="all", kind="idea", severity="low", dimension=Dimension.PRICE), question, "en") == (
        "any answer: idea, low, about price"
    )
    topic = good().question("topic")
    rule = FlagRule.model_validate({"rule": "x", "when": {"is": "people"}})
    assert flag_words(rule, topic, "en") == "“people”: negative, high"
    assert isinstance(topic, Choice)
    assert value_label(topic, "people", "de") == "“people”"


def overlapping(one: Box, other: Box) -> bool:
    """Whether two boxes cover each other anywhere."""
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    above = one.bottom <= other.y or other.bottom <= one.y
    return not (beside or above)


def crowded() -> Questionnaire:
    """Long wordings, conditions beside each other, and a long farewell to whoever has no time."""
    text = GOOD.replace("Then another time. Goodbye.", "Then another time. Goodbye. " * 12)
    text = text.replace("How often did we visit you", "How often did we visit you " * 9)
    return good(text.replace("    say: {en: One more thing.}", "    ask_if: {flagged: yes}\n    say: {en: One more.}"))


@pytest.mark.parametrize("name", [*LIBRARY, "specimen", "crowded"])
@pytest.mark.parametrize("layout", [wide, narrow])
def test_the_drawing_holds_everything_and_nothing_overlaps(name: str, layout: object) -> None:
    made = {"specimen": good, "crowded": crowded}.get(name)
    questionnaire = made() if made else LIBRARY[name]
    for language in questionnaire.languages:
        course = flow(questionnaire, language)
        drawing: Drawing = layout(course)  # type: ignore[operator]
        assert [box.node for box in drawing.boxes] == list(course.nodes)
        assert len(drawing.wires) == len(course.edges)
        for place, box in enumerate(drawing.boxes):
            assert box.x >= 0
            assert box.x + box.width <= drawing.width
            assert box.bottom <= drawing.height
            assert not any(overlapping(box, other) for other in drawing.boxes[place + 1 :])
            assert all(box.y < line.y < box.bottom for line in box.lines)
            words = " ".join(line.text for line in box.lines if line.style == "words")
            assert words.replace("- ", "-").split() == box.node.title.replace("- ", "-").split()


def test_a_fork_stands_beside_what_it_leads_to() -> None:
    for questionnaire in (*LIBRARY.values(), crowded()):
        course = flow(questionnaire, questionnaire.languages[0])
        boxes = {box.node.id: box for box in wide(course).boxes}
        for edge in course.edges:
            source, target = boxes[edge.source], boxes[edge.target]
            if not source.node.aside and target.node.aside:
                assert source.y == target.y
            else:
                assert source.bottom < target.y


def test_dots_mark_the_first_line_of_a_flag() -> None:
    (box,) = [box for box in wide(flow(good(), "en")).boxes if box.node.id == "question-csat"]
    assert [(line.style, line.dot) for line in box.lines] == [("head", False), ("words", False), ("high", True)]


def test_models_of_the_specimen_are_what_the_tests_take_them_for() -> None:
    assert isinstance(good().question("csat"), Scale)
    assert isinstance(good().question("cared"), YesNo)
