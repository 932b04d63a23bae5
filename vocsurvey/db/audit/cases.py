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
    Rule(
        "erased_but_known",
        "Contact {contact} was erased, and is still known, waited for or owed something.",
        """
        SELECT c.id AS contact FROM contact c JOIN phone_line l ON l.id = c.line_id
        WHERE c.erased_at IS NOT NULL AND (
          c.active OR c.email IS NOT NULL OR c.name <> 'Erased person' OR l.number NOT LIKE '+0%'
          OR EXISTS (SELECT 1 FROM case_file f WHERE f.contact_id = c.id AND f.closed_at IS NULL AND f.kind <> 'test')
          OR EXISTS (SELECT 1 FROM follow_up u WHERE u.contact_id = c.id AND u.closed_at IS NULL)
          OR EXISTS (SELECT 1 FROM touchpoint t WHERE t.contact_id = c.id AND t.subject IS NOT NULL)
          OR EXISTS (SELECT 1 FROM consent s WHERE s.contact_id = c.id AND s.words <> '')
          OR EXISTS (
            SELECT 1 FROM answer a JOIN interview i ON i.id = a.interview_id JOIN case_file f ON f.id = i.case_id
            WHERE f.contact_id = c.id AND a.verbatim <> ''
          )
          OR EXISTS (
            SELECT 1 FROM import_change g WHERE g.table_name = 'contact' AND g.row_id = c.id
          )
          OR (l.number NOT LIKE '+00%' AND EXISTS (
            SELECT 1 FROM case_file f JOIN attempt a ON a.case_id = f.id JOIN call k ON k.id = a.call_id
            JOIN phone_line e ON e.id = k.line_id
            WHERE f.contact_id = c.id AND e.number NOT LIKE '+0%'
              AND NOT EXISTS (SELECT 1 FROM contact o WHERE o.line_id = e.id AND o.id <> c.id)
          ))
        )
        """,
    ),
    Rule(
        "call_before_its_note",
        "Call {call} of case {case_file} got its permit before the note that was promised ahead of it had its time.",
        """
        SELECT p.call_id AS call, f.id AS case_file FROM dial_permit p
        JOIN attempt a ON a.call_id = p.call_id
        JOIN case_file f ON f.id = a.case_id
        JOIN campaign k ON k.id = f.campaign_id
        LEFT JOIN advance_notice n ON n.case_id = f.id
        WHERE k.notice_days IS NOT NULL AND f.kind = 'survey'
          AND (SECONDS(n.owed_at) <= SECONDS(p.granted_at)
            OR (n.id IS NULL AND CAST(p.decision AS text) LIKE '%"address": true%'))
          AND (n.failed_at IS NULL OR SECONDS(n.failed_at) > SECONDS(p.granted_at) + :tolerance)
          AND (n.sent_at IS NULL
            OR SECONDS(n.sent_at) + 86400 * k.notice_days > SECONDS(p.granted_at) + :tolerance)
          AND NOT EXISTS (
            SELECT 1 FROM attempt b WHERE b.case_id = f.id AND b.number < a.number
              AND (b.counted OR b.ending NOT IN ('not_dialed', 'rejected'))
          )
          AND NOT EXISTS (
            SELECT 1 FROM appointment t WHERE t.case_id = f.id AND t.kind = 'hard'
              AND SECONDS(t.agreed_at) <= SECONDS(p.granted_at)
          )
        """,
    ),
    Rule(
        "launch_not_whole",
        "Campaign {campaign} does not stand as its launch says: it began without all of its people, or never began.",
        """
        SELECT k.id AS campaign FROM campaign_launch l JOIN campaign k ON k.id = l.campaign_id
        WHERE (l.state = 'done') = (k.status = 'draft')
          OR (l.state = 'done' AND l.people > (SELECT count(*) FROM case_file f WHERE f.campaign_id = k.id))
        """,
    ),
    Rule(
        "call_before_the_launch",
        "Call {call} got its permit before campaign {campaign} was launched, or while it was a draft.",
        """
        SELECT p.call_id AS call, k.id AS campaign FROM dial_permit p
        JOIN attempt a ON a.call_id = p.call_id
        JOIN case_file f ON f.id = a.case_id
        JOIN campaign k ON k.id = f.campaign_id
        WHERE k.kind = 'survey'
          AND (k.launched_at IS NULL OR SECONDS(p.granted_at) < SECONDS(k.launched_at) - :tolerance)
        """,
    ),
    Rule(
        "campaign_turned_silently",
        "Campaign {campaign} is not as the last decision about it left it: somebody turned it without a word.",
        """
        SELECT c.id AS campaign FROM (
          SELECT k.id, k.status, k.stopped_at, (
            SELECT d.step FROM campaign_decision d
            WHERE d.campaign_id = k.id AND d.step IN ('launched', 'paused', 'resumed', 'stopped')
            ORDER BY d.id DESC LIMIT 1
          ) AS step
          FROM campaign k WHERE k.kind = 'survey' AND k.status <> 'draft'
        ) c
        WHERE c.step IS NULL
          OR (c.status = 'running' AND c.step NOT IN ('launched', 'resumed'))
          OR (c.status = 'paused' AND c.step NOT IN ('paused', 'stopped'))
          OR (c.stopped_at IS NOT NULL AND c.step <> 'stopped')
        """,
    ),
    Rule(
        "call_after_the_stop",
        "Call {call} got its permit after campaign {campaign} was stopped.",
        """
        SELECT p.call_id AS call, k.id AS campaign FROM dial_permit p
        JOIN attempt a ON a.call_id = p.call_id
        JOIN case_file f ON f.id = a.case_id
        JOIN campaign k ON k.id = f.campaign_id
        WHERE k.stopped_at IS NOT NULL AND SECONDS(p.granted_at) > SECONDS(k.stopped_at) + :tolerance
        """,
    ),
)
