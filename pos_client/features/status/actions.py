"""What the sync panel asks."""

from pos_client.store import Store
from pos_client.sync.asking import office_of
from shared_models.wire.tills import OwnReview


class StatusDesk:
    """Asks the network, so never on the store lane."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def own_reviews(self) -> tuple[OwnReview, ...]:
        """What the back office looks at of this till's own, youngest first. Refuses as the server does."""
        with office_of(self._store) as office:
            return () if office is None else office.own_reviews()
