"""The account's one application, in the REST API: what phones in a browser call. It is read and never changed here."""

from aiohttp import web

from vocsurvey.sandbox.call import API_VERSION
from vocsurvey.sandbox.configuration import Configuration


class ApplicationApi:
    """The endpoint."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration

    def add_to(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get(f"/{API_VERSION}/Accounts/{{account}}/Applications/{{sid}}.json", self._fetch)

    async def _fetch(self, request: web.Request) -> web.Response:
        ours = self._configuration
        if request.match_info["sid"] != ours.application_sid or ours.application_url is None:
            raise web.HTTPNotFound
        return web.json_response(
            {
                "sid": ours.application_sid,
                "account_sid": ours.account_sid,
                "api_version": API_VERSION,
                "friendly_name": "Phones in a browser",
                "voice_url": ours.application_url,
                "voice_method": "POST",
                "voice_fallback_url": None,
                "voice_fallback_method": "POST",
                "status_callback": ours.application_status_url,
                "status_callback_method": "POST",
                "uri": f"/{API_VERSION}/Accounts/{ours.account_sid}/Applications/{ours.application_sid}.json",
            }
        )
