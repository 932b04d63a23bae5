"""The header of a contact list: usual spellings in four languages, and what a person says of it."""

from __future__ import annotations

import pytest

from vocsurvey.fieldwork.columns import COLUMNS, LEFT_OUT, OPTIONAL, REQUIRED, delimiter_of, read_header
from vocsurvey.fieldwork.spellings import KNOWN, plain

GERMAN = [
    "Kd.-Nr.",
    "Firma",
    "Land",
    "Ansprechpartner",
    "Telefonnummer",
    "Durchwahl",
    "Sprache",
    "Zeitzone",
    "Betreff",
    "Geschlossen am",
]
FRENCH = [
    "N° client",
    "Raison sociale",
    "Pays",
    "Nom et prénom",
    "Téléphone",
    "Poste",
    "Langue",
    "Fuseau horaire",
    "Objet",
    "Clos le",
]
SPANISH = [
    "N.º cliente",
    "Razón social",
    "País",
    "Nombre completo",
    "Teléfono",
    "Extensión",
    "Idioma",
    "Zona horaria",
    "Asunto",
    "Cerrado el",
]
MEANT = (*REQUIRED, "extension", "language", "zone", "touchpoint_subject", "closed_at")


def test_every_column_is_known_by_its_own_name() -> None:
    header = read_header(COLUMNS)
    assert (header.names, header.faults, header.remarks) == (COLUMNS, (), ())
    assert set(KNOWN.values()) == set(COLUMNS) == {*REQUIRED, *OPTIONAL}


@pytest.mark.parametrize("cells", [GERMAN, FRENCH, SPANISH, [one.upper() for one in GERMAN]], ids=lambda one: one[1])
def test_usual_spellings_in_other_languages(cells: list[str]) -> None:
    header = read_header(cells)
    assert header.names == MEANT
    assert header.faults == header.remarks == ()


def test_names_are_compared_without_accents_case_and_signs() -> None:
    assert plain(" N° Téléphone-Größe_2 ") == "notelephonegrosse2"
    assert delimiter_of("a;b;c,d") == ";"
    assert delimiter_of("a|b|c,d") == "|"


def test_an_unknown_column_is_named_with_the_nearest() -> None:
    header = read_header([*REQUIRED, "Telefone number ext", "Extention", "Straße", " "])
    assert header.names[-4:] == (None, None, None, None)
    sentences = [one.sentence for one in header.remarks]
    assert len(sentences) == 3
    assert sentences[1:] == [
        "The column “Extention” is not known. Is it extension?",
        "The column “Straße” is not known.",
    ]


def test_a_person_may_say_what_columns_are() -> None:
    cells = ["Kd.-Nr.", "Firma", "Land", "Name", "Tel.", "Tel. privat", "Schuhgröße"]
    header = read_header(cells, {"Tel. privat": "phone", "#7": LEFT_OUT})
    assert header.names == ("account_id", "account", "account_country", "contact_name", None, "phone", None)
    assert header.faults == header.remarks == ()


@pytest.mark.parametrize(
    ("mapping", "word"),
    [
        ({"Telefax": "phone"}, "The list has no column “Telefax”. Did you mean “Telefon”?"),
        ({"#9": "phone"}, "The list has no column “#9”. There is: Kd.-Nr., Firma"),
        ({"#x": "phone"}, "no column “#x”"),
        ({"Telefon": "phones"}, "“phones” is no column that is used. Did you mean “phone”?"),
        ({"Telefon": "???"}, "“???” is no column that is used. There is: account_id"),
    ],
)
def test_what_a_person_says_wrongly_is_told(mapping: dict[str, str], word: str) -> None:
    header = read_header(["Kd.-Nr.", "Firma", "Land", "Name", "Telefon"], mapping)
    assert any(word in one.sentence for one in header.faults)


def test_five_numbers_are_told_with_what_to_do() -> None:
    cells = [*REQUIRED[:-1], "Tel", "Mobile", "Handy", "Fon", "Business phone"]
    (fault,) = read_header(cells).faults
    assert fault.sentence == (
        "The header has more than one column for phone: “Tel” (#5), “Mobile” (#6), “Handy” (#7), “Fon” (#8), "
        "“Business phone” (#9). Say which one counts."
    )
    header = read_header(cells, {"#6": "phone"})
    assert header.faults == header.remarks == ()
    assert header.names[4:] == (None, "phone", None, None, None)
    assert len(read_header(cells, {"#6": "phone", "#7": "phone"}).faults) == 1


def test_a_list_without_a_header_is_told_in_one_sentence() -> None:
    (fault,) = read_header(["A1", "Acme", "GB", "Jo", "020 7946 0001"]).faults
    assert "No column is known here: the first line must name them, like account_id" in fault.sentence


def test_missing_columns_are_named() -> None:
    assert read_header(REQUIRED[1:]).faults[0].sentence.endswith("account_id is missing there.")
    assert read_header(REQUIRED[:1]).faults[0].sentence.endswith("contact_name, phone are missing there.")
