"""The summary of a campaign, from its rows."""

from __future__ import annotations

from scene import Scene

from vocsurvey.db.campaign import Campaign
from vocsurvey.followup.severity import Severity
from vocsurvey.operations import administering
from vocsurvey.operations.reporting import summarise


def test_what_was_said_becomes_figures(running: Scene) -> None:
    unhappy, content = running.dial("C1"), None
    running.talk(*unhappy, "1", "1", "2")
    running.hang_up(*unhappy)
    content = running.dial("C2")
    running.talk(*content, "1", "1", "1", "9#")
    running.hang_up(*content)
    with running.database.reading() as session:
        campaign_id = running.case("C1").campaign_id
        found = summarise(session, campaign_id, running.rules.dispositions)
    assert (found.cared.hits, found.cared.n) == (1, 2)
    assert (found.nps.promoters, found.nps.n) == (1, 1)
    assert found.negative_answers == 1
    assert found.flags[Severity.CRITICAL] == 1
    assert found.completes >= 1
    assert found.pending == 3 - sum(found.classes.values())


def test_a_corrected_answer_raises_no_figure(running: Scene) -> None:
    call = running.dial("C2")
    running.talk(*call, "1", "2", "*", "2", "1", "1")
    with running.database.reading() as session:
        found = summarise(session, running.case("C2").campaign_id, running.rules.dispositions)
    assert found.negative_answers == 0
    assert sum(found.flags.values()) == 0


def test_a_campaign_that_was_never_launched_has_no_figures(scene: Scene) -> None:
    draft = scene.do(
        administering.new_campaign,
        name="Draft",
        company_name="Northwind",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=[],
        owner_id=None,
    )
    assert isinstance(draft, Campaign)
    with scene.database.reading() as session:
        found = summarise(session, draft.id, scene.rules.dispositions)
    assert (found.answers, found.pending, found.cared.value) == (0, 0, None)
