"""The house rules hold, and each of them would notice if it did not."""

from __future__ import annotations

import itertools
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import house
import pytest
from flask import Flask

from vocsurvey.app import create_app
from vocsurvey.cli.commands import COMMANDS, program
from vocsurvey.db.tables import metadata
from vocsurvey.fieldwork.outcome import CODES, CarrierOutcome, Circumstances, Standing, outcome_of
from vocsurvey.jobs import queues
from vocsurvey.library import PHRASES, library_folder, read_phrases
from vocsurvey.questionnaire.load import examine
from vocsurvey.rulebook import load_rulebook
from vocsurvey.runtime import Runtime
from vocsurvey.settings import Needs, Settings
from vocsurvey.settings_form import FORMS
from vocsurvey.telephony.carrier import CallProgress, carrier_outcome_of, progress_of

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "interview" / "golden"
Rule = Callable[[Path], list[str]]

PUBLIC_ROUTES = {
    "advance_notice.page": "whoever got a note has its personal link, and no account",
    "advance_notice.time": "the same person picks a time",
    "advance_notice.later": "the same person says not now",
    "advance_notice.instead": "the same person names somebody else",
    "advance_notice.back": "the same person takes that back",
    "advance_notice.never": "the same person, or their mail program, says never",
    "api_document.openapi": "programs read it before they have a token",
    "api_document.page": "so do the people who write them",
    "auth.sign_in": "nobody is signed in yet",
    "health.health": "load balancers ask it",
    "password.page": "whoever was sent a link sets their password, and cannot sign in yet",
    "password.change": "the same person sends it",
    "recordings.sound": "the carrier fetches it without a signature, and it is the same for everybody",
}
CARRIER_GUARD = "carrier signature"
README_LINES = (
    "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/vocsurvey demo",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest",
)
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
CARRIER_STATUSES = (
    *("queued", "initiated", "ringing", "in-progress"),
    *("completed", "busy", "failed", "no-answer", "canceled"),
)

LONG = "def wordy() -> None:\n    pass\n" + "    pass\n" * 60
OFFENDERS: dict[Rule, tuple[dict[str, str], str]] = {
    house.long_modules: ({"vocsurvey/web/page.py": "x = 1\n" * 301}, "301 lines"),
    house.long_functions: ({"vocsurvey/web/page.py": LONG}, "page.py:1: a function of 62 lines"),
    house.stray_commits: ({"vocsurvey/jobs/calls.py": "session.commit()\n"}, "calls.py:1: only vocsurvey/db/session"),
    house.busy_packages: ({"vocsurvey/jobs/__init__.py": '"""Jobs."""\nimport os\n'}, "only a docstring"),
    house.nameless_modules: ({"vocsurvey/web/utils.py": '"""Things."""\n'}, "name it after what it is"),
    house.namesakes: ({"tests/web/test_fine.py": ""}, "test_fine.py has this name already"),
    house.heirs_of_rq: (
        {"vocsurvey/jobs/work.py": "from rq import Worker as W\nclass Mine(W):\n    pass\n"},
        "work.py:2: Mine inherits from RQ",
    ),
    house.sandbox_questions: (
        {"vocsurvey/telephony/carrier.py": "if settings.is_sandbox:\n    pass\n"},
        "carrier.py:1: asks about the sandbox",
    ),
    house.late_imports: ({"vocsurvey/web/page.py": "def go():\n    import os\n"}, "page.py:2: an import inside"),
    house.mocks: ({"tests/test_page.py": "from unittest.mock import patch\n"}, "test_page.py:1: a mock"),
    house.private_places: ({"docs/notes.md": "See https://pypi" + ".org/project/x\n"}, "docs/notes.md: speaks of"),
    house.unfinished: ({"vocsurvey/web/page.py": "# TO" + "DO: later\n"}, "page.py:1: TO" + "DO"),
}
MORE_OFFENDERS: list[tuple[Rule, dict[str, str]]] = [
    (house.long_functions, {"vocsurvey/a.py": ("def f():\n" + "    pass\n" * 30) * 2}),
    (house.busy_packages, {"vocsurvey/jobs/__init__.py": ""}),
    (house.nameless_modules, {"vocsurvey/web/page.py": "x = 1\n"}),
    (house.heirs_of_rq, {"vocsurvey/jobs/work.py": "import rq\nclass Mine(rq.Queue):\n    pass\n"}),
    (house.sandbox_questions, {"vocsurvey/a.py": "x = 1 if url == SANDBOX else 2\n"}),
    (house.sandbox_questions, {"vocsurvey/a.py": "match sandbox:\n    case 1:\n        pass\n"}),
    (house.mocks, {"tests/test_a.py": "import unittest.mock\n"}),
    (house.mocks, {"tests/test_a.py": "monkeypatch.setattr('vocsurvey.clock.now', lambda: 1)\n"}),
    (house.mocks, {"tests/test_a.py": "monkeypatch.setattr(clock, 'now', lambda: 1)\n"}),
]


@pytest.fixture
def plant(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Write a source tree: path → text."""

    def planted(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return planted


@pytest.mark.parametrize("rule", OFFENDERS, ids=lambda rule: rule.__name__)
def test_rule_is_kept(rule: Rule) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize("rule", OFFENDERS, ids=lambda rule: rule.__name__)
def test_rule_sees_an_offender_and_only_that(rule: Rule, plant: Callable[[Mapping[str, str]], Path]) -> None:
    good = {
        "vocsurvey/db/session.py": '"""Fine."""\n\n\ndef go() -> None:\n    """Go."""\n    session.commit()\n',
        "vocsurvey/cli/__init__.py": '"""Fine."""\n\nimport sys\n',
        "vocsurvey/sandbox/call.py": '"""Fine."""\n\nif sandbox:\n    pass\n',
        "tests/test_fine.py": '"""Fine."""\n\nmonkeypatch.setattr(sample, "MOST_LINES", 1)\n',
        ".venv/lib/bad.py": "from unittest.mock import patch  # TO" + "DO pypi" + ".org\n",
    }
    assert rule(plant(good)) == []
    files, complaint = OFFENDERS[rule]
    (found,) = [one for one in rule(plant(files)) if complaint in one]
    assert found.startswith(next(iter(files)))


@pytest.mark.parametrize(("rule", "files"), MORE_OFFENDERS)
def test_rule_sees_other_shapes(
    rule: Rule, files: Mapping[str, str], plant: Callable[[Mapping[str, str]], Path]
) -> None:
    assert len(rule(plant(files))) == 1


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """The web application, wired from an environment; nothing connects to anything before its first request."""
    given = {name: form.example for name, form in FORMS.items()}
    key = "a made-up key that is long enough to be one, "
    given |= {"DATABASE_URL": f"sqlite:///{tmp_path}/a.db", "REDIS_URL": f"unix://{tmp_path}/r.sock"}
    given |= {"SECRET_KEY": key + "1", "VOCSURVEY_SUPPRESSION_KEY": key + "2", "VOCSURVEY_DATA": str(tmp_path)}
    del given["VOCSURVEY_RULES"]
    return create_app(Runtime.from_settings(Settings.from_environ(given, Needs.PROCESSES)))


def unguarded(app: Flask) -> list[str]:
    """The endpoints that nobody stands before, and those that are public without a reason."""
    found = []
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        guard = getattr(view, "guard", None)
        if rule.endpoint == "static":
            continue  # style sheets, scripts and fonts: the same for everybody, and needed to sign in
        if guard is None:
            found.append(f"{rule.endpoint} ({rule.rule}): no guard; use guarded(...) or public")
        elif guard == "public" and rule.endpoint not in PUBLIC_ROUTES:
            found.append(f"{rule.endpoint} ({rule.rule}): public without a reason in PUBLIC_ROUTES")
        elif rule.endpoint.startswith(("carrier.", "carrier_inbound.")) and guard != CARRIER_GUARD:
            found.append(f"{rule.endpoint} ({rule.rule}): the carrier's door asks for a signature")
    return found


def test_every_route_has_a_guard(app: Flask) -> None:
    assert unguarded(app) == []
    assert PUBLIC_ROUTES.keys() <= app.view_functions.keys()


def test_route_without_a_guard_is_seen(app: Flask) -> None:
    app.add_url_rule("/naked", "naked", lambda: "")
    app.add_url_rule("/open", "open", _marked("public"))
    app.add_url_rule("/carrier/x", "carrier.x", _marked("public"))
    assert [complaint.split(" ")[0] for complaint in unguarded(app)] == ["naked", "open", "carrier.x"]


def _marked(guard: str) -> Callable[[], str]:
    def view() -> str:
        return ""

    view.guard = guard  # type: ignore[attr-defined]
    return view


def procfile() -> dict[str, str]:
    """The process types of the Procfile, each with its command."""
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_every_queue_has_a_worker() -> None:
    constants = {value for name, value in vars(queues).items() if name.isupper() and isinstance(value, str)}
    assert constants == set(queues.NAMES), "a queue that is not in NAMES has no worker"
    assert procfile()["worker"] == "vocsurvey worker"


def test_procfile_runs_our_commands() -> None:
    assert list(procfile()) == ["release", "web", "worker", "clock"]
    assert {command.split()[1] for command in procfile().values()} == {"upgrade", "web", "worker", "clock"}
    assert {command.split()[0] for command in procfile().values()} == {"vocsurvey"}


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield " ".join((*path, name)), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_every_command_has_help_and_is_in_the_documentation() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    known = dict(commands(program))
    assert set(COMMANDS) <= set(known)
    for name, command in known.items():
        assert command.help, f"vocsurvey {name}: no help"
        assert f"vocsurvey {name}" in readme, f"vocsurvey {name}: not in README.md"


def test_every_setting_is_in_the_documentation() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in FORMS if f"`{name}`" not in readme] == []


def test_every_outcome_has_a_disposition() -> None:
    known = {entry.code for entry in load_rulebook(None).dispositions.codes}
    for carrier, standing, rang in itertools.product(CarrierOutcome, Standing, (False, True)):
        code = outcome_of(carrier, standing, Circumstances(rang=rang)).code
        assert code in CODES & known, f"{carrier}, {standing}: {code}"


@pytest.mark.parametrize("status", CARRIER_STATUSES)
def test_every_status_of_the_carrier_is_understood(status: str) -> None:
    progress = progress_of(status)
    assert progress is not None
    assert progress.terminal == (carrier_outcome_of(progress) is not None)
    assert len(CARRIER_STATUSES) == len(CallProgress)


def test_every_table_is_in_the_glossary() -> None:
    architecture = (ROOT / "vocsurvey" / "ARCHITECTURE.md").read_text("utf-8")
    assert [table for table in metadata.tables if f"`{table}`" not in architecture] == []


def test_every_package_is_in_the_architecture() -> None:
    architecture = (ROOT / "vocsurvey" / "ARCHITECTURE.md").read_text("utf-8")
    packages = {path.parent.name for path in (ROOT / "vocsurvey").glob("*/__init__.py")}
    assert [package for package in sorted(packages) if f"`{package}/`" not in architecture] == []


def test_index_of_design_notes_is_whole() -> None:
    notes = re.findall(r"^## (.+)$", (ROOT / "docs" / "design-notes.md").read_text("utf-8"), re.MULTILINE)
    architecture = (ROOT / "vocsurvey" / "ARCHITECTURE.md").read_text("utf-8")
    assert notes
    assert [note for note in notes if note not in architecture] == []


SHIPPED = sorted(path for path in library_folder().glob("*.yaml") if path.name != PHRASES)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_questionnaire_loads_and_checks_clean(path: Path) -> None:
    examined = examine(path.read_text("utf-8"), path.name, read_phrases(path.parent))
    assert [str(finding) for finding in examined.findings] == []
    assert examined.questionnaire is not None
    assert examined.questionnaire.name == path.stem


@pytest.mark.parametrize("name", [path.stem for path in SHIPPED])
def test_shipped_questionnaire_has_its_golden_rehearsal(name: str) -> None:
    """``tests/interview/test_rehearsed_personas.py`` plays each of them; a change in what is said shows there first."""
    assert list((GOLDEN / name).glob("*.txt")), "run: pytest tests/interview --regenerate-golden"


def test_papers_are_in_order() -> None:
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")
    assert "## " in (ROOT / "CHANGELOG.md").read_text("utf-8")
    lines = [line.strip() for line in (ROOT / "README.md").read_text("utf-8").splitlines()]
    places = [lines.index(line) for line in README_LINES]
    assert places == sorted(places)
    assert max(places) < 20, "the two lines come first"


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.com"])
def test_tests_stay_on_this_machine(host: str) -> None:
    with pytest.raises(RuntimeError, match="tests stay on this machine"):
        socket.create_connection((host, 80))
