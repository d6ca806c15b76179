"""Windows for those who wait stand on the screen that is not the cashier's."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget


def on_second_screen(window: QWidget) -> None:
    """Full screen on the last one; beside a till on the first it never takes the keys and scans of that."""
    screens = QGuiApplication.screens()
    if len(screens) > 1:
        window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        window.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
    window.setGeometry(screens[-1].geometry())
    window.showFullScreen()
