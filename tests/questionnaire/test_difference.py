"""The difference of two versions: every change is found, named, and told by the words that changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from short_visit import altered, good

from vocsurvey.library import load_library
from vocsurvey.questionnaire.difference import Altered, Change, Difference, Piece, difference, words_compared
from vocsurvey.questionnaire.model import Allowance, Attribution, Choice, Questionnaire
from vocsurvey.questionnaire.plain_words import plain

LIBRARY = load_library()
BASE = good()


def found(after: Questionnaire, before: Questionnaire | None = None) -> dict[str, Altered]:
    """The parts that differ from the specimen, by name."""
    return {part.name: part for part in difference(before or good(), after).parts}


def change(part: Altered, what: str) -> str:
    """One change of a part as a line: ``-gone`` and ``+new`` words."""
    (one,) = [one for one in part.changes if one.what == what]
    signs = {"kept": "", "gone": "-", "new": "+"}
    return " ".join(f"{signs[piece.state]}{piece.text}" for piece in one.pieces)


@pytest.mark.parametrize("name", list(LIBRARY))
def test_a_questionnaire_does_not_differ_from_itself(name: str) -> None:
    assert difference(LIBRARY[name], LIBRARY[name]) == Difference(())


@pytest.mark.parametrize(
    ("old", "new", "part", "what", "told"),
    [
        ("How was our visit", "How was our last visit", "csat", "wording", "How was our +last visit"),
        (
            "Did you feel that we genuinely cared",
            "Did you feel we cared",
            "cared",
            "wording",
            "Did you feel -that we -genuinely cared",
        ),
        ("at_most: 2}", "at_most: 3}", "csat", "flag “low csat”", "-2 +3 or less: negative, high, about service"),
        (
            "severity: high",
            "severity: low",
            "csat",
            "flag “low csat”",
            "2 or less: negative, -high, +low, about service",
        ),
        ("rule: uncared", "rule: unloved", "cared", "flag “unloved”", "+no: negative, high, about service"),
        (
            "{answer: csat, at_most: 3}",
            "{flagged: yes}",
            "topic",
            "asked only if",
            "-the +an answer -to “csat” is 3 or less +so far was negative",
        ),
        ("label: {en: price}", "label: {en: the price}", "topic", "option “price”", "+the price"),
        ("- id: people\n", "- id: folk\n", "topic", "key of option “folk”", "+1"),
        ("high: 20", "high: 30", "visits", "answered by", "a number from 0 to -20 +30"),
        ("    note: {en: Let them finish.}\n", "", "why", "note to the caller", "-Let them finish."),
        ("5: {en: good}", "5: {en: very good}", "csat", "label of 5", "+very good"),
        ("    dimension: relationship\n", "    dimension: product\n", "nps", "dimension", "-relationship +product"),
        ("core: [csat, cared]", "core: [csat]", "questionnaire", "core questions", "-csat, cared +csat"),
        ("title: {en: After a visit}", "title: {en: After the visit}", "questionnaire", "title", "After -a +the visit"),
        ("Is now a good time", "Have you a minute", "good time", "wording", "-Is now +Have you a -good time +minute"),
        ("Then another time. Goodbye.", "Goodbye.", "another time", "wording", "-Then another time. Goodbye."),
        (
            "Somebody will call you[",
            "We call you[",
            "closing after a negative answer",
            "wording",
            "Thank you, {contact.name}. -Somebody will +We call you[ by {promise.by}].",
        ),
    ],
)
def test_one_change_is_told_in_its_words(old: str, new: str, part: str, what: str, told: str) -> None:
    parts = found(good(altered_first(old, new)))
    assert list(parts) == [part]
    assert parts[part].fate == "changed"
    assert change(parts[part], what) == told


def altered_first(old: str, new: str) -> str:
    """The specimen with the first place of a passage replaced."""
    text = altered("format: 1", "format: 1")
    assert old in text
    return text.replace(old, new, 1)


def test_questions_added_and_removed() -> None:
    without = good().model_copy(update={"questions": good().questions[1:]})
    (gone,) = difference(good(), without).parts
    assert (gone.name, gone.fate, gone.number, gone.moved) == ("csat", "removed", 1, None)
    assert all(piece.state == "gone" for one in gone.changes for piece in one.pieces)
    (came,) = difference(without, good()).parts
    assert (came.name, came.fate, came.number) == ("csat", "added", 1)
    assert change(came, "wording") == "+How was our visit"
    told = difference(without, good())
    assert (told.count("added"), told.count("removed"), told.count("changed"), told.moved) == (1, 0, 0, 0)


def test_only_what_moved_is_said_to_have_moved() -> None:
    first, *others = good().questions
    later = good().model_copy(update={"questions": (*others[:2], first, *others[2:])})
    (moved,) = difference(good(), later).parts
    assert (moved.name, moved.moved, moved.changes) == ("csat", "now behind “topic”", ())
    assert difference(good(), later).moved == 1
    (back,) = difference(later, good()).parts
    assert back.moved == "now the first question"


def test_a_question_that_is_new_moves_nobody() -> None:
    extra = good().questions[1].model_copy(update={"id": "extra"})
    more = good().model_copy(update={"questions": (extra, *good().questions)})
    assert [(part.name, part.fate) for part in difference(good(), more).parts] == [("extra", "added")]


def test_rotation_and_attribution_are_seen_although_nothing_sounds_different() -> None:
    topic = good().question("topic")
    assert isinstance(topic, Choice)
    people = topic.options[0].model_copy(update={"attribution": Attribution.AGENT, "stays": True})
    turned = topic.model_copy(update={"rotate": True, "options": (people, topic.options[1])})
    questions = tuple(turned if one.id == "topic" else one for one in good().questions)
    part = found(good().model_copy(update={"questions": questions}))["topic"]
    assert change(part, "rotate") == "+yes"
    assert change(part, "option “people”: attribution") == "+agent"
    assert change(part, "option “people”: stays") == "+yes"


def test_a_second_flag_rule_has_a_place() -> None:
    csat = good().question("csat")
    more = csat.model_copy(update={"flags": (*csat.flags, csat.flags[0].model_copy(update={"rule": "second"}))})
    turned = more.model_copy(update={"flags": more.flags[::-1]})
    before = good().model_copy(update={"questions": (more,)})
    part = found(good().model_copy(update={"questions": (turned,)}), before)["csat"]
    assert change(part, "place of flag “second”") == "-2 +1"


def test_languages_phrases_and_allowances_belong_to_the_frame() -> None:
    phrases = {"en": good().phrases["en"].model_copy(update={"skipped": "Then not."})}
    allow = (
        Allowance(rule="long", reason="Our lawyers want it so."),
        Allowance(rule="no-name", at="closing", reason="Nobody may be named."),
    )
    later = good().model_copy(update={"phrases": phrases, "allow": allow, "languages": ("en", "de")})
    parts = found(later)
    assert change(parts["questionnaire"], "allowed: long") == "+Our lawyers want it so."
    assert change(parts["questionnaire"], "allowed: no-name at closing") == "+Nobody may be named."
    assert change(parts["questionnaire"], "languages") == "-en +en, de"
    (skipped,) = parts["standing phrases"].changes
    assert (skipped.what, skipped.language) == ("skipped", "en")
    assert skipped.pieces[-1] == Piece("new", "Then not.")


def test_the_phrases_inside_lists_are_named_by_their_place() -> None:
    phrases = good().phrases["en"]
    first = phrases.model_copy(update={"silence": ("Hello?", phrases.silence[1])})
    (one,) = found(good().model_copy(update={"phrases": {"en": first}}))["standing phrases"].changes
    assert one.what == "silence 1"


def test_wording_by_channel_and_language_is_told_apart() -> None:
    csat = good().question("csat")
    spoken = csat.model_copy(update={"caller": {"en": "How was it"}, "say": {"en": csat.say["en"], "de": "Wie war es"}})
    part = found(good().model_copy(update={"questions": (spoken, *good().questions[1:])}))["csat"]
    assert part.changes == (
        Change("wording", "de", (Piece("new", "Wie war es"),)),
        Change("wording of the caller", "en", (Piece("new", "How was it"),)),
    )


def test_spaces_are_no_difference() -> None:
    csat = good().question("csat").model_copy(update={"say": {"en": "How  was our\nvisit"}})
    assert found(good().model_copy(update={"questions": (csat, *good().questions[1:])})) == {}


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_the_pieces_make_both_texts(before: list[str], after: list[str]) -> None:
    pieces = words_compared(" ".join(before), " ".join(after))
    assert [word for one in pieces if one.state != "new" for word in one.text.split()] == before
    assert [word for one in pieces if one.state != "gone" for word in one.text.split()] == after


@given(st.permutations([question.id for question in BASE.questions]), st.data())
def test_any_new_order_is_explained(order: list[str], data: st.DataObject) -> None:
    kept = order[: data.draw(st.integers(1, len(order)))]
    after = BASE.model_copy(update={"questions": tuple(BASE.question(one) for one in kept)})
    told = difference(BASE, after)
    moved = {part.name for part in told.parts if part.moved}
    stayed = [one for one in kept if plain(one) not in moved]
    assert stayed == [question.id for question in BASE.questions if question.id in stayed]
    assert told.count("removed") == len(order) - len(kept)
