"""What must be true of interviews, exchanges and answers: what was heard is kept, once, in order."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

CONVERSATIONS = (
    Rule(
        "transcript_with_gap",
        "The transcript of interview {interview} has a gap or a repeat: its positions do not count up from 0.",
        """
        SELECT e.interview_id AS interview FROM exchange e GROUP BY e.interview_id
        HAVING min(e.position) <> 0 OR max(e.position) + 1 <> count(*) OR count(DISTINCT e.position) <> count(*)
        """,
    ),
    Rule(
        "two_standing_answers",
        "Interview {interview} has two standing answers to one question: answers {answer1} and {answer2}.",
        """
        SELECT a.interview_id AS interview, min(a.id) AS answer1, max(a.id) AS answer2 FROM answer a
        WHERE a.superseded_at IS NULL GROUP BY a.interview_id, a.question HAVING count(*) > 1
        """,
    ),
    Rule(
        "superseded_by_the_past",
        "Answer {answer} was superseded by something that was heard before it, or by nothing.",
        """
        SELECT a.id AS answer FROM answer a
        WHERE (a.superseded_at IS NULL) <> (a.superseded_by_position IS NULL)
          OR a.superseded_by_position < a.position
        """,
    ),
    Rule(
        "answer_never_heard",
        "Answer {answer} stands on position {position}, which nobody was heard at.",
        """
        SELECT a.id AS answer, a.position AS position FROM answer a
        LEFT JOIN exchange e ON e.interview_id = a.interview_id AND e.position = a.position
        WHERE a.value IS NOT NULL AND e.id IS NULL
        """,
    ),
    Rule(
        "exchange_on_foreign_call",
        "Exchange {exchange} was heard on call {call}, which belongs to another case.",
        """
        SELECT e.id AS exchange, e.call_id AS call FROM exchange e
        JOIN interview i ON i.id = e.interview_id
        LEFT JOIN call c ON c.id = e.call_id
        LEFT JOIN attempt a ON a.call_id = e.call_id
        WHERE a.case_id <> i.case_id OR (a.case_id IS NULL AND (c.direction IS NULL OR c.direction <> 'inbound'))
        """,
    ),
    Rule(
        "heard_after_opt_out",
        "Exchange {exchange} was heard after interview {interview} had ended with an opt-out.",
        """
        SELECT e.id AS exchange, i.id AS interview FROM exchange e JOIN interview i ON i.id = e.interview_id
        WHERE i.ending = 'opted_out' AND SECONDS(e.heard_at) > SECONDS(i.ended_at)
        """,
    ),
    Rule(
        "ending_without_its_time",
        "Interview {interview} has an ending without a time, or a time without an ending.",
        "SELECT i.id AS interview FROM interview i WHERE (i.ending IS NULL) <> (i.ended_at IS NULL)",
    ),
    Rule(
        "asked_another_questionnaire",
        "Interview {interview} was held with another questionnaire than campaign {campaign} is pinned to.",
        """
        SELECT i.id AS interview, k.id AS campaign FROM interview i
        JOIN case_file f ON f.id = i.case_id JOIN campaign k ON k.id = f.campaign_id
        WHERE k.questionnaire_digest IS NULL OR i.questionnaire_digest <> k.questionnaire_digest
        """,
    ),
)
