"""Every route, for every role, for every relation to the row: the whole table is written down here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from cast import Cast, sign_in, token_in
from flask import Flask
from flask.testing import FlaskClient

from vocsurvey.db.people import Role

ACCOUNT_TEAM, CALLER, SUCCESS, MANAGER, AGENT, ADMIN = Role
ALL = frozenset(Role)
CUSTOMER_SIDE = frozenset({ACCOUNT_TEAM, SUCCESS, MANAGER})
TESTERS = frozenset({ACCOUNT_TEAM, CALLER, MANAGER, ADMIN})
PLANNERS = frozenset({ACCOUNT_TEAM, MANAGER})
IMPORTERS = frozenset({ACCOUNT_TEAM, MANAGER})
SUPPRESSORS = frozenset({ACCOUNT_TEAM, SUCCESS, ADMIN})
CALLERS = frozenset({CALLER, MANAGER})
SUPERVISORS = frozenset({MANAGER})
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True)
class Expected:
    """Who gets in: the roles whose own row it is, and those whose it is not. Whoever is in ``roles`` but not let in
    is told 404; whoever is not in ``roles`` is told 403.
    """

    roles: frozenset[Role]
    own: frozenset[Role]
    foreign: frozenset[Role]


def every(roles: frozenset[Role]) -> Expected:
    """A page without a row, or a row that does not belong to anybody."""
    return Expected(roles, roles, roles)


# "Own" means: the follow-up is theirs, the notice is for them, the interview is about them, the test call was to them,
# the case is on their desk.
TABLE: dict[tuple[str, str], Expected] = {
    ("POST", "auth.sign_out"): every(ALL),
    ("GET", "start.page"): every(ALL),
    ("GET", "account_team.campaign_list"): every(ALL - {AGENT}),
    ("GET", "account_team.campaign"): every(ALL - {AGENT}),
    ("GET", "account_team.campaign_progress"): every(ALL - {AGENT}),
    ("GET", "erasure.ask"): every(frozenset({MANAGER})),
    ("POST", "erasure.erase"): every(frozenset({MANAGER})),
    ("GET", "account_team.campaign_launching"): every(PLANNERS),
    ("GET", "campaign_plans.new"): every(PLANNERS),
    ("POST", "campaign_plans.new"): every(PLANNERS),
    ("GET", "campaign_plans.plan"): every(PLANNERS),
    ("POST", "campaign_plans.save"): every(PLANNERS),
    ("GET", "campaign_plans.look_ahead"): every(PLANNERS),
    ("POST", "campaign_plans.launch"): every(PLANNERS),
    ("GET", "events.page"): every(CUSTOMER_SIDE),
    ("GET", "campaign_terms.page"): every(PLANNERS),
    ("POST", "campaign_terms.change"): every(PLANNERS),
    ("POST", "campaign_turns.pause"): every(PLANNERS),
    ("POST", "campaign_turns.resume"): every(PLANNERS),
    ("GET", "campaign_turns.ask_to_stop"): every(PLANNERS),
    ("POST", "campaign_turns.stop"): every(PLANNERS),
    ("POST", "campaign_turns.end_repeating"): every(PLANNERS),
    ("POST", "campaign_turns.copy"): every(PLANNERS),
    ("GET", "account_team.case_list"): every(CUSTOMER_SIDE),
    ("GET", "account_team.case"): every(CUSTOMER_SIDE),
    ("GET", "accounts.account_list"): every(CUSTOMER_SIDE),
    ("GET", "accounts.account"): every(CUSTOMER_SIDE),
    ("GET", "accounts.contact_list"): every(CUSTOMER_SIDE),
    ("GET", "accounts.contact"): every(CUSTOMER_SIDE),
    ("GET", "customer_success.follow_up_list"): every(ALL),
    ("GET", "customer_success.follow_up_board"): every(ALL),
    ("POST", "follow_ups_together.work"): every(CUSTOMER_SIDE),
    ("GET", "customer_success.follow_up"): Expected(ALL, ALL, CUSTOMER_SIDE),
    ("POST", "customer_success.claim"): every(CUSTOMER_SIDE),
    ("POST", "customer_success.note"): Expected(ALL, ALL, CUSTOMER_SIDE),
    ("POST", "customer_success.resolve"): Expected(ALL, ALL, frozenset({MANAGER})),
    ("POST", "customer_success.hand_on"): Expected(ALL, ALL, frozenset({MANAGER})),
    ("POST", "customer_success.cannot"): Expected(ALL, ALL, frozenset({MANAGER})),
    ("POST", "customer_success.verify"): every(CUSTOMER_SIDE),
    ("GET", "problems.problem_list"): every(CUSTOMER_SIDE),
    ("GET", "problems.one"): every(CUSTOMER_SIDE),
    ("POST", "problems.plan"): every(CUSTOMER_SIDE),
    ("POST", "problems.move"): every(CUSTOMER_SIDE),
    ("POST", "problems.take_out"): every(CUSTOMER_SIDE),
    ("GET", "problems.choose"): every(CUSTOMER_SIDE),
    ("POST", "problems.add"): every(CUSTOMER_SIDE),
    ("POST", "problems.make"): every(CUSTOMER_SIDE),
    ("GET", "manager.page"): every(CUSTOMER_SIDE),
    ("GET", "loop.page"): every(CUSTOMER_SIDE),
    ("GET", "manager.answers"): every(CUSTOMER_SIDE),
    ("GET", "questionnaires.questionnaire_list"): every(ALL),
    ("GET", "questionnaires.questionnaire"): every(ALL),
    ("GET", "questionnaires.version"): every(ALL),
    ("GET", "questionnaires.rehearsal_page"): every(ALL),
    ("POST", "questionnaires.rehearse"): every(ALL),
    ("GET", "lint_rules.page"): every(ALL),
    ("GET", "call_me.page"): every(TESTERS),
    ("POST", "call_me.ring_me"): every(TESTERS),
    ("GET", "call_me.call"): Expected(TESTERS, TESTERS, NOBODY),
    ("GET", "call_me.call_now"): Expected(TESTERS, TESTERS, NOBODY),
    ("GET", "comments.sound"): Expected(ALL, ALL, CUSTOMER_SIDE),
    ("GET", "contact_lists.history_page"): every(IMPORTERS),
    ("POST", "contact_lists.upload"): every(IMPORTERS),
    ("GET", "contact_lists.one"): every(IMPORTERS),
    ("GET", "contact_lists.one_now"): every(IMPORTERS),
    ("POST", "contact_lists.columns"): every(IMPORTERS),
    ("POST", "contact_lists.start"): every(IMPORTERS),
    ("POST", "contact_lists.discard"): every(IMPORTERS),
    ("GET", "contact_lists.bad_lines"): every(IMPORTERS),
    ("GET", "contact_list_undo.ask"): every(IMPORTERS),
    ("POST", "contact_list_undo.undo"): every(IMPORTERS),
    ("GET", "do_not_call.page"): every(SUPPRESSORS),
    ("POST", "do_not_call.add"): every(SUPPRESSORS),
    ("GET", "do_not_call.lift_one"): every(SUPPRESSORS),
    ("POST", "do_not_call.lift_one"): every(SUPPRESSORS),
    ("GET", "consents.page"): every(SUPPRESSORS),
    ("POST", "consents.say"): every(SUPPRESSORS),
    ("GET", "do_not_call_files.bring"): every(SUPPRESSORS),
    ("POST", "do_not_call_files.upload"): every(SUPPRESSORS),
    ("GET", "do_not_call_files.one"): every(SUPPRESSORS),
    ("POST", "do_not_call_files.apply"): every(SUPPRESSORS),
    ("POST", "do_not_call_files.discard"): every(SUPPRESSORS),
    ("GET", "agent.page"): every(frozenset({AGENT})),
    ("GET", "agent.one"): Expected(frozenset({AGENT}), frozenset({AGENT}), NOBODY),
    ("POST", "agent.contest"): Expected(frozenset({AGENT}), frozenset({AGENT}), NOBODY),
    ("GET", "contests.page"): every(frozenset({MANAGER})),
    ("POST", "contests.decide"): every(frozenset({MANAGER})),
    ("GET", "coachings.page"): every(frozenset({MANAGER})),
    ("GET", "coachings.agent"): every(frozenset({MANAGER})),
    ("GET", "coachings.new"): every(frozenset({MANAGER})),
    ("POST", "coachings.keep"): every(frozenset({MANAGER})),
    ("GET", "coachings.one"): every(frozenset({MANAGER})),
    ("POST", "coachings.review"): every(frozenset({MANAGER})),
    ("POST", "agent.say_first"): Expected(frozenset({AGENT}), frozenset({AGENT}), NOBODY),
    ("GET", "admin.people_page"): every(frozenset({ADMIN})),
    ("POST", "admin.people_page"): every(frozenset({ADMIN})),
    ("GET", "admin.leave"): every(frozenset({ADMIN})),
    ("POST", "admin.leave"): every(frozenset({ADMIN})),
    ("GET", "admin_person.page"): every(frozenset({ADMIN})),
    ("POST", "admin_person.change"): every(frozenset({ADMIN})),
    ("POST", "admin_person.send_link"): every(frozenset({ADMIN})),
    ("POST", "admin_person.change_how_they_sign_in"): every(frozenset({ADMIN})),
    ("GET", "admin_chats.page"): every(frozenset({ADMIN})),
    ("POST", "admin_chats.add"): every(frozenset({ADMIN})),
    ("POST", "admin_chats.turn"): every(frozenset({ADMIN})),
    ("GET", "admin.gate_page"): every(frozenset({ADMIN, MANAGER})),
    ("POST", "admin.turn_gate"): every(frozenset({ADMIN, MANAGER})),
    ("GET", "inquiries.page"): every(frozenset({ADMIN, MANAGER})),
    ("POST", "inquiries.ask"): every(frozenset({ADMIN, MANAGER})),
    ("GET", "inquiries.settle"): every(frozenset({ADMIN, MANAGER})),
    ("POST", "inquiries.settle"): every(frozenset({ADMIN, MANAGER})),
    ("GET", "api_access.page"): every(frozenset({ADMIN})),
    ("POST", "api_access.issue"): every(frozenset({ADMIN})),
    ("POST", "api_access.revoke"): every(frozenset({ADMIN})),
    ("GET", "webhooks.page"): every(frozenset({ADMIN})),
    ("POST", "webhooks.add"): every(frozenset({ADMIN})),
    ("GET", "webhooks.one"): every(frozenset({ADMIN})),
    ("POST", "webhooks.change"): every(frozenset({ADMIN})),
    ("POST", "webhooks.again"): every(frozenset({ADMIN})),
    ("GET", "bell.page"): every(ALL),
    ("GET", "bell.bell"): every(ALL),
    ("POST", "bell.open_notice"): Expected(ALL, ALL, NOBODY),
    ("POST", "bell.all_seen"): every(ALL),
    ("POST", "bell.digest"): every(ALL),
    ("GET", "caller.desk"): every(CALLERS),
    ("GET", "caller.coming_now"): every(CALLERS),
    ("GET", "caller.incoming"): every(CALLERS),
    ("POST", "caller.take_next"): every(CALLERS),
    ("GET", "caller.one"): Expected(CALLERS, CALLERS, NOBODY),
    ("GET", "caller.state_now"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller.renew"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller.give_back"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller.done_with"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller.agree"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller.never_again"): Expected(CALLERS, CALLERS, NOBODY),
    ("GET", "caller_own.page"): every(CALLERS),
    ("GET", "caller_after.page"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_after.change"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_after.confirm"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_after.undo"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_instead.name_somebody"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_instead.meet"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_turn.answer"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_turn.draft"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_turn.flag_now"): Expected(CALLERS, CALLERS, NOBODY),
    ("GET", "caller_turn.line_now"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_line.call"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_phone.choose"): every(CALLERS),
    ("POST", "caller_phone.token"): every(CALLERS),
    ("POST", "caller_phone.failed"): every(CALLERS),
    ("GET", "caller_line.line_now"): every(CALLERS),
    ("POST", "caller_line.hang_up"): every(CALLERS),
    ("POST", "caller_line.mute"): every(CALLERS),
    ("POST", "caller_line.hold"): every(CALLERS),
    ("POST", "caller_line.take"): every(CALLERS),
    ("POST", "caller_colleague.bring_in"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_colleague.take_out"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_colleague.leave_them"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_line.record"): Expected(CALLERS, CALLERS, NOBODY),
    ("GET", "caller_told.told_now"): every(CALLERS),
    ("POST", "caller_told.seen"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "caller_told.here"): every(CALLERS),
    ("POST", "caller_told.pause"): every(CALLERS),
    ("GET", "room.page"): every(SUPERVISORS),
    ("GET", "room.page_now"): every(SUPERVISORS),
    ("POST", "room.send"): every(SUPERVISORS),
    ("GET", "room_calls.ask"): every(SUPERVISORS),
    ("POST", "room_calls.take_over"): every(SUPERVISORS),
    ("POST", "room_calls.listen"): every(SUPERVISORS),
    ("POST", "room_calls.stop"): every(SUPERVISORS),
    ("GET", "room_reviews.waiting"): every(SUPERVISORS),
    ("GET", "room_reviews.one"): every(SUPERVISORS),
    ("POST", "room_reviews.decide"): every(SUPERVISORS),
    ("GET", "room_reviews.mine"): every(CALLERS),
    ("GET", "room_reviews.read"): Expected(CALLERS, CALLERS, NOBODY),
    ("POST", "room_reviews.answer"): Expected(CALLERS, CALLERS, NOBODY),
}
PUBLIC = {("GET", "auth.sign_in"), ("POST", "auth.sign_in"), ("GET", "health.health"), ("GET", "static")} | {
    ("GET", "recordings.sound"),
    ("GET", "api_document.openapi"),
    ("GET", "api_document.page"),
    ("GET", "password.page"),
    ("POST", "password.change"),
}
READERS = {
    ("GET", "advance_notice.page"),
    ("POST", "advance_notice.time"),
    ("POST", "advance_notice.later"),
    ("POST", "advance_notice.instead"),
    ("POST", "advance_notice.back"),
    ("GET", "advance_notice.never"),
    ("POST", "advance_notice.never"),
}
"""For whoever has the personal link of a note, and for nobody else; what they may do is tested with the page."""
DOORS = (
    "carrier.",
    "carrier_comment.",
    "carrier_inbound.",
    "carrier_rooms.",
    "api_contacts.",
    "api_events.",
    "api_follow_ups.",
    "api_said.",
)
LET_IN = {200, 302, 303, 400, 409, 422}


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every method and endpoint of the application, the machines' doors aside: they ask for a signature or a token."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.endpoint.startswith(DOORS)
    }


def test_the_table_is_whole(app: Flask) -> None:
    assert routes(app) == TABLE.keys() | PUBLIC | READERS


def test_every_guard_is_an_action_or_public(app: Flask) -> None:
    for _, endpoint in TABLE:
        assert getattr(app.view_functions[endpoint], "guard", "public") != "public", endpoint


@dataclass
class Rows:
    """The ids in the addresses of the routes, when they are the person's own and when they are somebody else's."""

    cast: Cast
    role: Role
    own: bool

    def values(self) -> dict[str, int | str]:
        """What every address may need."""
        interview = self.cast.interview_id("C1" if self.own and self.role is AGENT else "C3")
        return {
            "campaign_id": self.cast.campaign_id,
            "case_id": self.cast.case_id("C1"),
            "account_id": 1,
            "follow_up_id": self._follow_up(),
            "notice_id": self._notice(),
            "interview_id": interview,
            "user_id": self.cast.user_id(CALLER),
            "answer_id": (contested := self.cast.contest("C1" if self.own and self.role is AGENT else "C3")).answer_id,
            "contest_id": contested.id,
            "coaching_id": (coached := self.cast.coaching()).id,
            "agent_id": coached.agent_id,
            "chat_id": self.cast.chat(),
            "metric": "cared",
            "inquiry_id": self.cast.doubt(),
            "token_id": self.cast.token(),
            "subscription_id": (told := self.cast.webhook())[0],
            "delivery_id": told[1],
            "run_id": self.cast.contact_list(),
            "contact_id": self.cast.contact_id("C1"),
            "file_id": self.cast.refusal_file(),
            "suppression_id": self.cast.opt_out("+4930231250099"),
            "trial_id": self.cast.trial_id(self.role if self.own else self._other()),
            "lease_id": self.cast.lease("C4", f"{self._caller()}@example.com" if self.own else "cleo@example.com"),
            "attempt_id": self.cast.review("C1" if self.own else "C3", self._caller() if self.own else SUCCESS),
            "message_id": self.cast.message_to(self._caller() if self.own else self._other()),
            "problem_id": self.cast.problem(),
            "name": "support-case",
            "recording_id": self.cast.voice("C3"),
            "key": self.cast.runtime.library.digests["support-case"],
        }

    def _other(self) -> Role:
        return SUCCESS if self.role is not SUCCESS else MANAGER

    def _caller(self) -> Role:
        return self.role if self.role in CALLERS else CALLER

    def _follow_up(self) -> int:
        return self.cast.own("C3", self.role if self.own else self._other())

    def _notice(self) -> int:
        return self.cast.notice_for(self.role if self.own else self._other())


def address(app: Flask, endpoint: str, values: dict[str, int | str]) -> str:
    """The address of an endpoint with the values that it takes."""
    names = {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}
    with app.test_request_context():
        taken: dict[str, Any] = {name: value for name, value in values.items() if name in names}
        return app.url_for(endpoint, **taken)


def ask(client: FlaskClient, method: str, path: str) -> int:
    """The status of one request; a POST carries a true token and nothing else."""
    if method == "GET":
        return client.get(path).status_code
    token = token_in(client.get("/notices").text)
    return client.post(path, data={"csrf_token": token}).status_code


@pytest.mark.parametrize("own", [True, False], ids=["own", "foreign"])
@pytest.mark.parametrize("role", list(Role))
def test_every_cell_of_the_table(app: Flask, client: FlaskClient, cast: Cast, role: Role, own: bool) -> None:
    wrong = []
    sign_in(client, role)
    values = Rows(cast, role, own).values()
    # Signing out is asked last: it ends the session that all the others need.
    for method, endpoint in sorted(TABLE, key=lambda one: one[1] == "auth.sign_out"):
        expected = TABLE[method, endpoint]
        path = address(app, endpoint, values)
        status = ask(client, method, path)
        inside = role in (expected.own if own else expected.foreign)
        right = status in LET_IN if inside else status == (404 if role in expected.roles else 403)
        if not right:
            wrong.append((method, path, status))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_what_does_not_exist_looks_like_what_is_not_theirs(
    app: Flask, client: FlaskClient, cast: Cast, role: Role
) -> None:
    sign_in(client, role)
    for path in ("/follow-ups/99999", "/cases/99999", "/campaigns/99999", "/feedback/99999", "/people/99999/leave"):
        assert client.get(path).status_code in (403, 404)
    absent = client.get("/follow-ups/99999")
    if role not in CUSTOMER_SIDE:
        foreign = client.get(f"/follow-ups/{cast.own('C3', SUCCESS)}")
        assert foreign.status_code == absent.status_code == 404
        assert without_token(foreign.text) == without_token(absent.text)


def without_token(page: str) -> str:
    """A page as everybody gets it: the token against forgery is another one each second."""
    return page.replace(token_in(page), "")


def test_nobody_gets_in_without_signing_in(app: Flask, client: FlaskClient, cast: Cast) -> None:
    values = Rows(cast, SUCCESS, own=True).values()
    token = token_in(client.get("/sign-in").text)
    for method, endpoint in TABLE:
        path = address(app, endpoint, values)
        answer = client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert answer.status_code == 302, endpoint
        assert answer.location.startswith("/sign-in"), endpoint


def test_a_caller_sees_only_campaigns_that_run(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, CALLER)
    assert "Autumn support cases" in client.get("/campaigns").text
    cast.finish()
    assert "Autumn support cases" not in client.get("/campaigns").text
    assert client.get(f"/campaigns/{cast.campaign_id}").status_code == 404


def test_an_agent_without_a_number_sees_no_feedback(client: FlaskClient, cast: Cast) -> None:
    cast.forget_agent()
    sign_in(client, AGENT)
    assert "not connected to an agent yet" in client.get("/feedback").text
    assert client.get(f"/feedback/{cast.interview_id('C1')}").status_code == 404
