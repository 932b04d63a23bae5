"""Phrases for the frame of an interview, short and in one language: these tests are not about words."""

from __future__ import annotations

from typing import Any

FRAME: dict[str, Any] = {
    "resumption": {
        "ask": "This is {company.name}, once more for {contact.name}. Shall we go on?",
        "keys": "To go on, press 1. To pass the phone on, press 2. If not now, press 3.",
        "answers": ("go on", "I will pass the phone on", "not now"),
    },
    "right_person": {
        "ask": "This is {company.name}. Is that {contact.name}?",
        "keys": "If you are, press 1. To pass the phone on, press 2. If that is not possible, press 3.",
        "answers": ["I am", "I will pass it on", "not possible"],
    },
    "fetched": "Thank you, I will wait.",
    "when": {
        "ask": "When may we call?",
        "keys": "In an hour, press 1. Tomorrow morning, press 2. Another time, press 3. If you are not the person, 4.",
        "answers": ["in an hour", "tomorrow morning", "another time", "I am not {contact.name}"],
    },
    "day": {"ask": "Which day?", "keys": "These are the next days."},
    "hour": {"ask": "At what hour?", "keys": "From {low} to {high}, then hash."},
    "not_then": "We cannot call then.",
    "call_back": "We will call you {call_back.at}. Goodbye.",
    "who": {
        "ask": "Who is it?",
        "keys": "If {contact.name} has left, press 1. If this is the wrong number, press 2.",
        "answers": ["has left", "wrong number"],
    },
    "successor": {"ask": "Whom should we ask for instead?", "keys": "Say the name, or press hash."},
    "offer": {"ask": "Shall I connect you?", "keys": "For yes, press 1. For no, press 2."},
    "corrected": "Thank you, we will put that right. Goodbye.",
    "switch_key": "For this language, press {key}.",
    "alarms": {"safety": ["injur"], "legal": ["lawyer"], "leaving": ["cancel"]},
}
