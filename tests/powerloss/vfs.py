"""A recording layer under the SQLite library of this process (https://sqlite.org/vfs.html).

The library's own VFS is copied and registered as the default; of its methods only those are replaced that
change a disk, and each still calls the original. So the application, its SQL and the library stay what they
are, and every write, sync, truncation and deletion is seen in its order.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

_P, _I, _L, _S = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_char_p
_XOPEN: Final = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_XDELETE: Final = ctypes.CFUNCTYPE(_I, _P, _S, _I)
_XCLOSE: Final = ctypes.CFUNCTYPE(_I, _P)
_XWRITE: Final = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_XTRUNCATE: Final = ctypes.CFUNCTYPE(_I, _P, _L)
_XSYNC: Final = ctypes.CFUNCTYPE(_I, _P, _I)
SQLITE_OK: Final = 0


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("iVersion", _I),
        ("szOsFile", _I),
        ("mxPathname", _I),
        ("pNext", _P),
        ("zName", _S),
        ("pAppData", _P),
        ("xOpen", _XOPEN),
        ("xDelete", _XDELETE),
        *(
            (name, _P)
            for name in (
                "xAccess", "xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness",
                "xSleep", "xCurrentTime", "xGetLastError", "xCurrentTimeInt64", "xSetSystemCall",
                "xGetSystemCall",
                "xNextSystemCall",
            )
        ),
    )  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = (
        ("iVersion", _I),
        ("xClose", _XCLOSE),
        ("xRead", _P),
        ("xWrite", _XWRITE),
        ("xTruncate", _XTRUNCATE),
        ("xSync", _XSYNC),
        *(
            (name, _P)
            for name in (
                "xFileSize", "xLock", "xUnlock", "xCheckReservedLock", "xFileControl", "xSectorSize",
                "xDeviceCharacteristics", "xShmMap", "xShmLock", "xShmBarrier", "xShmUnmap", "xFetch",
                "xUnfetch",
            )
        ),
    )  # fmt: skip


class Kind(StrEnum):
    """What was done to a file."""

    OPEN = "open"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Call:
    """One call, in the order of the library.

    `at`: offset of a write, new size of a truncation, for a deletion whether the folder is synced with it.
    """

    kind: Kind
    file: str
    at: int = 0
    data: bytes = b""


Watch = Callable[[Call], int]
"""Told before the call is made. Not SQLITE_OK: the call is not made and answers this (SQLITE_FULL, …)."""


class Layer:
    """The one layer of this process; `watch` is asked about files below `folder` only."""

    def __init__(self, library: ctypes.CDLL) -> None:
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = [_S]
        library.sqlite3_vfs_register.argtypes = [ctypes.POINTER(_Vfs), _I]
        own = library.sqlite3_vfs_find(None).contents
        self.folder = ""
        self.watch: Watch = _let_it_be
        self._files: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        # Function objects that C calls must outlive it: this layer stays for the life of the process.
        self._open, self._delete = own.xOpen, own.xDelete
        self._vfs = _Vfs()
        ctypes.memmove(ctypes.byref(self._vfs), ctypes.byref(own), ctypes.sizeof(_Vfs))
        self._vfs.zName, self._vfs.pNext = b"watched", None
        self._vfs.xOpen, self._vfs.xDelete = _XOPEN(self._opened), _XDELETE(self._deleted)
        if library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1) != SQLITE_OK:
            raise OSError("the library takes no other VFS")

    def _opened(self, vfs: int, name: int, file: int, flags: int, out: int) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        answer = self.watch(Call(Kind.OPEN, path)) if self._is_watched(path) else SQLITE_OK
        if answer == SQLITE_OK:
            answer = int(self._open(vfs, name, file, flags, out))
        if answer == SQLITE_OK:
            self._files[file] = path
            self._wrap(file)
        return answer

    def _deleted(self, vfs: int, name: bytes, sync_folder: int) -> int:
        path = name.decode()
        answer = SQLITE_OK
        if self._is_watched(path):
            answer = self.watch(Call(Kind.DELETE, path, sync_folder))
        return answer or int(self._delete(vfs, name, sync_folder))

    def _wrap(self, file: int) -> None:
        place = ctypes.cast(file, ctypes.POINTER(_P))
        own = ctypes.cast(place[0], ctypes.POINTER(_Methods)).contents
        address = ctypes.addressof(own)
        if address not in self._methods:
            self._methods[address] = self._watched(own)
        place[0] = ctypes.addressof(self._methods[address])

    def _watched(self, own: _Methods) -> _Methods:
        watched = _Methods()
        ctypes.memmove(ctypes.byref(watched), ctypes.byref(own), ctypes.sizeof(_Methods))
        close, write, truncate, sync = own.xClose, own.xWrite, own.xTruncate, own.xSync

        def on_write(file: int, data: int, size: int, at: int) -> int:
            if (name := self._watched_name(file)) is None:
                return int(write(file, data, size, at))
            call = Call(Kind.WRITE, name, at, ctypes.string_at(data, size))
            return self.watch(call) or int(write(file, data, size, at))

        def on_truncate(file: int, size: int) -> int:
            name = self._watched_name(file)
            answer = SQLITE_OK if name is None else self.watch(Call(Kind.TRUNCATE, name, size))
            return answer or int(truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            name = self._watched_name(file)
            answer = SQLITE_OK if name is None else self.watch(Call(Kind.SYNC, name))
            return answer or int(sync(file, flags))

        def on_close(file: int) -> int:
            self._files.pop(file, None)
            return int(close(file))

        watched.xWrite, watched.xTruncate = _XWRITE(on_write), _XTRUNCATE(on_truncate)
        watched.xSync, watched.xClose = _XSYNC(on_sync), _XCLOSE(on_close)
        return watched

    def _watched_name(self, file: int) -> str | None:
        """The file's name, None when nobody asks about it: then nothing else is done here."""
        name = self._files.get(file, "")
        return name if self._is_watched(name) else None

    def _is_watched(self, path: str) -> bool:
        return bool(self.folder) and path.startswith(self.folder)


def _let_it_be(_: Call) -> int:
    return SQLITE_OK


@cache
def _layer() -> Layer:
    # The name under which the interpreter's own module has loaded it already: the same library, not another.
    name = ctypes.util.find_library("sqlite3")
    if name is None:
        raise OSError("SQLite is not a library of its own here")
    return Layer(ctypes.CDLL(name))


def install() -> None:
    """Lay it under the library. What is open already stays as it is: call it before anything is opened."""
    _layer()


@contextmanager
def watched(folder: Path, watch: Watch) -> Iterator[None]:
    """Ask `watch` before every change of a file below `folder` that SQLite makes in this process."""
    layer = _layer()
    assert not layer.folder, "one at a time"
    layer.folder, layer.watch = str(folder.resolve()), watch
    try:
        yield
    finally:
        layer.folder, layer.watch = "", _let_it_be


@contextmanager
def recorded(folder: Path) -> Iterator[list[Call]]:
    """Every call on files below `folder`, in order, as it is made."""
    calls: list[Call] = []

    def note(call: Call) -> int:
        calls.append(call)
        return SQLITE_OK

    with watched(folder, note):
        yield calls
