"""States, provinces and Länder: what a list calls them, as the part of an ISO 3166-2 code after the dash.

A wrong one would let the rules of the right one lapse, so where a country's are listed here nothing else is taken.
"""

from __future__ import annotations

import re
from functools import lru_cache

from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import plain

_NAMED = {
    "US": """AL Alabama; AK Alaska; AZ Arizona; AR Arkansas; CA California; CO Colorado; CT Connecticut; DE Delaware;
        DC District of Columbia; FL Florida; GA Georgia; HI Hawaii; ID Idaho; IL Illinois; IN Indiana; IA Iowa;
        KS Kansas; KY Kentucky; LA Louisiana; ME Maine; MD Maryland; MA Massachusetts; MI Michigan; MN Minnesota;
        MS Mississippi;
        MO Missouri; MT Montana; NE Nebraska; NV Nevada; NH New Hampshire; NJ New Jersey; NM New Mexico; NY New York;
        NC North Carolina; ND North Dakota; OH Ohio; OK Oklahoma; OR Oregon; PA Pennsylvania; RI Rhode Island;
        SC South Carolina; SD South Dakota; TN Tennessee; TX Texas; UT Utah; VT Vermont; VA Virginia; WA Washington;
        WV West Virginia; WI Wisconsin; WY Wyoming""",
    "CA": """AB Alberta; BC British Columbia; MB Manitoba; NB New Brunswick; NL Newfoundland and Labrador;
        NS Nova Scotia; NT Northwest Territories; NU Nunavut; ON Ontario; PE Prince Edward Island; QC Quebec;
        SK Saskatchewan; YT Yukon""",
    "AU": """ACT Australian Capital Territory; NSW New South Wales; NT Northern Territory; QLD Queensland;
        SA South Australia; TAS Tasmania; VIC Victoria; WA Western Australia""",
    "DE": """BW Baden-Württemberg; BY Bayern; BY Bavaria; BE Berlin; BB Brandenburg; HB Bremen; HH Hamburg; HE Hessen;
        HE Hesse; MV Mecklenburg-Vorpommern; NI Niedersachsen; NI Lower Saxony; NW Nordrhein-Westfalen;
        NW North Rhine-Westphalia; RP Rheinland-Pfalz; RP Rhineland-Palatinate; SL Saarland; SN Sachsen; SN Saxony;
        ST Sachsen-Anhalt; ST Saxony-Anhalt; SH Schleswig-Holstein; TH Thüringen; TH Thuringia""",
    "AT": """1 Burgenland; 2 Kärnten; 3 Niederösterreich; 4 Oberösterreich; 5 Salzburg; 6 Steiermark; 7 Tirol;
        8 Vorarlberg; 9 Wien; 9 Vienna""",
    "GB": "ENG England; NIR Northern Ireland; SCT Scotland; WLS Wales",
}
_KNOWN = {
    country: {plain(word): code for one in named.split(";") for code, _, name in [one.strip().partition(" ")]
              for word in (code, name)}
    for country, named in _NAMED.items()
}  # fmt: skip
_CODE = re.compile(r"[A-Z0-9]{1,3}")


@lru_cache(maxsize=4096)
def read_subdivision(cell: str, country: str | None) -> str | Problem:
    """``BY``, ``DE-BY`` or ``Bayern`` with the country ``DE`` is BY. ``country`` is the one whose rules hold for the
    telephone; codes of countries that are not listed here are taken by their shape.
    """
    before, dash, after = cell.strip().upper().partition("-")
    if dash and before == country:
        cell = after
    if (known := _KNOWN.get(country or "")) is not None:
        if (code := known.get(plain(cell))) is not None:
            return code
    elif _CODE.fullmatch(code := cell.strip().upper()):
        return code
    where = f"of {country}, where the telephone is" if country else "of a country"
    return Problem(f"“{cell}” is no state or province {where}; write its code, like BY or DE-BY.")


def subdivision_named(region: str | None, country: str | None) -> str | None:
    """The subdivision that the region of an account names, where it names one of a country that is listed here."""
    if region is None or country not in _KNOWN:
        return None
    found = read_subdivision(region, country)
    return None if isinstance(found, Problem) else found
