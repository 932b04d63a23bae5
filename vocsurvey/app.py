"""create_app(runtime): the web application, put together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from vocsurvey.db.people import Role
from vocsurvey.runtime import Runtime
from vocsurvey.web import (
    account_team,
    accounts,
    admin,
    admin_chats,
    admin_person,
    advance_notice,
    agent,
    api_access,
    api_contacts,
    api_document,
    api_events,
    api_follow_ups,
    api_said,
    auth,
    bell,
    call_me,
    caller,
    caller_after,
    caller_colleague,
    caller_instead,
    caller_line,
    caller_own,
    caller_phone,
    caller_told,
    caller_turn,
    campaign_plans,
    campaign_terms,
    campaign_turns,
    campaign_words,
    carrier,
    carrier_comment,
    carrier_inbound,
    carrier_rooms,
    characters,
    coachings,
    comments,
    consents,
    contact_list_undo,
    contact_lists,
    contests,
    customer_success,
    desk_words,
    do_not_call,
    do_not_call_files,
    erasure,
    errors,
    events,
    follow_ups_together,
    headers,
    health,
    inquiries,
    lint_rules,
    loop,
    manager,
    password,
    problems,
    questionnaires,
    recordings,
    room,
    room_calls,
    room_reviews,
    room_sheet,
    start,
    webhooks,
    wiring,
    words,
)
from vocsurvey.web.authority import Action, may
from vocsurvey.web.forms import Press
from vocsurvey.web.limits import limiter, storage
from vocsurvey.web.visitor import known_visitor, remembered

LONGEST_SESSION = timedelta(hours=12)
LARGEST_REQUEST = 256 * 1024
PAGES = (
    auth,
    start,
    account_team,
    accounts,
    campaign_plans,
    campaign_terms,
    campaign_turns,
    events,
    contact_lists,
    contact_list_undo,
    do_not_call,
    do_not_call_files,
    consents,
    coachings,
    contests,
    erasure,
    customer_success,
    follow_ups_together,
    problems,
    manager,
    loop,
    questionnaires,
    lint_rules,
    call_me,
    caller,
    caller_after,
    caller_instead,
    caller_colleague,
    caller_line,
    caller_own,
    caller_phone,
    caller_told,
    caller_turn,
    room,
    room_calls,
    room_reviews,
    agent,
    admin,
    admin_chats,
    admin_person,
    inquiries,
    bell,
    password,
    health,
    recordings,
    comments,
    api_access,
    webhooks,
)
API = (api_contacts, api_events, api_follow_ups, api_said)


def create_app(runtime: Runtime) -> Flask:
    """The WSGI application over a runtime."""
    app = Flask("vocsurvey.web")
    app.config.update(_configuration(runtime))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    wiring.install(app, runtime)
    headers.install(app)
    errors.install(app)
    words.install(app)
    campaign_words.install(app)
    desk_words.install(app)
    room_sheet.install(app)
    app.context_processor(_on_every_page)
    sessions = LoginManager(app)
    sessions.session_protection = None  # it would end sessions of people whose address changes on the way
    sessions.user_loader(remembered)
    limiter.init_app(app)
    # Before the token against forgery is looked for, which reads the whole form.
    app.before_request(contact_lists.allow_a_file)
    app.before_request(do_not_call_files.allow_a_file)
    characters.install(app)
    csrf = CSRFProtect(app)
    for module in PAGES:
        app.register_blueprint(module.blueprint)
    for door in (carrier, carrier_comment, carrier_inbound, carrier_rooms, advance_notice, *API):
        app.register_blueprint(door.blueprint)
        csrf.exempt(door.blueprint)
    api_document.install(app)
    return app


def _configuration(runtime: Runtime) -> dict[str, Any]:
    carrier_account = runtime.settings.carrier
    over_tls = carrier_account is not None and carrier_account.public_url.startswith("https://")
    return {
        "SECRET_KEY": runtime.secret_key,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "PERMANENT_SESSION_LIFETIME": LONGEST_SESSION,
        "SESSION_COOKIE_NAME": "vocsurvey",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": over_tls,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A form may stay open as long as the session in which it was opened.
        "WTF_CSRF_TIME_LIMIT": None,
        # Browsers send no Referer from a page that asks them not to; the token alone proves where a form came from.
        "WTF_CSRF_SSL_STRICT": False,
        "RATELIMIT_STORAGE_URI": storage(runtime.settings.redis_url),
        "RATELIMIT_KEY_PREFIX": "vocsurvey",
    }


def _on_every_page() -> dict[str, Any]:
    """What the frame of every page needs: who is there, what they may do, and what is new to them."""
    person = known_visitor()

    def allowed(action: str) -> bool:
        return person is not None and may(person, Action(action))

    return {
        "me": person,
        "allowed": allowed,
        "new_notices": bell.new_notices,
        "gate_now": admin.gate_now,
        "phone_here": caller_phone.phone_here,
        "out": lambda: Press(formdata=None),
        "Role": Role,
    }
