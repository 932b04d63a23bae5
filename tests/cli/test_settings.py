"""Settings: every variable, everything wrong told at once, and keys that one machine keeps for itself."""

from __future__ import annotations

import re
import stat
import threading
from pathlib import Path

import pytest

from vocsurvey.keys import KeyDamaged, kept_key, line_hash, line_hasher
from vocsurvey.notices.email import EmailChannel
from vocsurvey.settings import Needs, Settings, surroundings
from vocsurvey.settings_form import FORMS, SettingsError

WHOLE = {
    "DATABASE_URL": "postgresql://vocsurvey:secret@db.example.com/vocsurvey",
    "REDIS_URL": "redis://localhost:6379/0",
    "SECRET_KEY": "s" * 40,
    "VOCSURVEY_SUPPRESSION_KEY": "k" * 40,
    "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
    "TWILIO_AUTH_TOKEN_NEXT": "fedcba9876543210fedcba9876543210",
    "VOCSURVEY_PUBLIC_URL": "https://survey.example.com",
    "VOCSURVEY_CARRIER_URL": "http://127.0.0.1:4010",
    "VOCSURVEY_FROM_NUMBER": "+12025550100",
    "VOCSURVEY_TEST_NUMBER": "+442079460123",
    "VOCSURVEY_WEBHOOK_NETWORKS": "10.20.0.0/16, fd00:20::/32",
    "TWILIO_API_KEY": "SK0123456789abcdef0123456789abcdef",
    "TWILIO_API_SECRET": "api-secret",
    "TWILIO_APPLICATION_SID": "AP0123456789abcdef0123456789abcdef",
    "SMTP_URL": "smtp://user:pass@mail.example.com:587?from=voice@example.com",
}
NEEDED = (
    "REDIS_URL",
    "SECRET_KEY",
    "VOCSURVEY_SUPPRESSION_KEY",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
    "VOCSURVEY_PUBLIC_URL",
    "VOCSURVEY_FROM_NUMBER",
)


def complaints(environ: dict[str, str], needs: Needs = Needs.NOTHING) -> dict[str, str]:
    """What is complained of, by variable; the sentence that a person reads."""
    with pytest.raises(SettingsError) as caught:
        Settings.from_environ(environ, needs)
    assert str(caught.value).splitlines() == [str(one) for one in caught.value.complaints]
    return {one.name: str(one) for one in caught.value.complaints}


@pytest.mark.parametrize("value", ["10.0.0.1/8", "10.20.0.0/33", "fd00::/129", "internal"])
def test_networks_that_are_none_are_told(value: str) -> None:
    assert "VOCSURVEY_WEBHOOK_NETWORKS" in complaints({"VOCSURVEY_WEBHOOK_NETWORKS": value})


def test_a_whole_environment_is_read_and_written_back(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    whole = {**WHOLE, "VOCSURVEY_DATA": str(tmp_path / "data"), "VOCSURVEY_RULES": str(tmp_path / "rules")}
    settings = Settings.from_environ(whole, Needs.PROCESSES)
    assert set(whole) == set(FORMS)
    assert settings.to_environ() == whole
    assert Settings.from_environ(settings.to_environ(), Needs.PROCESSES) == settings
    assert settings.carrier is not None
    assert settings.carrier.auth_tokens == (whole["TWILIO_AUTH_TOKEN"], whole["TWILIO_AUTH_TOKEN_NEXT"])
    assert settings.browser_phone is not None


def test_nothing_set_is_enough_for_commands_that_need_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environ({"HOME": "/nowhere"})
    assert settings.data_folder == tmp_path / "var" / "vocsurvey"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/vocsurvey/vocsurvey.sqlite3"
    assert (settings.redis_url, settings.secret_key, settings.carrier, settings.rules_folder) == (None,) * 4
    assert not settings.data_folder.exists()


def test_all_that_is_missing_is_told_at_once_with_an_example() -> None:
    found = complaints({"DATABASE_URL": WHOLE["DATABASE_URL"]}, Needs.PROCESSES)
    assert tuple(found) == NEEDED
    for name, sentence in found.items():
        assert sentence.startswith(f"{name} is not set. Example: {name}={FORMS[name].example}")


def test_blank_is_not_set() -> None:
    assert set(complaints({**WHOLE, "REDIS_URL": "  ", "SECRET_KEY": ""}, Needs.PROCESSES)) == {
        "REDIS_URL",
        "SECRET_KEY",
    }


@pytest.mark.parametrize("name", NEEDED)
def test_each_needed_setting_is_missed_by_itself(name: str) -> None:
    assert set(complaints({**WHOLE, name: ""}, Needs.PROCESSES)) == {name}


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "vocsurvey.db"),
        ("REDIS_URL", "redis.example.com:6379"),
        ("SECRET_KEY", "changeme"),
        ("VOCSURVEY_SUPPRESSION_KEY", "x" * 31),
        ("TWILIO_ACCOUNT_SID", "AC 12"),
        ("TWILIO_AUTH_TOKEN", "short"),
        ("TWILIO_AUTH_TOKEN_NEXT", "with space in it"),
        ("VOCSURVEY_PUBLIC_URL", "survey.example.com"),
        ("VOCSURVEY_PUBLIC_URL", "https://my_host.example.com"),
        ("VOCSURVEY_PUBLIC_URL", "https://survey.example.com/?a=1"),
        ("VOCSURVEY_PUBLIC_URL", "https://"),
        ("VOCSURVEY_CARRIER_URL", "api.twilio.com"),
        ("VOCSURVEY_FROM_NUMBER", "020 7946 0123"),
        ("VOCSURVEY_FROM_NUMBER", "+0123"),
        ("TWILIO_API_KEY", "no spaces please"),
        ("TWILIO_API_SECRET", "short"),
        ("SMTP_URL", "post.example.com"),
        ("VOCSURVEY_RULES", "/no/such/folder"),
        ("VOCSURVEY_DATA", __file__),
    ],
)
def test_a_malformed_setting_is_named_with_an_example(name: str, bad: str) -> None:
    found = complaints({**WHOLE, name: bad})
    assert set(found) == {name}
    assert f"Example: {name}={FORMS[name].example}" in found[name]
    assert (repr(bad) in found[name]) is not FORMS[name].secret
    assert not (FORMS[name].secret and bad in found[name])


@pytest.mark.parametrize("name", FORMS)
def test_every_example_is_good(name: str) -> None:
    example = FORMS[name].example
    if name in ("SECRET_KEY", "VOCSURVEY_SUPPRESSION_KEY"):
        assert "secrets.token_urlsafe" in example
    else:
        assert re.fullmatch(FORMS[name].pattern, example)


MAIL_SERVERS = [
    ("smtp://mail.example.com?from=voice@example.com", True),
    ("smtp://mail.example.com:587/?from=voice%40example.com&tls=always", True),
    ("smtps://user:p@ss@mail.example.com?tls=never&from=voice@example.com", True),
    ("smtp://voice%40example.com:password@mail.example.com:587", True),
    ("smtp://voice@example.com:password@127.0.0.1:2525?tls=auto", True),
    ("smtp://127.0.0.1:1", False),
    ("smtp://user:password@mail.example.com:587", False),
    ("smtp://mail.example.com?from=nobody", False),
    ("smtp://mail.example.com?tls=always", False),
    ("smtp://mail.example.com?from=voice@example.com&tls=maybe", False),
    ("smtp://mail.example.com?from=voice@example.com&color=red", False),
    ("smtp://?from=voice@example.com", False),
    ("http://mail.example.com?from=voice@example.com", False),
]


@pytest.mark.parametrize(("url", "good"), MAIL_SERVERS)
def test_a_mail_server_is_refused_here_or_taken_there(url: str, good: bool) -> None:
    """What passes here must never fail in a worker, when a customer waits and nobody is told."""
    if good:
        assert Settings.from_environ({"SMTP_URL": url}).smtp_url == url
        EmailChannel(url)
    else:
        assert "SMTP_URL" in complaints({"SMTP_URL": url})
        with pytest.raises(ValueError, match="SMTP_URL must look like"):
            EmailChannel(url)


def test_two_malformed_and_one_missing_come_together() -> None:
    bad = {**WHOLE, "DATABASE_URL": "x", "SMTP_URL": "y", "REDIS_URL": ""}
    assert set(complaints(bad, Needs.REDIS)) == {"DATABASE_URL", "SMTP_URL", "REDIS_URL"}


@pytest.mark.parametrize("missed", ["TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_APPLICATION_SID"])
def test_a_part_of_a_phone_in_the_browser_is_none(missed: str) -> None:
    assert "although" in complaints({**WHOLE, missed: ""})[missed]


def test_the_suppression_key_is_never_the_secret_key() -> None:
    found = complaints({**WHOLE, "VOCSURVEY_SUPPRESSION_KEY": WHOLE["SECRET_KEY"]})
    assert "must differ from SECRET_KEY" in found["VOCSURVEY_SUPPRESSION_KEY"]


def test_addresses_lose_their_last_slash() -> None:
    urls = {"VOCSURVEY_PUBLIC_URL": "https://survey.example.com/voc/", "VOCSURVEY_CARRIER_URL": "http://127.0.0.1:1/"}
    carrier = Settings.from_environ({**WHOLE, **urls}).carrier
    assert carrier is not None
    assert (carrier.public_url, carrier.api_url) == ("https://survey.example.com/voc", "http://127.0.0.1:1")


def test_twilio_is_the_carrier_unless_another_is_named() -> None:
    carrier = Settings.from_environ({**WHOLE, "VOCSURVEY_CARRIER_URL": "", "TWILIO_AUTH_TOKEN_NEXT": ""}).carrier
    assert carrier is not None
    assert carrier.api_url == "https://api.twilio.com"
    assert len(carrier.auth_tokens) == 1


def test_keys_are_made_once_beside_the_database_file_and_kept(tmp_path: Path) -> None:
    environ = {"VOCSURVEY_DATA": str(tmp_path / "data")}
    first = Settings.from_environ(environ, Needs.SECRET_KEY | Needs.SUPPRESSION_KEY)
    assert first == Settings.from_environ(environ, Needs.SECRET_KEY | Needs.SUPPRESSION_KEY)
    assert first.secret_key != first.suppression_key
    for name in ("secret.key", "suppression.key"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["secret.key", "suppression.key"]


def test_a_shared_database_wants_its_keys_told_unless_one_machine_runs_everything(tmp_path: Path) -> None:
    environ = {"VOCSURVEY_DATA": str(tmp_path), "DATABASE_URL": WHOLE["DATABASE_URL"]}
    assert set(complaints(environ, Needs.SUPPRESSION_KEY)) == {"VOCSURVEY_SUPPRESSION_KEY"}
    assert Settings.from_environ(environ, Needs.SUPPRESSION_KEY, keys_kept=True).suppression_key


def test_a_key_that_is_set_is_never_replaced_by_a_kept_one(tmp_path: Path) -> None:
    kept_key(tmp_path / "secret.key")
    environ = {"VOCSURVEY_DATA": str(tmp_path), "SECRET_KEY": WHOLE["SECRET_KEY"]}
    assert Settings.from_environ(environ, Needs.SECRET_KEY).secret_key == WHOLE["SECRET_KEY"]


def test_nothing_is_made_while_anything_is_wrong(tmp_path: Path) -> None:
    complaints({"VOCSURVEY_DATA": str(tmp_path), "SMTP_URL": "x"}, Needs.SECRET_KEY)
    assert list(tmp_path.iterdir()) == []


def test_many_at_once_make_one_key(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(kept_key(tmp_path / "k"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 20
    assert len(set(made)) == 1


def test_an_emptied_key_file_is_told_and_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "k").write_text("")
    with pytest.raises(KeyDamaged, match="holds no key"):
        kept_key(tmp_path / "k")
    assert (tmp_path / "k").read_text() == ""


def test_a_child_inherits_the_surroundings_without_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert "REDIS_URL" not in surroundings()
    assert surroundings()["LANG"] == "C.UTF-8"


def test_the_real_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:1/2")
    assert Settings.from_environ().redis_url == "redis://elsewhere:1/2"


def test_the_hash_of_a_line_depends_on_key_number_and_extension() -> None:
    lines = [("+12025550100", ""), ("+12025550100", "12"), ("+1202555010", "012")]
    hashes = [line_hash(key, *line) for key in ("a" * 32, "b" * 32) for line in lines]
    assert len(set(hashes)) == 6
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in hashes)
    assert line_hasher("a" * 32)("+12025550100", "12") == hashes[1]
