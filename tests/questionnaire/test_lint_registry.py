"""The registry of rules is whole: what the code can say is in it, is explained in the docs, and was made to say it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from specimen import GOOD, PHRASES, loaded
from test_broken_questionnaires import CASES, broken
from test_hostile_text import HOSTILE
from test_lint import LINT
from test_lint_hostile_author import AUTHORED
from test_lint_pressure import BROKEN

from vocsurvey import library
from vocsurvey.library import LibraryError, library_folder, load_library, read_bank, read_text, unrecorded
from vocsurvey.questionnaire import check
from vocsurvey.questionnaire.check_rules import RULES
from vocsurvey.questionnaire.finding import Finding
from vocsurvey.questionnaire.load import examine

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "lint.md").read_text("utf-8")
SECTIONS = {name: text for name, text in re.findall(r"^### (\S+)\n\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)}
SOURCES = [*Path(check.__file__).parent.glob("*.py"), Path(library.__file__)]
SAYING = {"error", "warning", "_report", "_refused", "_twice", "Finding", "_unread"}
NAME = re.compile(
    r"[a-z]+(-[a-z0-9]+)+|range|options|leading|selling|long|tab|negation|loaded|agreement|hypothetical|acronym|threat"
)


def said_in(path: Path) -> Iterator[str]:
    """Names of rules that the module gives to findings: arguments of the calls that make one, and beginnings of tuples
    that are a rule with its sentence."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            values = node.args if called in SAYING else []
        elif isinstance(node, ast.Return | ast.Yield) and isinstance(node.value, ast.Tuple):
            values = node.value.elts[:2]
        for value in values:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and NAME.fullmatch(value.value):
                yield value.value


def recorded(*prompts: tuple[str, str]) -> str:
    """The good text with a statement for each of the words, which a file says."""
    said = (
        f"  - {{id: s{n}, kind: statement, say: {{en: {words}}}, audio: {{en: {file}}}}}\n"
        for n, (words, file) in enumerate(prompts)
    )
    return GOOD.replace("  - id: bridge\n", "".join(said) + "  - id: bridge\n")


def fired(tmp_path: Path) -> Iterator[Finding]:
    """What is found in every broken file of the tests, and in files that are no text or no library."""
    for case in (*CASES, *LINT, *AUTHORED, *BROKEN):
        yield from examine(text_of(case), "it.yaml", PHRASES).findings
    dropped = GOOD.replace("  - id: bridge\n", "  - {include: resolved, flags: []}\n  - id: bridge\n")
    yield from examine(dropped, "it.yaml", PHRASES, read_bank(library_folder())).findings
    for name in ("100,000 brackets", "10 MB", "many values", "comments"):
        yield from examine(HOSTILE[name][0], "it.yaml", PHRASES).findings
    for second in (("Well.", "b.wav"), ("Good.", "a.wav")):
        yield from examine(recorded(("Well.", "a.wav"), second), "it.yaml", PHRASES).findings
    yield from unrecorded(
        loaded(GOOD.replace("How was our visit}", "How was it}\n    audio: {en: gone.wav}")), tmp_path
    )
    for content in (b"\0", b"\xe4"):
        (tmp_path / "it.yaml").write_bytes(content)
        yield from [one for one in (read_text(tmp_path / "it.yaml"), read_text(tmp_path)) if isinstance(one, Finding)]
    (tmp_path / "phrases.yaml").write_text((library_folder() / "phrases.yaml").read_text("utf-8"), "utf-8")
    for names in ((), ("a.yaml", "b.yaml")):
        (tmp_path / "it.yaml").unlink(missing_ok=True)
        for name in names:
            (tmp_path / name).write_text(GOOD, "utf-8")
        with pytest.raises(LibraryError) as caught:
            load_library(tmp_path)
        yield from caught.value.findings


def text_of(case: tuple[str | int, ...]) -> str:
    """The text that a case makes of the good one."""
    return broken(tuple(part for part in case[1:] if isinstance(part, str)))


def test_what_the_code_can_say_is_in_the_registry() -> None:
    said = {name for path in SOURCES for name in said_in(path)}
    assert said - set(RULES) == set()
    # The doubts of check_words stand in a table of their own.
    assert set(RULES) - said == {"loaded", "hypothetical"}


def test_every_rule_has_fired_as_grave_as_it_is_registered(tmp_path: Path) -> None:
    findings = list(fired(tmp_path))
    assert {finding.rule for finding in findings} == set(RULES)
    assert not [finding for finding in findings if finding.severity != RULES[finding.rule].severity]


def test_every_rule_is_explained() -> None:
    assert list(SECTIONS) == list(RULES)
    for name, text in SECTIONS.items():
        rule = RULES[name]
        may = "may be passed over" if rule.silenceable else "cannot be passed over"
        plain = " ".join(text.split())
        assert plain.startswith(f"{rule.severity.capitalize()}; {may}. "), name
        assert f"To mend it, {rule.remedy}." in plain, name
        assert "*Why:* " in plain
        assert "bad: " in plain
        assert "good: " in plain


def test_the_page_shows_an_allowance_that_works() -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    text = GOOD.replace("{en: How was our visit}", f"{{en: {'word ' * 26}}}")
    assert [one.rule for one in examine(text, "it.yaml", PHRASES).findings] == ["long"]
    assert examine(text.replace("opening:\n", f"{block}opening:\n", 1), "it.yaml", PHRASES).findings == ()
