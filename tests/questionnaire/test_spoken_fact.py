"""Names and subjects as lists and help desks write them, and as they are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.questionnaire.spoken_fact import MOST_WORDS, first_name, spoken_name, spoken_subject, told


@pytest.mark.parametrize(
    ("written", "said", "first"),
    [
        ("Ann Lee", "Ann Lee", "Ann"),
        ("  Ann \n Lee ", "Ann Lee", "Ann"),
        ("Weber, Anna", "Anna Weber", "Anna"),
        ("WEBER, ANNA", "Anna Weber", "Anna"),
        ("Weber, Dr. Anna", "Dr. Anna Weber", "Anna"),
        ("ANNE-MARIE O'BRIEN", "Anne-Marie O'Brien", "Anne-Marie"),
        ("José ÁLVAREZ", "José ÁLVAREZ", "José"),
        ("Anna Weber (Purchasing)", "Anna Weber", "Anna"),
        ("Anna Weber (she/her)", "Anna Weber", "Anna"),
        ("Martin Luther King, Jr.", "Martin Luther King, Jr.", "Martin"),
        ("Anna Weber, PhD", "Anna Weber, PhD", "Anna"),
        ("Anna Weber, M.Sc., MBA", "Anna Weber, M.Sc., MBA", "Anna"),
        ("Dr. Anna Weber", "Dr. Anna Weber", "Anna"),
        ("Prof. Dr. med. Jonas Klein", "Prof. Dr. med. Jonas Klein", "Jonas"),
        ("Dr. rer. nat. h. c. Eva Roth", "Dr. rer. nat. h. c. Eva Roth", "Eva"),
        ("Mrs Smith", "Mrs Smith", None),
        ("Herr Weber", "Herr Weber", None),
        ("Mme Dupont", "Mme Dupont", None),
        ("M. Jean Dupont", "M. Jean Dupont", "Jean"),
        ("Sra. Ana García", "Sra. Ana García", "Ana"),
        ("J. Weber", "J. Weber", None),
        ("J Weber", "J Weber", None),
        ("Chr. Weber", "Chr. Weber", None),
        ("Phil Collins", "Phil Collins", "Phil"),
        ("Nat Cole", "Nat Cole", "Nat"),
        ("Nan Goldin", "Nan Goldin", "Nan"),
        ("Don Draper", "Don Draper", "Don"),
        ("Cher", "Cher", "Cher"),
        ("IBM", "IBM", "IBM"),
        ("李小龍", "李小龍", "李小龍"),
        ("None", None, None),
        ("null", None, None),
        ("-", None, None),
        (" ", None, None),
        ("Dr.", "Dr.", None),
    ],
)
def test_a_name_as_one_says_it(written: str, said: str | None, first: str | None) -> None:
    assert (spoken_name(written), first_name(written)) == (said, first)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("the label printer", "the label printer"),
        ("Re: AW: Fwd: Label printer", "Label printer"),
        ("RE[2]: [EXTERNAL] Label printer!!!", "Label printer"),
        ("[JIRA] (ABC-12) Printer", "(ABC-12) Printer"),
        ("#4711", "4711"),
        ("Invoice 1,200.50 EUR", "Invoice 1,200.50 EUR"),
        ("WG: Rechnung über 1.200,50 €", "Rechnung über 1.200,50 €"),
        ("“TR : imprimante”", "“TR : imprimante”"),
        ("Relaunch: the new site", "Relaunch: the new site"),
        (" ".join(["word"] * MOST_WORDS), " ".join(["word"] * MOST_WORDS)),
        (" ".join(["word"] * (MOST_WORDS + 1)), None),
        ("see https://example.com/a", None),
        ("mail from ann@example.com", None),
        ("nan", None),
        ("#N/A", None),
        ("RE:", None),
        ("???", None),
    ],
)
def test_a_subject_as_one_says_it(written: str, said: str | None) -> None:
    assert spoken_subject(written) == said


@given(st.text(max_size=60))
def test_what_is_said_is_one_line_with_something_in_it(text: str) -> None:
    for said in (told(text), spoken_name(text), spoken_subject(text)):
        assert said is None or (said == " ".join(said.split()) and any(letter.isalnum() for letter in said))
    first = first_name(text)
    assert first is None or first in (spoken_name(text) or "")
