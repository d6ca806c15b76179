"""The test page of each printer, as it is set up."""

from pos_client.devices.chosen import keep_printers
from pos_client.devices.roles import RolePrinter
from pos_client.engine.print_jobs import PrinterRole
from pos_client.printing.preview import render_text
from pos_client.printing.trial import trial_page
from tests.factories.tills import Shop


def test_a_page_names_its_printer_and_fills_its_paper(shop: Shop) -> None:
    with shop.store.write() as unit:
        assert trial_page(unit, unit.now()) is None
        keep_printers(unit, [RolePrinter(PrinterRole.KITCHEN, "tcp://192.168.1.51", mm=80)])
        page = trial_page(unit, unit.now(), PrinterRole.KITCHEN)
        assert page is not None
        text = render_text(page, 48)
    assert any("tcp://192.168.1.51" in line for line in text)
    assert "".join(str(place % 10) for place in range(1, 49)) in text
