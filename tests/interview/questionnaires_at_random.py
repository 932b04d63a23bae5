"""Questionnaires, facts and things heard, at random; and one questionnaire by hand that the examples use."""

from __future__ import annotations

from typing import Any

from framing import FRAME
from hypothesis import strategies as st

from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Keys, Silence, Speaks, Speech
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Purpose, Questionnaire

PHRASES = {
    "yes_no_keys": "For yes, press 1. For no, press 2.",
    "scale_keys": "From {low}, {low_label}, to {high}, {high_label}.",
    "scale_keys_hash": "From {low}, {low_label}, to {high}, {high_label}, then hash.",
    "choice_key": "For {label}, press {key}.",
    "number_keys": "Key a number from {low} to {high}, then hash.",
    "number_key": "Press a number from {low} to {high}.",
    "open_words": "Speak after the tone.",
    "cant_say_key": "If you cannot say, press 0.",
    "silence": ("I heard nothing.", "I still heard nothing."),
    "wrong_key": ("That key I do not know.", "That key I do not know either."),
    "unheard": ("Those words I do not know.", "Those words I do not know either."),
    "give_up": "We leave it there.",
    "menu": "Menu.",
    "no_way_back": "This is the first question.",
    "skipped": "We leave that one out.",
    "acknowledge": ("I am sorry to hear that.", "I am sorry for that too."),
    "opted_out": "We will not call again.",
    "person": "Somebody will call you.",
    "resume": "We were cut off, {contact.first_name|there}.",
    **FRAME,
}

SUPPORT: dict[str, Any] = {
    "format": 1,
    "name": "support-by-hand",
    "title": {"en": "Support", "de": "Hilfe"},
    "languages": ["en", "de"],
    "core": ["cared", "csat"],
    "opening": {
        "say": {"en": "Hello {contact.first_name|there}.", "de": "Guten Tag."},
        "caller": {"en": "Hello, I am a person."},
        "good_time": {"say": {"en": "Is now a good time?", "de": "Passt es?"}},
        "not_now": {"say": {"en": "We call another time.", "de": "Ein andermal."}},
    },
    "questions": [
        {"kind": "statement", "id": "intro", "say": {"en": "It takes a minute.", "de": "Eine Minute."}},
        {
            "kind": "yes_no",
            "id": "cared",
            "say": {"en": "Did we care?", "de": "Gekümmert?"},
            "metric": "cared",
            "dimension": "service",
            "note": {"en": "Wait for {contact.first_name}.", "de": "Warten."},
            "flags": [{"rule": "not_cared", "when": {"is": "no"}, "severity": "high"}],
        },
        {
            "kind": "scale",
            "id": "csat",
            "say": {"en": "How satisfied?", "de": "Wie zufrieden?"},
            "metric": "csat",
            "low": 1,
            "high": 5,
            "labels": {
                1: {"en": "very dissatisfied", "de": "sehr unzufrieden"},
                5: {"en": "very satisfied", "de": "sehr zufrieden"},
            },
            "flags": [{"rule": "unhappy", "when": {"at_most": 2}}],
        },
        {
            "kind": "choice",
            "id": "about",
            "say": {"en": "What was it about?", "de": "Worum ging es?"},
            "ask_if": {"answer": "csat", "at_most": 3},
            "options": [
                {"id": "product", "label": {"en": "The product", "de": "Das Produkt"}},
                {"id": "price", "label": {"en": "The price", "de": "Der Preis"}},
            ],
            "flags": [{"rule": "teach", "when": {"is": "product"}, "kind": "education", "severity": "low"}],
        },
        {
            "kind": "statement",
            "id": "almost",
            "say": {"en": "Almost done.", "de": "Fast fertig."},
            "ask_if": {"flagged": False},
        },
        {
            "kind": "scale",
            "id": "nps",
            "say": {"en": "Would you recommend us?", "de": "Weiterempfehlen?"},
            "metric": "nps",
            "low": 0,
            "high": 10,
            "labels": {0: {"en": "not at all", "de": "gar nicht"}, 10: {"en": "certainly", "de": "sicher"}},
            "flags": [{"rule": "detractor", "when": {"at_most": 6}}],
        },
        {
            "kind": "number",
            "id": "calls",
            "say": {"en": "How many calls did it take?", "de": "Wie viele Anrufe?"},
            "low": 1,
            "high": 30,
        },
        {"kind": "open", "id": "words", "say": {"en": "Anything else?", "de": "Noch etwas?"}, "max_seconds": 20},
    ],
    "closing": {
        "say": {"en": "Thank you.", "de": "Danke."},
        "flagged": {"say": {"en": "Thank you. We will call you.", "de": "Danke. Wir rufen an."}},
    },
    "phrases": {"en": PHRASES, "de": PHRASES},
}


def support() -> Questionnaire:
    """The questionnaire by hand."""
    return Questionnaire.model_validate(SUPPORT)


def _say(text: str) -> dict[str, str]:
    return {"en": text, "de": f"{text} auf Deutsch"}


_NAMES = ("a", "b", "c", "d", "e", "f", "g", "h")
_LABELS = ("red", "green", "blue", "white")

_tests = st.one_of(
    st.sampled_from(["yes", "no", "red", "green", 0, 1, 2, 3, "2"]).map(lambda value: {"is": value}),
    st.lists(st.sampled_from(["yes", "blue", 1, 3, 9]), min_size=1, max_size=3).map(lambda some: {"is_in": some}),
    st.integers(0, 10).map(lambda value: {"at_most": value}),
    st.integers(0, 10).map(lambda value: {"at_least": value}),
    st.tuples(st.integers(0, 5), st.integers(3, 9)).map(lambda two: {"at_least": two[0], "at_most": two[1]}),
)

_numbers = st.one_of(
    st.integers(0, 6).map(lambda value: {"at_most": value}), st.integers(2, 9).map(lambda value: {"at_least": value})
)
_FITTING: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "yes_no": st.sampled_from(["yes", "no"]).map(lambda value: {"is": value}),
    "consent": st.sampled_from(["yes", "no"]).map(lambda value: {"is": value}),
    "choice": st.sampled_from(_LABELS[:2]).map(lambda value: {"is": value}),
    "scale": _numbers,
    "number": _numbers,
}


def _conditions(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    leaves = st.one_of(
        st.tuples(st.sampled_from(names), _tests).map(lambda two: {"answer": two[0], **two[1]}),
        st.booleans().map(lambda wanted: {"flagged": wanted}),
        st.just({"known": "account.tier"}),
        st.just({"fact": "account.tier", "is": "gold"}),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=4,
    )


def _kinds(small: bool) -> st.SearchStrategy[dict[str, Any]]:
    ranges = st.sampled_from([(1, 3), (0, 2)] if small else [(1, 5), (1, 7), (0, 10), (1, 10), (0, 99)])
    numbers = st.sampled_from([(0, 2)] if small else [(0, 9), (1, 30), (0, 999)])
    return st.one_of(
        st.just({"kind": "yes_no"}),
        ranges.map(lambda two: {"kind": "scale", "low": two[0], "high": two[1], "labels": {two[1]: _say("top")}}),
        st.tuples(st.integers(2, len(_LABELS)), st.booleans(), st.integers(0, len(_LABELS))).map(
            lambda drawn: {
                "kind": "choice",
                "rotate": drawn[1],
                "options": [
                    {"id": label, "label": _say(label.title()), "stays": place == drawn[2]}
                    for place, label in enumerate(_LABELS[: drawn[0]])
                ],
            }
        ),
        st.sampled_from(Purpose).map(lambda purpose: {"kind": "consent", "purpose": purpose}),
        numbers.map(lambda two: {"kind": "number", "low": two[0], "high": two[1]}),
        st.just({"kind": "open"}),
        st.just({"kind": "statement"}),
    )


@st.composite
def questionnaires(draw: st.DrawFn, *, small: bool = False) -> Questionnaire:
    """Any questionnaire of a few questions in two languages, its conditions as wild as the model allows."""
    names = _NAMES[: draw(st.integers(1, 4 if small else 7))]
    questions: list[dict[str, Any]] = []
    for name in names:
        question = {"id": name, "say": _say(f"Question {name}?"), **draw(_kinds(small))}
        if draw(st.booleans()):
            question["ask_if"] = draw(_conditions(names))
        if question["kind"] != "statement":
            question["metric"] = draw(st.sampled_from([None, None, "cared", "nps"]))
            fitting = _FITTING.get(question["kind"], _tests)
            kinds = st.sampled_from(["negative", "negative", "idea"])
            tests = st.one_of(fitting, fitting, _tests, st.none())
            rules = draw(st.lists(st.tuples(tests, kinds), max_size=2))
            question["flags"] = [
                {"rule": f"{name}{count}", "kind": kind} | ({} if test is None else {"when": test})
                for count, (test, kind) in enumerate(rules)
            ]
        questions.append(question)
    core = [question["id"] for question in questions if question["kind"] != "statement"] or ["none"]
    whole = {**SUPPORT, "title": _say("Any"), "languages": ["en", "de"], "questions": questions}
    whole["core"] = draw(st.lists(st.sampled_from(core), min_size=1, max_size=3, unique=True))
    return Questionnaire.model_validate(whole)


facts: st.SearchStrategy[dict[str, FactValue]] = st.fixed_dictionaries(
    {},
    optional={
        "account.tier": st.sampled_from(["gold", "silver", None]),
        "case.key": st.sampled_from(["case-1", "case-2", "case-3"]),
        "contact.decision_maker": st.booleans(),
        "contact.first_name": st.just("Ada"),
        "follow_up.open": st.sampled_from([False, False, False, True]),
        "touchpoint.kind": st.sampled_from(["ticket", "ticket", "complaint"]),
    },
)

CALL: dict[str, FactValue] = {"call.at": "2026-05-12T10:30"}
OFFERED: dict[str, FactValue] = {
    **CALL,
    "call_back.in_an_hour": "2026-05-12T11:30",
    "call_back.tomorrow_morning": "2026-05-13T09:00",
    "call_back.days": "2026-05-13,2026-05-15,2026-05-18",
    "call_back.first_hour": 8,
    "call_back.last_hour": 17,
    "contact.languages": "en,de",
}
occasions: st.SearchStrategy[dict[str, FactValue]] = st.sampled_from(
    [{}, CALL, OFFERED, {**OFFERED, "call.shared": True}, {**CALL, "call.shared": True}]
)
"""The facts of one call: whether the hour is known, whether the line is shared, which languages are spoken there."""

_ALARMING = ("My lawyer will write.", "Somebody was injured!", "we cancel")
_said = st.sampled_from(
    ["yes", "No.", "seven", "10", "red", "Blue", "top", "ja", "I don't know", "go back", "", "well …", *_ALARMING]
)

heards: st.SearchStrategy[Heard] = st.one_of(
    st.sampled_from(["1", "2", "3", "4", "8", "9", "0", "*", "#", "10", "10#", "07", "**"]).map(Keys),
    st.text("0123456789*#", max_size=4).map(Keys),
    st.text(max_size=6).map(Keys),
    st.builds(Speech, _said, st.sampled_from([None, 0.2, 0.9])),
    st.builds(Speech, st.text(max_size=12)),
    st.just(Silence()),
    st.builds(
        Coded,
        st.one_of(st.none(), st.sampled_from(["yes", "no", "red", "3", "", True]), st.integers(-2, 12)),
        st.sampled_from([None, None, "dont_know", "refused"]),
        st.sampled_from([None, "because", " "]),
    ),
    st.sampled_from(Command).map(Asked),
    st.sampled_from(["de", "en", "xx"]).map(Speaks),
)
