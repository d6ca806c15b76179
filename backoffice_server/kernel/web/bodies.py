"""Bodies of requests that may come packed."""

import zlib
from typing import Final

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

_GZIP_WINDOW: Final = 31


def unpacked(body: bytes, encoding: str, *, bytes_max: int) -> bytes:
    """The plain body. Refuses what is no gzip, and more than `bytes_max` of it without reading on."""
    if encoding != "gzip":
        return body
    unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW)
    try:
        plain = unpacker.decompress(body, bytes_max)
    except zlib.error as fault:
        raise Refusal(ErrorCode.INVALID, what="gzip") from fault
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise Refusal(ErrorCode.TOO_LARGE, bytes=bytes_max)
    return plain
