"""Customers and their people: everything that is known and was said, and why somebody is not called."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.reads.account import people_of
from vocsurvey.db.reads.accounts import Chosen, account_line, accounts, choices
from vocsurvey.db.reads.contact import agreed_by, attempts_of, dealings_of
from vocsurvey.db.reads.contacts import contacts, phone_of
from vocsurvey.db.reads.follow_up_choice import Choice, narrowed
from vocsurvey.db.reads.follow_ups import follow_ups
from vocsurvey.db.reads.heard import conversations
from vocsurvey.db.reads.notes import notes_to
from vocsurvey.db.sample import CONTACT_ROLES, Account, Contact
from vocsurvey.fieldwork.plain_outcome import outcome_in_words
from vocsurvey.fieldwork.window import read_week
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.explaining import explain_contact
from vocsurvey.operations.foreseeing import foresee
from vocsurvey.operations.reaching import reach_of
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.questionnaire_sheet import language_name
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("accounts", __name__)

LONGEST_SEARCH = 200


def _words() -> str:
    return request.args.get("q", "").strip()[:LONGEST_SEARCH]


def _number() -> int:
    return request.args.get("page", 1, type=int)


def _ended_as(code: str | None) -> str:
    return outcome_in_words(code, runtime().rulebook.dispositions)


@blueprint.get("/accounts")
@guarded(Action.SEE_ACCOUNT)
def account_list() -> ResponseReturnValue:
    """The customers, found by name or number and chosen by what is known of them."""
    chosen = Chosen(
        words=_words(),
        tier=request.args.get("tier") or None,
        region=request.args.get("region") or None,
        owner_id=request.args.get("owner", type=int),
        silent=request.args.get("silent") == "yes",
    )
    with runtime().database.reading() as session:
        page = accounts(session, chosen, now=now(), number=_number())
        return render_template("accounts.html", page=page, chosen=chosen, choices=choices(session))


@blueprint.get("/accounts/<int:account_id>")
@guarded(Action.SEE_ACCOUNT)
def account(account_id: int) -> ResponseReturnValue:
    """One customer: the people by role, who waits for us, and what they said across the years."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.SEE_ACCOUNT, Account, account_id)
        theirs = narrowed(Choice(account=row.id), now())
        return render_template(
            "account.html",
            it=account_line(session, row, now()),
            roles=people_of(session, row),
            owed=follow_ups(session, whose="all", user_id=visitor().id, opened=True, narrowed=theirs),
            said=conversations(session, Contact.account_id == row.id, _number()),
        )


@blueprint.get("/contacts")
@guarded(Action.SEE_ACCOUNT)
def contact_list() -> ResponseReturnValue:
    """The people, found by name, customer, address, or a part of their phone number."""
    role = request.args.get("role")
    chosen = role if role in CONTACT_ROLES else None
    with runtime().database.reading() as session:
        page = contacts(session, _words(), role=chosen, number=_number())
        return render_template("contacts.html", page=page, words=_words(), chosen=chosen, roles=CONTACT_ROLES)


@blueprint.get("/contacts/<int:contact_id>")
@guarded(Action.SEE_ACCOUNT)
def contact(contact_id: int) -> ResponseReturnValue:
    """One person: when and why they are called or not, every attempt in all campaigns, and what they said."""
    wired, moment = runtime(), now()
    with wired.database.reading() as session:
        row = admitted(session, Action.SEE_ACCOUNT, Contact, contact_id)
        cases = explain_contact(session, row, rules=wired.rulebook, line_hash=wired.line_hash, now=moment)
        foreseen = None
        if row.erased_at is None and all(one.closed_at is not None for one in cases):
            foreseen = foresee(session, row, rules=wired.rulebook, line_hash=wired.line_hash, now=moment)
        return render_template(
            "contact.html",
            it=row,
            phone=phone_of(row.line),
            zones=zones_of(row),
            language=language_name(row.language),
            now=moment,
            open_cases=[one for one in cases if one.closed_at is None],
            foreseen=foreseen,
            closed_cases=[one for one in cases if one.closed_at is not None],
            ended_as=_ended_as,
            notes=notes_to(session, row),
            attempts=attempts_of(session, row, _number()),
            agreed=agreed_by(session, row),
            dealings=dealings_of(session, row),
            likes=read_week(row.hours) if row.hours is not None else None,
            reach=reach_of(session, row, wired.rulebook),
            said=conversations(session, Contact.id == row.id, request.args.get("said", 1, type=int)),
        )
