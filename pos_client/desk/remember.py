"""What the window remembers between runs: place, columns, language, theme. Never anything of value."""

import json
from pathlib import Path
from typing import Protocol

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]


class Remember(Protocol):
    """A small store of wishes, handed to whoever has some."""

    def get(self, key: str) -> Json: ...

    def put(self, key: str, value: Json) -> None: ...


class Forgetful:
    """Remembers for as long as the program runs."""

    def __init__(self) -> None:
        self._values: dict[str, Json] = {}

    def get(self, key: str) -> Json:
        return self._values.get(key)

    def put(self, key: str, value: Json) -> None:
        self._values[key] = value


class JsonRemember(Forgetful):
    """Keeps them in one file of the data folder. A file that cannot be read or written costs wishes only."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._values = self._read()

    def put(self, key: str, value: Json) -> None:
        if self._values.get(key) == value:
            return
        super().put(key, value)
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(json.dumps(self._values, indent=1), encoding="utf-8")
            fresh.replace(self._file)
        except OSError:
            # A full disk must not stop a till over the width of a column.
            fresh.unlink(missing_ok=True)

    def _read(self) -> dict[str, Json]:
        try:
            values = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return values if isinstance(values, dict) else {}
