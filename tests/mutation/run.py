"""The mutation run: every mutant of every shipped questionnaire through ``check``, and a table of what was found.

Run it by itself with ``python tests/mutation/run.py``; with ``--turns 3`` every questionnaire is broken in the ways and
places of its next neighbours in the list, too, which makes more than 300 mutants of each.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from time import perf_counter

import mutants_of_course
import mutants_of_file
import mutants_of_malice
import mutants_of_message
import mutants_of_names
import mutants_of_opening
import mutants_of_pressure
import mutants_of_scores
import mutants_of_wording
from mutants import KINDS, Original, Verdict, judged, mutants_of, originals

CATALOGUE = (
    mutants_of_file,
    mutants_of_names,
    mutants_of_wording,
    mutants_of_opening,
    mutants_of_message,
    mutants_of_malice,
    mutants_of_pressure,
    mutants_of_scores,
    mutants_of_course,
)
"""The modules whose kinds are in the list; importing them enters their kinds."""


def verdicts(chosen: Iterable[Original], turns: int = 1) -> Iterator[Verdict]:
    """What ``check`` makes of every mutant of the questionnaires. None comes twice, however many turns there are."""
    for original in chosen:
        seen = set()
        for turn in range(turns):
            for mutant in mutants_of(replace(original, turn=original.turn + turn)):
                if mutant.text not in seen:
                    seen.add(mutant.text)
                    yield judged(mutant)


def table(found: Sequence[Verdict]) -> Iterator[str]:
    """Kind by questionnaire: made, found, and equivalent where there are any (``made/found/equivalent``)."""
    names = list(dict.fromkeys(one.mutant.questionnaire for one in found))
    width = max(len(name) for name in KINDS)
    yield f"{'':{width}}  " + "  ".join(f"{name:>12}" for name in (*names, "all"))
    for kind in (*KINDS, None):
        mine = [one for one in found if kind in (None, one.mutant.kind)]
        cells = [_cell([one for one in mine if one.mutant.questionnaire == name]) for name in names]
        yield f"{kind or 'all kinds':{width}}  " + "  ".join(f"{cell:>12}" for cell in (*cells, _cell(mine)))


def _cell(found: Sequence[Verdict]) -> str:
    counts = Counter("equivalent" if one.mutant.equivalent else "missed" if one.missed else "found" for one in found)
    return f"{len(found)}/{counts['found']}/{counts['equivalent']}" if found else "-"


def equivalents(found: Iterable[Verdict]) -> Iterator[str]:
    """The mutants that nothing is wrong with, each with the reason."""
    return (f"{one.mutant}: {one.mutant.equivalent}" for one in found if one.mutant.equivalent)


def complaints(found: Iterable[Verdict]) -> Iterator[str]:
    """The mutants that escaped, and the equivalent ones in which something was found all the same."""
    for one in found:
        if one.missed:
            yield f"{one.mutant}: {', '.join(sorted(one.missed))} found nothing; found were {sorted(one.found)}"
        if one.mutant.equivalent and one.findings:
            yield f"{one.mutant}: {one.mutant.equivalent}, and yet: {one.findings[0]}"


def main() -> int:
    """Print the table, the equivalent mutants and those that escaped; 1 when there is any of these."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=1, help="places and ways to break for each kind; 1 unless told")
    turns = parser.parse_args().turns
    begun = perf_counter()
    found = list(verdicts(originals(), turns))
    print("\n".join(table(found)))
    print("\nmade/found/equivalent. Equivalent:", *equivalents(found), sep="\n  ")
    wrong = list(complaints(found))
    print(f"\n{len(found)} mutants in {perf_counter() - begun:.0f} s; {len(wrong)} escaped", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
