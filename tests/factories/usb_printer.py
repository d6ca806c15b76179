"""A receipt printer on a USB port that exists in memory only: pyusb and python-escpos talk to it for real."""

from array import array
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import usb.core
from usb.backend import IBackend

from pos_client.devices.escpos_page import Asked, Mark
from pos_client.devices.escpos_reader import EscposReader
from tests.factories.printer_emulator import Nature

_DEVICE = {
    "bLength": 18,
    "bDescriptorType": 1,
    "bcdUSB": 0x200,
    "bDeviceClass": 0,
    "bDeviceSubClass": 0,
    "bDeviceProtocol": 0,
    "bMaxPacketSize0": 64,
    "bcdDevice": 0x100,
    "iManufacturer": 0,
    "iProduct": 0,
    "iSerialNumber": 0,
    "bNumConfigurations": 1,
    "bus": 1,
    "address": 2,
    "port_number": 1,
    "port_numbers": (1,),
    "speed": 3,
}
_CONFIGURATION = {
    "bLength": 9,
    "bDescriptorType": 2,
    "wTotalLength": 32,
    "bNumInterfaces": 1,
    "bConfigurationValue": 1,
    "iConfiguration": 0,
    "bmAttributes": 0xC0,
    "bMaxPower": 1,
    "extra_descriptors": [],
}
_INTERFACE = {
    "bLength": 9,
    "bDescriptorType": 4,
    "bInterfaceNumber": 0,
    "bAlternateSetting": 0,
    "bNumEndpoints": 2,
    "bInterfaceClass": 7,
    "bInterfaceSubClass": 1,
    "bInterfaceProtocol": 2,
    "iInterface": 0,
    "extra_descriptors": [],
}
_ENDPOINT = {
    "bLength": 7,
    "bDescriptorType": 5,
    "bmAttributes": 2,
    "wMaxPacketSize": 64,
    "bInterval": 0,
    "bRefresh": 0,
    "bSynchAddress": 0,
    "extra_descriptors": [],
}


class UsbPrinter(IBackend):  # type: ignore[misc]  # pyusb ships no types
    """One printer (printer class, bulk endpoints) as a pyusb backend."""

    def __init__(self, vendor: int, product: int, *, columns: int = 32, nature: Nature | None = None) -> None:
        self.reader = EscposReader(columns=columns, heard=self._heard)
        self.nature = nature or Nature()
        self.plugged_in = True
        self._ids = {"idVendor": vendor, "idProduct": product}
        self._answers = b""

    def enumerate_devices(self) -> Iterator[object]:
        return iter([self] if self.plugged_in else [])

    def get_device_descriptor(self, dev: object) -> SimpleNamespace:
        return SimpleNamespace(**_DEVICE, **self._ids)

    def get_configuration_descriptor(self, dev: object, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(**_CONFIGURATION)

    def get_interface_descriptor(self, dev: object, intf: int, alt: int, config: int) -> SimpleNamespace:
        if intf or alt:
            raise IndexError(intf)
        return SimpleNamespace(**_INTERFACE)

    def get_endpoint_descriptor(
        self, dev: object, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        return SimpleNamespace(**_ENDPOINT, bEndpointAddress=(0x01, 0x82)[ep])

    def get_configuration(self, dev_handle: object) -> int:
        return 1

    def bulk_write(self, dev_handle: object, ep: int, intf: int, data: Any, timeout: int) -> int:
        assert ep == 0x01
        if not self.plugged_in:
            raise usb.core.USBError("No such device", errno=19)
        self.reader.feed(bytes(data))
        return len(data)

    def bulk_read(self, dev_handle: object, ep: int, intf: int, buff: Any, timeout: int) -> int:
        assert ep == 0x82
        if not self._answers:
            raise usb.core.USBTimeoutError("Operation timed out", errno=110)
        answer, self._answers = self._answers, b""
        buff[: len(answer)] = array("B", answer)
        return len(answer)

    def open_device(self, dev: object) -> object:
        return dev

    def close_device(self, dev_handle: object) -> None: ...

    def set_configuration(self, dev_handle: object, config_value: int) -> None: ...

    def claim_interface(self, dev_handle: object, intf: int) -> None: ...

    def release_interface(self, dev_handle: object, intf: int) -> None: ...

    def reset_device(self, dev_handle: object) -> None: ...

    def _heard(self, mark: Mark) -> None:
        if isinstance(mark, Asked) and mark.now and self.nature.tells:
            self._answers += bytes([self.nature.answer(mark.n)])
        elif isinstance(mark, Asked) and not mark.now and self.nature.tells_when_done:
            self._answers += b"\x00"
