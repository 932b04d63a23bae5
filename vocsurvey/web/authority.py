"""Who may do what: one function, asked by every guard and by every loader of a row.

A role that has no business with an action at all is told so (403). A row that is not for the person is as absent as
one that does not exist (404), so that nobody learns what exists by trying numbers.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import object_session

from vocsurvey.db.api import ApiToken
from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case, CaseKind
from vocsurvey.db.chat import Chat
from vocsurvey.db.coaching import Coaching, Contest, SelfCheck
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.followup import FollowUp, Notice
from vocsurvey.db.imports import ImportRun, RefusalFile
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.interview import Interview, Recording
from vocsurvey.db.people import Role, User
from vocsurvey.db.problem import Problem
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.reads.withheld import withheld
from vocsurvey.db.review import Review
from vocsurvey.db.room import DeskMessage
from vocsurvey.db.sample import NOWHERE, Account, Agent, Contact, Suppression
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.followup.lifecycle import State
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.web.visitor import Visitor

Row = (
    Account
    | Agent
    | ApiToken
    | Campaign
    | Case
    | Chat
    | Coaching
    | Contact
    | Contest
    | DeskLease
    | DeskMessage
    | FollowUp
    | ImportRun
    | Inquiry
    | Interview
    | Notice
    | Problem
    | Recording
    | RefusalFile
    | Review
    | Suppression
    | User
    | WebhookDelivery
    | WebhookSubscription
)


class Action(StrEnum):
    """What can be asked of the pages. The value is a code for the table of guards."""

    BE_SIGNED_IN = "be_signed_in"
    SEE_CAMPAIGN = "see_campaign"
    PLAN_CAMPAIGN = "plan_campaign"
    SEE_CASE = "see_case"
    SEE_ACCOUNT = "see_account"
    CALL_ME = "call_me"
    CALL_CUSTOMERS = "call_customers"
    SUPERVISE = "supervise"
    IMPORT_LIST = "import_list"
    SUPPRESS = "suppress"
    KEEP_CONSENTS = "keep_consents"
    ERASE_PERSON = "erase_person"
    SEE_FOLLOW_UP = "see_follow_up"
    CLAIM_FOLLOW_UP = "claim_follow_up"
    NOTE_FOLLOW_UP = "note_follow_up"
    RESOLVE_FOLLOW_UP = "resolve_follow_up"
    WORK_ON_PROBLEMS = "work_on_problems"
    SEE_NOTICE = "see_notice"
    SEE_FIGURES = "see_figures"
    SEE_FEEDBACK = "see_feedback"
    DECIDE_CONTEST = "decide_contest"
    COACH = "coach"
    HEAR_COMMENT = "hear_comment"
    LOOK_AFTER_PEOPLE = "look_after_people"
    HOLD_THE_GATE = "hold_the_gate"
    ASK_THE_CARRIER = "ask_the_carrier"
    LET_PROGRAMS_IN = "let_programs_in"


# Those who speak with customers about what they said, and so may read it.
CUSTOMER_SIDE = frozenset({Role.ACCOUNT_TEAM, Role.CUSTOMER_SUCCESS, Role.MANAGER})
EVERYBODY = frozenset(Role)

ROLES: dict[Action, frozenset[Role]] = {
    Action.BE_SIGNED_IN: EVERYBODY,
    Action.SEE_CAMPAIGN: CUSTOMER_SIDE | {Role.CALLER, Role.ADMIN},
    Action.PLAN_CAMPAIGN: frozenset({Role.ACCOUNT_TEAM, Role.MANAGER}),
    Action.SEE_CASE: CUSTOMER_SIDE,
    Action.SEE_ACCOUNT: CUSTOMER_SIDE,
    Action.CALL_ME: frozenset({Role.ACCOUNT_TEAM, Role.MANAGER, Role.ADMIN, Role.CALLER}),
    # A manager looks after callers: who takes a case over from one has a desk for it.
    Action.CALL_CUSTOMERS: frozenset({Role.CALLER, Role.MANAGER}),
    Action.SUPERVISE: frozenset({Role.MANAGER}),
    Action.IMPORT_LIST: frozenset({Role.ACCOUNT_TEAM, Role.MANAGER}),
    Action.SUPPRESS: frozenset({Role.ACCOUNT_TEAM, Role.CUSTOMER_SUCCESS, Role.ADMIN}),
    Action.KEEP_CONSENTS: frozenset({Role.ACCOUNT_TEAM, Role.CUSTOMER_SUCCESS, Role.ADMIN}),
    Action.ERASE_PERSON: frozenset({Role.MANAGER}),
    Action.SEE_FOLLOW_UP: EVERYBODY,
    Action.CLAIM_FOLLOW_UP: CUSTOMER_SIDE,
    Action.NOTE_FOLLOW_UP: EVERYBODY,
    Action.RESOLVE_FOLLOW_UP: EVERYBODY,
    Action.WORK_ON_PROBLEMS: CUSTOMER_SIDE,
    Action.SEE_NOTICE: EVERYBODY,
    Action.SEE_FIGURES: CUSTOMER_SIDE,
    Action.SEE_FEEDBACK: frozenset({Role.AGENT}),
    Action.DECIDE_CONTEST: frozenset({Role.MANAGER}),
    Action.COACH: frozenset({Role.MANAGER}),
    Action.HEAR_COMMENT: EVERYBODY,
    Action.LOOK_AFTER_PEOPLE: frozenset({Role.ADMIN}),
    Action.HOLD_THE_GATE: frozenset({Role.ADMIN, Role.MANAGER}),
    Action.ASK_THE_CARRIER: frozenset({Role.ADMIN, Role.MANAGER}),
    Action.LET_PROGRAMS_IN: frozenset({Role.ADMIN}),
}


def may(person: Visitor, action: Action, row: Row | None = None) -> bool:
    """Whether the person may do this: at all when no row is given, else to that row."""
    if person.role not in ROLES[action]:
        return False
    match row:
        case (
            None
            | ApiToken()
            | Chat()
            | Contest()
            | ImportRun()
            | Inquiry()
            | Problem()
            | RefusalFile()
            | Suppression()
            | User()
            | WebhookDelivery()
            | WebhookSubscription()
        ):
            return True
        case Account() | Contact():
            account = row if isinstance(row, Account) else row.account
            return account.country != NOWHERE  # the account of somebody's test calls is no customer
        case Campaign():
            # Callers see what is being called now; drafts and past campaigns are none of their work.
            return row.kind == CampaignKind.SURVEY and (
                person.role is not Role.CALLER or row.status == CampaignStatus.RUNNING
            )
        case Case():
            return _may_case(person, action, row)
        case FollowUp():
            return _may_follow_up(person, action, row)
        case Agent() | Coaching() | Interview():
            return _may_read_about(person, action, row)
        case Recording():
            return _may_hear(person, row)
        case Notice() | DeskMessage() | DeskLease() | Review():
            return action is Action.SUPERVISE or _whose(row) == person.id


def _whose(row: Notice | DeskMessage | DeskLease | Review) -> int:
    """Whose row it is."""
    if isinstance(row, Review):
        return row.caller_id
    return row.user_id if isinstance(row, DeskLease) else row.recipient_id


def _may_case(person: Visitor, action: Action, row: Case) -> bool:
    """What a customer said is read by the customer's side; what was said in a test by whoever took the call."""
    if row.kind == CaseKind.TEST:
        return action is Action.CALL_ME and row.contact.account.owner_id == person.id
    return action is Action.SEE_CASE


def _may_follow_up(person: Visitor, action: Action, row: FollowUp) -> bool:
    """Whoever owns it works on it; the customer's side reads and notes all; a manager may finish it for them.

    What a test raised is shown with the test, and nowhere else.
    """
    if row.state == State.TRIED_OUT:
        return False
    owner = row.owner_id == person.id
    if action is Action.RESOLVE_FOLLOW_UP:
        return owner or person.role is Role.MANAGER
    return owner or person.role in CUSTOMER_SIDE


def _may_hear(person: Visitor, row: Recording) -> bool:
    """Whoever may read the words of a comment may hear it: on the case, the follow-up, the feedback or the test."""
    session = object_session(row)
    assert session is not None, "a row that somebody asks for was just read"
    follow_up = follow_up_of(session, row.interview.case)
    read = (
        may(person, Action.SEE_CASE, row.interview.case),
        may(person, Action.CALL_ME, row.interview.case),
        may(person, Action.SEE_FEEDBACK, row.interview) and _has_said_first(person, row.interview),
        follow_up is not None and may(person, Action.SEE_FOLLOW_UP, follow_up),
    )
    return any(read)


def _has_said_first(person: Visitor, row: Interview) -> bool:
    """Whether an agent has said how they think it went, or would not, and so may know what the customer said."""
    session = object_session(row)
    assert session is not None, "a row that somebody asks for was just read"
    return session.get(SelfCheck, (row.id, person.agent_id)) is not None


def _may_read_about(person: Visitor, action: Action, row: Agent | Coaching | Interview) -> bool:
    """An agent reads what is about them; a manager coaches others, and nobody themselves. What the customer does not
    want the agent to know is for neither."""
    if isinstance(row, Interview):
        agent_id = row.case.touchpoint.agent_id
        if agent_id is None or row.case.kind == CaseKind.TEST or not _shared(row):
            return False
    else:
        agent_id = row.id if isinstance(row, Agent) else row.agent_id
    return (action is Action.COACH) != (agent_id == person.agent_id)


def _shared(row: Interview) -> bool:
    """Whether the customer has not said that the agent shall not know of it."""
    session, contact_id = object_session(row), row.case.contact_id
    assert session is not None, "a row that somebody asks for was just read"
    return contact_id not in withheld(session, (contact_id,), Purpose.SHARE_WITH_AGENT)
