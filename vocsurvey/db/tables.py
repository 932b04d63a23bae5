"""All tables, so that ``metadata`` is whole wherever it is needed."""

from __future__ import annotations

from vocsurvey.db import (
    advance_notice,
    agreement,
    announcement,
    api,
    bridge,
    campaign,
    desk,
    dialing,
    followup,
    imports,
    inquiry,
    interview,
    launch,
    lifecycle,
    people,
    reach,
    sample,
    upkeep,
    webhook,
)
from vocsurvey.db.base import Base

MODULES = (
    *(people, sample, campaign, launch, dialing, followup, interview, agreement, advance_notice, desk),
    *(bridge, imports, inquiry, announcement, reach, upkeep, api, lifecycle, webhook),
)
metadata = Base.metadata
