"""Settings as they stand at this till."""

from pos_client.settings import Setting, T
from pos_client.store.store import Rows, StoreUnit


def setting(rows: Rows, which: Setting[T]) -> T:
    found = rows.execute("SELECT value FROM setting WHERE key = ?", (which.key,)).fetchone()
    return which.read(None if found is None else found[0])


def set_setting(unit: StoreUnit, which: Setting[T], value: T) -> None:
    """Raises ValueError for a value outside the setting's bounds."""
    if not which.fits(value):
        raise ValueError(which.key, value)
    unit.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (which.key, which.text(value)),
    )
