"""The quick reading of a line against the thorough one, and the sieve that says who may stand twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.cell import LONGEST_CELL
from vocsurvey.fieldwork.contact_line import read_line
from vocsurvey.fieldwork.plain_line import PlainLines
from vocsurvey.fieldwork.sieve import Sieve
from vocsurvey.fieldwork.spellings import REQUIRED

CELLS = {
    "account_id": ("A1", " A2 ", "", "x" * 201),
    "account": ("Alder", "Al\x07der", "x" * 200),
    "account_country": ("GB", "germany", "DE", "Atlantis", ""),
    "contact_name": ("Anna", "Ann\u202ea", "Zoë", ""),
    "phone": (
        *("020 7946 0123", "+49 30 23125 001", "+49 30 23125 001 ext 5", "0151 23456789", "12", "4930231250.0", ""),
        *("0900 1234567", "+1 202 555 0101; +1 202 555 0102"),
    ),
    "extension": ("", "12", "12.0", "x"),
    "contact_id": ("", "C1", "C" * 181),
    "zone": ("", "Europe/Berlin", "Mars"),
    "yearly_value": ("", "120000", "1,000.50", "much"),
    "automated_voice_consent": ("", "yes", "no", "perhaps"),
    "touchpoint_id": ("", "T1"),
    "touchpoint_kind": ("", "order", "party"),
    "email": ("", "Nell@QUINCE.example", "nell"),
    "subdivision": ("", "BY", "DE-BY", "England", "Atlantis"),
    "preferred_time": ("", "morning", "mon-fri 9-12", "soon"),
    "opened_at": ("", "2026-03-31 14:05", "2026-03-31T14:05+02:00", "soon"),
    "closed_at": ("", "2026-03-30T14:05+02:00", "2026-04-01"),
}


@st.composite
def lists(draw: st.DrawFn) -> tuple[list[str | None], list[list[str]]]:
    """A header and lines below it, mostly good."""
    others = draw(st.lists(st.sampled_from([name for name in CELLS if name not in REQUIRED]), unique=True))
    names: list[str | None] = draw(st.permutations([*REQUIRED, *others, None]))

    def cell(name: str | None) -> st.SearchStrategy[str]:
        known = CELLS.get(name or "", ("left out",))
        return st.one_of(st.just(known[0]), st.sampled_from(known))

    return names, draw(st.lists(st.tuples(*map(cell, names)).map(list), min_size=1, max_size=4))


@given(lists())
def test_what_it_reads_the_thorough_reading_reads_so_too(given: tuple[list[str | None], list[list[str]]]) -> None:
    names, lines = given
    plain = PlainLines(names)
    numbers = range(7, 7 + len(lines))
    for _ in range(2):  # what cells said is remembered
        rows = plain.read(numbers, lines)
        assert len(rows) == len(lines)
        for number, cells, row in zip(numbers, lines, rows, strict=True):
            assert row is None or (row, []) == read_line(number, names, cells)


def test_one_odd_line_leaves_the_others_as_they_are() -> None:
    names = [*REQUIRED, "contact_id", "email"]
    good = ["A1", "Alder", "GB", "Anna", "020 7946 0123", "C1", "anna@alder.example"]
    odd = [
        [*good[:place], worse, *good[place + 1 :]]
        for place, worse in enumerate(("", "Al\x07der", "Atlantis", "A" * (LONGEST_CELL + 1), "12", "C" * 181, "anna"))
    ]
    rows = PlainLines(names).read(range(2, 10), [good, *odd])
    assert [row is None for row in rows] == [False] + [True] * 7
    assert (rows[0], []) == read_line(2, names, good)


def test_usual_lines_are_read_quickly() -> None:
    names = [*REQUIRED, "contact_id", "zone", "extension", "opened_at", "closed_at", "touchpoint_id", "touchpoint_kind"]
    cells = ["A1", "Alder", "GB", "Anna", "020 7946 0123", "", "Europe/London", "7", "2026-03-30", "2026-03-31 12:00"]
    row = PlainLines(names).read([2], [[*cells, "T1", "order"]])[0]
    assert row is not None
    assert (row.contact_id, row.line.extension) == ("tel:+442079460123;ext=7", "7")
    assert (row, []) == read_line(2, names, [*cells, "T1", "order"])
    assert PlainLines(names).read([2], [[*cells, "T1", ""]]) == [None]
    without_kind = PlainLines(names[:-1])
    assert without_kind.read([2], [[*cells, "T1"]]) == [None]
    assert without_kind.read([2], [[*cells, ""]]) != [None]
    parts = PlainLines([*REQUIRED, "subdivision"])
    assert parts.read([2], [[*cells[:5], "Bayern"]]) == [None]
    assert getattr(parts.read([2], [[*cells[:5], "England"]])[0], "subdivision", None) == "ENG"


def test_what_is_too_long_for_an_id_is_left_to_the_thorough_reading() -> None:
    names = [*REQUIRED, "contact_id", "yearly_value"]
    plain = PlainLines(names)
    for value in range(5_000):  # more than what is remembered of a column
        row = plain.read([2], [["A1", "Alder", "GB", "Anna", "020 7946 0123", "C1", str(value)]])[0]
        assert row is not None
        assert row.yearly_value == value
    assert plain.read([2], [["A1", "Alder", "GB", "Anna", "020 7946 0123", "C" * 181, ""]]) == [None]


def test_the_sieve_knows_what_it_was_given_and_little_else() -> None:
    sieve = Sieve()
    added = [hash(("person", number)) for number in range(5_000)]
    sieve.add(added)
    assert sieve.seen(added) == list(range(5_000))
    assert len(sieve.seen([hash(("other", number)) for number in range(5_000)])) < 10
