"""A QR code on the screen: dark on white in every theme, as phones expect it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.printing.codes import QR_QUIET_MODULES, squares


class QrCode(QWidget):
    """`say` draws another one; an empty text draws none."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._rows: tuple[str, ...] = ()
        self._text = ""
        self.setFixedSize(side, side)

    def say(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._rows = squares(text.encode()) or () if text else ()
            self.update()

    def text(self) -> str:
        return self._text

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._rows:
            return
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            # Whole pixels a module: a blurred edge costs a phone seconds.
            side = self.width() // (len(self._rows) + 2 * QR_QUIET_MODULES)
            margin = (self.width() - side * len(self._rows)) // 2
            for down, line in enumerate(self._rows):
                for across, module in enumerate(line):
                    if module == "1":
                        place = QRectF(margin + across * side, margin + down * side, side, side)
                        painter.fillRect(place, Qt.GlobalColor.black)
