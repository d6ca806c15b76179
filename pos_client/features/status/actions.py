"""What the sync panel asks."""

from pos_client.engine.enrolment import credential
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store import Store
from shared_models.wire.tills import OwnReview


class StatusDesk:
    """Asks the network, so never on the store lane."""

    def __init__(self, store: Store, server: str) -> None:
        self._store = store
        self._server = server

    def own_reviews(self) -> tuple[OwnReview, ...]:
        """What the back office looks at of this till's own, youngest first. Refuses as the server does."""
        reader = self._store.reader()
        token = credential(reader)
        reader.close()
        if not self._server or token is None:
            return ()
        client = Client(self._server)
        client.credential = token
        try:
            return TillApi(client).own_reviews()
        finally:
            client.close()
