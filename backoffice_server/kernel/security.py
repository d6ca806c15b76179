"""Secrets of people and machines: argon2 for what people remember, SHA-256 for long random tokens."""

import hashlib
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Tills verify PINs offline on small machines: 19 MiB and two passes (OWASP's smaller choice).
_PASSWORDS: Final = PasswordHasher()
_PINS: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Verified when nobody has the name that was typed, so that both answers take as long.
_NOBODY: Final = (
    "$argon2id$v=19$m=65536,t=3,p=4$pOkyHNADWyXfTFvlfoBFrg$XRBEGx4aMsQ8Xl2oUjKQSu6eBkjgyY+QC1lI5xB8gCU"
)


def hash_password(password: str) -> str:
    """argon2id hash of a password."""
    return _PASSWORDS.hash(password)


def hash_pin(pin: str) -> str:
    """argon2id hash of a PIN, cheap enough for a till."""
    return _PINS.hash(pin)


def pin_matches(hash_: str, pin: str) -> bool:
    """Whether `pin` belongs to `hash_`."""
    try:
        return _PINS.verify(hash_, pin)
    except (VerificationError, InvalidHashError):
        return False


def password_matches(hash_: str | None, password: str) -> bool:
    """Whether `password` belongs to `hash_`; takes as long when there is no hash."""
    try:
        _PASSWORDS.verify(hash_ or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return hash_ is not None


def token_hash(token: str) -> bytes:
    """What is stored of a session token, till credential or enrolment code."""
    return hashlib.sha256(token.encode()).digest()
