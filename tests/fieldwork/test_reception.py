"""The words for people who call us: in which language, with what filled in, and what a file of them may not say."""

from __future__ import annotations

from pathlib import Path

import pytest
from scene import demo_rules, own_rules

from vocsurvey.fieldwork.reception import OFFERING, Notice, Sentences, country_of
from vocsurvey.rulebook import SHIPPED, RulesError

RECEPTION = demo_rules().reception


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("notice", Notice)
def test_every_notice_is_there_in_every_language(language: str, notice: Notice) -> None:
    words = RECEPTION.sentences(RECEPTION.language(language)).of(notice, "Northwind", "9")
    assert "{" not in words
    assert words[-1] == "."
    assert ("Northwind" in words) == (notice not in (Notice.OPTED_OUT, Notice.GOODBYE))
    assert (" 9" in words) == (notice in OFFERING)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "do not want to be called, please call again and show your number"),
        ("de", "nicht angerufen werden wollen, rufen Sie bitte noch einmal mit Ihrer Nummer an"),
        ("fr", "ne plus être appelé, rappelez-nous, s'il vous plaît, sans masquer votre numéro"),
        ("es", "no quiere que le llamemos, vuelva a llamar, por favor, mostrando su número"),
    ],
)
def test_whoever_hides_the_number_hears_how_to_opt_out(language: str, words: str) -> None:
    assert words in RECEPTION.sentences(language).withheld


def test_without_a_name_there_is_a_hello_all_the_same() -> None:
    words = RECEPTION.sentences("de").of(Notice.STRANGER, None, "9")
    assert words.startswith("Guten Tag. Mit dieser Nummer")


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        (("de", "en"), "de"),
        (("fr-CA", "en"), "fr-CA"),
        (("it", None, "es"), "es"),
        (("it", ""), "en"),
        ((), "en"),
    ],
)
def test_the_language_is_the_first_that_we_have_words_in(wanted: tuple[str | None, ...], language: str) -> None:
    assert RECEPTION.language(*wanted) == language
    assert RECEPTION.sentences(language).goodbye


@pytest.mark.parametrize(
    ("number", "country"), [("+493023125003", "DE"), ("+12025550101", "US"), ("+99999999", None), (None, None)]
)
def test_the_country_of_a_number(number: str | None, country: str | None) -> None:
    assert country_of(number) == country


def test_the_words_are_overridden_like_any_other_rules(tmp_path: Path) -> None:
    shipped = (SHIPPED / "reception.yaml").read_text()
    own = own_rules(tmp_path, reception=shipped.replace("Thank you for calling. Goodbye.", "Cheerio."))
    assert own.reception.sentences("en").goodbye == "Cheerio."
    assert own.digest != demo_rules().digest


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('hello: "Hello, this is {company.name}."', 'hello: "Hello."', "hello: {company.name} has to be said here"),
        ("press {key}", "press 9", "nothing_needed: {key} has to be said here"),
        (
            '"Thank you for calling. Goodbye."',
            '"Bye, {contact.name}."',
            "goodbye: {contact.name} cannot be filled in here",
        ),
        ('goodbye: "Thank you for calling. Goodbye."', "farewell: Bye", "farewell"),
        ('"Thank you for calling. Goodbye."', '""', "goodbye: String should have at least 1 character"),
    ],
)
def test_words_that_cannot_be_spoken_are_refused(tmp_path: Path, old: str, new: str, problem: str) -> None:
    shipped = (SHIPPED / "reception.yaml").read_text()
    assert old in shipped
    with pytest.raises(RulesError, match=r"reception\.yaml") as refused:
        own_rules(tmp_path, reception=shipped.replace(old, new))
    assert problem in str(refused.value)


def test_words_of_an_older_file_say_that_nothing_is_needed() -> None:
    older = Sentences.model_validate({**RECEPTION.sentences("en").model_dump(), "person_only": None})
    assert older.of(Notice.PERSON_ONLY, None, "9") == older.of(Notice.NOTHING_NEEDED, None, "9")
