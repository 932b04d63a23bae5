"""What must be true of flags and follow-ups: no negative answer falls into a black hole, no follow-up goes quiet."""

from __future__ import annotations

from vocsurvey.db.audit.rule import Rule

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
        "Answer {answer} is of one interview, and follow-up {follow_up} of its flag is of another.",
        """
        SELECT a.id AS answer, u.id AS follow_up FROM answer a
        JOIN flag f ON f.id = a.flag_id JOIN follow_up u ON u.id = f.follow_up_id
        JOIN interview i ON i.id = a.interview_id JOIN case_file k ON k.id = i.case_id
        WHERE u.interview_id <> a.interview_id AND k.kind <> 'verification'
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
        "follow_up_without_history",
        "Follow-up {follow_up} has no history: no event says how it was opened.",
        """
        SELECT u.id AS follow_up FROM follow_up u LEFT JOIN follow_up_event v ON v.follow_up_id = u.id
        WHERE v.id IS NULL
        """,
    ),
)
