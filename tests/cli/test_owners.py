"""``vocsurvey owners``: what other rules would do, in words and as JSON, and doing it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from scene import Scene, demo_rules
from sqlalchemy import select

from vocsurvey.cli.commands import program
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.session import Database
from vocsurvey.rulebook import SHIPPED
from vocsurvey.settings_form import FORMS

RULES = (
    (SHIPPED / "ownership.yaml")
    .read_text("utf-8")
    .replace("    owner: as_the_campaign_says\n", "    share: { people: [sam@example.com, nina@example.com] }\n")
)


@pytest.fixture
def scene(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Two flags; a folder with rules that are not in force."""
    for name in FORMS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "ownership.yaml").write_text(RULES, "utf-8")
    stage = Scene(database, demo_rules())
    stage.people()
    stage.campaign()
    for one in ("C1", "C2"):
        stage.talk(*stage.ring(stage.dial_planned(one)), "1", "1", "2")
    return stage


def run(*words: str, typed: str = "") -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(program, words, prog_name="vocsurvey", input=typed)


def test_a_change_is_seen_before_it_is_made(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0 of 2 open follow-ups would change hands." in run("owners", "preview").stdout
    seen = run("owners", "preview", "mine/ownership.yaml")
    assert seen.exit_code == 0
    assert "2 of 2 open follow-ups would change hands." in seen.stdout
    assert "Olivia Owner  Sam Success  owner_of_the_customer" in seen.stdout
    assert "Nobody signs in as nina@example.com" in seen.stderr
    told = json.loads(run("owners", "preview", "mine/ownership.yaml", "--json").stdout)
    assert (told["open"], told["unknown"]) == (2, ["nina@example.com"])
    assert {one["then_with"] for one in told["follow_ups"]} == {"Sam Success"}
    olivia, sam = scene.user("olivia@example.com").id, scene.user("sam@example.com").id
    assert scene.rows(select(FollowUp.owner_id)) == [olivia]

    monkeypatch.setenv("VOCSURVEY_RULES", "mine")
    run("owners", "apply", typed="n\n")
    assert scene.rows(select(FollowUp.owner_id)) == [olivia]
    assert "2 changed hands." in run("owners", "apply", typed="y\n").stdout
    assert scene.rows(select(FollowUp.owner_id)) == [sam]
    assert "0 of 2" in run("owners", "apply", "--yes").stdout


def test_rules_that_cannot_be_used_say_where(scene: Scene, tmp_path: Path) -> None:
    bad = RULES.replace("queue: product\n", "queue: nowhere\n")
    (tmp_path / "bad.yaml").write_text(bad, "utf-8")
    line = bad.splitlines().index("    queue: nowhere") + 1
    done = run("owners", "preview", "bad.yaml")
    assert done.exit_code != 0
    assert f"bad.yaml:{line}: rules > 1 > queue" in done.stderr
    assert "Traceback" not in done.output
