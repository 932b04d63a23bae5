"""A prompt that is recorded is played at the door, from an address that answers; without the file it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from doorstep import PUBLIC, Door
from kept import app_over
from launched import launch
from scene import Scene, demo_rules, small_questionnaire

from vocsurvey.clock import now
from vocsurvey.library import Library
from vocsurvey.operations import administering
from vocsurvey.operations.administering import Launched
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.runtime import Runtime


def voiced() -> Questionnaire:
    """The small questionnaire, its first question recorded in English."""
    small = small_questionnaire()
    first = small.questions[0].model_copy(update={"audio": {"en": "resolved-en.mp3"}})
    english = small.phrases["en"].model_copy(update={"audio": {"yes_no_keys": "keys-en.wav", "menu": "menu-en.wav"}})
    phrases = {**small.phrases, "en": english}
    return small.model_copy(update={"questions": (first, *small.questions[1:]), "phrases": phrases})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of voices, with the recording."""
    folder = tmp_path / "audio"
    (folder / "small").mkdir(parents=True)
    (folder / "small" / "resolved-en.mp3").write_bytes(b"ID3 a voice")
    return folder


@pytest.fixture
def door(runtime: Runtime, folder: Path) -> Door:
    """The door; the campaign's questionnaire has a recorded voice."""
    scene = Scene(runtime.database, demo_rules(), now=now())
    scene.people()
    campaign = scene.do(
        administering.new_campaign,
        name="Autumn",
        company_name="Northwind",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=[],
        owner_id=None,
    )
    assert isinstance(scene.do(launch, campaign.id, voiced(), "a test"), Launched)
    door = Door(runtime, scene, app_over(runtime).test_client())
    return door.again(library=Library({"small": voiced()}, folder)).dial()


def test_the_recording_is_played_and_the_rest_is_said(door: Door) -> None:
    first = door.talk("1")
    assert [verb.tag for verb in first.root[0]] == ["Play", "Say"]
    url = first.root[0][0].text or ""
    assert url.startswith(f"{PUBLIC}/carrier/audio/small/resolved-en.mp3?v=")
    assert "resolved" not in first.words
    with door.client.get(url.removeprefix(PUBLIC)) as sound:
        assert (sound.data, sound.mimetype) == (b"ID3 a voice", "audio/mpeg")
    assert "Did we care?" in door.press(first.action, "1").words


def test_a_standing_phrase_is_played_from_the_folder_of_the_house(door: Door, folder: Path) -> None:
    (folder / "phrases").mkdir()
    (folder / "phrases" / "keys-en.wav").write_bytes(b"RIFF keys")
    first = door.talk("1")
    assert [verb.tag for verb in first.root[0]] == ["Play", "Play"]
    url = first.root[0][1].text or ""
    assert url.startswith(f"{PUBLIC}/carrier/audio/small/keys-en.wav?v=")
    with door.client.get(url.removeprefix(PUBLIC)) as sound:
        assert (sound.data, sound.mimetype) == (b"RIFF keys", "audio/wav")
    said = door.press(first.action, "*")
    assert "To hear that again, press 1." in said.words, "what is not there is said"


def test_another_language_is_said(door: Door) -> None:
    said = door.dial("C3").talk("1")
    assert {verb.tag for verb in said.root[0]} == {"Say"}
    assert "resolved" in said.words


def test_without_the_file_the_synthetic_voice_fills_the_gap(door: Door, folder: Path) -> None:
    (folder / "small" / "resolved-en.mp3").unlink()
    said = door.talk("1")
    assert {verb.tag for verb in said.root[0]} == {"Say"}
    assert "Is it resolved?" in said.words


def test_a_pinned_version_that_is_no_longer_in_the_library_is_said(door: Door, folder: Path) -> None:
    newer = voiced().model_copy(update={"core": ("resolved",)})
    said = door.again(library=Library({"small": newer}, folder)).talk("1")
    assert {verb.tag for verb in said.root[0]} == {"Say"}
