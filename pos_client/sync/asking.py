"""Asking the back office something in passing, under this till's own credential."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from pos_client.engine.enrolment import credential
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.settings import SERVER_URL
from pos_client.store import Store
from pos_client.store.preferences import setting


@contextmanager
def office_of(store: Store) -> Iterator[TillApi | None]:
    """None for a till that has no back office. Waits for the network: never on the store lane."""
    with closing(store.reader()) as rows:
        server, token = setting(rows, SERVER_URL), credential(rows)
    if not server or token is None:
        yield None
        return
    client = Client(server)
    client.credential = token
    try:
        yield TillApi(client)
    finally:
        client.close()
