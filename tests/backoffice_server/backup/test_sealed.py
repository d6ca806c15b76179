"""A sealed file gives back what went in, byte for byte, or nothing."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from backoffice_server.backup import key as keys
from backoffice_server.backup import sealed
from backoffice_server.kernel.unfit import Unfit

KEY = keys.BackupKey(bytes(range(32)))


def header(size: int) -> sealed.Header:
    return sealed.Header(
        backup=UUID(int=1),
        engine="sqlite",
        schema_revision="0004",
        company=UUID(int=2),
        company_name="Warung Sri",
        epoch=UUID(int=3),
        taken_at=datetime(2026, 11, 20, 10, tzinfo=UTC),
        size=size,
        key=KEY.name,
        salt="ab" * 32,
        secret=None,
    )


def sealed_file(folder: Path, content: bytes) -> Path:
    (folder / "plain").write_bytes(content)
    file = folder / "one.posbackup"
    sealed.seal(folder / "plain", file, header(len(content)), KEY)
    return file


def noise(count: int) -> bytes:
    """Bytes that cannot be packed, the same every time."""
    import hashlib

    return b"".join(hashlib.sha256(number.to_bytes(8, "big")).digest() for number in range(count // 32))


@pytest.mark.parametrize("content", [b"", b"a", b"x" * 9_000_000, noise(3_000_000)])
def test_what_went_in_comes_out(tmp_path: Path, content: bytes) -> None:
    file = sealed_file(tmp_path, content)
    assert sealed.unseal(file, KEY, tmp_path / "back") == header(len(content))
    assert (tmp_path / "back").read_bytes() == content
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IMODE((tmp_path / "back").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("*.part"))


def test_every_damage_is_noticed_before_anything_is_given_out(tmp_path: Path) -> None:
    file = sealed_file(tmp_path, noise(4_000))
    whole = file.read_bytes()
    for place in range(0, len(whole), 37):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(Unfit):
            sealed.unseal(file, KEY, tmp_path / "back")
    for cut in (0, 5, 20, 400, len(whole) // 2, len(whole) - 32, len(whole) - 1):
        file.write_bytes(whole[:cut])
        with pytest.raises(Unfit):
            sealed.unseal(file, KEY, tmp_path / "back")


def test_a_forger_without_the_key_moves_no_chunk(tmp_path: Path) -> None:
    """The checksum is made anew, so only the encryption can tell."""
    import hashlib

    whole = sealed_file(tmp_path, noise(3_000_000)).read_bytes()[:-32]
    at = len(sealed.MAGIC) + 4 + int.from_bytes(whole[len(sealed.MAGIC) : len(sealed.MAGIC) + 4], "big")
    chunks, rest = [], whole[at:]
    while rest:
        size = 4 + int.from_bytes(rest[:4], "big")
        chunks.append(rest[:size])
        rest = rest[size:]
    assert len(chunks) > 2
    dropped, swapped = chunks[:-1], [chunks[1], chunks[0], *chunks[2:]]
    forged = tmp_path / "forged"
    for parts in (dropped, swapped):
        body = whole[:at] + b"".join(parts)
        forged.write_bytes(body + hashlib.sha256(body).digest())
        with pytest.raises(Unfit):
            sealed.unseal(forged, KEY, tmp_path / "back")


def test_another_key_is_named_as_such(tmp_path: Path) -> None:
    file = sealed_file(tmp_path, b"sales")
    with pytest.raises(Unfit, match=r"one\.posbackup"):
        sealed.unseal(file, keys.BackupKey(bytes(32)), tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = keys.ensure(tmp_path / "backup.key")
    assert stat.S_IMODE((tmp_path / "backup.key").stat().st_mode) == 0o600
    assert keys.ensure(tmp_path / "backup.key").name == made.name != KEY.name
    (tmp_path / "backup.key").write_text("no key")
    with pytest.raises(Unfit):
        keys.load(tmp_path / "backup.key")
