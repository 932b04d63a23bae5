"""What must be true of flags and follow-ups: no negative answer falls into a black hole, no follow-up goes quiet."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.audit.rule import Rule, Violation

FOLLOW_UPS = (
    Rule(
        "negative_without_flag",
        "Answer {answer} is negative and has no negative flag.",
        """
        SELECT a.id AS answer FROM answer a LEFT JOIN flag f ON f.id = a.flag_id AND f.kind = 'negative'
        WHERE a.negative AND f.id IS NULL
        """,
    ),
    Rule(
        "flag_without_negative",
        "Flag {flag} says that an answer was negative, and no negative answer has it.",
        """
        SELECT f.id AS flag FROM flag f LEFT JOIN answer a ON a.flag_id = f.id AND a.negative
        WHERE f.kind = 'negative' AND a.id IS NULL
        """,
    ),
    Rule(
        "flag_of_two_answers",
        "Flag {flag} belongs to more than one answer.",
        "SELECT a.flag_id AS flag FROM answer a WHERE a.flag_id IS NOT NULL GROUP BY a.flag_id HAVING count(*) > 1",
    ),
    Rule(
        "flag_of_another_question",
        "Answer {answer} has flag {flag}, which was raised at another question or another moment.",
        """
        SELECT a.id AS answer, f.id AS flag FROM answer a JOIN flag f ON f.id = a.flag_id
        WHERE f.question <> a.question OR f.position <> a.position
        """,
    ),
    Rule(
        "flag_of_another_interview",
        "Answer {answer} was given in one interview, and its flag {flag} raised in another.",
        """
        SELECT a.id AS answer, f.id AS flag FROM answer a JOIN flag f ON f.id = a.flag_id
        WHERE f.interview_id <> a.interview_id
        """,
    ),
    Rule(
        "flag_of_a_stranger",
        "Flag {flag} of follow-up {follow_up} was raised in an interview that is not about that follow-up.",
        """
        SELECT f.id AS flag, u.id AS follow_up FROM flag f JOIN follow_up u ON u.id = f.follow_up_id
        WHERE NOT EXISTS (SELECT 1 FROM interview i LEFT JOIN verification w ON w.case_id = i.case_id
            WHERE i.id = f.interview_id AND (i.id = u.interview_id OR w.follow_up_id = u.id))
        """,
    ),
    Rule(
        "flag_without_follow_up",
        "Flag {flag} has no follow-up.",
        """
        SELECT f.id AS flag FROM flag f LEFT JOIN follow_up u ON u.id = f.follow_up_id WHERE u.id IS NULL
        """,
    ),
    Rule(
        "follow_up_without_flag",
        "Follow-up {follow_up} is an orphan: no flag created it.",
        """
        SELECT u.id AS follow_up FROM follow_up u LEFT JOIN flag f ON f.follow_up_id = u.id WHERE f.id IS NULL
        """,
    ),
    Rule(
        "two_follow_ups",
        "Interview {interview} has more than one follow-up: {follow_up1} and {follow_up2}.",
        """
        SELECT u.interview_id AS interview, min(u.id) AS follow_up1, max(u.id) AS follow_up2
        FROM follow_up u GROUP BY u.interview_id HAVING count(*) > 1
        """,
    ),
    Rule(
        "follow_up_of_another_contact",
        "Follow-up {follow_up} is about another contact than interview {interview}, or about no interview.",
        """
        SELECT u.id AS follow_up, u.interview_id AS interview FROM follow_up u
        LEFT JOIN interview i ON i.id = u.interview_id LEFT JOIN case_file k ON k.id = i.case_id
        WHERE k.id IS NULL OR k.contact_id <> u.contact_id
        """,
    ),
    Rule(
        "follow_up_quiet",
        "Follow-up {follow_up} is open without an owner or a queue, or without a dated next action.",
        """
        SELECT u.id AS follow_up FROM follow_up u
        WHERE u.closed_at IS NULL AND ((u.owner_id IS NULL AND u.queue IS NULL) OR u.next_action_at IS NULL)
        """,
    ),
    Rule(
        "follow_up_forgotten",
        "The next action of follow-up {follow_up} has been overdue for more than a week.",
        """
        SELECT u.id AS follow_up FROM follow_up u
        WHERE u.closed_at IS NULL AND :now - SECONDS(u.next_action_at) > :overdue_after
        """,
    ),
    Rule(
        "nobody_was_told",
        "Follow-up {follow_up} has no notice: nobody is told of it.",
        """
        SELECT u.id AS follow_up FROM follow_up u LEFT JOIN notice n ON n.follow_up_id = u.id
        LEFT JOIN interview i ON i.id = u.interview_id LEFT JOIN case_file k ON k.id = i.case_id
        WHERE n.id IS NULL AND coalesce(k.kind, '') <> 'test'
        """,
    ),
    Rule(
        "customer_taken_for_test",
        "Follow-up {follow_up} was ended as a test, although interview {interview} was held with a customer.",
        """
        SELECT u.id AS follow_up, i.id AS interview FROM follow_up u
        JOIN interview i ON i.id = u.interview_id JOIN case_file k ON k.id = i.case_id
        WHERE u.state = 'tried_out' AND k.kind <> 'test'
        """,
    ),
    Rule(
        "test_went_to_people",
        "Follow-up {follow_up} comes from a test, and it is open or somebody was told of it.",
        """
        SELECT u.id AS follow_up FROM follow_up u
        JOIN interview i ON i.id = u.interview_id JOIN case_file k ON k.id = i.case_id
        WHERE k.kind = 'test' AND (u.closed_at IS NULL OR u.state <> 'tried_out'
            OR EXISTS (SELECT 1 FROM notice n WHERE n.follow_up_id = u.id))
        """,
    ),
    Rule(
        "verification_of_another",
        "Case {case_file} asks about follow-up {follow_up}, which is another contact's, or it is no verification.",
        """
        SELECT k.id AS case_file, u.id AS follow_up FROM verification w
        JOIN case_file k ON k.id = w.case_id JOIN follow_up u ON u.id = w.follow_up_id
        WHERE k.kind <> 'verification' OR k.contact_id <> u.contact_id
        """,
    ),
    Rule(
        "verification_of_nothing",
        "Case {case_file} asks whether something was put right, and no row says what.",
        """
        SELECT k.id AS case_file FROM case_file k LEFT JOIN verification w ON w.case_id = k.id
        WHERE k.kind = 'verification' AND w.case_id IS NULL
        """,
    ),
    Rule(
        "flag_went_elsewhere",
        "Answer {answer} says no to whether follow-up {follow_up1} was put right, and its flag is on {follow_up2}.",
        """
        SELECT a.id AS answer, w.follow_up_id AS follow_up1, f.follow_up_id AS follow_up2 FROM answer a
        JOIN flag f ON f.id = a.flag_id JOIN interview i ON i.id = a.interview_id
        JOIN verification w ON w.case_id = i.case_id
        WHERE f.follow_up_id <> w.follow_up_id
        """,
    ),
    Rule(
        "follow_up_without_history",
        "Follow-up {follow_up} has no history: no event says how it was opened.",
        """
        SELECT u.id AS follow_up FROM follow_up u LEFT JOIN follow_up_event v ON v.follow_up_id = u.id
        WHERE v.id IS NULL
        """,
    ),
    Rule(
        "owner_unwritten",
        "The owner of follow-up {follow_up} is not the one that its history says.",
        """
        SELECT u.id AS follow_up FROM follow_up u LEFT JOIN follow_up_event v ON v.id = (SELECT max(e.id)
            FROM follow_up_event e WHERE e.follow_up_id = u.id AND e.kind IN ('assigned', 'claimed'))
        WHERE u.state <> 'tried_out'
            AND coalesce(CAST(u.owner_id AS VARCHAR), '') <> coalesce(WORDS(v.details, owner_id), '')
        """,
    ),
    Rule(
        "cause_unwritten",
        "The cause of follow-up {follow_up} is not the one that its history says.",
        """
        SELECT u.id AS follow_up FROM follow_up u LEFT JOIN follow_up_event v ON v.id = (SELECT max(e.id)
            FROM follow_up_event e WHERE e.follow_up_id = u.id AND WORDS(e.details, cause) IS NOT NULL)
        WHERE coalesce(u.cause, '') <> coalesce(WORDS(v.details, cause), '')
        """,
    ),
    Rule(
        "follow_up_not_found",
        "Follow-up {follow_up} is found by no word, and is not to be read for its words either.",
        """
        SELECT u.id AS follow_up FROM follow_up u
        LEFT JOIN follow_up_word w ON w.follow_up_id = u.id LEFT JOIN unread_follow_up r ON r.follow_up_id = u.id
        WHERE w.follow_up_id IS NULL AND r.id IS NULL
        """,
    ),
    Rule(
        "problem_without_its_history",
        "Problem {problem} is not in the state that its history says.",
        """
        SELECT p.id AS problem FROM problem p
        LEFT JOIN problem_event e ON e.id = (SELECT max(v.id) FROM problem_event v
            WHERE v.problem_id = p.id AND v.kind IN ('made', 'moved'))
        WHERE e.state IS NULL OR e.state <> p.state
        """,
    ),
    Rule(
        "problem_joined_unwritten",
        "Follow-up {follow_up} is in problem {problem}, and no history says so.",
        """
        SELECT m.follow_up_id AS follow_up, m.problem_id AS problem FROM problem_member m
        LEFT JOIN problem_event e ON e.id = (
            SELECT max(v.id) FROM problem_event v WHERE v.follow_up_id = m.follow_up_id)
        WHERE e.kind IS NULL OR e.kind <> 'added' OR e.problem_id <> m.problem_id
        """,
    ),
    Rule(
        "problem_left_unwritten",
        "The history says that follow-up {follow_up} is in problem {problem}, and it is not.",
        """
        SELECT e.follow_up_id AS follow_up, e.problem_id AS problem FROM problem_event e
        LEFT JOIN problem_member m ON m.follow_up_id = e.follow_up_id
        WHERE e.kind = 'added' AND m.follow_up_id IS NULL
            AND e.id = (SELECT max(v.id) FROM problem_event v WHERE v.follow_up_id = e.follow_up_id)
        """,
    ),
)

LOST = frozenset(
    ("negative_without_flag", "flag_without_follow_up", "follow_up_quiet", "follow_up_forgotten", "nobody_was_told")
)
"""The rules by which what a customer said would have fallen into a black hole."""


def lost_words(session: Session, now: datetime) -> tuple[Violation, ...]:
    """What customers said that nobody answers for, as the audit has it; empty as long as the house is sound."""
    return tuple(found for rule in FOLLOW_UPS if rule.name in LOST for found in rule.offenders(session, now))
