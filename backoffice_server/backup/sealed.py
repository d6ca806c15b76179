r"""One backup in one file: a header in the clear, the copy packed and encrypted in chunks, a checksum.

    b"POSBACKUP1\n" | length of header (4) | header, JSON | chunks: length (4), AES-256-GCM | SHA-256 (32)

A chunk's nonce is its number and whether it is the last one, so none can be dropped, moved or taken from
another file; the header is authenticated with each of them.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from backoffice_server.backup.key import BackupKey
from backoffice_server.kernel.private_files import sync_folder
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import _

MAGIC: Final = b"POSBACKUP1\n"
SALT_BYTES: Final = 32
CHUNK_BYTES: Final = 1024 * 1024
HEADER_BYTES_MAX: Final = 64 * 1024
_SUM_BYTES: Final = 32
_TAG_BYTES: Final = 16
_LENGTH: Final = struct.Struct(">I")
_PRIVATE: Final = 0o600


class Header(BaseModel):
    """What is said of a backup in the clear. `size`: of the copy as it was, in bytes. `secret`: name of the
    master secret its tills know, null where there was none.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal[1] = 1
    backup: UUID
    engine: Literal["sqlite", "postgresql"]
    schema_revision: str
    company: UUID
    company_name: str
    epoch: UUID
    taken_at: AwareDatetime
    size: int
    key: str
    salt: str
    secret: str | None


def seal(plain: Path, target: Path, header: Header, key: BackupKey) -> None:
    """Write `target`: under another name, whole and on the disk, before it gets its own."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "wb") as file:
            total = hashlib.sha256()
            for piece in _pieces(plain, header, key):
                total.update(piece)
                file.write(piece)
            file.write(total.digest())
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(target.parent)


def header_of(path: Path) -> Header:
    """What the file says of itself. Raises Unfit for what is no backup."""
    with path.open("rb") as file:
        return _header(file, path)[0]


def unseal(path: Path, key: BackupKey, plain: Path) -> Header:
    """Check the whole file, then write the copy it holds to `plain` (mode 0600). Raises Unfit where any of
    it is missing, changed or under another key.
    """
    with path.open("rb") as file:
        header, raw = _header(file, path)
        start, end = file.tell(), path.stat().st_size - _SUM_BYTES
        if header.key != key.name:
            raise Unfit(_("{file} was made with another key of the backups.", file=path.name))
        _check_sum(file, path, end)
        file.seek(start)
        with os.fdopen(os.open(plain, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE), "wb") as out:
            try:
                written = _write_plain(_opened(file, end, header, raw, key), out)
            except (InvalidTag, zlib.error, struct.error, EOFError) as fault:
                raise damaged(path) from fault
            out.flush()
            os.fsync(out.fileno())
    if written != header.size:
        raise damaged(path)
    return header


def damaged(path: Path) -> Unfit:
    """The refusal of a file that is not as it was written."""
    return Unfit(
        _("{file} is damaged or cut short and cannot be used: choose another backup.", file=path.name)
    )


def _pieces(plain: Path, header: Header, key: BackupKey) -> Iterator[bytes]:
    raw = header.model_dump_json().encode()
    cipher, bound = AESGCM(key.of_file(bytes.fromhex(header.salt))), hashlib.sha256(raw).digest()
    yield MAGIC + _LENGTH.pack(len(raw)) + raw
    with plain.open("rb") as source:
        chunks = _packed(source)
        number, chunk = 0, next(chunks)
        for following in chunks:
            yield _chunk(cipher, number, chunk, bound, last=False)
            number, chunk = number + 1, following
        yield _chunk(cipher, number, chunk, bound, last=True)


def _packed(source: IO[bytes]) -> Iterator[bytes]:
    packer, waiting = zlib.compressobj(6), bytearray()
    while piece := source.read(CHUNK_BYTES):
        waiting += packer.compress(piece)
        while len(waiting) >= CHUNK_BYTES:
            yield bytes(waiting[:CHUNK_BYTES])
            del waiting[:CHUNK_BYTES]
    yield bytes(waiting + packer.flush())


def _chunk(cipher: AESGCM, number: int, chunk: bytes, bound: bytes, *, last: bool) -> bytes:
    sealed = cipher.encrypt(_nonce(number, last=last), chunk, bound)
    return _LENGTH.pack(len(sealed)) + sealed


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _header(file: IO[bytes], path: Path) -> tuple[Header, bytes]:
    said = file.read(len(MAGIC) + _LENGTH.size)
    if len(said) != len(MAGIC) + _LENGTH.size or not said.startswith(MAGIC):
        raise Unfit(_("{file} is no backup of this program.", file=path.name))
    (length,) = _LENGTH.unpack(said[len(MAGIC) :])
    raw = file.read(min(length, HEADER_BYTES_MAX))
    try:
        return Header.model_validate_json(raw), raw
    except ValidationError as fault:
        raise damaged(path) from fault


def _check_sum(file: IO[bytes], path: Path, end: int) -> None:
    file.seek(0)
    total, left = hashlib.sha256(), end
    while left > 0 and (piece := file.read(min(CHUNK_BYTES, left))):
        total.update(piece)
        left -= len(piece)
    if left or file.read(_SUM_BYTES) != total.digest():
        raise damaged(path)


def _opened(file: IO[bytes], end: int, header: Header, raw: bytes, key: BackupKey) -> Iterator[bytes]:
    cipher, bound = AESGCM(key.of_file(bytes.fromhex(header.salt))), hashlib.sha256(raw).digest()
    number = 0
    while file.tell() < end:
        (length,) = _LENGTH.unpack(file.read(_LENGTH.size))
        if length > CHUNK_BYTES * 2 + _TAG_BYTES:
            raise EOFError(length)
        sealed = file.read(length)
        yield cipher.decrypt(_nonce(number, last=file.tell() >= end), sealed, bound)
        number += 1


def _write_plain(chunks: Iterator[bytes], out: IO[bytes]) -> int:
    """How many bytes the copy has. Raises EOFError when its end is missing."""
    packer, written = zlib.decompressobj(), 0
    for chunk in chunks:
        rest = chunk
        while rest:
            piece = packer.decompress(rest, CHUNK_BYTES)
            written += out.write(piece)
            rest = packer.unconsumed_tail
    written += out.write(packer.flush())
    if not packer.eof:
        raise EOFError
    return written
