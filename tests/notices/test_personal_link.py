"""Personal links: only ours are read, and nobody can make one from another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.notices.personal_link import PersonalLinks

LINKS = PersonalLinks("https://voice.example.com/", "a secret of the tests")
DAY = date(2026, 11, 22)
IDS = st.from_regex(r"[A-Za-z0-9_-]{8,40}", fullmatch=True)


@given(public_id=IDS)
def test_a_link_leads_to_its_note_and_to_no_other(public_id: str) -> None:
    page = LINKS.page(public_id)
    token = page.rpartition("/")[2]
    assert page.startswith("https://voice.example.com/n/")
    assert LINKS.never(public_id) == f"{page}/never"
    assert LINKS.read(token) == public_id
    assert PersonalLinks("https://voice.example.com", "another secret").read(token) is None
    other = ("a" if public_id[0] != "a" else "b") + token[1:]
    assert LINKS.read(other) is None


@given(text=st.text(max_size=80))
def test_what_is_not_ours_is_nothing(text: str) -> None:
    assert LINKS.read(text) is None
    assert not LINKS.reads_form("a-public-id", text, DAY)


def test_a_form_lives_for_a_day_and_belongs_to_one_note() -> None:
    form = LINKS.form("a-public-id", DAY)
    assert LINKS.reads_form("a-public-id", form, DAY)
    assert LINKS.reads_form("a-public-id", form, DAY + timedelta(days=1))
    assert not LINKS.reads_form("a-public-id", form, DAY + timedelta(days=2))
    assert not LINKS.reads_form("a-public-id", form, DAY - timedelta(days=1))
    assert not LINKS.reads_form("another-public-id", form, DAY)


def test_one_click_only_over_https_and_no_link_without_a_secret() -> None:
    assert LINKS.one_click
    assert not PersonalLinks("http://localhost:8000", "a secret").one_click
    with pytest.raises(ValueError, match="forged"):
        PersonalLinks("https://voice.example.com", "")
