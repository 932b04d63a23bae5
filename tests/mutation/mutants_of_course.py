"""What follows on what: dropped questions, turned conditions, missing probes, two open questions, too long a whole."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from mutants import Change, Original, Plain, kind
from mutants_of_names import leaves, looked_at

OTHER_WORDS = {
    "en": "Please tell us also what happened on the other days of that week.",
    "de": "Bitte sagen Sie uns auch, was an den anderen Tagen der Woche geschah.",
    "fr": "Dites-nous aussi ce qui s'est passé les autres jours de cette semaine.",
    "es": "Díganos también qué pasó los otros días de esa semana.",
}


def _negatives(data: Plain) -> list[Plain]:
    rules = [(one, rule) for one in data["questions"] for rule in one.get("flags", ())]
    return [one for one, rule in rules if rule.get("kind", "negative") == "negative"]


def _attributes(question: Plain) -> bool:
    named = {option.get("attribution") for option in question.get("options", ())} - {None}
    return "agent" in named and len(named) > 1


def _explains(question: Plain, data: Plain) -> bool:
    """Whether it asks why, after some negative answer or after one to a certain question."""
    asked = [leaf for leaf in leaves(question.get("ask_if")) if question["kind"] == "open"]
    bad = {one["id"] for one in _negatives(data)}
    return any(leaf.get("flagged") == "yes" or leaf.get("answer") in bad for leaf in asked)


def _dropped(original: Original, index: int) -> Change:
    """A question left out; what has to be found follows from what it was for."""
    question = original.data["questions"][index]
    data = original.fresh()
    del data["questions"][index]
    must = set()
    if question["id"] in data["core"]:
        must.add("core-unknown")
    if question["id"] in looked_at(data):
        must.add("unknown-question")
    if any(one.get("at") == question["id"] for one in data.get("allow", ())):
        must.add("allowance-idle")
    if question.get("metric") == "cared":
        must.add("no-cared")
    if _explains(question, data) and "unknown-question" not in must:
        must.add("no-reason")
    served = any(one.get("dimension") == "service" for one in _negatives(data))
    if _attributes(question) and served:
        must.add("no-attribution")
    return Change(question["id"], data, frozenset(must), None if must else _why_harmless(question))


def _why_harmless(question: Plain) -> str:
    """Why nothing is wrong when an optional question is left out."""
    if question["kind"] == "statement":
        return "a statement asks nothing"
    if _attributes(question):
        return "whom it was about has to be asked for service only, and here nothing negative is about service"
    if question["kind"] == "consent":
        return "without the consent nothing is quoted or recorded"
    return "it is optional: no core question, and no condition looks at it"


@kind("question dropped")
def question_dropped(original: Original) -> Iterator[Change]:
    for index in original.questions():
        yield _dropped(original, index)


@kind("probe turned round", "no-reason")
def probe_turned(original: Original) -> Iterator[Change]:
    for index in original.questions("open"):
        if original.data["questions"][index].get("ask_if") == {"flagged": "yes"}:
            data = original.fresh()
            data["questions"][index]["ask_if"] = {"flagged": "no"}
            yield Change("asked when nothing is flagged", data)
            data = original.fresh()
            data["questions"][index]["ask_if"] = {"all": [{"flagged": "yes"}, {"answer": "cared", "is": "yes"}]}
            yield Change("asked of those only who felt cared for", data)
            data = original.fresh()
            data["questions"].insert(0, data["questions"].pop(index))
            data["questions"][0].pop("ask_if")
            yield Change("asked before there is a reason", data)
            data = original.fresh()
            data["questions"][index] = {**data["questions"][index], "kind": "yes_no"}
            yield Change("asked for a yes or no", data)


@kind("probe asked of everybody", "probe-unearned")
def probe_of_everybody(original: Original) -> Iterator[Change]:
    for index in original.questions("open", "choice"):
        question = original.data["questions"][index]
        probes = question["kind"] == "open" or _attributes(question)
        if probes and question.get("ask_if") == {"flagged": "yes"}:
            data = original.fresh()
            del data["questions"][index]["ask_if"]
            yield Change(question["id"], data)
            data = original.fresh()
            data["questions"][index]["ask_if"] = {"fact": "account.tier", "is": "gold"}
            yield Change(f"{question['id']}, at one tier", data)


@kind("attribution lost", "no-attribution")
def attribution_lost(original: Original) -> Iterator[Change]:
    if not any(one.get("dimension") == "service" for one in _negatives(original.data)):
        return
    for index in original.questions("choice"):
        if _attributes(original.data["questions"][index]):
            yield from _unattributed(original, index)


def _unattributed(original: Original, index: int) -> Iterator[Change]:
    data = original.fresh()
    for option in data["questions"][index]["options"]:
        if option.get("attribution") == "agent":
            del option["attribution"]
    yield Change("without the agent", data)
    data = original.fresh()
    for option in data["questions"][index]["options"]:
        if option.get("attribution") != "agent":
            option.pop("attribution", None)
    yield Change("nobody but the agent", data)
    data = original.fresh()
    data["questions"][index]["ask_if"] = {"answer": "cared", "is": "no"}
    for question in data["questions"]:
        if question["id"] == "cared":
            question["dimension"] = "relationship"
    yield Change("asked of those only who did not feel cared for", data)


@kind("two open questions in a row", "two-open")
def two_open(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("open")):
        data = original.fresh()
        one = data["questions"][index]
        again = {"id": "again", "kind": "open", "say": OTHER_WORDS}
        data["questions"].insert(index + 1, again | ({"ask_if": one["ask_if"]} if "ask_if" in one else {}))
        yield Change(f"after {one['id']}", data)
        between = {"id": "bridge", "kind": "statement", "say": dict.fromkeys(data["languages"], "Bien.")}
        data = deepcopy(data)
        data["questions"].insert(index + 1, between)
        yield Change(f"after {one['id']}, with a statement between", data)


@kind("over-long", "over-budget")
def over_long(original: Original) -> Iterator[Change]:
    data = original.fresh()
    for count in range(30):
        data["questions"].insert(1, {"id": f"more_{count}", "kind": "yes_no", "say": OTHER_WORDS})
    yield Change("thirty questions more", data)
    data = original.fresh()
    (index,) = original.pick(original.questions("yes_no", "scale", "choice"))
    say = data["questions"][index]["say"]
    for language in say:
        say[language] = " ".join([say[language]] + [OTHER_WORDS[language]] * 40)
    yield Change("a text repeated", data, frozenset({"over-budget", "too-long"}))


@kind("nearly over budget", "near-budget")
def near_budget(original: Original) -> Iterator[Change]:
    """As many short questions as bring the longest way just over the first line."""
    data = original.fresh()
    for count in range({"verification": 7, "renewal": 2, "win-back": 2}.get(original.name, 1)):
        data["questions"].insert(1, {"id": f"more_{count}", "kind": "yes_no", "say": OTHER_WORDS})
    yield Change("a few questions more", data)


@kind("questions exchanged")
def exchanged(original: Original) -> Iterator[Change]:
    """Two neighbours that have nothing to do with each other."""
    for index in original.questions()[1:]:
        one, two = original.data["questions"][index - 1 : index + 1]
        free = not (one.get("ask_if") or two.get("ask_if")) and "statement" not in (one["kind"], two["kind"])
        if free and "nps" not in (one.get("metric"), two.get("metric")):
            data = original.fresh()
            data["questions"][index - 1 : index + 1] = [two, one]
            reason = "neither looks at the other, and all conditions come after both"
            yield Change(f"{one['id']} and {two['id']}", data, equivalent=reason)


@kind("left to the author")
def left_to_the_author(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["closing"]["say"] = {key: f"{text} " for key, text in data["closing"]["say"].items()}
    yield Change("space at the end of the closing", data, equivalent="spaces are not said")
    data = original.fresh()
    for one in data["questions"]:
        one.pop("note", None)
    yield Change("no notes", data, equivalent="a note is for the caller and may be left out")
    data = original.fresh()
    flag = next(one["flags"][0] for one in data["questions"] if one.get("flags"))
    flag["severity"] = "medium"
    yield Change("a milder severity", data, equivalent="how grave an answer is, is for the author to judge")
    for index in original.questions("choice"):
        data = original.fresh()
        options = data["questions"][index]["options"]
        if data["questions"][index].get("rotate"):
            options[0], options[1] = options[1], options[0]
            yield Change("options exchanged", data, equivalent="the list is rotated for each case anyway")
