"""An “@” and a name speak to somebody; what is no name of theirs is said, and an address is none."""

from __future__ import annotations

import pytest

from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.mention import mentioned

NAMES = {
    1: "Sam Sorensen",
    2: "Mona Marsh",
    3: "Mona Lind",
    4: "Jo",
    5: "Jo Ann Bell",
    6: "Zoë O’Hara",
    7: "A. (Al) Roe",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no name at all", ()),
        ("@Sam Sorensen, please look", (1,)),
        ("@sam: please look", (1,)),
        ("Ask @SAM SORENSEN and @Mona Marsh. @Sam, thanks", (1, 2)),
        ("@Jo Ann Bell knows", (5,)),
        ("@Jo knows", (4,)),
        ("@Zoë O’Hara's", (6,)),
        ("@A. (Al) Roe", (7,)),
        ("write to jo@example.com, 2 @ 5 euros, @", ()),
        ("(@Sam)", (1,)),
        ("@@Sam", ()),
    ],
)
def test_who_is_meant(text: str, found: tuple[int, ...]) -> None:
    assert mentioned(text, NAMES) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("@Peter, look", "Nobody who can read this is called “@Peter”."),
        ("@Samuel", "Nobody who can read this is called “@Samuel”."),
        ("@Mona", "Several people are called “@Mona”. Write the whole name"),
        ("@Sam and @nobody", "called “@nobody”"),
    ],
)
def test_who_cannot_be_meant(text: str, said: str) -> None:
    refused = mentioned(text, NAMES)
    assert isinstance(refused, Refusal)
    assert said in refused.sentence


def test_two_of_one_name_are_several() -> None:
    refused = mentioned("@Mona Marsh", {1: "Mona Marsh", 2: "Mona Marsh"})
    assert isinstance(refused, Refusal)
    assert "Several people are called “@Mona”" in refused.sentence
