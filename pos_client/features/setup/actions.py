"""What the wizard writes: an enrolment, or a shop of this till's own."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pos_client.engine.enrolment import device_id
from pos_client.engine.local_products import LocalProduct, import_products, next_sku, read_products
from pos_client.engine.sale_rows import latest_sales
from pos_client.engine.staff import name_of
from pos_client.engine.stand_alone import KEY_BYTES, StandAloneShop, stand_alone
from pos_client.features.setup.state import (
    JoinAnswers,
    Joined,
    PriceFile,
    ProductAnswers,
    ShopAnswers,
    TillSettings,
)
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.settings import PICTURES, RECEIPT_LANGUAGE, SOUND
from pos_client.store import Store
from pos_client.store.black_box import second_place, set_second_place
from pos_client.store.bundle import export_bundle
from pos_client.store.preferences import set_setting, setting
from pos_client.sync.enrol import enrol
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.ids import StaffId

OWNER: Final = "owner"
Chance = Callable[[int], bytes]


class SetupDesk:
    """`chance` gives random bytes: the key of a till that stands alone."""

    def __init__(self, store: Store, chance: Chance) -> None:
        self._store = store
        self._chance = chance

    def join(self, answers: JoinAnswers) -> Joined:
        """Become the register the back office names. Waits for the line, so not on the store lane."""
        client = Client(answers.server)
        try:
            joined = enrol(self._store, TillApi(client), code=answers.code, device_name=answers.device_name)
        finally:
            client.close()
        with self._store.write() as unit:
            logins = tuple(
                (name_of(unit, StaffId(person.staff)), person.username) for person in joined.renamed
            )
        return Joined(joined.till.company_name, joined.adopted, logins, joined.came_back)

    def save_journal(self, file: Path) -> int:
        """Write everything this till ever recorded into a file, read it back; how many events it holds.

        OSError where it cannot be written.
        """
        return export_bundle(self._store, file).events

    def settings(self) -> TillSettings:
        with self._store.write() as unit:
            return TillSettings(
                receipt_language=setting(unit, RECEIPT_LANGUAGE),
                sound=setting(unit, SOUND),
                pictures=setting(unit, PICTURES),
                second_copy=str(second_place(self._store.folder) or ""),
            )

    def save(self, given: TillSettings) -> TillSettings:
        with self._store.write() as unit:
            set_setting(unit, RECEIPT_LANGUAGE, given.receipt_language)
            set_setting(unit, SOUND, given.sound)
            set_setting(unit, PICTURES, given.pictures)
        set_second_place(self._store.folder, Path(given.second_copy) if given.second_copy else None)
        return given

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

    def read_price_file(self, file: Path) -> PriceFile:
        """Look at a CSV file; nothing is written. OSError where it cannot be read."""
        raw = file.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            # What a spreadsheet on Windows writes when nobody asks it for anything else.
            text = raw.decode("cp1252", errors="replace")
        products, faults = read_products(text)
        return PriceFile(file.name, products, faults)

    def keep_product(self, answers: ProductAnswers) -> int:
        """One product; without a code of its maker it gets one of this shop's: the next free number."""
        with self._store.write() as unit:
            product = LocalProduct(
                sku=answers.barcode or next_sku(unit),
                name=answers.name,
                price=answers.price,
                barcode=answers.barcode,
                unit=answers.unit,
                tax_class=TaxClass.TAXABLE,
                kind=ProductKind.GOODS,
                decimals=0,
            )
            return import_products(unit, [product])

    def any_sold(self) -> bool:
        with self._store.write() as unit:
            return bool(latest_sales(unit, 1))

    def keep_products(self, products: Sequence[LocalProduct]) -> int:
        """Put them into this till's own price list."""
        with self._store.write() as unit:
            return import_products(unit, products)
