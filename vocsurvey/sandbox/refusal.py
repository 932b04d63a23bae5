"""What the API says when it will not do something: Twilio's error codes and the shape of their bodies."""

from dataclasses import dataclass

AUTHENTICATE = 20003
METHOD_NOT_ALLOWED = 20004
BAD_PARAMETER = 20001
NOT_COMPLETE = 20009
NOT_FOUND = 20404
TOO_MANY_REQUESTS = 20429
INTERNAL_ERROR = 20500
TO_MISSING = 21201
INVALID_URL = 21205
FROM_NOT_VERIFIED = 21210
INVALID_TO = 21211
INVALID_FROM = 21212
FROM_MISSING = 21213
CALL_STATE = 21220
FALLBACK_WITHOUT_URL = 21405
STATUS_CALLBACK_INVALID = 21609


@dataclass(frozen=True)
class Refusal:
    """An error answer: Twilio's code, one sentence, and the HTTP status."""

    code: int
    message: str
    status: int = 400

    def body(self) -> dict[str, object]:
        """The JSON body, in the shape that every Twilio error has."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


# Twilio's words for what can be wrong with an account, and the HTTP status that they come with.
TROUBLES = {
    10001: ("Account is not active", 401),
    20003: ("Authenticate", 401),
    20005: ("Account not active", 403),
    21210: ("The source phone number provided is not yet verified for your account.", 400),
    21215: ("Account not authorized to call that number.", 400),
    21216: ("Account not allowed to call that number.", 403),
    22005: ("The queue of calls of this account is full.", 400),
}


def trouble(code: int) -> Refusal:
    """What the account is in. Raises KeyError for a code that is none of ``TROUBLES``."""
    message, status = TROUBLES[code]
    return Refusal(code, message, status)


def unauthenticated() -> Refusal:
    """No credentials, or wrong ones."""
    return Refusal(AUTHENTICATE, "Authenticate", 401)


def not_found(path: str) -> Refusal:
    """No such resource in this account."""
    return Refusal(NOT_FOUND, f"The requested resource {path} was not found", 404)


def method_not_allowed(method: str) -> Refusal:
    """The path exists, and not with this method."""
    return Refusal(METHOD_NOT_ALLOWED, f"Method {method} is not allowed on this resource", 405)


def too_many_requests() -> Refusal:
    """Not processed: safe to send again later."""
    return Refusal(TOO_MANY_REQUESTS, "Too Many Requests", 429)


def internal_error() -> Refusal:
    """Whether the request was processed cannot be known from this answer."""
    return Refusal(INTERNAL_ERROR, "An internal server error has occurred", 500)
