"""The pages of webhooks: one more is told, its secret shown once, its messages seen and sent again."""

from __future__ import annotations

from html import unescape

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from vocsurvey.db.people import Role
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.jobs.queues import UPKEEP
from vocsurvey.operations import informing

PAGE = "/webhooks"
FORM = {"name": "CRM", "url": "https://crm.example.com/voice", "kinds": "flags"}


def secret_in(page: str) -> str:
    """The secret that a page shows."""
    return page.partition('id="secret"')[2].partition('value="')[2].partition('"')[0]


def test_one_more_is_told_and_its_secret_is_shown_once(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ADMIN)
    assert "Nobody is told yet" in client.get(PAGE).text
    made = post(client, PAGE, PAGE, **FORM)
    assert made.status_code == 201
    with cast.runtime.database.reading() as session:
        row = session.scalars(select(WebhookSubscription)).one()
        assert unescape(secret_in(made.text)) == row.secret
        assert (row.answers, row.flags, row.follow_ups, row.personal) == (False, True, False, False)
        one = f"{PAGE}/{row.id}"
    assert secret_in(client.get(one).text) == ""
    assert "whsec_" not in client.get(PAGE).text
    changed = post(client, one, one, turn="secret")
    assert secret_in(changed.text) not in ("", secret_in(made.text))
    assert "Stopped: Ada Admin stopped it." in client.get(post(client, one, one, turn="stop").location).text
    assert "It is told again" in client.get(post(client, one, one, turn="go_on").location).text
    assert post(client, one, one, turn="nonsense").status_code == 400


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": " "}, "Give it a name, at most"),
        ({"kinds": ""}, "Choose at least one"),
        ({"url": ""}, "Give the address"),
        ({"url": "http://crm.example.com/"}, "by https only"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "inside a network of its own"),
    ],
)
def test_wrong_forms_are_told_at_their_fields(
    client: FlaskClient, cast: Cast, wrong: dict[str, str], told: str
) -> None:
    sign_in(client, Role.ADMIN)
    form = {name: value for name, value in {**FORM, **wrong}.items() if name != "kinds" or value}
    refused = post(client, PAGE, PAGE, **form)
    assert refused.status_code == 422
    assert told in unescape(refused.text)


def test_message_is_sent_again(client: FlaskClient, cast: Cast) -> None:
    subscription_id, delivery_id = cast.webhook()
    with cast.runtime.database.transaction() as session:
        row = session.get_one(WebhookDelivery, delivery_id)
        row.failed_at, row.problem, row.tries, row.status = cast.now, "It answered 500.", 10, 500
    sign_in(client, Role.ADMIN)
    one = f"{PAGE}/{subscription_id}"
    page = client.get(one).text
    assert "It answered 500." in page
    assert "given up" in page
    assert (
        "It is being sent again" in client.get(post(client, f"{PAGE}/messages/{delivery_id}/again", one).location).text
    )
    line = Queue(UPKEEP, connection=cast.runtime.redis, serializer=JSONSerializer)
    assert [job.args[0] for job in line.jobs] == [delivery_id]
    post(client, one, one, turn="stop")
    later = post(client, f"{PAGE}/messages/{delivery_id}/again", one)
    assert "when this webhook goes on" in client.get(later.location).text
    assert len(line.jobs) == 1


def test_an_address_that_takes_nothing_says_since_when(client: FlaskClient, cast: Cast) -> None:
    subscription_id, delivery_id = cast.webhook()
    with cast.runtime.database.transaction() as session:
        informing.not_delivered(session, delivery_id, "It answered 500.", cast.now, status=500)
    sign_in(client, Role.ADMIN)
    assert "takes nothing" in client.get(PAGE).text
    assert "Nothing arrives there since" in client.get(f"{PAGE}/{subscription_id}").text
    with cast.runtime.database.transaction() as session:
        informing.delivered(session, delivery_id, 204, cast.now)
    assert "takes nothing" not in client.get(PAGE).text
    assert "Nothing arrives there since" not in client.get(f"{PAGE}/{subscription_id}").text
