"""Words on consent: written down by hand and by lists, in force at once, and never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from scene import PEOPLE, Scene, hashed, own_rules
from sqlalchemy import select

from vocsurvey.db.agreement import Consent
from vocsurvey.db.campaign import Case
from vocsurvey.db.reads.consents import consents_of
from vocsurvey.db.reads.feedback import feedback_about
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.permission import Allow, Block, Reason
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import consenting
from vocsurvey.operations.consenting import Heard, Word
from vocsurvey.operations.decision import decide
from vocsurvey.questionnaire.model import Purpose

VOICE, LIVE = Purpose.AUTOMATED_VOICE, Purpose.LIVE_CALL
LACKING = Block((Reason.NO_CONSENT_FOR_AUTOMATED_VOICE,))


def said(scene: Scene, contact: str, word: Word) -> Any:
    """Write a word of somebody down."""
    (contact_id,) = scene.rows(select(Contact.id).where(Contact.external_id == contact))
    return scene.do(consenting.note, contact_id, word, rules=scene.rules, line_hash=hashed)


def verdict(scene: Scene, contact: str) -> Any:
    """What the rules say of somebody's newest case."""
    with scene.database.reading() as session:
        case = session.get_one(Case, scene.case(contact).id)
        return decide(session, case, rules=scene.rules, line_hash=hashed, now=scene.now)


def listed(scene: Scene) -> list[tuple[bool, str, int | None]]:
    """What lists said of being phoned by a machine, oldest first."""
    rows = scene.rows(select(Consent).where(Consent.source == "import").order_by(Consent.id))
    return [(row.granted, row.words, row.import_line) for row in rows]


def test_taking_it_back_ends_open_cases_and_hangs_up_at_once(running: Scene) -> None:
    alone = running.rules.protocol.model_copy(update={"ladder": (Channel.IVR,)})
    running.rules = replace(running.rules, protocol=alone)
    running.campaign("Winter")
    token, _ = running.dial("C1")
    heard = said(running, "C1", Word(VOICE, False, "No machines, please.", by_id=1))
    assert heard == Heard(heard.consent_id, 2, (running.call(token).id,))
    (row,) = running.rows(select(Consent).where(Consent.id == heard.consent_id))
    assert (row.granted, row.source, row.words, row.by_id, row.given_at) == (
        False, "page", "No machines, please.", 1, running.now,
    )  # fmt: skip
    assert {(case.closed_at, *case.waiting_for) for case in running.rows(select(Case).where(Case.contact_id == 1))} == {
        (running.now, Reason.NO_CONSENT_FOR_AUTOMATED_VOICE)
    }
    assert running.case("C2").closed_at is None


def test_where_live_callers_are_the_next_rung_the_case_goes_to_them(scene: Scene, tmp_path: Path) -> None:
    scene.rules = own_rules(tmp_path)
    scene.campaign()
    assert said(scene, "C3", Word(VOICE, False, "No machines.")).cases == 1
    case = scene.case("C3")
    assert (case.channel, case.closed_at, case.waiting_for[-1]) == ("live", None, Reason.GOES_TO_LIVE_CALLER)
    assert said(scene, "C3", Word(LIVE, False, "Nor people.")).cases == 1
    assert scene.case("C3").closed_at == scene.now


@pytest.mark.parametrize("purpose", [Purpose.RECORDING, Purpose.QUOTE, Purpose.SHARE_WITH_AGENT])
def test_other_purposes_touch_no_call(running: Scene, purpose: Purpose) -> None:
    running.dial("C1")
    heard = said(running, "C1", Word(purpose, False, "Not that."))
    assert (heard.cases, heard.hang_up) == (0, ())
    assert running.case("C1").closed_at is None


def test_what_an_agent_may_not_know_takes_nobodys_place(running: Scene) -> None:
    """Of the latest few, those that are withheld are not among them: the page of an agent does not come up short."""
    for contact in ("C1", "C2"):
        token, sid = running.dial(contact)
        running.talk(token, sid, "1", "1")
        running.hang_up(token, sid)

    def shown(limit: int) -> list[str]:
        with running.database.reading() as session:
            return [one.contact for one in feedback_about(session, 1, running.rules.attribution, limit)]

    assert (shown(1), shown(9)) == (["Ben Burke"], ["Ben Burke", "Ann Archer"])
    said(running, "C2", Word(Purpose.QUOTE, False, "Not in print."))
    assert shown(1) == ["Ben Burke"]
    said(running, "C2", Word(Purpose.SHARE_WITH_AGENT, False, "Not to Gus."))
    assert (shown(1), shown(9)) == (["Ann Archer"], ["Ann Archer"])
    said(running, "C2", Word(Purpose.SHARE_WITH_AGENT, True, "Tell him, then."))  # in the same moment
    assert shown(1) == ["Ben Burke"]
    running.later(minutes=1)
    said(running, "C2", Word(Purpose.SHARE_WITH_AGENT, False, "Rather not."))
    assert shown(9) == ["Ann Archer"]


def test_a_yes_by_hand_counts_until_it_ends_or_is_taken_back(scene: Scene) -> None:
    scene.people_refuse("C1")
    scene.campaign()
    assert verdict(scene, "C1") == LACKING
    scene.later(minutes=1)
    assert said(scene, "C1", Word(VOICE, True, "Go ahead.", expires_at=scene.now + timedelta(days=2))).cases == 0
    assert verdict(scene, "C1") == Allow(), "the list came before"
    scene.people_refuse("C1")
    assert verdict(scene, "C1") == Allow(), "the same list says nothing new"
    scene.later(days=3)
    assert verdict(scene, "C1") == LACKING


@pytest.mark.parametrize("words", [" ", "x" * 5000])
def test_words_are_needed(running: Scene, words: str) -> None:
    done = said(running, "C1", Word(VOICE, True, words))
    assert isinstance(done, Refusal)
    assert "Write down what they said" in done.sentence


def test_only_a_yes_ends_and_only_later(running: Scene) -> None:
    past, later = running.now, running.now + timedelta(days=1)
    for word in (Word(VOICE, True, "Go ahead.", expires_at=past), Word(VOICE, False, "No.", expires_at=later)):
        assert said(running, "C1", word) == Refusal("Only a yes can end, and only at a time that is still to come.")


def test_lists_write_into_the_ledger_what_they_say_that_is_new(scene: Scene) -> None:
    yes, no = "The contact list says yes.", "The contact list says no."
    assert listed(scene) == [(True, yes, 2), (True, yes, 3), (True, yes, 4)]
    scene.later(days=31)
    scene.people_again(PEOPLE)
    assert len(listed(scene)) == 3, "nothing new, and the first list can no longer be taken back"
    scene.people_again([PEOPLE[1].removesuffix("yes") + "no", PEOPLE[0].removesuffix("yes")])
    assert listed(scene)[3:] == [(False, no, 2)], "an empty cell says nothing"
    scene.later(days=1)
    scene.people_again([PEOPLE[1]])
    assert listed(scene)[4:] == [(True, yes, 2)]
    with scene.database.reading() as session:
        lines = consents_of(session, 2)
    assert [(line.granted, line.origin) for line in lines] == [
        (True, "a list, line 2"),
        (False, "a list, line 2"),
        (True, "a list, line 3"),
    ]


def test_a_list_brings_nobody_back_who_took_it_back_since(scene: Scene) -> None:
    scene.campaign()
    said(scene, "C1", Word(VOICE, False, "No machines."))
    scene.later(days=1)
    scene.people_again(PEOPLE)
    scene.campaign("Winter")
    assert verdict(scene, "C1") == LACKING
