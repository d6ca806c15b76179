"""The devices at work: set up anew when their settings change, tested when somebody asks, always heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from pos_client.app import edges
from pos_client.app.peripherals import Peripherals, beside
from pos_client.app.printing import Printing, chosen
from pos_client.desk.background import Background
from pos_client.desk.problems import problem_text
from pos_client.desk.widgets.label_picture import label_document
from pos_client.devices.cash_drawer import DrawerWay
from pos_client.devices.roles import RolePrinter
from pos_client.devices.scale import Scale
from pos_client.devices.status import PLAIN, PRINTS, Condition, PrinterStatus, condition_in
from pos_client.engine.print_jobs import PrinterRole
from pos_client.features.devices.presenter import Devices
from pos_client.features.devices.state import ROLES, Device, Stand
from pos_client.printing.label_paper import trial_labels
from pos_client.printing.slips import OPEN_DRAWER
from pos_client.printing.trial import trial_page
from pos_client.settings import PAGE_PRINTER
from pos_client.store import Reader, Store
from pos_client.store.preferences import setting
from pos_client.texts import _, ngettext
from shared_models.values.refusals import Refusal

WENT: Final = {
    True: lambda: _("The test page went to the printer"),
    False: lambda: _("The drawer was told to open"),
}


class Bench(QObject):
    """`changed`: what the status line says of the devices may be another thing now.

    `job_told`: number of a print job, and whether it came out.
    """

    changed = Signal()
    job_told = Signal(int, bool)
    _printer_told = Signal(object, object)
    tested_well = Signal(object)
    _tested = Signal(object, object)

    def __init__(
        self,
        devices: Devices,
        background: Background,
        store: Store,
        reader: Reader,
        scale_is: Callable[[Scale], None],
    ) -> None:
        super().__init__()
        self._devices = devices
        self._background = background
        self._reader = reader
        self._changing = self._stopped = False
        self._chosen, self._page = chosen(reader), setting(reader, PAGE_PRINTER)
        self._tests: list[Device] = []
        self.statuses: dict[PrinterRole, PrinterStatus] = {}
        self._printer_told.connect(self._printer_says)
        self._tested.connect(self._tell_test)
        self.peripherals = Peripherals(background, scale_is)
        self.peripherals.changed.connect(self._stand)
        self.printing = Printing(store, told=self.job_told.emit, heard=self._printer_told.emit)
        self.peripherals.setParent(self)
        self.printing.use(self._chosen)
        devices.saved.connect(lambda _device: self.use())
        devices.test_wanted.connect(self.test)
        devices.wake_wanted.connect(self.printing.wake)
        devices.values_read.connect(self._stand)
        self.job_told.connect(lambda _job, _well: devices.look_at_queue())

    def use(self) -> None:
        """What is set up now, as soon as what is in hand is done."""
        self.peripherals.use(beside(self._reader))
        wanted = self._chosen = chosen(self._reader)
        self._page = setting(self._reader, PAGE_PRINTER)
        if wanted == self.printing.chosen:
            self._used()
            return
        self._changing = True
        self._background.long(lambda _progress: self.printing.use(wanted), then=lambda _nothing: self._used())

    def condition(self, role: PrinterRole) -> Condition | None:
        """How the printer of a role was found last; None where there is none."""
        status = self.printing.statuses().get(role)
        return None if status is None or status.condition is Condition.NONE else status.condition

    def test(self, device: Device) -> None:
        """Show that it works; what came of it is said on the devices page."""
        if self._changing:
            self._tests.append(device)
        elif device in ROLES:
            self._test_printer(device)
        elif device is Device.DRAWER:
            self.printing.print_now(PrinterRole.RECEIPT, OPEN_DRAWER, partial(self._tested.emit, device))
        else:
            stand = self.stands()[device]
            self._devices.say(stand.tone, (self.peripherals.test(device) or stand).text)

    def stands(self) -> dict[Device, Stand]:
        """Every device in a plain sentence."""
        found = {device: self._printer_stand(role) for device, role in ROLES.items()}
        found |= self.peripherals.stands()
        found[Device.DRAWER] = self._drawer_stand()
        found[Device.PAGE] = Stand("ok", self._page) if self._page else Stand("plain", _("Saves a PDF file"))
        return found

    def stop(self) -> None:
        self._stopped = True
        self.peripherals.stop(self.printing.stop)

    # inside -----------------------------------------------------------------------------------------------

    def _used(self) -> None:
        self._changing = False
        self.statuses = {}
        self.printing.look()
        self._stand()
        tests, self._tests = self._tests, []
        for device in tests:
            self.test(device)

    def _test_printer(self, device: Device) -> None:
        if device is Device.LABEL:
            page = trial_labels(self._reader, edges.now(), label_document)
        else:
            page = trial_page(self._reader, edges.now(), ROLES[device])
        if page is None:
            self._devices.say("warn", _(PLAIN[Condition.NONE]))
        else:
            self.printing.print_now(ROLES[device], page, partial(self._tested.emit, device))

    def _tell_test(self, device: Device, refusal: Refusal | None) -> None:
        if refusal is None:
            self._devices.say("ok", WENT[device in ROLES]())
            self.tested_well.emit(device)
        elif "condition" in refusal.facts:
            self._devices.say("danger", _(PLAIN[condition_in(refusal)]))
        else:
            self._devices.say("danger", problem_text(refusal.code, refusal.facts))

    def _printer_says(self, role: PrinterRole, status: PrinterStatus) -> None:
        self.statuses[role] = status
        self._stand()

    def _stand(self) -> None:
        if self._stopped:
            return
        for device, stand in self.stands().items():
            self._devices.stands(device, stand)
        self.changed.emit()

    def _printer_stand(self, role: PrinterRole) -> Stand:
        if self._printer(role) is None:
            return Stand("plain", _("Not set up"))
        status = self.printing.statuses().get(role, PrinterStatus(Condition.SILENT))
        words = _(PLAIN[status.condition])
        if status.failed:
            words += " · " + ngettext("{n} not printed", "{n} not printed", status.failed)
        return Stand("ok" if status.condition in PRINTS and not status.failed else "warn", words)

    def _printer(self, role: PrinterRole) -> RolePrinter | None:
        return next((printer for printer in self._chosen.printers if printer.role is role), None)

    def _drawer_stand(self) -> Stand:
        way = self._chosen.drawer.way
        if way is DrawerWay.NONE:
            return Stand("plain", _("Its key only"))
        if way is DrawerWay.LINE:
            return Stand("ok", _("A box on a line of its own"))
        printer = self._printer(PrinterRole.RECEIPT)
        if printer is None:
            return Stand("plain", _("There is no receipt printer: set it up first"))
        return Stand("ok", _("On the receipt printer, pin {pin}", pin=printer.drawer_pin))
