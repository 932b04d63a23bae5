"""The strict reader of TwiML: what is understood, and the many ways to be refused."""

import pytest
from carrier_house import twiml
from twilio.twiml.voice_response import Gather as SdkGather
from twilio.twiml.voice_response import VoiceResponse

from vocsurvey.sandbox.twiml import LARGEST, Document, Unreadable, read_answer, read_twiml
from vocsurvey.sandbox.verbs import Gather, Hangup, Pause, Play, Record, Redirect, Say


def read(inside: str) -> Document | Unreadable:
    return read_twiml(twiml(inside).encode())


def test_what_the_sdk_writes_is_understood() -> None:
    response = VoiceResponse()
    gather = SdkGather(
        input="dtmf speech", num_digits=2, timeout=3, finish_on_key="#", action="/turn?x=1&y=2", method="POST",
        action_on_empty_result=True, barge_in=False, language="de-DE", hints="ja, nein", speech_timeout="3",
        speech_model="phone_call", enhanced=True, profanity_filter=False,
    )  # fmt: skip
    gather.say("Für ja drücken Sie die 1.", voice="Polly.Vicki", language="de-DE")
    gather.pause(length=2)
    gather.play("https://example.com/a.mp3")
    response.append(gather)
    response.say("Bye", voice="alice")
    response.redirect("/again", method="GET")
    response.hangup()
    document = read_twiml(str(response).encode())
    assert document == Document(
        (
            Gather(
                prompts=(
                    Say("Für ja drücken Sie die 1.", "de-DE"),
                    Pause(2),
                    Play("https://example.com/a.mp3"),
                ),
                inputs=frozenset({"dtmf", "speech"}),
                action="/turn?x=1&y=2",
                timeout=3.0,
                num_digits=2,
                action_on_empty=True,
                barge_in=False,
                language="de-DE",
                speech_timeout=3.0,
            ),
            Say("Bye", "en-US"),
            Redirect("/again", "GET"),
            Hangup(),
        )
    )


@pytest.mark.parametrize(
    ("inside", "verb"),
    [
        ("<Pause/>", Pause(1)),
        ("<Say>One\n   <break time='200ms'/>two <emphasis level='strong'>three</emphasis></Say>", "One two three"),
        ("<Say><prosody rate='slow'><lang xml:lang='fr-FR'>Bonjour</lang></prosody></Say>", "Bonjour"),
        ("<Say voice='Polly.Joanna-Neural'>Hi</Say>", Say("Hi", "en-US")),
        ("<Say voice='Google.fr-FR-Standard-A'>Salut</Say>", Say("Salut", "fr-FR")),
        ("<Say language='es-ES' loop='0'>Hola</Say>", Say("Hola", "es-ES", 0)),
        ("<Play digits='12w#'/>", Play("", "12w#")),
        ("<Gather finishOnKey=''/>", Gather(finish_on_key="")),
        ("<Gather finishOnKey='*' speechTimeout='auto'/>", Gather(finish_on_key="*")),
        ("<Record maxLength='30' finishOnKey='#' timeout='3'/>", Record(None, "POST", 30.0, "#", 3.0)),
        ("<Reject reason='busy'/>", Hangup()),
        ("<!-- a comment --><Hangup/>", Hangup()),
    ],
)
def test_verbs_are_understood(inside: str, verb: object) -> None:
    document = read(inside)
    assert isinstance(document, Document), document
    found = document.verbs[0]
    assert (found.text if isinstance(verb, str) and isinstance(found, Say) else found) == verb


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<Sing>La</Sing>", "no verb <Sing>"),
        ("<say>Hi</say>", "no verb <say>"),
        ("<Response/>", "cannot be nested"),
        ("<Dial>+12025550101</Dial>", "<Dial> of a number is not offered here"),
        ("<Enqueue>support</Enqueue>", "not offered here"),
        ("<Connect><Stream url='wss://x'/></Connect>", "not offered here"),
        ("Hello", "must not contain text"),
        ("<Pause/>Hello", "must not contain text"),
        ("<Hangup>now</Hangup>", "must not contain text"),
        ("<Gather>Press 1</Gather>", "must not contain text"),
        ("<Gather><Say>a</Say> or else</Gather>", "must not contain text"),
        ("<Say></Say>", "<Say> is empty"),
        ("<Say>  </Say>", "<Say> is empty"),
        ("<Redirect/>", "<Redirect> is empty"),
        ("<Redirect>a b</Redirect>", "space"),
        ("<Play/>", "neither a URL nor digits"),
        ("<Play>a b.mp3</Play>", "space"),
        ("<Play digits='x'/>", "wrong value for digits"),
        ("<Say lang='en'>Hi</Say>", "no attribute 'lang'"),
        ("<Say voice='Robert'>Hi</Say>", "no voice 'Robert'"),
        ("<Say voice='Polly.Nobody'>Hi</Say>", "no voice"),
        ("<Say voice='Polly.Vicki' language='en-US'>Hi</Say>", "speaks de-DE, not en-US"),
        ("<Say voice='Google.de-DE-Standard-A' language='fr-FR'>Hi</Say>", "speaks de-DE"),
        ("<Say language='german'>Hi</Say>", "wrong value for language"),
        ("<Say loop='-1'>Hi</Say>", "wrong value for loop"),
        ("<Say>" + "a" * 4097 + "</Say>", "more than 4096"),
        ("<Say voice='Polly.Joanna'>" + "a" * 3001 + "</Say>", "more than 3000"),
        ("<Say voice='Google.en-US-Standard-A'>" + "a" * 5001 + "</Say>", "more than 5000"),
        ("<Say>Hi <Pause/></Say>", "cannot be nested"),
        ("<Say><b>Hi</b></Say>", "no verb <b>"),
        ("<Say>Hi <break time='long'/></Say>", "wrong value for time"),
        ("<Pause length='0'/>", "wrong value for length"),
        ("<Pause length='1.5'/>", "wrong value for length"),
        ("<Gather numdigits='1'/>", "no attribute 'numdigits'"),
        ("<Gather num_digits='1'/>", "no attribute 'num_digits'"),
        ("<Gather numDigits='0'/>", "wrong value for numDigits"),
        ("<Gather numDigits='one'/>", "wrong value for numDigits"),
        ("<Gather timeout='3s'/>", "wrong value for timeout"),
        ("<Gather timeout='auto'/>", "wrong value for timeout"),
        ("<Gather finishOnKey='##'/>", "wrong value for finishOnKey"),
        ("<Gather input='keys'/>", "wrong value for input"),
        ("<Gather input='dtmf,speech'/>", "wrong value for input"),
        ("<Gather input=''/>", "wrong value for input"),
        ("<Gather method='post'/>", "wrong value for method"),
        ("<Gather action=''/>", "wrong value for action"),
        ("<Gather action='a b'/>", "wrong value for action"),
        ("<Gather bargeIn='yes'/>", "wrong value for bargeIn"),
        ("<Gather actionOnEmptyResult='True'/>", "wrong value for actionOnEmptyResult"),
        ("<Gather speechTimeout='0'/>", "wrong value for speechTimeout"),
        ("<Gather speechModel='best'/>", "wrong value for speechModel"),
        ("<Gather hints='" + "a," * 500 + "a'/>", "wrong value for hints"),
        ("<Gather hints='" + "a" * 101 + "'/>", "wrong value for hints"),
        ("<Gather><Gather/></Gather>", "cannot be nested"),
        ("<Gather><Hangup/></Gather>", "cannot be nested"),
        ("<Gather><Record/></Gather>", "cannot be nested"),
        ("<Record maxLength='0'/>", "wrong value for maxLength"),
        ("<Record finishOnKey='x'/>", "wrong value for finishOnKey"),
        ("<Record transcribe='true'/>", "transcribes only"),
        ("<Record playBeep='no'/>", "wrong value for playBeep"),
        ("<Reject reason='tired'/>", "wrong value for reason"),
        ("<Hangup reason='done'/>", "no attribute 'reason'"),
    ],
)
def test_a_document_that_is_not_understood_completely_is_refused(inside: str, words: str) -> None:
    document = read(inside)
    assert isinstance(document, Unreadable), document
    assert document.code == 12200
    assert words in document.message


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "XML declaration"),
        (b"<Response/>", "XML declaration"),
        (b" <?xml version='1.0'?><Response/>", "XML declaration"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Response/>", "XML declaration"),
        (b"<?xml version='1.0' encoding='latin-1'?><Response/>", "UTF-8"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><Response/>", "document type"),
        (b"<?xml version='1.0'?><Response>", "not well-formed"),
        (b"<?xml version='1.0'?><Response/><Response/>", "not well-formed"),
        (b"<?xml version='1.0'?><Response><Say>\xff</Say></Response>", "not well-formed"),
        (b"<?xml version='1.0'?><Response><Say>a & b</Say></Response>", "not well-formed"),
        (b"<?xml version='1.0'?><response/>", "not a <Response>"),
        (b"<?xml version='1.0'?><TwiML/>", "not a <Response>"),
        (b"<?xml version='1.0'?><Response>" + b" " * LARGEST + b"</Response>", "at most 65536"),
    ],
)
def test_a_document_that_is_no_twiml_is_refused(body: bytes, words: str) -> None:
    document = read_twiml(body)
    assert isinstance(document, Unreadable), document
    assert document.code == 12100
    assert words in document.message


@pytest.mark.parametrize("kind", ["text/xml", "text/xml; charset=utf-8", "TEXT/XML"])
def test_an_answer_must_be_text_xml(kind: str) -> None:
    assert read_answer(twiml("").encode(), {"Content-Type": kind}) == Document(())


def test_an_answer_of_another_kind_is_refused() -> None:
    for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/xml"}):
        document = read_answer(twiml("").encode(), headers)
        assert isinstance(document, Unreadable)
        assert document.code == 12300


def test_the_parameter_needs_no_declaration() -> None:
    assert read_twiml(b"<Response><Hangup/></Response>", declared=False) == Document((Hangup(),))
