"""What the clock does, how often: one list. Every entry only finds due rows, so doing one twice is harmless."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vocsurvey.jobs import (
    advance_notices,
    bridges,
    calls,
    chats,
    contact_lists,
    delivered,
    desks,
    inquiries,
    launches,
    letters,
    recordings,
    refusals,
    tapes,
    upkeep,
    webhooks,
)
from vocsurvey.runtime import Runtime


@dataclass(frozen=True)
class Routine:
    """One thing done every ``ticks`` ticks of the clock."""

    name: str
    ticks: int
    run: Callable[[Runtime], object]


HERE = (
    # What was heard during an outage, which lies on this machine: first, and whether or not this clock holds the lease.
    Routine("what was kept", 1, delivered.drain),
)
PROMPT = (
    # Somebody is to hear of it within five seconds of the key press: between the ticks, too.
    Routine("notices", 1, upkeep.ring_for_notices),
    Routine("chats", 1, chats.ring_for_chats),
    Routine("webhooks", 1, webhooks.ring_for_webhooks),
)
ROUTINES = (
    Routine("dispatch", 1, calls.dispatch),
    Routine("hang up and look", 1, calls.hang_up_and_look),
    Routine("desks", 1, desks.look_after),
    Routine("bridges", 1, bridges.look_after_bridges),
    Routine("tapes", 1, tapes.ring_for_tapes),
    *PROMPT,
    Routine("advance notices", 1, advance_notices.ring_for_notes),
    Routine("recordings", 1, recordings.ring_for_recordings),
    Routine("comments to hear", 30, recordings.put_before_somebody),
    Routine("old recordings", 360, recordings.purge),
    Routine("announcements", 1, upkeep.ring_for_announcements),
    Routine("letters", 1, letters.ring_for_letters),
    Routine("digests", 6, letters.ring_for_digests),
    Routine("account", 2, upkeep.look_at_account),
    Routine("doubt", 2, calls.doubt),
    Routine("inquiries", 2, inquiries.ring_for_inquiries),
    Routine("launches", 1, launches.ring_for_launches),
    Routine("finish", 2, upkeep.finish),
    Routine("next rounds", 6, upkeep.repeat),
    Routine("owners who are away", 6, upkeep.reassign),
    Routine("words of follow-ups", 1, upkeep.read_words),
    Routine("escalate", 6, upkeep.escalate),
    Routine("contact lists", 2, contact_lists.ring_for_lists),
    Routine("do not call", 2, refusals.ring_for_files),
    Routine("old contact lists", 360, contact_lists.forget_lists),
    Routine("old answers", 60, upkeep.forget_answers),
)
