"""What a contact list says of being phoned by a machine goes into the ledger of consents, which forgets nothing."""

from __future__ import annotations

from sqlalchemy import Insert, String, and_, bindparam, insert, literal, or_, select, true
from sqlalchemy import case as one_of
from sqlalchemy.orm import aliased

from vocsurvey.db.agreement import Consent
from vocsurvey.db.base import Identity, UtcDateTime, table_of
from vocsurvey.db.imports import StagedLine
from vocsurvey.db.sample import Contact
from vocsurvey.operations.tracing import SCOPE
from vocsurvey.questionnaire.model import Purpose


def _consents(*, all_new: bool) -> Insert:
    """What the list says of being phoned by a machine, where the latest list that said anything said otherwise; and a
    yes also where that list can be taken back, because then this one is what it rests on. ``all_new``: of nobody has
    any list said anything before.
    """
    said, automated = StagedLine.automated_voice_consent, Purpose.AUTOMATED_VOICE.value
    brought_by = bindparam("brought_by", type_=Identity)
    facts = {
        "contact_id": Contact.id,
        "purpose": literal(automated),
        "granted": said,
        "source": literal("import"),
        "words": one_of((said == true(), bindparam("yes", type_=String())), else_=bindparam("no", type_=String())),
        "given_at": bindparam("moment", type_=UtcDateTime()),
        "import_run_id": brought_by,
        "import_line": StagedLine.at_line,
        "token_id": bindparam("token", type_=Identity),
    }
    new = (
        select(*facts.values())
        .join_from(StagedLine, Contact, Contact.external_id == StagedLine.contact_id)
        .where(SCOPE, StagedLine.contact_first == true(), said.is_not(None))
    )
    if not all_new:
        ledger, latest = Consent.__table__.c, aliased(Consent)
        said_before = (ledger.contact_id == Contact.id, ledger.purpose == automated, ledger.source == "import")
        newest = select(ledger.id).where(*said_before).order_by(ledger.given_at.desc(), ledger.id.desc()).limit(1)
        new = new.outerjoin(latest, latest.id == newest.correlate(Contact).scalar_subquery())
        shaky = and_(
            latest.given_at > bindparam("undone_from", type_=UtcDateTime()),
            latest.import_run_id.is_not(None),
            latest.import_run_id.is_distinct_from(brought_by),
        )
        new = new.where(or_(latest.granted.is_distinct_from(said), and_(said == true(), shaky)))
    return insert(table_of(Consent)).from_select(list(facts), new)


# Made once: putting a statement together takes longer than many of them run.
CONSENTS = {all_new: _consents(all_new=all_new) for all_new in (False, True)}
"""The statement by whether everybody is new."""
