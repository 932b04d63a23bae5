"""Where a number is: the city, state, postal code and country that real webhooks carry for both ends."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A place as Twilio words it: upper case, empty when unknown."""

    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""


_PLACES = {
    "+1202": Place("WASHINGTON", "DC", "20001", "US"),
    "+1": Place("", "", "", "US"),
    "+4420": Place("LONDON", "", "", "GB"),
    "+44": Place("", "", "", "GB"),
    "+4930": Place("BERLIN", "", "", "DE"),
    "+49": Place("", "", "", "DE"),
    "+331": Place("PARIS", "", "", "FR"),
    "+33": Place("", "", "", "FR"),
    "+3491": Place("MADRID", "", "", "ES"),
    "+34": Place("", "", "", "ES"),
    "+43": Place("", "", "", "AT"),
    "+41": Place("", "", "", "CH"),
    "+31": Place("", "", "", "NL"),
    "+39": Place("", "", "", "IT"),
}


def place_of(number: str) -> Place:
    """The place of an E.164 number, by its longest known prefix; all empty when nothing is known."""
    for length in range(len(number), 1, -1):
        if (place := _PLACES.get(number[:length])) is not None:
            return place
    return Place()


def place_fields(number: str, *roles: str) -> dict[str, str]:
    """The eight words of a webhook about one end, e.g. ToCity, ToState, ToZip, ToCountry and CalledCity …"""
    place = place_of(number)
    words = {"City": place.city, "State": place.state, "Zip": place.postal_code, "Country": place.country}
    return {role + name: value for role in roles for name, value in words.items()}
