"""The library of questionnaires: a folder as a mapping of name to questionnaire, with digests; its bank and voices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

from vocsurvey.questionnaire.bank import EMPTY, Bank, examine_bank
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.document import LARGEST_FILE
from vocsurvey.questionnaire.finding import Finding, shown
from vocsurvey.questionnaire.load import Loaded, examine, load_phrases
from vocsurvey.questionnaire.model import Phrases, Questionnaire
from vocsurvey.questionnaire.recording import all_prompts, content_type, files_of

PHRASES = "phrases.yaml"
BANK = "bank"
"""The folder, in the folder of questionnaires, that holds the bank."""
AUDIO = "audio"
"""The folder, in the folder of questionnaires, that holds the recorded voices, in a folder for each questionnaire."""


class LibraryError(Exception):
    """The folder cannot be used. ``findings`` lists everything that is wrong, in the order of files and lines."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("\n".join(str(finding) for finding in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Recording:
    """A recorded file that is there. ``version`` changes with what it holds; ``questionnaire`` and ``file`` name it."""

    questionnaire: str
    file: str
    path: Path
    content_type: str
    version: str


class Library(Mapping[str, Questionnaire]):
    """Questionnaires by name. ``digests`` gives the digest of each, by which a campaign pins it.

    ``voices`` is the folder of their recorded voices; without it there are none.
    """

    def __init__(self, questionnaires: Mapping[str, Questionnaire], voices: Path | None = None) -> None:
        self._questionnaires = dict(questionnaires)
        self.digests: Mapping[str, str] = {name: digest(one) for name, one in self._questionnaires.items()}
        self._named = {given: name for name, given in self.digests.items()}
        self._voices = voices
        self._files = {name: files_of(one) for name, one in self._questionnaires.items()}

    def recording(self, name: str, file: str) -> Recording | None:
        """A recorded file of a questionnaire, as it is on the disk now.

        None when the questionnaire is not here or does not name the file, and when the file cannot be read. Only names
        that a questionnaire mentions ever become a path.
        """
        kind = content_type(file)
        if self._voices is None or kind is None or file not in self._files.get(name, ()):
            return None
        for path in places_of(self._voices, name, file):
            with suppress(OSError):
                stat = path.stat()
                return Recording(name, file, path, kind, _version(path, stat.st_mtime_ns, stat.st_size))
        return None

    def recording_of(self, pinned: str, file: str) -> Recording | None:
        """As ``recording``, for the questionnaire of a digest.

        A version that is no longer here has none: what was recorded since may say other words.
        """
        name = self._named.get(pinned)
        return None if name is None else self.recording(name, file)

    def __getitem__(self, name: str) -> Questionnaire:
        return self._questionnaires[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._questionnaires)

    def __len__(self) -> int:
        return len(self._questionnaires)


def library_folder() -> Path:
    """The shipped questionnaires: beside the package in a checkout, else inside it."""
    package = Path(__file__).resolve().parent
    beside = package.parent / "questionnaires"
    return beside if (beside / PHRASES).is_file() else package / "data" / "questionnaires"


def load_library(folder: Path | None = None) -> Library:
    """Every questionnaire of the folder (default: the shipped ones), checked.

    Raises LibraryError when any file has an error, when two have the same name, or when there is none. Warnings pass.
    """
    place = folder or library_folder()
    files = sorted((*place.glob("*.yaml"), *(place / BANK).glob("*.yaml")))
    return _loaded(place, tuple((path, read_text(path)) for path in files))


@lru_cache(maxsize=4)
def _loaded(place: Path, files: tuple[tuple[Path, str | Finding], ...]) -> Library:
    """The library of a folder that holds these files: reading them is quick, understanding them is not."""
    phrases = read_phrases(place)
    texts = {path: text for path, text in files if path.parent == place and path.name != PHRASES}
    bank = bank_for(texts.values(), place)
    found: dict[str, Questionnaire] = {}
    findings: list[Finding] = []
    for path, text in texts.items():
        if isinstance(text, Finding):
            findings.append(text)
            continue
        examined = examine(text, str(path), phrases, bank)
        findings.extend(one for one in examined.findings if one.severity == "error")
        if examined.questionnaire is not None:
            name = examined.questionnaire.name
            if name in found:
                message = f"another file of this folder is named `{name}` too; names are unique"
                findings.append(Finding(str(path), 1, 1, "error", "duplicate-name", message))
            found.setdefault(name, examined.questionnaire)
    if findings:
        raise LibraryError(tuple(findings))
    if not found:
        raise LibraryError((Finding(str(place), 1, 1, "error", "no-questionnaires", "there is no questionnaire here"),))
    return Library(found, place / AUDIO)


def bank_for(texts: Iterable[str | Finding], folder: Path) -> Bank:
    """The bank of the folder when any of the texts may include from it, else an empty one: reading it takes time."""
    return read_bank(folder) if any(isinstance(text, str) and "include" in text for text in texts) else EMPTY


def read_bank(folder: Path) -> Bank:
    """The shipped bank of questions, and those that the folder's own ``bank/`` adds, by name.

    Raises LibraryError when a file of the bank has an error, or when a name is there twice.
    """
    shipped, own = library_folder() / BANK, folder / BANK
    bank = _shipped_bank(shipped)
    return bank if own.resolve() == shipped.resolve() else _with_files(bank, own)


@cache
def _shipped_bank(place: Path) -> Bank:
    return _with_files(EMPTY, place)


def _with_files(before: Bank, place: Path) -> Bank:
    bank = dict(before)
    findings: list[Finding] = []
    for path in sorted(place.glob("*.yaml")):
        text = read_text(path)
        if isinstance(text, Finding):
            findings.append(text)
            continue
        examined = examine_bank(text, str(path))
        findings.extend(one for one in examined.findings if one.severity == "error")
        for name, one in examined.questions.items():
            if name in bank:
                message = f"another file of the bank has a question `{name}` too; names are unique"
                findings.append(Finding(str(path), 1, 1, "error", "duplicate-id", message))
            bank.setdefault(name, one)
    if findings:
        raise LibraryError(tuple(findings))
    return bank


def read_phrases(folder: Path) -> Mapping[str, Phrases]:
    """The standing phrases of the folder. Raises LibraryError when they cannot be read."""
    path = folder / PHRASES
    text = read_text(path)
    if isinstance(text, Finding):
        raise LibraryError((text,))
    phrases = load_phrases(text, str(path))
    if isinstance(phrases, tuple):
        raise LibraryError(phrases)
    return phrases


def read_text(path: Path) -> str | Finding:
    """The text of a file, or one finding that says why there is none. At most a little over 256 kB is read."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 4)
    except FileNotFoundError:
        return _unread(path, "no-file", "there is no such file")
    except IsADirectoryError:
        return _unread(path, "no-file", "this is a folder; name the files in it")
    except OSError as error:
        return _unread(path, "no-file", f"the file cannot be read: {error.strerror}")
    if len(content) > LARGEST_FILE:
        return content.decode("utf-8", "replace")
    if b"\0" in content:
        return _unread(path, "not-text", "this is not a text file")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        col = error.start - content.rfind(b"\n", 0, error.start)
        message = f"byte 0x{content[error.start]:02X} is not UTF-8; save the file as UTF-8 (it may be Latin-1)"
        return Finding(str(path), line, col, "error", "not-utf-8", message)


def places_of(voices: Path, name: str, file: str) -> tuple[Path, Path]:
    """Where a recorded file of a questionnaire may be: in its own folder, else in that of the house's phrases."""
    return voices / name / file, voices / Path(PHRASES).stem / file


def unrecorded(loaded: Loaded, voices: Path) -> Iterator[Finding]:
    """The recorded files that a questionnaire names and its folder in ``voices`` does not hold, at their places."""
    whole = loaded.questionnaire
    folder = voices / whole.name
    for language in whole.languages:
        for one in all_prompts(whole, language):
            if one.file is None or content_type(one.file) is None:
                continue
            if not any(path.is_file() for path in places_of(voices, whole.name, one.file)):
                message = f"there is no {shown(one.file)} in {folder}; until there is, the synthetic voice says it"
                yield loaded.marks.error(one.named_at, "no-recording", message)


@lru_cache(maxsize=1_000)
def _version(path: Path, changed: int, size: int) -> str:
    """A hash of what the file holds; read again when its time or its size is another."""
    return sha256(path.read_bytes()).hexdigest()[:32]


def _unread(path: Path, rule: str, message: str) -> Finding:
    return Finding(str(path), 1, 1, "error", rule, message)
