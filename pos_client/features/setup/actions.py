"""What the wizard writes: an enrolment, or a shop of this till's own."""

from collections.abc import Callable
from typing import Final

from pos_client.engine.enrolment import KEY_BYTES, StandAloneShop, device_id, stand_alone
from pos_client.features.setup.state import JoinAnswers, ShopAnswers
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store import Store
from pos_client.sync.enrol import enrol

OWNER: Final = "owner"
Chance = Callable[[int], bytes]


class SetupDesk:
    """`chance` gives random bytes: the key of a till that stands alone."""

    def __init__(self, store: Store, chance: Chance) -> None:
        self._store = store
        self._chance = chance

    def join(self, answers: JoinAnswers) -> None:
        """Become the register the back office names. Waits for the line, so not on the store lane."""
        client = Client(answers.server)
        try:
            enrol(self._store, TillApi(client), code=answers.code, device_name=answers.device_name)
        finally:
            client.close()

    def found(self, answers: ShopAnswers) -> None:
        """Begin a shop with one branch, one till and its owner."""
        shop = StandAloneShop(
            company_name=answers.company,
            branch_code=answers.branch_code,
            branch_name=answers.company,
            address=answers.address,
            register_code=answers.register_code,
            owner_name=answers.owner,
            owner_username=OWNER,
            pin=answers.pin,
            zone=answers.zone,
            is_pkp=answers.is_pkp,
            device=device_id(self._store.folder, self._store.new_id),
            device_name=answers.register_code,
            device_key=self._chance(KEY_BYTES),
        )
        with self._store.write() as unit:
            stand_alone(unit, shop)
