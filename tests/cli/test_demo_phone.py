"""The phone of the demonstration: it rings in the browser when the printed command is run, and it is a real call."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from browser_tab import BrowserTab

from vocsurvey.cli import demo_stage
from vocsurvey.cli.demo_screen import Screen
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.settings import Needs, Settings

ENOUGH = 240


@pytest.fixture
def folder() -> Generator[Path]:
    """A folder with a path short enough for a socket."""
    path = Path(tempfile.mkdtemp(prefix="vd-")).resolve()
    yield path
    shutil.rmtree(path)


def exported(path: Path) -> dict[str, str]:
    """The environment of a shell that has read the file."""
    pairs = (shlex.split(line)[1].partition("=") for line in path.read_text("utf-8").splitlines())
    return {name: value for name, _, value in pairs}


def test_the_settings_are_kept_for_a_shell_and_for_nobody_else(folder: Path) -> None:
    settings = demo_stage.settings_for(folder, f"unix://{folder}/redis.sock", 8000, 8001)
    path = demo_stage.write_environment(folder, settings)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Settings.from_environ(exported(path), Needs.PROCESSES) == settings


def test_the_phone_is_nobodys_else(folder: Path) -> None:
    numbers = {row.line.number for row in read_rows(demo_stage.CONTACTS.read_text("utf-8"))[0]}
    assert demo_stage.PHONE_NUMBER not in numbers | {demo_stage.FROM_NUMBER}


def test_the_address_and_the_command_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(to_stderr=False).offer_phone("http://127.0.0.1:9/phone", Path("/tmp/my demo/demo.env"))
    told = capsys.readouterr().out
    assert "Take a call yourself, in the browser: http://127.0.0.1:9/phone\n" in told
    assert "  . '/tmp/my demo/demo.env' && vocsurvey call-me support-case +12025550198\n" in told


def test_it_rings_and_is_answered_in_the_browser(folder: Path) -> None:
    command = [sys.executable, "-P", "-m", "vocsurvey"]
    demo = subprocess.Popen(
        [*command, "demo", "--speed", "5", "--data", str(folder / "d")],
        env={"PATH": os.defpath, "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with demo:
        assert demo.stdout is not None
        while "Watch it in the browser too" not in (line := demo.stdout.readline()):
            assert line, "it ended before its doors were open"
        settings = exported(folder / "d" / demo_stage.ENVIRONMENT)
        tab = BrowserTab(settings["VOCSURVEY_CARRIER_URL"])
        doctor = subprocess.Popen(
            [*command, "doctor", "--json", "--call", demo_stage.PHONE_NUMBER],
            env={"PATH": os.defpath, **settings},
            stdout=subprocess.PIPE,
            text=True,
        )
        tab.answer()
        call = tab.ended()
        verdict, _ = doctor.communicate(timeout=ENOUGH)
        interview = subprocess.Popen(
            [*command, "call-me", demo_stage.QUESTIONNAIRE, demo_stage.PHONE_NUMBER, "--language", "de"],
            env={"PATH": os.defpath, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        tab.answer()
        tab.listening(kind="gather", waiting=True)
        opening = [line for line in tab.state["call"]["lines"] if line["who"] == "caller"]
        tab.send("key", text="1")
        tab.until(
            lambda state: state["call"]["lines"][-1]["text"] != "1" and len(state["call"]["lines"]) > len(opening)
        )
        tab.send("hang-up")
        tab.ended()
        told, _ = interview.communicate(timeout=ENOUGH)
        tab.send("call-back", tab.state["call_back"]["sid"])
        tab.until(lambda state: state["call"]["inbound"])
        back = tab.ended()
        BrowserTab.close_all()
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)
    assert (call["from"], call["ending"]) == (demo_stage.FROM_NUMBER, "The caller hung up.")
    assert "This is a test call" in call["lines"][0]["text"]
    assert (doctor.returncode, json.loads(verdict)["ok"]) == (0, True)
    assert opening[0]["language"] == "de-DE"
    assert interview.returncode == 0, told
    assert "Brightwater Systems" in " ".join(line["text"] for line in back["lines"])
    (call_backs,) = (check for check in json.loads(verdict)["checks"] if check["name"] == "call-backs")
    assert call_backs["sentence"].endswith("reaches us.")
    (browser,) = (check for check in json.loads(verdict)["checks"] if check["name"] == "browser phone")
    assert browser["sentence"].endswith("reaches us.")
