"""The till's own database: one file, one writing connection, every sale durable before anything is
printed.

Parts are loaded when they are first asked for: reading a price needs none of what opening needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pos_client.store.opening import open_store
    from pos_client.store.store import Reader, Rows, Store, StoreUnit

__all__ = ["Reader", "Rows", "Store", "StoreUnit", "open_store"]

_HOMES: Final = {
    "Reader": "store",
    "Rows": "store",
    "Store": "store",
    "StoreUnit": "store",
    "open_store": "opening",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
