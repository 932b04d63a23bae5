"""How each promise can be broken by hand: the SQL, and what the audit must then say (the rule and the ids).

The rows are those of the story in ``rows.py``, with every constraint taken away.
"""

from __future__ import annotations

_IMAGE = (
    "INSERT INTO import_change (run_id, table_name, row_id, before, after, kept)"
    " VALUES ({run}, '{table}', {row}, '{{}}', '{{}}', {kept})"
)
_WORD = (
    "INSERT INTO wrap_up (id, attempt_id, by_id, step, before, after, choice, settles, reason, decided_at)"
    " SELECT 95, a.id, {by}, 'changed', '2.12', {after}, {choice}, {settles}, 'x', a.opened_at"
    " FROM attempt a WHERE a.id = {attempt}"
)
OFFENDERS: dict[str, tuple[str, tuple[tuple[str, ...], ...]]] = {
    "a permit went missing": (
        "DELETE FROM dial_permit WHERE call_id = 10",
        (("dialled_without_permit", "call 10"),),
    ),
    "a permit was doubled": (
        "INSERT INTO dial_permit SELECT * FROM dial_permit WHERE call_id = 10",
        (("permits_more_than_one", "call 10"),),
    ),
    "a call went back to its plan": (
        "UPDATE call SET status = 'planned', sent_at = NULL, answered_at = NULL WHERE id = 11",
        (("permit_without_dialling", "call 11"),),
    ),
    "an inbound call with a permit": (
        "UPDATE call SET direction = 'inbound' WHERE id = 11",
        (("permit_without_dialling", "call 11"),),
    ),
    "sent before the permit": (
        "UPDATE dial_permit SET granted_at = '2026-11-02 10:01:30.000000' WHERE call_id = 10",
        (("permit_after_sending", "call 10"),),
    ),
    "two phones at once": (
        "UPDATE call SET line_id = 1 WHERE id = 11",
        (("calls_overlap_on_line", "call 10", "call 11", "phone_line 1"),),
    ),
    "a short call inside a long one": (
        (
            "UPDATE call SET line_id = 2, answered_at = NULL, sent_at = '2026-11-02 10:02:00.000000',"
            " ended_at = '2026-11-02 10:02:00.500000' WHERE id = 10"
        ),
        (("calls_overlap_on_line", "call 10", "call 11", "phone_line 2"),),
    ),
    "a call without an attempt": (
        "DELETE FROM attempt WHERE id = 21",
        (("interview_call_without_attempt", "call 11"),),
    ),
    "an attempt was doubled": (
        "INSERT INTO attempt SELECT * FROM attempt WHERE id = 21",
        (("call_of_two_attempts", "call 11"), ("attempts_open_at_once", "case_file 2")),
    ),
    "an attempt was left open": (
        "UPDATE attempt SET closed_at = NULL WHERE id = 20",
        (("attempt_outlived_its_call", "attempt 20", "call 10"),),
    ),
    "an attempt without a disposition": (
        "UPDATE attempt SET disposition = NULL WHERE id = 20",
        (("attempt_without_disposition", "attempt 20"),),
    ),
    "ended without a time": (
        "UPDATE call SET ended_at = NULL WHERE id = 10",
        (("status_without_its_time", "call 10"),),
    ),
    "a message on the call of another case": (
        "INSERT INTO machine_message (case_id, call_id, language, granted_at)"
        " SELECT 1, 11, 'en', answered_at FROM call WHERE id = 11",
        (
            ("message_on_a_call_of_another_case", "case_file 1", "call 11"),
            ("message_to_no_machine", "case_file 1", "call 11"),
        ),
    ),
    "a message to somebody who was a human": (
        "INSERT INTO machine_message (case_id, call_id, language, granted_at)"
        " SELECT 2, 11, 'en', answered_at FROM call WHERE id = 11",
        (("message_to_no_machine", "case_file 2", "call 11"),),
    ),
    "live without an answer": (
        "UPDATE call SET answered_at = NULL WHERE id = 11",
        (("status_without_its_time", "call 11"),),
    ),
    "dialled without a time": (
        "UPDATE call SET sent_at = NULL WHERE id = 11",
        (("status_without_its_time", "call 11"),),
    ),
    "answered, yet never live": (
        "UPDATE call SET status = 'placed' WHERE id = 11",
        (("status_without_its_time", "call 11"),),
    ),
    "ended before it began": (
        "UPDATE call SET ended_at = '2026-11-02 10:00:30.000000', answered_at = NULL WHERE id = 10",
        (("times_out_of_order", "call 10"),),
    ),
    "lost sight of": (
        (
            "UPDATE call SET planned_at = '2026-11-02 08:00:00.000000', sent_at = '2026-11-02 08:30:00.000000',"
            " answered_at = '2026-11-02 08:30:01.000000' WHERE id = 11; "
            "UPDATE dial_permit SET granted_at = '2026-11-02 08:30:00.000000' WHERE call_id = 11"
        ),
        (("call_stuck", "call 11"),),
    ),
    "an exchange went missing": (
        "DELETE FROM exchange WHERE id = 41",
        (("transcript_with_gap", "interview 30"),),
    ),
    "a gap in the middle": (
        (
            "UPDATE exchange SET position = 5 WHERE id = 43; UPDATE answer SET position = 5 WHERE id = 52; "
            "UPDATE flag SET position = 5 WHERE id = 60"
        ),
        (("transcript_with_gap", "interview 30"),),
    ),
    "heard twice at one position": (
        (
            "INSERT INTO exchange SELECT * FROM exchange WHERE id = 41; UPDATE exchange SET position = 3 WHERE id = 43;"
            " UPDATE answer SET position = 3 WHERE id = 52; UPDATE flag SET position = 3 WHERE id = 60"
        ),
        (("transcript_with_gap", "interview 30"),),
    ),
    "two answers stand": (
        "UPDATE answer SET question = 'cared' WHERE id = 51",
        (("two_standing_answers", "interview 30", "answer 51", "answer 52"),),
    ),
    "superseded by the past": (
        "UPDATE answer SET superseded_at = '2026-11-02 10:03:00.000000', superseded_by_position = 0 WHERE id = 51",
        (("superseded_by_the_past", "answer 51"),),
    ),
    "superseded by nothing": (
        "UPDATE answer SET superseded_at = '2026-11-02 10:03:00.000000' WHERE id = 51",
        (("superseded_by_the_past", "answer 51"),),
    ),
    "an answer that nobody gave": (
        "UPDATE answer SET position = 9 WHERE id = 51",
        (("answer_never_heard", "answer 51", "position 9"),),
    ),
    "heard on another's call": (
        "UPDATE exchange SET call_id = 11 WHERE id = 42",
        (("exchange_on_foreign_call", "exchange 42", "call 11"),),
    ),
    "heard on no call": (
        "UPDATE exchange SET call_id = 99 WHERE id = 42",
        (("exchange_on_foreign_call", "exchange 42", "call 99"),),
    ),
    "went on after an opt-out": (
        (
            "UPDATE interview SET ending = 'opted_out', ended_at = '2026-11-02 10:02:00.000000' WHERE id = 30; "
            "UPDATE exchange SET heard_at = '2026-11-02 10:01:30.000000' WHERE id <> 43"
        ),
        (("heard_after_opt_out", "exchange 43", "interview 30"),),
    ),
    "an ending without a time": (
        "UPDATE interview SET ending = 'completed' WHERE id = 30",
        (("ending_without_its_time", "interview 30"),),
    ),
    "another questionnaire": (
        "UPDATE interview SET questionnaire_digest = 'd2' WHERE id = 30",
        (("asked_another_questionnaire", "interview 30", "campaign 1"),),
    ),
    "a black hole": (
        "UPDATE answer SET flag_id = NULL WHERE id = 52",
        (("negative_without_flag", "answer 52"), ("flag_without_negative", "flag 60")),
    ),
    "a flag of the wrong kind": (
        "UPDATE flag SET kind = 'idea' WHERE id = 60",
        (("negative_without_flag", "answer 52"),),
    ),
    "a flag out of nowhere": (
        "UPDATE flag SET kind = 'negative' WHERE id = 61",
        (("flag_without_negative", "flag 61"),),
    ),
    "a shared flag": (
        (
            "UPDATE answer SET flag_id = 60, position = 2, question = 'cared', superseded_at = answered_at,"
            " superseded_by_position = 2 WHERE id = 51"
        ),
        (("flag_of_two_answers", "flag 60"),),
    ),
    "a flag of another question": (
        "UPDATE answer SET question = 'easy' WHERE id = 52",
        (("flag_of_another_question", "answer 52", "flag 60"),),
    ),
    "a flag that was raised elsewhere": (
        "UPDATE flag SET interview_id = 31 WHERE id = 60",
        (("flag_of_another_interview", "answer 52", "flag 60"), ("flag_of_a_stranger", "flag 60", "follow_up 70")),
    ),
    "a flag that was raised nowhere": (
        "UPDATE flag SET interview_id = NULL WHERE id = 61",
        (("flag_of_a_stranger", "flag 61", "follow_up 70"),),
    ),
    "a flag without a follow-up": (
        "UPDATE flag SET follow_up_id = 99 WHERE id = 61",
        (("flag_without_follow_up", "flag 61"),),
    ),
    "an orphan": (
        (
            "UPDATE flag SET follow_up_id = 99 WHERE id = 61; DELETE FROM flag WHERE id = 60; "
            "UPDATE answer SET flag_id = NULL, negative = (1 = 0) WHERE id = 52"
        ),
        (("flag_without_follow_up", "flag 61"), ("follow_up_without_flag", "follow_up 70")),
    ),
    "a follow-up was doubled": (
        "INSERT INTO follow_up SELECT * FROM follow_up WHERE id = 70",
        (("two_follow_ups", "interview 30", "follow_up 70", "follow_up 70"),),
    ),
    "a follow-up of another interview": (
        "UPDATE follow_up SET interview_id = 31 WHERE id = 70",
        (
            ("flag_of_a_stranger", "flag 60", "follow_up 70"),
            ("flag_of_a_stranger", "flag 61", "follow_up 70"),
            ("follow_up_of_another_contact", "follow_up 70", "interview 31"),
        ),
    ),
    "a follow-up of no interview": (
        "UPDATE follow_up SET interview_id = 99 WHERE id = 70",
        (
            ("flag_of_a_stranger", "flag 60", "follow_up 70"),
            ("flag_of_a_stranger", "flag 61", "follow_up 70"),
            ("follow_up_of_another_contact", "follow_up 70", "interview 99"),
        ),
    ),
    "nobody has it": (
        "UPDATE follow_up SET owner_id = NULL WHERE id = 70",
        (("follow_up_quiet", "follow_up 70"), ("owner_unwritten", "follow_up 70")),
    ),
    "no next action": (
        "UPDATE follow_up SET next_action_at = NULL WHERE id = 70",
        (("follow_up_quiet", "follow_up 70"),),
    ),
    "forgotten": (
        "UPDATE follow_up SET next_action_at = '2026-10-25 10:00:00.000000' WHERE id = 70",
        (("follow_up_forgotten", "follow_up 70"),),
    ),
    "nobody was told": (
        "DELETE FROM notice",
        (("nobody_was_told", "follow_up 70"),),
    ),
    "no history": (
        "DELETE FROM follow_up_event",
        (("follow_up_without_history", "follow_up 70"), ("owner_unwritten", "follow_up 70")),
    ),
    "an owner by hand": (
        "UPDATE follow_up SET owner_id = 2 WHERE id = 70",
        (("owner_unwritten", "follow_up 70"),),
    ),
    "a cause by hand": (
        "UPDATE follow_up SET cause = 'training' WHERE id = 70",
        (("cause_unwritten", "follow_up 70"),),
    ),
    "a follow-up that nobody finds": (
        "DELETE FROM unread_follow_up",
        (("follow_up_not_found", "follow_up 70"),),
    ),
    "a campaign without a questionnaire": (
        (
            "UPDATE campaign SET status = 'running' WHERE id = 2; "
            "INSERT INTO dial_gate (key, opened, passages, changed_at, changed_by)"
            " SELECT 'campaign:2', opened, passages, changed_at, changed_by FROM dial_gate WHERE key = 'all'; "
            "INSERT INTO campaign_decision (id, campaign_id, step, actor, words, decided_at)"
            " SELECT 2, 2, step, actor, words, decided_at FROM campaign_decision"
        ),
        (("campaign_not_pinned", "campaign 2"),),
    ),
    "a questionnaire that is gone": (
        "DELETE FROM questionnaire_version WHERE digest = 'd1'",
        (("campaign_not_pinned", "campaign 1"),),
    ),
    "a case that no tick finds": (
        "UPDATE case_file SET due_at = NULL WHERE id = 2",
        (("case_never_due", "case_file 2"),),
    ),
    "a case without an end": (
        "UPDATE case_file SET disposition = NULL WHERE id = 1",
        (("case_without_disposition", "case_file 1"),),
    ),
    "a stranger's touchpoint": (
        "UPDATE case_file SET touchpoint_id = 3 WHERE id = 2",
        (("case_of_a_stranger", "case_file 2", "touchpoint 3"),),
    ),
    "a call whose note was never sent": (
        (
            "UPDATE campaign SET notice_days = 1 WHERE id = 1; "
            "INSERT INTO advance_notice (case_id, public_id, owed_at, sent_at)"
            " SELECT 2, 'n', p.granted_at, NULL FROM dial_permit p WHERE p.call_id = 11"
        ),
        (("call_before_its_note", "call 11", "case_file 2"),),
    ),
    "a call that no note was ever written for": (
        (
            "UPDATE campaign SET notice_days = 1 WHERE id = 1; "
            'UPDATE dial_permit SET decision = \'{"verdict": "allow", "address": false}\' WHERE call_id = 10; '
            'UPDATE dial_permit SET decision = \'{"verdict": "allow", "address": true}\' WHERE call_id = 11'
        ),
        (("call_before_its_note", "call 11", "case_file 2"),),
    ),
    "a call on the heels of its note": (
        (
            "UPDATE campaign SET notice_days = 1 WHERE id = 1; "
            "INSERT INTO advance_notice (case_id, public_id, owed_at, sent_at)"
            " SELECT 2, 'n', p.granted_at, p.granted_at FROM dial_permit p WHERE p.call_id = 11"
        ),
        (("call_before_its_note", "call 11", "case_file 2"),),
    ),
    "somebody who was erased by half": (
        "UPDATE contact SET erased_at = '2026-11-02 12:00:00.000000' WHERE id = 3",
        (("erased_but_known", "contact 3"),),
    ),
    "a launch that began without all of its people": (
        (
            "INSERT INTO campaign_launch (campaign_id, state, revision, questionnaire_digest, actor, people, placed,"
            " asked_at) SELECT 1, 'done', 1, 'd1', 'Ada', 5, 5, created_at FROM campaign WHERE id = 1"
        ),
        (("launch_not_whole", "campaign 1"),),
    ),
    "a launch that is over, of a campaign that never began": (
        (
            "INSERT INTO campaign_launch (campaign_id, state, revision, questionnaire_digest, actor, people, placed,"
            " asked_at) SELECT 2, 'done', 1, 'd1', 'Ada', 0, 0, created_at FROM campaign WHERE id = 1"
        ),
        (("launch_not_whole", "campaign 2"),),
    ),
    "a campaign that began while its people were drawn": (
        (
            "INSERT INTO campaign_launch (campaign_id, state, revision, questionnaire_digest, actor, placed, asked_at)"
            " SELECT 1, 'drawing', 1, 'd1', 'Ada', 0, created_at FROM campaign WHERE id = 1"
        ),
        (("launch_not_whole", "campaign 1"),),
    ),
    "calls before the launch": (
        "UPDATE campaign SET launched_at = '2027-01-01 00:00:00.000000' WHERE id = 1",
        tuple(("call_before_the_launch", f"call {call}", "campaign 1") for call in (10, 11, 13)),
    ),
    "a campaign that nobody launched": (
        "DELETE FROM campaign_decision",
        (("campaign_turned_silently", "campaign 1"),),
    ),
    "a campaign that somebody paused by hand": (
        "UPDATE campaign SET status = 'paused' WHERE id = 1",
        (("campaign_turned_silently", "campaign 1"),),
    ),
    "a campaign that somebody stopped by hand": (
        "UPDATE campaign SET status = 'finished', stopped_at = '2026-11-02 09:00:00.000000' WHERE id = 1",
        (
            ("campaign_turned_silently", "campaign 1"),
            ("call_after_the_stop", "call 10", "campaign 1"),
            ("call_after_the_stop", "call 11", "campaign 1"),
            ("call_after_the_stop", "call 13", "campaign 1"),
        ),
    ),
    "a campaign without a gate": (
        "DELETE FROM dial_gate WHERE key = 'campaign:1'",
        (("campaign_without_gate", "campaign 1"),),
    ),
    "a test in a campaign of surveys": (
        "UPDATE case_file SET kind = 'test' WHERE id = 2",
        (("test_among_surveys", "case_file 2", "campaign 1"),),
    ),
    "a customer who was taken for a test": (
        "UPDATE follow_up SET state = 'tried_out', closed_at = opened_at, next_action_at = NULL WHERE id = 70",
        (("customer_taken_for_test", "follow_up 70", "interview 30"),),
    ),
    "a test that somebody was told of": (
        (
            "UPDATE case_file SET kind = 'test' WHERE campaign_id = 1; UPDATE campaign SET kind = 'test' WHERE id = 1; "
            "UPDATE follow_up SET state = 'tried_out', closed_at = opened_at, next_action_at = NULL WHERE id = 70"
        ),
        (("test_went_to_people", "follow_up 70"),),
    ),
    "a test that went to people": (
        (
            "UPDATE case_file SET kind = 'test' WHERE campaign_id = 1; UPDATE campaign SET kind = 'test' WHERE id = 1; "
            "DELETE FROM notice WHERE follow_up_id = 70"
        ),
        (("test_went_to_people", "follow_up 70"),),
    ),
    "a call-back that nobody wrote down": (
        "UPDATE interview SET ending = 'call_back', ended_at = started_at WHERE id = 31",
        (("call_back_without_appointment", "interview 31"),),
    ),
    "a person was asked for and nobody calls": (
        "UPDATE interview SET ending = 'person', ended_at = started_at WHERE id = 31",
        (("person_without_follow_up", "interview 31"),),
    ),
    "a machine's appointment with a closed case": (
        "UPDATE appointment SET channel = 'ivr' WHERE id = 96",
        (("appointment_of_closed_case", "appointment 96", "case_file 1"),),
    ),
    "a promise that the desk does not know": (
        "UPDATE promise SET by_at = '2026-11-02 09:00:00.000000' WHERE id = 95",
        (("promise_after_due", "promise 95", "follow_up 70"),),
    ),
    "a doubt that nobody follows": (
        ("UPDATE call SET status = 'uncertain', answered_at = NULL WHERE id = 11"),
        (("doubt_without_inquiry", "call 11"),),
    ),
    "a doubt that never ends": (
        (
            "UPDATE call SET status = 'uncertain', answered_at = NULL, planned_at = '2026-11-01 "
            "08:00:00.000000', sent_at = '2026-11-01 08:01:00.000000' WHERE id = 11; "
            "UPDATE dial_permit SET granted_at = '2026-11-01 08:01:00.000000' WHERE call_id = 11; "
            "INSERT INTO inquiry (id, call_id, kind, why, opened_at, ask_at, asks, learned) VALUES (90, 11, "
            "'placement', 'x', '2026-11-02 10:01:00.000000', '2026-11-02 10:02:00.000000', 0, '{}')"
        ),
        (("doubt_without_end", "call 11"),),
    ),
    "a phone rang that was said never to ring": (
        ("UPDATE call SET status = 'unsent', answered_at = NULL, carrier_sid = 'CA1' WHERE id = 10"),
        (("released_yet_rang", "call 10"),),
    ),
    "found at the carrier without a name": (
        (
            "UPDATE call SET carrier_sid = NULL WHERE id = 10; "
            "INSERT INTO inquiry (id, call_id, kind, why, opened_at, ask_at, asks, learned, settled_at, "
            "verdict) VALUES (90, 10, 'placement', 'x', '2026-11-02 10:01:00.000000', '2026-11-02 "
            "10:02:00.000000', 0, '{}', '2026-11-02 10:03:00.000000', 'placed')"
        ),
        (("placed_without_name", "inquiry 90", "call 10"),),
    ),
    "counted although it never rang": (
        (
            "UPDATE attempt SET counted = TRUE WHERE id = 20; "
            "INSERT INTO inquiry (id, call_id, kind, why, opened_at, ask_at, asks, learned, settled_at, "
            "verdict) VALUES (90, 10, 'placement', 'x', '2026-11-02 10:01:00.000000', '2026-11-02 "
            "10:02:00.000000', 0, '{}', '2026-11-02 10:03:00.000000', 'never_placed')"
        ),
        (("never_placed_yet_counted", "inquiry 90", "call 10", "attempt 20"),),
    ),
    "settled by hand, and nobody knows why": (
        (
            "INSERT INTO inquiry (id, call_id, kind, why, opened_at, ask_at, asks, learned, settled_at, "
            "verdict, settled_by) VALUES (90, 10, 'placement', 'x', '2026-11-02 10:01:00.000000', "
            "'2026-11-02 10:02:00.000000', 0, '{}', '2026-11-02 10:03:00.000000', 'told', 'Ada')"
        ),
        (("settled_by_hand_without_reason", "inquiry 90"),),
    ),
    "an inquiry that went quiet": (
        (
            "INSERT INTO inquiry (id, call_id, kind, why, opened_at, ask_at, asks, learned) VALUES (90, 10, "
            "'placement', 'x', '2026-11-02 10:01:00.000000', '2026-10-20 10:00:00.000000', 0, '{}')"
        ),
        (("inquiry_gone_quiet", "inquiry 90"),),
    ),
    "recorded against a no": (
        "UPDATE consent SET granted = FALSE WHERE id = 97",
        (("recorded_without_consent", "recording 98", "interview 30"),),
    ),
    "recorded by a consent to something else": (
        "UPDATE consent SET purpose = 'quote' WHERE id = 97",
        (("recorded_without_consent", "recording 98", "interview 30"),),
    ),
    "recorded before it was asked": (
        "UPDATE consent SET position = 2 WHERE id = 97",
        (("recorded_without_consent", "recording 98", "interview 30"),),
    ),
    "recorded by the consent of somebody else": (
        "UPDATE consent SET interview_id = 31 WHERE id = 97",
        (("recorded_without_consent", "recording 98", "interview 30"),),
    ),
    "recorded after it was taken back": (
        (
            "UPDATE recording SET position = 3 WHERE id = 98; UPDATE answer SET position = 3 WHERE id = 53; "
            "INSERT INTO consent SELECT 99, contact_id, purpose, FALSE, source, words, interview_id, 2, given_at,"
            " expires_at, NULL, NULL, NULL, NULL FROM consent WHERE id = 97"
        ),
        (("recorded_without_consent", "recording 98", "interview 30"),),
    ),
    "a comment that nobody made": (
        "UPDATE answer SET missing = 'no_input' WHERE id = 53; DELETE FROM answer WHERE id = 52; "
        "DELETE FROM flag WHERE id = 60",
        (("recording_never_heard", "recording 98"),),
    ),
    "a comment whose recording went missing": (
        "DELETE FROM recording WHERE id = 98",
        (("answer_without_content", "answer 53"),),
    ),
    "kept, and nobody knows what": (
        "UPDATE recording SET state = 'kept' WHERE id = 98",
        (("recording_kept_without_sound", "recording 98"),),
    ),
    "lost, and nobody knows when": (
        "UPDATE recording SET state = 'lost' WHERE id = 98",
        (("recording_kept_without_sound", "recording 98"),),
    ),
    "left with the carrier": (
        "UPDATE recording SET next_try_at = NULL WHERE id = 98",
        (("recording_forgotten", "recording 98"),),
    ),
    "not looked for in a week": (
        "UPDATE recording SET next_try_at = '2026-10-25 10:00:00.000000' WHERE id = 98",
        (("recording_forgotten", "recording 98"),),
    ),
    "a list that was taken back but for one person and one customer": (
        "UPDATE contact SET import_run_id = 7 WHERE id = 3; UPDATE account SET named_run_id = 7",
        (("list_left_something_behind", "import_run 7", "rows 2"),),
    ),
    "what a list changed, kept after it was taken back": (
        _IMAGE.format(run=7, table="contact", row=3, kept="NULL"),
        (("image_without_use", "import_run 7"),),
    ),
    "what a list changed, kept for longer than it can be taken back": (
        (
            "UPDATE import_run SET undo_at = NULL, undone_at = NULL, finished_at = '2026-09-01 10:00:00.000000'; "
            + _IMAGE.format(run=7, table="contact", row=3, kept="NULL")
        ),
        (("image_without_use", "import_run 7"),),
    ),
    "a list that was taken back and never in": (
        "UPDATE import_run SET state = 'discarded'",
        (("undo_out_of_order", "import_run 7"),),
    ),
    "a list that was taken back by nobody": (
        "UPDATE import_run SET undo_at = NULL",
        (("undo_out_of_order", "import_run 7"),),
    ),
    "a list that is taken back for ever": (
        "UPDATE import_run SET undo_at = '2026-10-20 10:00:00.000000', undone_at = NULL,"
        " finished_at = '2026-10-20 09:00:00.000000'",
        (("undo_out_of_order", "import_run 7"),),
    ),
    "a yes that stands although its list is gone": (
        (
            "UPDATE contact SET automated_consent = TRUE WHERE id = 3; "
            "INSERT INTO consent (id, contact_id, purpose, granted, source, words, given_at, import_run_id)"
            " SELECT 99, 3, 'automated_voice', TRUE, 'import', 'yes', given_at, 7 FROM consent WHERE id = 97"
        ),
        (("yes_of_a_list_that_is_gone", "contact 3", "import_run 7"),),
    ),
    "somebody who is asked although their list is gone": (
        (
            _IMAGE.format(run=7, table="touchpoint", row=2, kept="'case'") + "; "
            "UPDATE case_file SET created_at = '2026-11-02 09:30:00.000000' WHERE id = 2"
        ),
        (("asked_after_the_undo", "case_file 2", "import_run 7"),),
    ),
    "a case with two callers": (
        "INSERT INTO desk_lease SELECT 87, case_id, 1, taken_at, expires_at, ended_at, ending, note"
        " FROM desk_lease WHERE id = 86",
        (("case_with_two_callers", "desk_lease 86", "desk_lease 87", "case_file 3"),),
    ),
    "a caller with two cases": (
        "INSERT INTO desk_lease SELECT 87, 1, user_id, taken_at, expires_at, ended_at, ending, note"
        " FROM desk_lease WHERE id = 86",
        (("caller_with_two_cases", "desk_lease 86", "desk_lease 87", "user_account 2"),),
    ),
    "a case that nobody took back": (
        "UPDATE desk_lease SET expires_at = '2026-11-02 08:30:00.000000' WHERE id = 86",
        (("lease_forgotten", "desk_lease 86", "case_file 3"),),
    ),
    "a case that came back in silence": (
        "UPDATE desk_lease SET note = NULL WHERE id = 85",
        (("lease_returned_silently", "desk_lease 85"),),
    ),
    "a desk that nobody stopped": (
        "UPDATE dial_gate SET opened = FALSE WHERE key = 'campaign:1'",
        (("lease_behind_a_closed_gate", "desk_lease 86"),),
    ),
    "a machine that calls from a desk": (
        "UPDATE desk_lease SET case_id = 2, taken_at = '2026-11-02 09:50:00.000000' WHERE id = 86",
        (("automated_call_on_a_desk", "call 11", "desk_lease 86"),),
    ),
    "a message that was seen before it was sent": (
        "UPDATE desk_message SET seen_at = '2026-11-01 10:00:00.000000' WHERE id = 88",
        (("message_seen_too_soon", "desk_message 88"),),
    ),
    "a caller who did not have the case": (
        "UPDATE attempt SET caller_id = 2 WHERE id = 21",
        (("call_from_no_desk", "call 11"),),
    ),
    "an outcome that its caller did not choose": (
        _WORD.format(attempt=20, by="NULL", after="'2.112'", choice="'refused_softly'", settles="FALSE"),
        (
            ("outcome_not_as_chosen", "wrap_up 95", "attempt 20"),
            ("outcome_against_the_evidence", "wrap_up 95", "attempt 20"),
        ),
    ),
    "a partial interview that was called a break-off": (
        _WORD.format(attempt=20, by="NULL", after="'2.12'", choice="'goes_on_later'", settles="FALSE"),
        (("outcome_against_the_evidence", "wrap_up 95", "attempt 20"),),
    ),
    "an outcome that somebody else wrote up": (
        _WORD.format(attempt=21, by="2", after="'2.21'", choice="NULL", settles="FALSE"),
        (("outcome_said_by_a_stranger", "wrap_up 95", "attempt 21"),),
    ),
    "somebody of another customer who is asked instead": (
        _WORD.format(attempt=21, by="NULL", after="'2.21'", choice="NULL", settles="FALSE")
        + "; UPDATE wrap_up SET successor_id = 9 WHERE id = 95",
        (("asked_instead_elsewhere", "wrap_up 95", "contact 9"),),
    ),
    "a case that outlived its end": (
        _WORD.format(attempt=21, by="NULL", after="'2.112'", choice="NULL", settles="TRUE"),
        (("case_not_as_its_outcome", "wrap_up 95", "case_file 2"),),
    ),
    "a customer was called first": (
        "UPDATE bridge_party SET invited_at = '2026-11-02 10:01:00.000000' WHERE call_id = 13",
        (("called_before_the_caller_was_there", "call 13", "bridge 110"),),
    ),
    "a customer was called for nobody": (
        "UPDATE bridge SET caller_in_at = NULL WHERE id = 110",
        (("called_before_the_caller_was_there", "call 13", "bridge 110"),),
    ),
    "a customer was dialled when it was over": (
        "UPDATE bridge SET status = 'ended', ending = 'caller_left', ended_at = '2026-11-02 10:02:30.000000'; "
        "UPDATE call SET hang_up_wanted_at = '2026-11-02 10:03:00.000000' WHERE id IN (12, 13, 14)",
        (("dialled_after_the_caller_had_left", "call 13", "bridge 110"),),
    ),
    "both were forgotten on the line": (
        "UPDATE bridge SET status = 'ended', ending = 'closed', ended_at = '2026-11-02 10:05:00.000000' WHERE id = 110",
        tuple(("left_alone_on_the_line", f"call {number}", "bridge 110") for number in (12, 13, 14)),
    ),
    "a customer who was on hold before they came": (
        "UPDATE bridge_party SET left_at = '2026-11-02 10:06:00.000000', held_seconds = 125 WHERE call_id = 13; "
        "UPDATE bridge SET status = 'ended', ending = 'customer_left', ended_at = '2026-11-02 10:06:00.000000'"
        " WHERE id = 110; "
        "UPDATE call SET hang_up_wanted_at = '2026-11-02 10:07:00.000000' WHERE id IN (12, 13, 14)",
        (("held_longer_than_there", "call 13", "bridge 110"),),
    ),
    "somebody who listened before the yes": (
        "UPDATE bridge_guest SET asked_at = '2026-11-02 10:03:00.000000' WHERE call_id = 14",
        (("listened_without_consent", "call 14", "bridge 110"),),
    ),
    "somebody who listens on after a no": (
        "INSERT INTO consent (id, contact_id, purpose, granted, source, words, interview_id, given_at)"
        " VALUES (120, 3, 'recording', FALSE, 'caller', '', 32, '2026-11-02 10:07:00.000000')",
        (("listened_after_a_no", "call 14", "bridge 110"),),
    ),
    "a call that was recorded before the yes": (
        "UPDATE consent SET given_at = '2026-11-02 10:05:30.000000' WHERE id = 99; "
        "UPDATE bridge_guest SET asked_at = '2026-11-02 10:06:00.000000' WHERE call_id = 14",
        (("taped_without_consent", "tape 130", "call 13"),),
    ),
    "the recording of a call that is kept after a no": (
        "UPDATE recording SET state = 'awaited', erased_at = NULL, next_try_at = '2026-11-02 10:06:00.000000'"
        " WHERE id = 131; "
        "UPDATE bridge_guest SET left_at = '2026-11-02 10:06:30.000000' WHERE call_id = 14; "
        "UPDATE call SET hang_up_wanted_at = '2026-11-02 10:06:30.000000' WHERE id = 14; "
        "INSERT INTO consent (id, contact_id, purpose, granted, source, words, interview_id, given_at)"
        " VALUES (120, 3, 'recording', FALSE, 'caller', '', 32, '2026-11-02 10:07:00.000000')",
        (("tape_kept_after_a_no", "tape 130"),),
    ),
    "a call that is recorded for ever": (
        "UPDATE tape SET ended_at = NULL, stop_wanted_at = '2026-10-20 10:00:00.000000' WHERE id = 130",
        (("tape_left_running", "tape 130", "call 13"),),
    ),
    "somebody who relieved a caller of nothing": (
        "UPDATE bridge_guest SET purpose = 'take_over', relieved_at = '2026-11-02 10:06:00.000000' WHERE call_id = 14",
        (("relieved_and_still_the_caller", "call 14", "bridge 110"),),
    ),
    "a case that was taken over from its own caller": (
        "UPDATE desk_take_over SET from_lease_id = 86 WHERE lease_id = 85",
        (("taken_over_from_nobody", "desk_lease 85"),),
    ),
    "a verification of somebody else": (
        "UPDATE verification SET follow_up_id = 70, case_id = 2",
        (("verification_of_another", "case_file 2", "follow_up 70"), ("verification_of_nothing", "case_file 5")),
    ),
    "a verification of nothing": (
        "DELETE FROM verification",
        (("verification_of_nothing", "case_file 5"),),
    ),
    "a no that reopened nothing": (
        "INSERT INTO verification (case_id, follow_up_id, number, queued_at)"
        " VALUES (1, 71, 2, '2026-11-02 10:05:00.000000')",
        (("flag_went_elsewhere", "answer 52", "follow_up 71", "follow_up 70"),),
    ),
    "a review that nobody approved": (
        "UPDATE review SET approved_at = '2026-11-02 10:07:00.000000' WHERE attempt_id = 22",
        (("review_without_a_verdict", "attempt 22"),),
    ),
    "a caller who approved their own call": (
        "UPDATE review_event SET kind = 'approved', by_id = 2 WHERE id = 121",
        (("review_without_a_verdict", "attempt 22"),),
    ),
    "a bridge whose caller had hung up": (
        "UPDATE call SET status = 'ended', ended_at = '2026-11-02 10:05:00.000000' WHERE id = 12",
        (("bridge_outlived_its_caller", "bridge 110"),),
    ),
    "a bridge whose browser was gone": (
        "UPDATE bridge SET leg_id = NULL, way = 'browser', caller_gone_at = '2026-11-02 10:05:00.000000'",
        (("bridge_outlived_its_caller", "bridge 110"),),
    ),
    "a caller with two bridges": (
        "INSERT INTO bridge (id, token, user_id, way, status, case_id, sequence, muted, refused, opened_at, since,"
        " heard_from_at) SELECT 111, 'room-111', user_id, 'browser', 'opening', case_id, -1, muted, refused, opened_at,"
        " since, heard_from_at FROM bridge WHERE id = 110",
        (("bridges_open_at_once", "user_account 1"),),
    ),
    "a bridge that lasts for ever": (
        "UPDATE bridge SET opened_at = '2026-11-02 08:30:00.000000' WHERE id = 110",
        (("bridge_stuck", "bridge 110"),),
    ),
    "a machine's call in a caller's room": (
        "UPDATE attempt SET channel = 'ivr' WHERE id = 22",
        (("party_of_another_case", "call 13", "bridge 110"),),
    ),
    "a customer who waits for a person for ever": (
        "UPDATE bridge SET status = 'opening', caller_in_at = NULL WHERE id = 110; "
        "INSERT INTO hand_over (bridge_id, call_id, to_desk, asked_at, give_up_at)"
        " SELECT 110, 13, FALSE, invited_at, joined_at FROM bridge_party WHERE call_id = 13",
        (("left_waiting_for_a_person", "call 13", "bridge 110"),),
    ),
    "somebody who had taken no call was put through": (
        "INSERT INTO hand_over (bridge_id, call_id, to_desk, asked_at, give_up_at)"
        " SELECT 110, 13, FALSE, invited_at, joined_at FROM bridge_party WHERE call_id = 13",
        (("put_through_unasked", "call 13", "bridge 110"),),
    ),
    "a person was rung for nobody": (
        "UPDATE call SET purpose = 'hand_over' WHERE id = 12",
        (("person_rung_for_nobody", "call 12"),),
    ),
    "a problem that is solved by hand": (
        "UPDATE problem SET state = 'solved' WHERE id = 130",
        (("problem_without_its_history", "problem 130"),),
    ),
    "a follow-up that slipped into a problem": (
        "DELETE FROM problem_event WHERE id = 132",
        (("problem_joined_unwritten", "follow_up 70", "problem 130"),),
    ),
    "a follow-up that slipped out of a problem": (
        "DELETE FROM problem_member WHERE follow_up_id = 70",
        (("problem_left_unwritten", "follow_up 70", "problem 130"),),
    ),
}
