"""What people remember is slow to guess, and nobody learns from the clock which names there are."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from backoffice_server.kernel.security import hash_password, password_matches

# In a process of its own: this one hashes quickly.
PROGRAM: Final = """
from backoffice_server.kernel import security
print(security.hash_password("rahasia-toko"))
print(security.hash_pin("4711"))
print(security._NOBODY)
"""
COSTS: Final = ("m=65536,t=3,p=4", "m=19456,t=2,p=1", "m=65536,t=3,p=4")


def test_guessing_is_slow_also_for_a_name_that_nobody_has() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    for hash_, cost in zip(said.stdout.split(), COSTS, strict=True):
        assert hash_.startswith(f"$argon2id$v=19${cost}$")


def test_a_password_fits_its_own_hash_alone() -> None:
    hash_ = hash_password("rahasia-toko")
    assert password_matches(hash_, "rahasia-toko")
    assert not password_matches(hash_, "rahasia-tok0")
    assert not password_matches(None, "rahasia-toko")
    assert not password_matches("no hash", "rahasia-toko")
