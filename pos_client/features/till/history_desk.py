"""What a customer bought in every branch: asked of the back office, never of the till's own store."""

from pos_client.engine.enrolment import credential
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store import Store
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import CustomerId
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import CustomerStanding


class HistoryDesk:
    """Asks the network, so never on the store lane."""

    def __init__(self, store: Store, server: str) -> None:
        self._store = store
        self._server = server

    def standing(self, customer: CustomerId) -> CustomerStanding:
        """Refuses as the server does; NOT_ENROLLED at a till that has no back office."""
        reader = self._store.reader()
        token = credential(reader)
        reader.close()
        if not self._server or token is None:
            raise Refusal(ErrorCode.NOT_ENROLLED)
        client = Client(self._server)
        client.credential = token
        try:
            return TillApi(client).customer_standing(customer)
        finally:
            client.close()
