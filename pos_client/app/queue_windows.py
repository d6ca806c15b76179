"""The windows of the queue: the large display, and the kiosk where people take their own numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_client.features.queue.view import QueueDisplay, QueueKiosk, QueuePanel
from pos_client.texts import _

if TYPE_CHECKING:
    from pos_client.desk.shell import Shell
    from pos_client.features.queue.presenter import TillQueue

OpenPanel = Callable[[QueuePanel], object]


class QueueWindows(QObject):
    """One of each at most; they go with the till's window."""

    def __init__(
        self,
        shell: Shell,
        queue: TillQueue,
        open_panel: OpenPanel,
        *,
        shop: Callable[[], str],
        practising: Callable[[], bool],
    ) -> None:
        super().__init__(shell)
        self._shell = shell
        self._queue = queue
        self._open_panel = open_panel
        self._shop = shop
        self._practising = practising
        self._display: QueueDisplay | None = None
        self._kiosk: QueueKiosk | None = None
        shell.closing.connect(self.close)

    @property
    def kiosk(self) -> QueueKiosk | None:
        return self._kiosk

    def open_panel(self) -> None:
        """Numbers are those of real customers, so not while somebody practises."""
        if self._practising():
            self._shell.toast(
                "info", lambda: _("End the training first: queue numbers are those of real customers.")
            )
            return
        panel = QueuePanel(self._queue)
        panel.display_wanted.connect(self.open_display)
        panel.kiosk_wanted.connect(self.open_kiosk)
        self._open_panel(panel)

    def open_display(self) -> None:
        """The numbers for those who wait, on the second screen where there is one."""
        if self._display is None:
            self._display = QueueDisplay(self._queue, self._shop())
            self._display.destroyed.connect(self._display_gone)
            self._display.open_large()

    def open_kiosk(self) -> None:
        """A key for each service, for whoever comes in."""
        if self._kiosk is None:
            self._kiosk = QueueKiosk(self._queue, self._shop())
            self._kiosk.destroyed.connect(self._kiosk_gone)
            self._kiosk.open_large()

    def close(self) -> None:
        for window in (self._display, self._kiosk):
            if window is not None:
                window.close()

    def _display_gone(self) -> None:
        self._display = None

    def _kiosk_gone(self) -> None:
        self._kiosk = None
