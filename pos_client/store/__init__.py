"""The till's own database: one file, one writing connection, every sale durable before anything is
printed.
"""

from pos_client.store.opening import open_store
from pos_client.store.store import Reader, Rows, Store, StoreUnit

__all__ = ["Reader", "Rows", "Store", "StoreUnit", "open_store"]
