"""The windows of the queue: the large display, and the kiosk where people take their own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_client.features.queue.view import QueueDisplay, QueueKiosk, QueuePanel
from pos_client.texts import _

if TYPE_CHECKING:
    from pos_client.app.till_screens import TillScreens
    from pos_client.app.till_side import TillSide


class QueueWindows(QObject):
    """One of each at most; they go with the till's window."""

    def __init__(self, side: TillSide, screens: TillScreens) -> None:
        super().__init__(side)
        self._side = side
        self._screens = screens
        self._display: QueueDisplay | None = None
        self._kiosk: QueueKiosk | None = None
        side.shell.closing.connect(self.close)

    @property
    def kiosk(self) -> QueueKiosk | None:
        return self._kiosk

    def open_panel(self) -> None:
        """Numbers are those of real customers, so not while somebody practises."""
        if self._side.practising:
            self._side.shell.toast(
                "info", lambda: _("End the training first: queue numbers are those of real customers.")
            )
            return
        panel = QueuePanel(self._screens.queue)
        panel.display_wanted.connect(self.open_display)
        panel.kiosk_wanted.connect(self.open_kiosk)
        self._screens.open_panel(panel, place="right")

    def open_display(self) -> None:
        """The numbers for those who wait, on the second screen where there is one."""
        if self._display is None:
            self._display = QueueDisplay(self._screens.queue, self._shop())
            self._display.destroyed.connect(self._display_gone)
            self._display.open_large()

    def open_kiosk(self) -> None:
        """A key for each service, for whoever comes in."""
        if self._kiosk is None:
            self._kiosk = QueueKiosk(self._screens.queue, self._shop())
            self._kiosk.destroyed.connect(self._kiosk_gone)
            self._kiosk.open_large()

    def close(self) -> None:
        for window in (self._display, self._kiosk):
            if window is not None:
                window.close()

    def _shop(self) -> str:
        standing = self._side.standing
        known = None if standing is None else standing.identity
        return "" if known is None else known.branch_name

    def _display_gone(self) -> None:
        self._display = None

    def _kiosk_gone(self) -> None:
        self._kiosk = None
