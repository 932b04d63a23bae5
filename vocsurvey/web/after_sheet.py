"""What stands on a caller's page after a call: how it ended, what may be said instead, who is asked instead, which
language was in the way, and what was said of it last."""

from __future__ import annotations

from dataclasses import dataclass

from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectChoice

from vocsurvey.db.desk import DeskLease, WrapUpStep
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.fieldwork.wrapping_up import BY_LANGUAGE, Choice
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import coming_after, conducting, language_barrier, wrapping_up
from vocsurvey.operations.wrapping_up import WriteUp
from vocsurvey.web.desk_forms import Instead, Otherwise, Spoken
from vocsurvey.web.desk_words import TONGUES, tongue
from vocsurvey.web.questionnaire_sheet import language_name
from vocsurvey.web.wiring import runtime


@dataclass(frozen=True)
class AfterSheet:
    """A call that is over. ``form``: to say that it ended otherwise, ``instead``: who is asked instead, ``spoken``:
    which language was in the way; None where that cannot be. ``tongues``: the languages that are asked in, but theirs.
    ``said_instead``: whom they named themselves, in their own words.
    """

    it: WriteUp
    form: Otherwise
    instead: Instead | None
    spoken: Spoken | None
    tongues: list[tuple[str, str]]
    said_instead: str | None
    ended: bool

    @property
    def said(self) -> bool:
        """Whether there is a word that can be taken back."""
        word = self.it.word
        taken_back = word is not None and word.step in (WrapUpStep.CONFIRMED, WrapUpStep.CHANGED)
        return taken_back and word is not None and word.successor_id is None

    @property
    def otherwise(self) -> tuple[Choice, ...]:
        """What else may have happened; a language has a place of its own."""
        return tuple(one for one in self.it.choices if one.name not in BY_LANGUAGE)

    @property
    def wrong(self) -> bool:
        """Whether something was filled in wrongly."""
        forms = (self.form, self.instead, self.spoken)
        return any(one is not None and any(field.errors for field in one) for one in forms)


def after_call(session: Session, lease: DeskLease, form: FlaskForm | None = None) -> AfterSheet | None:
    """The write-up of a case that is on the desk or was there last; None while there is nothing to write up."""
    found = wrapping_up.write_up_of(session, lease, runtime().rulebook)
    if isinstance(found, Refusal):
        return None
    instead = spoken = None
    if coming_after.may_be_named(found):
        instead = form if isinstance(form, Instead) else instead_of(session, lease)
    if language_barrier.can_be_said(found) and wrapping_up.standing_learned(found).successor_id is None:
        spoken = form if isinstance(form, Spoken) else spoken_in(session, lease)
    return AfterSheet(
        it=found,
        form=form if isinstance(form, Otherwise) else Otherwise(formdata=None),
        instead=instead,
        spoken=spoken,
        tongues=_asked_in(lease, but=lease.case.contact.language),
        said_instead=_said_instead(session, lease),
        ended=found.attempt.disposition in coming_after.ENDS_WITH,
    )


def instead_of(session: Session, lease: DeskLease, *, filled_in: bool = False) -> Instead:
    """The form for whoever is asked instead, with what was sent where it was ``filled_in``; else like who it was."""
    contact = lease.case.contact
    known = contact.language.partition("-")[0]
    form = Instead(prefix="instead") if filled_in else Instead(
        formdata=None, prefix="instead", role=contact.role, language=known
    )  # fmt: skip
    form.language.choices = [SelectChoice(*one) for one in _asked_in(lease)]
    return form


def spoken_in(session: Session, lease: DeskLease, *, filled_in: bool = False) -> Spoken:
    """The form for the language that was in the way."""
    form = Spoken(prefix="spoken") if filled_in else Spoken(formdata=None, prefix="spoken")
    asked = {code for code, _ in _asked_in(lease)}
    others = [SelectChoice(code, name) for code, name in TONGUES.items() if code not in asked]
    form.other.choices = [SelectChoice("", "Choose"), *others]
    return form


def _asked_in(lease: DeskLease, but: str = "") -> list[tuple[str, str]]:
    """The languages of the questionnaire, as codes without a region and in words."""
    version = lease.case.campaign.questionnaire
    assert version is not None, "the database refuses a launched campaign without a pinned questionnaire"
    codes = dict.fromkeys(one.partition("-")[0] for one in pinned(version).languages)
    return [(code, tongue(code) or language_name(code)) for code in codes if code != but.partition("-")[0]]


def _said_instead(session: Session, lease: DeskLease) -> str | None:
    """Whom they named when they were asked whom to ask instead."""
    scene = conducting.scene_of(session, lease)
    return scene.course.successor if scene is not None else None
