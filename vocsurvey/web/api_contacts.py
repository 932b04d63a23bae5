"""The API: people, and whoever speaks with it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vocsurvey import clock
from vocsurvey.db.api import ApiToken, Scope
from vocsurvey.db.reads.borrowed_phones import also_at
from vocsurvey.db.reads.masking import initials, last_digits
from vocsurvey.db.reads.told import Told
from vocsurvey.db.sample import Contact
from vocsurvey.operations.upserting import Unfit, Upserted, upsert
from vocsurvey.web.api_door import Asked, Said, absent, operation
from vocsurvey.web.api_problem import Refused, problem
from vocsurvey.web.api_shapes import ExternalId, Maybe, MaybeAddress, NoQuery, Sent, TokenShown, address_id

blueprint = Blueprint("api_contacts", __name__, url_prefix="/api/v1")


class AccountSent(Sent):
    """A customer company."""

    external_id: ExternalId
    name: Maybe = Field(None, description="Needed for a company that is not known yet.")
    country: Maybe = Field(None, description="Its two-letter code (ISO 3166). Needed as ``name`` is.")
    region: Maybe = None
    tier: Maybe = None
    yearly_value: float | None = Field(None, ge=0, lt=10**12, description="Yearly revenue, in your own currency.")
    owner_email: Maybe = Field(None, description="Who answers for the company; the address of their sign-in.")


class ContactSent(Sent):
    """A person at a customer company. What is left out, or null, stays as it is known already."""

    account: AccountSent | None = Field(None, description="Needed for a person who is not known yet.")
    name: Maybe = Field(None, description="Needed for a person who is not known yet.")
    phone: Maybe = Field(None, description="In any usual spelling; needed for a person who is not known yet.")
    extension: Maybe = None
    email: MaybeAddress = None
    role: Maybe = Field(None, description="decision_maker, influencer or user.")
    language: Maybe = Field(None, description="As ``en`` or ``pt-BR``.")
    zone: Maybe = Field(None, description="Their time zone, as Europe/Berlin.")
    subdivision: Maybe = Field(None, description="State or province of the telephone, as BY, DE-BY or Bayern.")
    preferred_time: Maybe = Field(None, description="When they like to be called, as morning or mon-fri 9:00-12:00.")
    automated_voice_consent: bool | None = Field(None, description="Whether they agreed to be called by a machine.")


class AccountShown(Told):
    """A customer company."""

    external_id: str
    name: str
    country: str
    region: str | None
    tier: str | None


class ContactShown(Told):
    """A person. Without the scope ``personal:read`` it is masked: initials, the last digits, no address."""

    external_id: str
    account: AccountShown
    name: str
    role: str
    language: str
    zone: str | None
    phone: str
    extension: str
    email: str | None
    subdivision: str | None
    hours: dict[str, list[str]] | None
    automated_voice_consent: bool | None
    active: bool
    phone_also_of: list[str] | None = Field(
        description="Contacts of other customers with this telephone, by their ids: look whose it is. Null when masked."
    )
    masked: bool

    @classmethod
    def of(cls, session: Session, row: Contact, personal: bool) -> ContactShown:
        """A contact as the token may see it."""
        account = row.account
        return cls(
            external_id=row.external_id,
            account=AccountShown(
                external_id=account.external_id,
                name=account.name,
                country=account.country,
                region=account.region,
                tier=account.tier,
            ),
            name=row.name if personal else initials(row.name),
            role=row.role,
            language=row.language,
            zone=row.zone,
            phone=row.line.number if personal else last_digits(row.line.number),
            extension=row.line.extension if personal else "",
            email=row.email if personal else None,
            subdivision=row.subdivision,
            hours=row.hours,
            automated_voice_consent=row.automated_consent,
            active=row.active,
            phone_also_of=also_at(session, row) if personal else None,
            masked=not personal,
        )


_ACCOUNT = {"external_id": "account_id", "name": "account", "country": "account_country"}
_CONTACT = {"name": "contact_name", "role": "contact_role"}
_ELSEWHERE = ("account", "external_id")
# What a contact list calls a thing: where it stands in a report.
POINTERS = {
    **{_ACCOUNT.get(name, name): f"/account/{name}" for name in AccountSent.model_fields},
    **{_CONTACT.get(name, name): f"/{name}" for name in ContactSent.model_fields if name != "account"},
}


def cells_of_account(account: AccountSent | None) -> dict[str, str]:
    """An account as the cells of a contact list."""
    if account is None:
        return {}
    return {_ACCOUNT.get(name, name): _cell(value) for name, value in account if value is not None}


def cells_of_contact(contact: ContactSent) -> dict[str, str]:
    """A contact with its account as the cells of a contact list."""
    own = {_CONTACT.get(n, n): _cell(v) for n, v in contact if v is not None and n not in _ELSEWHERE}
    return cells_of_account(contact.account) | own


def unfit(found: Unfit, pointers: dict[str, str]) -> Refused:
    """Why a report cannot be used, told by the places in it."""
    told = [(pointers.get(one.column or "", ""), one.sentence) for one in found.problems]
    pointer, sentence = told[0]
    taken = "belongs to another" in sentence or "is known already" in sentence
    return Refused(problem("conflict" if taken else "invalid", f"{pointer or 'The body'}: {sentence}", *told))


@blueprint.get("/token")
@operation(None, "See your own token", given=NoQuery, answers={200: TokenShown})
def token(asked: Asked[NoQuery]) -> Said:
    """What the token is called, what it allows, and until when."""
    row = asked.session.get_one(ApiToken, asked.token_id)
    return Said(200, TokenShown(name=row.name, scopes=list(row.scopes), expires_at=row.expires_at))


@blueprint.put("/contacts/<path:external_id>", merge_slashes=False)
@operation(
    Scope.CONTACTS_WRITE,
    "Create or change a contact",
    given=ContactSent,
    answers={200: ContactShown, 201: ContactShown},
    writes=True,
    refuses=("conflict",),
)
def put_contact(asked: Asked[ContactSent], external_id: str) -> Said:
    """The person with their company, as a line of a contact list would bring them."""
    said = {"contact_id": address_id(external_id), **cells_of_contact(asked.given)}
    done = upsert(asked.session, said, clock.now(), token_id=asked.token_id)
    if isinstance(done, Unfit):
        raise unfit(done, POINTERS | {"contact_id": "external_id"})
    assert isinstance(done, Upserted)
    return Said(201 if done.created else 200, ContactShown.of(asked.session, done.touchpoint.contact, asked.personal))


@blueprint.get("/contacts/<path:external_id>", merge_slashes=False)
@operation(Scope.CONTACTS_READ, "Read a contact", given=NoQuery, answers={200: ContactShown})
def get_contact(asked: Asked[NoQuery], external_id: str) -> Said:
    """What is known of a person and their company."""
    wanted = select(Contact).where(Contact.external_id == address_id(external_id))
    row = asked.session.scalar(wanted.options(joinedload(Contact.account), joinedload(Contact.line)))
    if row is None:
        raise absent("contact")
    return Said(200, ContactShown.of(asked.session, row, asked.personal))


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.2f}" if isinstance(value, float) else str(value)
