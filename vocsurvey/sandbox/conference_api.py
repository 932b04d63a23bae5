"""Conferences and those who sit in them, in the REST API.

Source of the parameters: Twilio's OpenAPI description of api.v2010 (Apache-2.0), operations on Conference and
Participant. A participant is in the list only while the conference goes on and they sit in it.
"""

from collections.abc import Mapping

from aiohttp import web

from vocsurvey.sandbox import refusal
from vocsurvey.sandbox.call import API_VERSION
from vocsurvey.sandbox.carrier import Carrier
from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.listing import fits_moment, page_of
from vocsurvey.sandbox.order import endpoint_of, idle
from vocsurvey.sandbox.pace import rfc_2822
from vocsurvey.sandbox.parameters import PAGING, Check, first_fault, is_method, is_moment, one_of
from vocsurvey.sandbox.refusal import Refusal
from vocsurvey.sandbox.room import UPDATED, Room, Seat

_CONFERENCES = f"/{API_VERSION}/Accounts/{{account}}/Conferences"
_ROOM = f"{_CONFERENCES}/{{room}}"


def _anything(value: str) -> str | None:
    return None


_TRUE_FALSE = one_of("true", "false")
LIST: Mapping[str, Check] = {
    **PAGING,
    **{name + sign: is_moment for name in ("DateCreated", "DateUpdated") for sign in ("", "<", ">")},
    "FriendlyName": _anything,
    "Status": one_of("init", "in-progress", "completed"),
}
SEATS: Mapping[str, Check] = {**PAGING, **dict.fromkeys(("Muted", "Hold", "Coaching"), _TRUE_FALSE)}
UPDATE: Mapping[str, Check] = {
    "Status": one_of("completed"),
    "AnnounceUrl": _anything,
    "AnnounceMethod": is_method,
}
UPDATE_SEAT: Mapping[str, Check] = {
    **dict.fromkeys(("Muted", "Hold", "EndConferenceOnExit", "Coaching"), _TRUE_FALSE),
    **dict.fromkeys(("HoldUrl", "AnnounceUrl", "CallSidToCoach"), _anything),
    **dict.fromkeys(("HoldMethod", "AnnounceMethod"), is_method),
    **dict.fromkeys(("WaitUrl", "WaitMethod", "BeepOnExit"), _anything),
}
NOT_OFFERED = ("WaitUrl", "WaitMethod", "BeepOnExit")
"""Known to Twilio and refused here by name, so that nobody believes that they work."""


def _refused(reason: Refusal) -> web.Response:
    return web.json_response(reason.body(), status=reason.status)


class ConferenceApi:
    """The endpoints."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self._rooms = carrier.rooms

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get(f"{_CONFERENCES}.json", self._list)
        app.router.add_get(f"{_ROOM}.json", self._fetch)
        app.router.add_post(f"{_ROOM}.json", self._update)
        app.router.add_get(f"{_ROOM}/Participants.json", self._list_seats)
        app.router.add_get(f"{_ROOM}/Participants/{{seat}}.json", self._fetch_seat)
        app.router.add_post(f"{_ROOM}/Participants/{{seat}}.json", self._update_seat)
        app.router.add_delete(f"{_ROOM}/Participants/{{seat}}.json", self._remove)

    # who is meant

    def _room(self, request: web.Request) -> Room:
        room = self._rooms.all.get(request.match_info["room"])
        if room is None:
            raise web.HTTPNotFound
        return room

    def _seat(self, request: web.Request) -> Seat:
        seat = self._room(request).find(request.match_info["seat"])
        if seat is None:
            raise web.HTTPNotFound
        return seat

    async def _form(self, request: web.Request, known: Mapping[str, Check]) -> dict[str, str] | Refusal:
        if request.content_type != "application/x-www-form-urlencoded":
            return Refusal(refusal.BAD_PARAMETER, "The content type must be application/x-www-form-urlencoded")
        pairs = [(name, str(value)) for name, value in (await request.post()).items()]
        return first_fault(pairs, known) or dict(pairs)

    # rooms

    async def _list(self, request: web.Request) -> web.Response:
        pairs = list(request.query.items())
        if (fault := first_fault(pairs, LIST)) is not None:
            return _refused(fault)
        query = dict(pairs)
        items = [(one.sid, self._shown(one)) for one in reversed(self._rooms.all.values()) if _fits(one, query)]
        longest = self._carrier.configuration.longest_page
        return web.json_response(page_of(items, "conferences", request.path, query, longest))

    async def _fetch(self, request: web.Request) -> web.Response:
        return web.json_response(self._shown(self._room(request)))

    async def _update(self, request: web.Request) -> web.Response:
        room = self._room(request)
        form = await self._form(request, UPDATE)
        if isinstance(form, Refusal):
            return _refused(form)
        if fault := idle(form, [("AnnounceMethod", "AnnounceUrl")]):
            return _refused(fault)
        page = endpoint_of(form, "AnnounceUrl", "AnnounceMethod")
        if isinstance(page, Refusal):
            return _refused(page)
        if "Status" in form:
            self._rooms.end(room)
        if page is not None:
            self._carrier.announce_in(room, page, None)
        return web.json_response(self._shown(room))

    # those in them

    async def _list_seats(self, request: web.Request) -> web.Response:
        room, pairs = self._room(request), list(request.query.items())
        if (fault := first_fault(pairs, SEATS)) is not None:
            return _refused(fault)
        query = dict(pairs)
        fitting = [one for one in room.seats.values() if _seat_fits(one, query)]
        items = [(one.call.sid, self._shown_seat(one)) for one in fitting]
        longest = self._carrier.configuration.longest_page
        return web.json_response(page_of(items, "participants", request.path, query, longest))

    async def _fetch_seat(self, request: web.Request) -> web.Response:
        return web.json_response(self._shown_seat(self._seat(request)))

    async def _update_seat(self, request: web.Request) -> web.Response:
        seat = self._seat(request)
        form = await self._form(request, UPDATE_SEAT)
        if isinstance(form, Refusal):
            return _refused(form)
        if (fault := _seat_fault(form, seat)) is not None:
            return _refused(fault)
        pages = [endpoint_of(form, f"{one}Url", f"{one}Method") for one in ("Hold", "Announce")]
        for page in pages:
            if isinstance(page, Refusal):
                return _refused(page)
        hold, announce = (page if isinstance(page, Endpoint) else None for page in pages)
        if "Muted" in form:
            self._rooms.mute(seat, form["Muted"] == "true")
        if "Hold" in form:
            self._rooms.hold(seat, form["Hold"] == "true", hold)
        ends = form["EndConferenceOnExit"] == "true" if "EndConferenceOnExit" in form else None
        coached = "" if form.get("Coaching") == "false" else form.get("CallSidToCoach")
        self._rooms.modify(seat, ends=ends, coached=coached)
        if announce is not None:
            self._carrier.announce_in(seat.room, announce, seat)
        return web.json_response(self._shown_seat(seat))

    async def _remove(self, request: web.Request) -> web.Response:
        self._rooms.leave(self._seat(request), UPDATED, kicked=True)
        return web.Response(status=204)

    # as they are shown

    def _shown(self, room: Room) -> dict[str, object]:
        uri = f"/{API_VERSION}/Accounts/{self._rooms.account_sid}/Conferences/{room.sid}"
        return {
            "sid": room.sid,
            "account_sid": self._rooms.account_sid,
            "friendly_name": room.name,
            "status": room.status,
            "region": "us1",
            "api_version": API_VERSION,
            "date_created": rfc_2822(room.created_at),
            "date_updated": rfc_2822(room.updated_at),
            "reason_conference_ended": room.reason,
            "call_sid_ending_conference": room.ended_by,
            "uri": f"{uri}.json",
            "subresource_uris": {"participants": f"{uri}/Participants.json", "recordings": f"{uri}/Recordings.json"},
        }

    def _shown_seat(self, seat: Seat) -> dict[str, object]:
        uri = f"/{API_VERSION}/Accounts/{self._rooms.account_sid}/Conferences/{seat.room.sid}/Participants"
        return {
            "account_sid": self._rooms.account_sid,
            "conference_sid": seat.room.sid,
            "call_sid": seat.call.sid,
            "label": seat.label or None,
            "status": "connected",
            "muted": seat.muted,
            "hold": seat.held,
            "coaching": seat.coaching,
            "call_sid_to_coach": seat.coached or None,
            "start_conference_on_enter": seat.starts,
            "end_conference_on_exit": seat.ends,
            "queue_time": None,
            "date_created": rfc_2822(seat.at),
            "date_updated": rfc_2822(seat.at),
            "uri": f"{uri}/{seat.call.sid}.json",
        }


def _fits(room: Room, query: Mapping[str, str]) -> bool:
    plain = {"FriendlyName": room.name, "Status": room.status}
    moments = {"DateCreated": room.created_at, "DateUpdated": room.updated_at}
    return all(query.get(name, value) == value for name, value in plain.items()) and all(
        fits_moment(moment, sign, query[name + sign])
        for name, moment in moments.items()
        for sign in ("", "<", ">")
        if name + sign in query
    )


def _seat_fits(seat: Seat, query: Mapping[str, str]) -> bool:
    shown = {"Muted": seat.muted, "Hold": seat.held, "Coaching": seat.coaching}
    return all(query[name] == str(value).lower() for name, value in shown.items() if name in query)


def _seat_fault(form: Mapping[str, str], seat: Seat) -> Refusal | None:
    for name in NOT_OFFERED:
        if name in form:
            return Refusal(refusal.BAD_PARAMETER, f"{name} is not offered by this carrier")
    needs = (("HoldMethod", "HoldUrl"), ("HoldUrl", "Hold"), ("AnnounceMethod", "AnnounceUrl"))
    if (fault := idle(form, needs)) is not None:
        return fault
    if form.get("Coaching") == "true" and "CallSidToCoach" not in form:
        return Refusal(refusal.BAD_PARAMETER, "Coaching needs CallSidToCoach")
    if form.get("CallSidToCoach", seat.call.sid) not in seat.room.seats:
        return Refusal(refusal.BAD_PARAMETER, "CallSidToCoach is the call of nobody in this conference")
    return None
