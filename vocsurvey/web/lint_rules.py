"""What each rule of the lint means: the text of ``docs/lint.md`` as a page, with a place of its own for every rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from vocsurvey.web.authority import Action
from vocsurvey.web.guard import guarded

blueprint = Blueprint("lint_rules", __name__)

_FENCE = re.compile(r"(?:^|\n)```\w*\n(.*?)\n```(?:\n|$)", re.DOTALL)
_INDENTED = re.compile(r" {4}(.*)", re.DOTALL)
_HEADING = re.compile(r"(#{1,3}) (.+)")
_MARKED = (
    (re.compile(r"`([^`]+)`"), "code"),
    (re.compile(r"\*\*([^*]+)\*\*"), "strong"),
    (re.compile(r"\*([^*]+)\*"), "em"),
)


@dataclass(frozen=True)
class Block:
    """One piece of the text: a heading of the second or third degree, a paragraph, or an example as it is typed."""

    kind: Literal["h2", "h3", "p", "pre"]
    text: str

    @property
    def anchor(self) -> str:
        """Where a heading can be found on the page."""
        return re.sub(r"[^a-z0-9]+", "-", self.text.lower()).strip("-")

    @property
    def marked(self) -> Markup:
        """A paragraph with its code and its emphasis."""
        words = str(escape(self.text))
        for pattern, tag in _MARKED:
            words = pattern.sub(rf"<{tag}>\1</{tag}>", words)
        return Markup(words)  # noqa: S704  # escaped in the first line


@blueprint.get("/lint")
@guarded(Action.BE_SIGNED_IN)
def page() -> ResponseReturnValue:
    """Every rule: what it finds, why, and how it is mended."""
    return render_template("lint_rules.html", blocks=blocks())


@cache
def blocks() -> tuple[Block, ...]:
    """The text beside the package in a checkout, else inside it; without its title."""
    package = Path(__file__).resolve().parent.parent
    beside = package.parent / "docs" / "lint.md"
    place = beside if beside.is_file() else package / "data" / "docs" / "lint.md"
    return tuple(read_blocks(place.read_text("utf-8")))


def read_blocks(text: str) -> Iterator[Block]:
    """The few forms that the text is written in; fenced blocks first, because they may hold anything."""
    for place, piece in enumerate(_FENCE.split(text)):
        if place % 2:
            yield Block("pre", piece)
            continue
        for paragraph in filter(None, (one.rstrip() for one in piece.split("\n\n"))):
            yield from _paragraph(paragraph.strip("\n"))


def _paragraph(text: str) -> Iterator[Block]:
    heading = _HEADING.fullmatch(text)
    if heading is not None and heading[1] != "#":
        yield Block("h2" if heading[1] == "##" else "h3", heading[2])
    elif found := _INDENTED.fullmatch(text):
        yield Block("pre", found[1])
    elif heading is None:
        yield Block("p", " ".join(text.split()))
