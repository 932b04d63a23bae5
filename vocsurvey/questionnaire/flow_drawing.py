"""The graph of a questionnaire laid out top to bottom: boxes, lines and where each word stands.

All lengths are in user units of an SVG, one for each pixel at its natural size. SVG does not break lines, so that the
words are broken here, for a letter of average width.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vocsurvey.questionnaire.flow import Edge, Flow, Node

LETTER = 8.0
LINE = 19
PADDING = 14
GAP = 44
LANE, BETWEEN = 370, 74
NARROW, INDENT = 350, 34
MARGIN = 4


@dataclass(frozen=True, slots=True)
class Line:
    """Words at a place; ``style`` is head, words or the severity of a flag, at whose first line stands a ``dot``."""

    text: str
    x: int
    y: int
    style: str
    dot: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A node at its place, with its words."""

    node: Node
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]

    @property
    def middle(self) -> int:
        """Where lines enter and leave it."""
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Wire:
    """A line between two boxes as the path of an SVG, with its word and where that stands."""

    path: str
    words: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything in its place."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]


def wide(flow: Flow) -> Drawing:
    """Two columns: what everybody hears at the left, what only some hear beside the fork that leads to it."""
    boxes: list[Box] = []
    left = right = MARGIN
    entered = {edge.target: edge.source for edge in reversed(flow.edges)}
    for node in flow.nodes:
        if node.aside:
            beside = next((box.y for box in boxes if box.node.id == entered[node.id] and not box.node.aside), None)
            box = _box(node, LANE + BETWEEN, right if beside is None else max(right, beside), LANE)
            right = box.bottom + GAP
        else:
            clear = node.kind == "fork" or _joined_from_aside(flow, node)
            box = _box(node, MARGIN, max(left, right) if clear else left, LANE)
            left = box.bottom + GAP
        boxes.append(box)
    return _drawing(2 * LANE + BETWEEN, boxes, [_wide_wire(edge, boxes) for edge in flow.edges])


def narrow(flow: Flow) -> Drawing:
    """One column for a small screen: what only some hear is indented, and the way past it runs along the left."""
    boxes: list[Box] = []
    top = MARGIN
    for node in flow.nodes:
        indent = INDENT if node.aside else 0
        box = _box(node, MARGIN + indent, top, NARROW - 2 * MARGIN - indent)
        boxes.append(box)
        top = box.bottom + GAP
    return _drawing(NARROW, boxes, [_narrow_wire(edge, boxes) for edge in flow.edges])


def _drawing(width: int, boxes: list[Box], wires: list[Wire]) -> Drawing:
    return Drawing(width + MARGIN, max(box.bottom for box in boxes) + MARGIN, tuple(boxes), tuple(wires))


def _joined_from_aside(flow: Flow, node: Node) -> bool:
    """Whether a line comes to the node from the right column, so that it stands below all of that."""
    aside = {one.id for one in flow.nodes if one.aside}
    return any(edge.target == node.id and edge.source in aside for edge in flow.edges)


def _box(node: Node, x: int, y: int, width: int) -> Box:
    lines = tuple(_lines(node, x + PADDING, y + PADDING, width))
    return Box(node, x, y, width, len(lines) * LINE + 2 * PADDING - 4, lines)


def _lines(node: Node, x: int, y: int, width: int) -> Iterator[Line]:
    letters = int((width - 2 * PADDING) / LETTER)
    row = y + LINE - 6
    for style, text, inset in _texts(node):
        for place, part in enumerate(textwrap.wrap(text, letters - inset // 8)):
            yield Line(part, x + inset, row, style, dot=inset > 0 and place == 0)
            row += LINE


def _texts(node: Node) -> Iterator[tuple[str, str, int]]:
    """Style, words and how far they are set in."""
    if node.kind != "fork":
        number = f"{node.number}. " if node.number else ""
        core = " · core" if node.core else ""
        hint = f" · {node.hint}" if node.hint else ""
        yield "head", f"{number}{node.name}{hint}{core}", 0
    yield "words", node.title, 0
    for mark in node.marks:
        yield mark.severity, mark.words, 16


def _find(boxes: list[Box], edge: Edge) -> tuple[Box, Box]:
    known: Mapping[str, Box] = {box.node.id: box for box in boxes}
    return known[edge.source], known[edge.target]


def _wide_wire(edge: Edge, boxes: list[Box]) -> Wire:
    source, target = _find(boxes, edge)
    if target.node.aside and not source.node.aside:
        y = min(source.y + source.height // 2, target.y + target.height // 2)
        return Wire(f"M{source.x + source.width} {y}H{target.x - 2}", edge.words, source.x + source.width + 12, y - 7)
    if source.node.aside and not target.node.aside:
        y = target.y - GAP // 2
        return Wire(f"M{source.middle} {source.bottom}V{y}H{target.middle}V{target.y - 2}", edge.words, 0, 0)
    path = f"M{source.middle} {source.bottom}V{target.y - 2}"
    return Wire(path, edge.words, source.middle + 9, source.bottom + 18)


def _narrow_wire(edge: Edge, boxes: list[Box]) -> Wire:
    source, target = _find(boxes, edge)
    past = not source.node.aside and not target.node.aside
    x = MARGIN + INDENT // 2 if past else MARGIN + NARROW // 2
    return Wire(f"M{x} {source.bottom}V{target.y - 2}", edge.words, x + 9, source.bottom + 18)
