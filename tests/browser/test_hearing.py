"""A recorded comment is heard in a real browser, under our own policy, and nothing complains."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from visiting import House, Visit

from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser

LOADED = """(audio) => new Promise((done) => {
  audio.onloadedmetadata = () => done(audio.duration);
  audio.onerror = () => done(-1);
  audio.preload = 'auto';
  audio.load();
})"""
"""How long the sound is, once the browser has it; -1 when it cannot be played."""


def test_a_comment_can_be_played_and_read(house: House, visit: Visit) -> None:
    cast = house.cast.assemble().tell()
    cast.voice("C1", words="We waited four days.")
    cast.voice("C3", "awaited")
    visit.sign_in(Role.MANAGER)
    visit.go(f"/follow-ups/{cast.follow_up_id('C1')}")
    player = visit.page.get_by_label("The comment in their own voice, 7 seconds").first
    expect(player).to_be_visible()
    assert player.evaluate(LOADED) == pytest.approx(7936 / 8000)
    expect(visit.page.get_by_text("We waited four days.").first).to_be_visible()
    visit.go(f"/follow-ups/{cast.follow_up_id('C3')}")
    expect(visit.page.get_by_text("The recording is on its way.").first).to_be_visible()
    assert visit.complaints == []
