"""What must be true of campaigns and cases: what was asked is pinned, and every open case is found by some tick."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

CASES = (
    Rule(
        "campaign_not_pinned",
        "Campaign {campaign} was launched without a questionnaire that is kept.",
        """
        SELECT k.id AS campaign FROM campaign k
        LEFT JOIN questionnaire_version v ON v.digest = k.questionnaire_digest
        WHERE k.status <> 'draft' AND v.digest IS NULL
        """,
    ),
    Rule(
        "case_never_due",
        "Case {case_file} is open and never due: no tick will find it.",
        "SELECT f.id AS case_file FROM case_file f WHERE f.closed_at IS NULL AND f.due_at IS NULL",
    ),
    Rule(
        "case_without_disposition",
        "Case {case_file} is closed without a disposition.",
        "SELECT f.id AS case_file FROM case_file f WHERE f.closed_at IS NOT NULL AND f.disposition IS NULL",
    ),
    Rule(
        "case_of_a_stranger",
        "Case {case_file} is about touchpoint {touchpoint}, which another contact had.",
        """
        SELECT f.id AS case_file, t.id AS touchpoint FROM case_file f JOIN touchpoint t ON t.id = f.touchpoint_id
        WHERE t.contact_id <> f.contact_id
        """,
    ),
    Rule(
        "test_among_surveys",
        "Case {case_file} is a test in a campaign of surveys, or the other way round: campaign {campaign}.",
        """
        SELECT f.id AS case_file, k.id AS campaign FROM case_file f JOIN campaign k ON k.id = f.campaign_id
        WHERE (f.kind = 'test') <> (k.kind = 'test')
        """,
    ),
    Rule(
        "campaign_without_gate",
        "Campaign {campaign} was launched without a gate: it could not be paused in time.",
        """
        SELECT k.id AS campaign FROM campaign k
        LEFT JOIN dial_gate g ON g.key = 'campaign:' || k.id
        WHERE k.status <> 'draft' AND g.key IS NULL
        """,
    ),
)
