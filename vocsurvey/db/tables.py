"""All tables, so that ``metadata`` is whole wherever it is needed."""

from __future__ import annotations

from vocsurvey.db import (
    advance_notice,
    agreement,
    announcement,
    api,
    bridge,
    campaign,
    chat,
    coaching,
    desk,
    dialing,
    finding,
    followup,
    imports,
    inquiry,
    interview,
    launch,
    letter,
    lifecycle,
    people,
    problem,
    reach,
    review,
    room,
    sample,
    tape,
    team,
    upkeep,
    verification,
    webhook,
)
from vocsurvey.db.base import Base

MODULES = (
    *(people, team, sample, campaign, launch, dialing, followup, interview, agreement, advance_notice, desk),
    *(bridge, room, review, imports, inquiry, announcement, letter, chat, reach, upkeep, api, lifecycle, webhook),
    *(verification, finding, problem, tape, coaching),
)
metadata = Base.metadata
