"""Every text a person reads goes through gettext and stands, with its placeholders, in the catalogue."""

from __future__ import annotations

import ast
import io
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.house.tree import Source, Tree

PROGRAMS: Final = ("pos_client", "backoffice_server")
# Which argument of these calls is the English text.
MARKERS: Final = {"_": (0,), "N_": (0,), "gettext": (0,), "ngettext": (0, 1), "said_in": (1,)}
# Qt calls whose first text is read by a person.
SHOWN: Final = {
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QToolButton"),
    *(
        "setText",
        "setWindowTitle",
        "setPlaceholderText",
        "setToolTip",
        "setTitle",
        "setStatusTip",
        "addAction",
    ),
    *("setAccessibleName", "setAccessibleDescription", "addTab", "setTabText", "addMenu"),
}
WORD: Final = re.compile(r"[A-Za-z]{3,}")
# "place: text" of a literal that is no word of any language (a brand, a unit, a key name), with the reason.
NO_WORDS: Final[dict[str, str]] = {}


@dataclass(frozen=True)
class Entry:
    """One message of a catalogue file."""

    place: str
    message: Message


def every_text_is_translated(tree: Tree) -> list[str]:
    return [fault for program in PROGRAMS for fault in _catalogue_faults(tree, program)]


def no_text_bypasses_the_catalogue(tree: Tree) -> list[str]:
    return [fault for source in tree.below(*PROGRAMS) for fault in _bare_texts(source)]


def _catalogue_faults(tree: Tree, program: str) -> list[str]:
    used = {text: where for source in tree.below(program) for text, where in _marked(source)}
    entries = list(_entries(tree, program))
    known: dict[str, Entry] = {}
    faults: list[str] = []
    for entry in entries:
        text = _english(entry.message)
        faults += _entry_faults(entry, text, used)
        twin = known.setdefault(text, entry)
        if twin.message.string != entry.message.string:
            faults.append(f"{entry.place}: {text!r} is translated otherwise in {twin.place}")
    return faults + [
        f"{where}: {text!r} has no Indonesian" for text, where in used.items() if text not in known
    ]


def _entry_faults(entry: Entry, text: str, used: dict[str, str]) -> Iterator[str]:
    ids, strings = _forms(entry.message.id), _forms(entry.message.string)
    if entry.message.fuzzy:
        yield f"{entry.place}: {text!r} is fuzzy"
    if not strings or not all(strings):
        yield f"{entry.place}: {text!r} is empty"
    elif any(_placeholders(form) - _placeholders(*ids) for form in strings) or _placeholders(
        *strings
    ) != _placeholders(*ids):
        yield f"{entry.place}: {text!r} and its translation have other placeholders"
    if text not in used:
        yield f"{entry.place}: {text!r} is used nowhere"


def _entries(tree: Tree, program: str) -> Iterator[Entry]:
    for place in tree.files:
        if place.startswith(f"{program}/locale/") and place.endswith(".po"):
            catalogue = read_po(io.BytesIO(tree.read(place).encode()), abort_invalid=True)
            yield from (Entry(place, message) for message in catalogue if message.id)


def _marked(source: Source) -> Iterator[tuple[str, str]]:
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.Call):
            name = source.dotted(node.func).rpartition(".")[2]
            positions = MARKERS.get(name, ())
            texts = [node.args[at] for at in positions if at < len(node.args)]
            if (
                texts
                and isinstance(texts[0], ast.Constant)
                and isinstance(texts[0].value, str)
                and texts[0].value
            ):
                yield texts[0].value, f"{source.place}:{node.lineno}"


def _bare_texts(source: Source) -> Iterator[str]:
    for node in ast.walk(source.syntax):
        if not isinstance(node, ast.Call):
            continue
        name = source.dotted(node.func).rpartition(".")[2] or getattr(node.func, "attr", "")
        if name in MARKERS and any(isinstance(given, ast.JoinedStr) for given in node.args):
            yield source.at(node, "an f-string cannot be translated: name its facts")
        if name in SHOWN:
            yield from (
                source.at(node, f"{text!r} is shown untranslated") for text in _literals(node, source)
            )


def _literals(node: ast.Call, source: Source) -> Iterator[str]:
    for given in node.args:
        parts = given.values if isinstance(given, ast.JoinedStr) else [given]
        for part in parts:
            text = part.value if isinstance(part, ast.Constant) else None
            if isinstance(text, str) and WORD.search(text) and f"{source.place}: {text}" not in NO_WORDS:
                yield text


def _english(message: Message) -> str:
    return _forms(message.id)[0]


def _forms(texts: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _placeholders(*texts: str) -> set[str]:
    return {field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field}
