"""Secrets are made once, for their owner alone, and their names are on the disk when they are used."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from backoffice_server.kernel.private_files import make_private, write_private


def test_a_secret_is_never_replaced_by_a_new_one(tmp_path: Path) -> None:
    make_private(tmp_path / "new" / "secret", "one")
    with pytest.raises(FileExistsError):
        make_private(tmp_path / "new" / "secret", "two")
    assert (tmp_path / "new" / "secret").read_text() == "one"
    assert os.name != "posix" or (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600


def test_what_may_be_replaced_is_whole_at_any_moment(tmp_path: Path) -> None:
    for text in ("one", "two"):
        write_private(tmp_path / "secret", text)
        assert [path.read_text() for path in tmp_path.iterdir()] == [text]


def test_the_name_is_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is encrypted or signed with a key that a power cut took away is lost."""
    synced: list[bool] = []
    sync = os.fsync

    def watched(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        sync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    make_private(tmp_path / "secret", "one")
    # Windows keeps names safe by itself.
    assert synced == ([False, True] if os.name == "posix" else [False])
