"""The strict reading of <Dial>: of its nouns this carrier has <Conference>, and what would be ignored is refused."""

import xml.etree.ElementTree as ElementTree

from vocsurvey.sandbox.verbs import Conference, Dial

IDLE = ("answerOnBridge", "callReason", "callerId", "referMethod", "referUrl", "ringTone", "sequential", "timeout")
"""Attributes that are for phones which are rung; a conference rings nobody."""

_RECORDING = ("recordingStatusCallback", "recordingStatusCallbackEvent", "recordingStatusCallbackMethod", "trim")
_NEEDS = (
    ("statusCallbackEvent", "statusCallback"),
    ("statusCallback", "statusCallbackEvent"),
    ("statusCallbackMethod", "statusCallback"),
    ("waitMethod", "waitUrl"),
)
_KEPT = {"true", "record-from-start"}
_NOT_OFFERED = ("eventCallbackUrl", "recordingConfigurationId")


def dial_of(element: ElementTree.Element) -> Dial:
    """The verb. Raises ValueError with a sentence that says what is wrong, or what would be ignored."""
    if (element.text or "").strip() or len(element) != 1:
        raise ValueError("<Dial> of a number is not offered here; nest one <Conference>")
    for name in IDLE:
        if name in element.attrib:
            raise ValueError(f"<Dial> ignores {name} with a <Conference>")
    if "hangupOnStar" in element.attrib or element.get("record", "do-not-record") not in ("do-not-record", "false"):
        raise ValueError("<Dial> with hangupOnStar or record is not offered here")
    for name in (*_RECORDING, "recordingTrack"):
        if name in element.attrib:
            raise ValueError(f"<Dial> ignores {name} without record")
    if "method" in element.attrib and "action" not in element.attrib:
        raise ValueError("<Dial> ignores method without action")
    limit = float(element.get("timeLimit", "14400"))
    return Dial(_conference(element[0]), element.get("action"), element.get("method", "POST"), limit)


def _conference(element: ElementTree.Element) -> Conference:
    given = element.attrib
    name = (element.text or "").strip()
    if len(name) > 128:
        raise ValueError("<Conference> has a name of more than 128 characters")
    for one in _NOT_OFFERED:
        if one in given:
            raise ValueError(f"<Conference> with {one} is not offered here")
    if given.get("record") in _KEPT:
        raise ValueError("<Conference> with record is not offered here")
    for one in _RECORDING:
        if one in given:
            raise ValueError(f"<Conference> ignores {one} without record")
    for one, needed in _NEEDS:
        if one in given and needed not in given:
            raise ValueError(f"<Conference> ignores {one} without {needed}")
    return Conference(
        name=name,
        label=given.get("participantLabel", ""),
        muted=given.get("muted") == "true",
        starts=given.get("startConferenceOnEnter", "true") == "true",
        ends=given.get("endConferenceOnExit") == "true",
        wait_url=given.get("waitUrl"),
        wait_method=given.get("waitMethod", "POST"),
        most=int(given.get("maxParticipants", "250")),
        coach=given.get("coach", ""),
        callback=given.get("statusCallback"),
        callback_method=given.get("statusCallbackMethod", "POST"),
        callback_events=frozenset(given.get("statusCallbackEvent", "").split()),
    )
