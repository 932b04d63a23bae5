"""Whatever text comes in, a questionnaire or findings come out: soon, in little memory, and never an exception."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import GOOD, PHRASES, altered

from vocsurvey.questionnaire.document import LARGEST_FILE, MOST_NODES, Document, read
from vocsurvey.questionnaire.finding import Finding
from vocsurvey.questionnaire.load import examine, load, load_phrases
from vocsurvey.questionnaire.model import Questionnaire

# Of the processor's time. A tracer that looks at every call, as coverage does, takes several times as long.
SECONDS = 1.0 if sys.gettrace() is None else 6.0
BYTES = 64 * 1024 * 1024

HOSTILE = {
    "100,000 brackets": ("[" * 100_000, "yaml-too-deep"),
    "100,000 braces": ("{" * 100_000, "yaml-key"),
    "100,000 dashes": ("- " * 100_000, "yaml-too-deep"),
    "100,000 question marks": ("? " * 100_000, "yaml-key"),
    "10 MB": ("a: b\n" * 2_000_000, "file-too-large"),
    "10 MB of brackets": ("[" * 10_000_000, "file-too-large"),
    "bytes, not characters": ("# " + "ü" * (LARGEST_FILE // 2), "file-too-large"),
    "many values": ("[" + "a," * 100_000, "yaml-too-many"),
    "many keys": ("".join(f"k{n}: v\n" for n in range(25_000)), "yaml-too-many"),
    "many equal keys": ("k: v\n" * 9_000, "duplicate-key"),
    "a long line": ("a: " + "word " * 50_000, "unknown-key"),
    "a long key": ("a" * 250_000 + ": b", "yaml-syntax"),
    "blank lines": ("a: |\n" + "\n" * 250_000, "unknown-key"),
    "comments": ("#\n" * 120_000, "empty-file"),
    "tabs": ("\t\tx\n" * 50_000, "tab"),
    "laughs": ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "yaml-alias"),
    "documents": ("---\n" * 60_000, "yaml-documents"),
    "NULs": ("\0" * 200_000, "control-character"),
    "a huge number": ("format: " + "9" * 100_000, "unknown-word"),
}


def widest() -> str:
    """As many questions as fit, each with conditions on others."""
    head, tail = GOOD.split("questions:\n")
    question = "  - {{id: q{0}, kind: number, high: 9, say: {{en: x}}, ask_if: {{not: {{answer: q{1}, is: 5}}}}}}\n"
    return head + "questions:\n" + "".join(question.format(n, n * 7 % 997) for n in range(900)) + tail


def wordiest() -> str:
    """As many questions as fit, each full of what the word lists look for and never find in full."""
    words = "Did " + "not agree and if we record " * 7
    some = "".join(f"  - {{id: q{n}, kind: yes_no, say: {{en: {words}}}}}\n" for n in range(900))
    return GOOD.replace("questions:\n", "questions:\n" + some)


HOSTILE |= {
    "questions without end": (widest(), "unknown-question"),
    "questions full of words": (wordiest(), "double-negative"),
    "a question without end": (altered("How was our visit", "not if " * 30_000), "too-long"),
    "allowances without end": (
        GOOD + "allow:\n" + "  - {rule: lnog, reason: because I say so}\n" * 2_500,
        "allowance-unknown",
    ),
    "full-width digits": (altered("    high: 20\n", "    high: ２０\n"), "wrong-type"),
    "full-width labels": (altered("      1: {en: bad}", "      １: {en: bad}"), "wrong-type"),
    "a full-width format": (altered("format: 1\nname", "format: １\nname"), "unknown-word"),
    "on: no": (altered("core: [", "on: no\ncore: ["), "unknown-key"),
    "a boolean that is text": (altered("    high: 20\n", "    high: on\n"), "wrong-type"),
    "1:30": (altered("    high: 20\n", "    high: 1:30\n"), "wrong-type"),
    "a tab in a good file": (altered("    high: 20\n", "\thigh: 20\n"), "tab"),
    "a NUL in a good file": (altered("How was our visit", "How was\0our visit"), "control-character"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused_soon(name: str) -> None:
    text, rule = HOSTILE[name]
    begun = time.thread_time()
    findings = examine(text, "it.yaml", PHRASES).findings
    taken = time.thread_time() - begun
    assert rule in {finding.rule for finding in findings}
    # What is well-formed is judged by every rule, which takes its time at 900 questions; nothing else may take so long.
    assert taken < (3 * SECONDS if name == "questions full of words" else SECONDS), f"{taken:.2f} s"


WEIGHED = """
import resource
from test_hostile_text import HOSTILE, PHRASES, examine
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for name, (text, _) in HOSTILE.items():
    examine(text, "it.yaml", PHRASES)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, name)
"""


def test_hostile_text_takes_little_memory() -> None:
    """In a process of its own that reads one after the other: its highest mark is that of the worst of them."""
    unit = 1 if sys.platform == "darwin" else 1024
    places = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    run = subprocess.run(
        [sys.executable, "-c", WEIGHED],
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=True,
    )
    marks = [(int(mark) * unit, name) for mark, name in (line.split(" ", 1) for line in run.stdout.splitlines())]
    assert [name for _, name in marks] == list(HOSTILE)
    assert max(marks)[0] < BYTES, run.stdout


def test_the_proof_is_given_up_in_time() -> None:
    head, tail = GOOD.split("questions:\n")
    yes_no = "".join(f"  - {{id: q{n}, kind: yes_no, say: {{en: x}}}}\n" for n in range(200))
    parts = ", ".join(f"{{answer: q{n}, is: yes}}" for n in range(200))
    text = f"{head}questions:\n{yes_no}  - {{id: z, kind: yes_no, say: {{en: x}}, ask_if: {{any: [{parts}]}}}}\n{tail}"
    begun = time.thread_time()
    findings = examine(text, "it.yaml", PHRASES).findings
    assert "routes-unproved" in {finding.rule for finding in findings}
    assert time.thread_time() - begun < 10


def test_the_most_that_is_allowed_is_read() -> None:
    text = "[" + "a," * (MOST_NODES - 1) + "]"
    assert isinstance(read(text, "it.yaml"), Document)
    assert not isinstance(read("[" + "a," * MOST_NODES + "]", "it.yaml"), Document)
    assert isinstance(read("[" * 20 + "]" * 20, "it.yaml"), Document)
    assert isinstance(read("#" * (LARGEST_FILE - 5) + "\na: b", "it.yaml"), Document)


def judged(text: str) -> None:
    """Judge a text as questionnaire; every finding has a place in the file, and none speaks pydantic's language."""
    lines = text.count("\n") + 2
    examined = examine(text, "it.yaml", PHRASES)
    assert examined.questionnaire or examined.findings
    for finding in examined.findings:
        assert not [word for word in ("Input should", "union", "pydantic") if word in finding.message]
        assert 1 <= finding.line <= lines
        assert finding.col >= 1
        assert "\n" not in str(finding)
    assert list(examined.findings) == sorted(examined.findings)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    judged(text)
    result = load(text, "it.yaml", PHRASES)
    assert isinstance(result, Questionnaire) or (result and all(isinstance(one, Finding) for one in result))
    assert load_phrases(text, "it.yaml")


@given(st.text(alphabet="ab:{}[]-?!&*|>'\"%@,# \n\t\\0x", max_size=60))
def test_any_text_of_yaml_signs_is_judged(text: str) -> None:
    judged(text)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text(alphabet="ab: {}[]-\n\"'1|>?,é\0", max_size=12))
def test_any_edit_of_a_good_text_is_judged(at: int, length: int, instead: str) -> None:
    judged(GOOD[:at] + instead + GOOD[at + length :])


LINES = GOOD.splitlines(keepends=True)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=4), st.sets(st.integers(0, len(LINES) - 1), max_size=6))
def test_lines_lost_and_added_are_judged(added: list[str], lost: set[int]) -> None:
    judged("".join(line for n, line in enumerate(LINES) if n not in lost) + "".join(added))


VALUES = st.recursive(
    st.sampled_from(["x", "yes", "csat", "5", "-1", '""', "~", "'1'", "yes_no", "{}", "[]", "open"]),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3).map(lambda parts: "[" + ", ".join(parts) + "]"),
        st.dictionaries(
            st.sampled_from(["en", "say", "is", "answer", "all", "not", "fact", "kind", "1", "yes_no", "[key]"]),
            inside,
            max_size=3,
        ).map(lambda parts: "{" + ", ".join(f'"{key}": {value}' for key, value in parts.items()) + "}"),
    ),
    max_leaves=6,
)
KEYED = [n for n, line in enumerate(LINES) if ": " in line]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KEYED), VALUES)
def test_any_value_in_any_place_is_judged(at: int, value: str) -> None:
    key = LINES[at].split(": ")[0]
    text = "".join([*LINES[:at], f"{key}: {value}\n", *LINES[at + 1 :]])
    judged(text)


@pytest.mark.parametrize(
    ("old", "new", "plain"),
    [("    high: 20\n", "    high: ２０\n", "20"), ("format: 1\nname", "format: １\nname", "1")],
)
def test_signs_that_only_look_like_digits_are_told_apart(old: str, new: str, plain: str) -> None:
    (told,) = (one.message for one in examine(altered(old, new), "it.yaml", PHRASES).findings)
    assert told.endswith(f"the signs only look alike, type `{plain}`")
