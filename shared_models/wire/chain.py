"""The hash chain over the stored bytes of events, and the keys that authenticate it (sync.md §2)."""

import hashlib
import hmac
from typing import Final
from uuid import UUID

GENESIS: Final = bytes(32)
"""`prev` of the first event of a stream."""


def event_hash(prev: bytes, event: bytes) -> bytes:
    """SHA-256(prev || 0x00 || event), 32 bytes.

    `event` is the stored UTF-8 JSON text, never re-serialised.
    """
    return hashlib.sha256(prev + b"\x00" + event).digest()


def event_mac(device_key: bytes, hash_: bytes) -> bytes:
    """HMAC-SHA256(device key, event hash), 32 bytes."""
    return hmac.digest(device_key, hash_, "sha256")


def mac_matches(device_key: bytes, hash_: bytes, mac: bytes) -> bool:
    """Constant-time comparison of a received MAC."""
    return hmac.compare_digest(event_mac(device_key, hash_), mac)


def device_key(master_secret: bytes, device: UUID, kid: int) -> bytes:
    """Key of one device: derived from the company's master secret, info = device id and key id."""
    return derived(master_secret, b"pos-device-key" + device.bytes + kid.to_bytes(4, "big"))


def derived(master_secret: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) without salt, 32 bytes."""
    pseudo_random_key = hmac.digest(bytes(32), master_secret, "sha256")
    return hmac.digest(pseudo_random_key, info + b"\x01", "sha256")


def holder_proof(device_key: bytes, *, signature: str, credential: str) -> bytes:
    """Shows that who presents a certificate (its `signature`, hex) holds its device's key.

    HMAC-SHA256(device key, signature || credential), 32 bytes.
    """
    return hmac.digest(device_key, bytes.fromhex(signature) + credential.encode(), "sha256")
