"""Is this process able to work? For load balancers and supervisors: a word, no details."""

from __future__ import annotations

import logging

from flask import Blueprint
from flask.typing import ResponseReturnValue
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from vocsurvey.web.guard import public
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@public
def health() -> ResponseReturnValue:
    """200 when the database and Redis answer, else 503."""
    try:
        runtime().database.ping()
        runtime().redis.ping()
    except (SQLAlchemyError, RedisError) as error:
        logging.getLogger(__name__).warning("not healthy: %s", type(error).__name__)
        return {"status": "unwell"}, 503
    return {"status": "well"}
