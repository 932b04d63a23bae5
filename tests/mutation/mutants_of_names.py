"""Names and conditions: what is there twice, what is not there, and what can never be."""

from __future__ import annotations

from collections.abc import Iterator

from mutants import Change, Original, Plain, kind


def leaves(condition: object) -> Iterator[Plain]:
    """The tests that a condition is made of, as they stand in the file."""
    match condition:
        case {"all": list(parts)} | {"any": list(parts)}:
            for part in parts:
                yield from leaves(part)
        case {"not": part}:
            yield from leaves(part)
        case dict():
            yield condition


def looked_at(data: Plain) -> set[str]:
    """The questions whose answers some condition looks at."""
    return {leaf["answer"] for one in data["questions"] for leaf in leaves(one.get("ask_if")) if "answer" in leaf}


def _conditioned(original: Original, condition: Plain, index: int | None = None) -> Plain:
    data = original.fresh()
    data["questions"][-1 if index is None else index]["ask_if"] = condition
    return data


@kind("duplicate id", "duplicate-id")
def duplicate_id(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions()[1:]):
        data = original.fresh()
        data["questions"][index]["id"] = data["questions"][index - 1]["id"]
        yield Change(str(data["questions"][index]["id"]), data)


@kind("duplicate flag", "duplicate-flag")
def duplicate_flag(original: Original) -> Iterator[Change]:
    data = original.fresh()
    first, second = [one["flags"][0] for one in data["questions"] if one.get("flags")][:2]
    second["rule"] = first["rule"]
    yield Change(first["rule"], data)


@kind("duplicate core", "duplicate-core")
def duplicate_core(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["core"].append(data["core"][0])
    yield Change(data["core"][0], data)


@kind("duplicate metric", "duplicate-metric")
def duplicate_metric(original: Original) -> Iterator[Change]:
    data = original.fresh()
    place = next(i for i, one in enumerate(data["questions"]) if one.get("metric") == "cared")
    again = {**data["questions"][place], "id": "cared_again", "flags": [{"rule": "again", "when": {"is": "no"}}]}
    data["questions"].insert(place + 1, again)
    yield Change("cared", data)


@kind("duplicate option", "duplicate-option")
def duplicate_option(original: Original) -> Iterator[Change]:
    for index in original.questions("choice"):
        data = original.fresh()
        options = data["questions"][index]["options"]
        options[1]["id"] = options[0]["id"]
        yield Change("the id", data)
        data = original.fresh()
        options = data["questions"][index]["options"]
        (language,) = original.pick(data["languages"])
        options[1]["label"][language] = options[0]["label"][language]
        yield Change(f"the label in {language}", data)


@kind("duplicate language", "duplicate-language")
def duplicate_language(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["languages"].append(data["languages"][0])
    yield Change(data["languages"][0], data)


@kind("reserved id", "reserved-id")
def reserved_id(original: Original) -> Iterator[Change]:
    data = original.fresh()
    (name,) = original.pick(("opening", "good_time", "menu", "closing"))
    data["questions"].append({"id": name, "kind": "statement", "say": dict.fromkeys(data["languages"], "Fin.")})
    yield Change(name, data)


@kind("core unknown", "core-unknown")
def core_unknown(original: Original) -> Iterator[Change]:
    data = original.fresh()
    data["core"][-1] += "s"
    yield Change(data["core"][-1], data)


@kind("core is a statement", "core-unanswered")
def core_unanswered(original: Original) -> Iterator[Change]:
    data = original.fresh()
    say = {"en": "Nearly done.", "de": "Fast geschafft.", "fr": "C'est presque fini.", "es": "Ya casi está."}
    data["questions"].insert(1, {"id": "bridge", "kind": "statement", "say": say})
    data["core"].append("bridge")
    yield Change("bridge", data)


@kind("condition on an unknown question", "unknown-question")
def unknown_question(original: Original) -> Iterator[Change]:
    yield Change("ask_if", _conditioned(original, {"answer": "loyalty", "is": "yes"}))


@kind("condition on an unknown fact", "unknown-fact")
def unknown_fact(original: Original) -> Iterator[Change]:
    yield Change("fact", _conditioned(original, {"fact": "account.colour", "is": "red"}))
    yield Change("known", _conditioned(original, {"known": "contact.nickname"}))


@kind("condition on a later question", "condition-order")
def condition_order(original: Original) -> Iterator[Change]:
    last = original.data["questions"][-1]["id"]
    yield Change(f"the first on {last}", _conditioned(original, {"answer": last, "is": "yes"}, 0))
    first = original.data["questions"][0]["id"]
    yield Change(f"{first} on itself", _conditioned(original, {"answer": first, "is": "yes"}, 0))


@kind("cycle", "condition-order")
def cycle(original: Original) -> Iterator[Change]:
    for index in original.pick(original.questions("yes_no")[1:]):
        data = original.fresh()
        first, second = data["questions"][index - 1], data["questions"][index]
        first["ask_if"] = {"answer": second["id"], "is": "yes"}
        second["ask_if"] = {"not": {"answer": first["id"], "is": first.get("options", [{"id": "no"}])[0]["id"]}}
        if first["kind"] == "scale":
            second["ask_if"] = {"answer": first["id"], "at_least": first["low"]}
        yield Change(f"{first['id']} and {second['id']}", data)


@kind("condition on nothing", "condition-empty")
def condition_empty(original: Original) -> Iterator[Change]:
    yield Change("no test", _conditioned(original, {"answer": "cared"}))
    yield Change("empty list", _conditioned(original, {"answer": "cared", "is_in": []}))


@kind("condition of another kind", "type-mismatch")
def type_mismatch(original: Original) -> Iterator[Change]:
    yield Change("yes or no as a number", _conditioned(original, {"answer": "cared", "at_most": 2}))
    yield Change("an answer that there is not", _conditioned(original, {"answer": "cared", "is": "maybe"}))
    opens = [one["id"] for one in original.data["questions"][:-1] if one["kind"] == "open"]
    for name in opens[:1]:
        yield Change("words as a value", _conditioned(original, {"answer": name, "is": "yes"}))
    scales = [one for one in original.data["questions"][:-1] if one["kind"] == "scale"]
    for scale in scales[:1]:
        yield Change("off the scale", _conditioned(original, {"answer": scale["id"], "at_least": scale["high"] + 1}))


@kind("impossible condition", "never-asked")
def impossible_condition(original: Original) -> Iterator[Change]:
    both = {"all": [{"answer": "cared", "is": "yes"}, {"answer": "cared", "is": "no"}]}
    yield Change("yes and no", _conditioned(original, both))
    yield Change("flagged and not", _conditioned(original, {"all": [{"flagged": "yes"}, {"flagged": "no"}]}))
    after = _conditioned(original, {"all": [{"answer": "cared", "is": "no"}, {"flagged": "no"}]})
    yield Change("not cared for, and nothing flagged", after)
    unknown = {"all": [{"not": {"known": "agent.name"}}, {"fact": "agent.name", "is": "Tom"}]}
    yield Change("unknown, and Tom", _conditioned(original, unknown))


@kind("condition that always holds", "always-asked")
def always_asked(original: Original) -> Iterator[Change]:
    yield Change("flagged or not", _conditioned(original, {"any": [{"flagged": "yes"}, {"flagged": "no"}]}))
    yield Change("known in any case", _conditioned(original, {"known": "contact.name"}, 0))


@kind("part of a condition that decides nothing", "part-idle")
def part_idle(original: Original) -> Iterator[Change]:
    never = {"all": [{"answer": "cared", "is": "yes"}, {"answer": "cared", "is": "no"}]}
    always = {"any": [{"flagged": "yes"}, {"flagged": "no"}]}
    for index in original.questions():
        if original.data["questions"][index].get("ask_if") == {"flagged": "yes"}:
            yield Change("never", _conditioned(original, {"any": [{"flagged": "yes"}, never]}, index))
            yield Change("always", _conditioned(original, {"all": [{"flagged": "yes"}, always]}, index))
