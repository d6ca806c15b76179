"""The light catalogue the first scan is answered from."""

from pos_client.app.listening import scanner_of
from pos_client.devices.scanner import ScannerSettings
from pos_client.settings import SCANNER_PREFIX, SCANNER_SUFFIX
from pos_client.store import catalogue
from pos_client.store.preferences import set_setting
from shared_models.wire.sync import Entity
from tests.factories.tills import Shop


def test_the_catalogue_knows_the_branch_by_its_wire_name() -> None:
    """Spelled out there, so that the first scan need not wait for the wire's models."""
    assert Entity.BRANCH.value == catalogue.BRANCH


def test_a_scanner_as_it_is_set_up(shop: Shop) -> None:
    assert scanner_of(None) == ScannerSettings()
    with shop.store.write() as unit:
        set_setting(unit, SCANNER_PREFIX, "~")
        set_setting(unit, SCANNER_SUFFIX, "#")
    reader = shop.store.reader()
    assert scanner_of(reader) == ScannerSettings("~", "#")
    reader.close()
