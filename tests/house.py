"""The house rules that no linter knows, each a function over a source tree that returns its complaints.

A complaint is one sentence that begins with the place. An empty list means that the rule is kept.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LONGEST_MODULE = 300
LONGEST_FUNCTION = 50
USUAL_FUNCTION = 30
USUAL_SHARE = 0.9
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "service", "handler", "core"})
# Assembled here so that this file does not break the rule that it keeps.
PLACES_OF_DEVELOPMENT = tuple(
    "".join(parts)
    for parts in (
        ("pypi.", "org"),
        ("pythonhosted.", "org"),
        ("registry.npm", "js"),
        ("npmjs.", "com"),
        ("unpkg.", "com"),
        ("jsdelivr.", "net"),
        ("index-", "url"),
        ("/work/", "main"),
        ("/tmp/", "w/"),
        ("../", "shared"),
    )
)
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
# Vendored files are kept byte for byte; build products and caches are not ours to read.
SKIPPED = frozenset({"vendor", "node_modules", "build", "dist", "var", "shots"})


@dataclass(frozen=True)
class Module:
    """One parsed source file; ``name`` is its path below the tree's root."""

    name: str
    text: str
    tree: ast.Module


def modules(root: Path, *folders: str) -> list[Module]:
    """The Python files of the folders, or of the whole tree."""
    found = []
    for folder in folders or (".",):
        for path in sorted((root / folder).rglob("*.py")):
            if not _skipped(path.relative_to(root)):
                text = path.read_text("utf-8")
                found.append(Module(path.relative_to(root).as_posix(), text, _parsed(text)))
    return found


@cache
def _parsed(text: str) -> ast.Module:
    """Parsing takes most of the time, and every rule reads the same texts."""
    return ast.parse(text)


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Every text file of the tree: its path and its content."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not _skipped(path.relative_to(root)):
            try:
                yield path.relative_to(root).as_posix(), path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def _skipped(path: Path) -> bool:
    hidden = any(part.startswith(".") and part not in {".ci", "."} for part in path.parts)
    return hidden or not SKIPPED.isdisjoint(path.parts) or "__pycache__" in path.parts


def long_modules(root: Path) -> list[str]:
    """No module above 300 lines."""
    counted = ((module.name, len(module.text.splitlines())) for module in modules(root, "vocsurvey"))
    return [f"{name}: {lines} lines; at most {LONGEST_MODULE}" for name, lines in counted if lines > LONGEST_MODULE]


def long_functions(root: Path) -> list[str]:
    """No function above 50 lines, and nine of ten under 30. Migrations are lists of columns, and history."""
    lengths = {
        f"{module.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules(root, "vocsurvey")
        if "/migrations/versions/" not in module.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    found = [
        f"{place}: a function of {length} lines; at most {LONGEST_FUNCTION}"
        for place, length in lengths.items()
        if length > LONGEST_FUNCTION
    ]
    longer = [place for place, length in lengths.items() if length >= USUAL_FUNCTION]
    if lengths and len(longer) > (1 - USUAL_SHARE) * len(lengths):
        found.append(f"vocsurvey: {len(longer)} of {len(lengths)} functions have {USUAL_FUNCTION} lines or more")
    return found


def stray_commits(root: Path) -> list[str]:
    """Only ``db/session.py`` commits."""
    return [
        f"{module.name}:{node.lineno}: only vocsurvey/db/session.py commits; take the session as a parameter"
        for module in modules(root, "vocsurvey")
        if module.name != "vocsurvey/db/session.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]


def busy_packages(root: Path) -> list[str]:
    """A package's ``__init__`` is a docstring and nothing that runs; only the command line's has its entry point."""
    found = []
    for module in modules(root, "vocsurvey"):
        if Path(module.name).name == "__init__.py" and module.name != "vocsurvey/cli/__init__.py":
            if ast.get_docstring(module.tree) is None:
                found.append(f"{module.name}: says no rule of its folder")
            if len(module.tree.body) > 1:
                found.append(f"{module.name}: only a docstring belongs here")
    return found


def nameless_modules(root: Path) -> list[str]:
    """Modules are nouns of the field, and each begins with what it is. The audience of managers is one of the nouns."""
    found = [
        f"{module.name}: name it after what it is in the field"
        for module in modules(root, "vocsurvey", "tests")
        if Path(module.name).stem in FORBIDDEN_NAMES and module.name != "vocsurvey/web/manager.py"
    ]
    return found + [
        f"{module.name}: no docstring"
        for module in modules(root, "vocsurvey", "tests")
        if ast.get_docstring(module.tree) is None
    ]


def namesakes(root: Path) -> list[str]:
    """No two files of the tests have one name: pytest and mypy take them for one module."""
    seen: dict[str, str] = {}
    found = []
    for module in modules(root, "tests"):
        base = Path(module.name).name
        if base != "conftest.py" and base in seen:
            found.append(f"{module.name}: {seen[base]} has this name already")
        seen.setdefault(base, module.name)
    return found


def heirs_of_rq(root: Path) -> list[str]:
    """Nobody inherits from RQ's Worker, Queue or Job."""
    found = []
    for module in modules(root, "vocsurvey", "tests"):
        nodes = list(ast.walk(module.tree))
        theirs = {
            alias.asname or alias.name
            for node in nodes
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "rq"
            for alias in node.names
        }
        found += [
            f"{module.name}:{node.lineno}: {node.name} inherits from RQ"
            for node in nodes
            if isinstance(node, ast.ClassDef)
            for base in node.bases
            if ast.unparse(base) in theirs or ast.unparse(base).startswith("rq.")
        ]
    return found


def sandbox_questions(root: Path) -> list[str]:
    """The product never asks whether it speaks with the sandbox carrier."""
    found = []
    for module in modules(root, "vocsurvey"):
        if module.name.startswith("vocsurvey/sandbox/"):
            continue
        for node in ast.walk(module.tree):
            test = node.subject if isinstance(node, ast.Match) else getattr(node, "test", None)
            if isinstance(test, ast.AST) and "sandbox" in ast.unparse(test).lower():
                found.append(f"{module.name}:{test.lineno}: asks about the sandbox: {ast.unparse(test)}")  # type: ignore[attr-defined]
    return found


def late_imports(root: Path) -> list[str]:
    """Imports stand at the top of their module."""
    return [
        f"{module.name}:{inner.lineno}: an import inside a function"
        for module in modules(root, "vocsurvey", "tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def mocks(root: Path) -> list[str]:
    """No mocks of our own code: fakes are real implementations. A limit (UPPER_CASE) may be lowered for a test."""
    found = []
    for module in modules(root, "tests"):
        for node in ast.walk(module.tree):
            names: list[str] = []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.Call):
                names = [_replaced(node)]
            if any(re.match(r"unittest\.mock|mock\b|pytest_mock|replaces ", name) for name in names):
                found.append(f"{module.name}:{node.lineno}: a mock of our own code: {names[0]}")  # type: ignore[attr-defined]
    return found


def _replaced(call: ast.Call) -> str:
    """``replaces …`` when the call is a monkeypatch that replaces a piece of our own; else an empty text."""
    if not ast.unparse(call.func).endswith(("monkeypatch.setattr", "monkeypatch.setitem")):
        return ""
    whole = [argument.value for argument in call.args[:2] if isinstance(argument, ast.Constant)]
    name = str(whole[0]) if whole else ""
    dotted = isinstance(call.args[0], ast.Constant)
    limit = name.rpartition(".")[2].isupper()
    ours = name.startswith("vocsurvey") if dotted else True
    return f"replaces {ast.unparse(call)}" if ours and not limit else ""


def private_places(root: Path) -> list[str]:
    """The project stands alone: no package registry's host, no path of the machine that it was written on."""
    return [f"{name}: speaks of {word}" for name, text in texts(root) for word in PLACES_OF_DEVELOPMENT if word in text]


def unfinished(root: Path) -> list[str]:
    """Nothing is left for later."""
    return [
        f"{name}:{number}: {found[0]}"
        for name, text in texts(root)
        if name.endswith((".py", ".html", ".yaml", ".toml", ".md"))
        for number, line in enumerate(text.splitlines(), 1)
        if (found := UNFINISHED.search(line))
    ]
