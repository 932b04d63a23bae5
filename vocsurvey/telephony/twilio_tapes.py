"""Recording a call that goes on, at Twilio: on the customer's own call, because a conference cannot be told to begin.

https://www.twilio.com/docs/voice/api/recording#create-a-recording-resource
"""

from __future__ import annotations

import re
from typing import Any

from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.rest import Client

from vocsurvey.telephony.recorded import RECORDING_SID
from vocsurvey.telephony.tape import Records, RecordsNot
from vocsurvey.telephony.transport import BrokenError, NotSentError, TooManyError
from vocsurvey.telephony.url import CarrierUrls

CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}", re.ASCII)
CURRENT = "Twilio.CURRENT"
"""The carrier's word for whatever a call is recorded to now."""
EVENTS = ("in-progress", "completed", "absent")
_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RuntimeError)


class TwilioTapes:
    """Implements ``Tapes`` over the carrier's own client."""

    def __init__(self, client: Client, urls: CarrierUrls) -> None:
        self._client = client
        self._urls = urls

    def start(self, carrier_sid: str, token: str) -> Records | RecordsNot:
        """One POST; both directions on one channel."""
        if not CALL_SID.fullmatch(carrier_sid):
            return RecordsNot("There is no such call.", sure=True)
        try:
            made = self._client.calls(carrier_sid).recordings.create(
                recording_status_callback=self._urls.tape(token),
                recording_status_callback_method="POST",
                recording_status_callback_event=list(EVENTS),
                recording_channels="mono",
                recording_track="both",
            )
        except (NotSentError, TooManyError):
            return RecordsNot("The telephone company could not be asked to record.", sure=True)
        except BrokenError as error:
            return RecordsNot(str(error), sure=False)
        except (TwilioRestException, TwilioServiceException) as error:
            return RecordsNot(f"The telephone company refused to record (HTTP {error.status}).", sure=True)
        except _UNREADABLE:
            return RecordsNot("The telephone company's answer could not be read.", sure=False)
        sid = str(made.sid)
        named = RECORDING_SID.fullmatch(sid) is not None
        return Records(sid) if named else RecordsNot("The telephone company's answer names no recording.", sure=False)

    def stop(self, carrier_sid: str) -> bool:
        """Not found: nothing is recorded, or the call is over."""
        if not CALL_SID.fullmatch(carrier_sid):
            return False
        try:
            running: Any = self._client.calls(carrier_sid).recordings(CURRENT)
            running.update(status="stopped")
        except (TwilioRestException, TwilioServiceException) as error:
            return bool(error.status == 404)
        except (NotSentError, TooManyError, BrokenError):
            return False
        except _UNREADABLE:
            return True  # stopped, as the status says, and only the view of it cannot be read
        return True
