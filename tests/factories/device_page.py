"""The devices page as a shop owner uses it: opened through the settings, forms filled by hand."""

from __future__ import annotations

from collections.abc import Mapping

from pos_client.desk.widgets.choices import Choice
from pos_client.features.devices.state import Device
from pos_client.features.devices.view import DevicesView
from pos_client.features.setup.view import SettingsPanel
from tests.factories.seller import BUDI_PIN, Seller


def devices_page(seller: Seller) -> DevicesView:
    """Sari asks for the settings, Budi allows them, and F6 leads to the devices."""
    seller.press("Shift+F12")
    seller.enter(BUDI_PIN)
    seller.until(lambda: isinstance(seller.window.shell.panel, SettingsPanel))
    seller.settle()
    seller.press("F6")
    page = seller.page
    assert isinstance(page, DevicesView)
    return page


def fill(page: DevicesView, device: Device, values: Mapping[str, str]) -> None:
    """Open a device and type into its form."""
    page._devices.open(device)
    for key, text in values.items():
        editor = page.form.editors[key]
        if isinstance(editor, Choice):
            editor.set_key(text)
        else:
            editor.setText(text)


def set_up(seller: Seller, device: Device, **values: str) -> DevicesView:
    """Set a device up, and go back to selling."""
    page = devices_page(seller)
    fill(page, device, values)
    seller.press("Return")
    assert page.form.form._faults == []
    seller.press("Esc")
    return page
