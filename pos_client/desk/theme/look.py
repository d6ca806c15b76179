"""The look in use: theme and language of the program, and the signals that make everything draw again."""

import os
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from pos_client import texts
from pos_client.desk.theme import icons
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.palette import qt_palette
from pos_client.desk.theme.sheet import style_sheet
from pos_client.desk.theme.tokens import METRIC, TOKENS, Colour, ThemeName

STYLE: Final = "Fusion"


class Look(QObject):
    """Theme and language of the one QApplication. `look()` gives it."""

    theme_changed = Signal()
    language_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._theme: ThemeName = "light"
        self._worn = False

    @property
    def theme(self) -> ThemeName:
        return self._theme

    def use_theme(self, name: ThemeName) -> None:
        """Dress the whole application in a theme; every widget draws again."""
        if self._worn and name == self._theme:
            return
        self._theme = name
        self._worn = True
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if os.environ.get("QT_STYLE_OVERRIDE") != STYLE:
            application.setStyle(STYLE)
        application.setFont(font())
        application.setPalette(qt_palette(TOKENS.palettes[name]))
        application.setStyleSheet(style_sheet(TOKENS.palettes[name]))
        self.theme_changed.emit()

    def use_language(self, name: texts.Language) -> None:
        """Show every text in another language; every widget words itself again."""
        if name == texts.language():
            return
        texts.use(name)
        self.language_changed.emit()

    def say_anew(self) -> None:
        """Something that many words name has changed: which key does what."""
        self.language_changed.emit()

    def hex(self, name: Colour) -> str:
        return TOKENS.palettes[self._theme][name]

    def colour(self, name: Colour) -> QColor:
        return _colour(self.hex(name))

    def scrim(self) -> QColor:
        """The veil over what waits behind a panel."""
        veil = QColor(self.hex("scrim"))
        veil.setAlphaF(TOKENS.palettes[self._theme].scrim_alpha)
        return veil

    def pixmap(
        self, name: str, colour: Colour = "ink", size: int = METRIC.icon, ratio: float = 1.0
    ) -> QPixmap:
        return icons.pixmap(name, self.hex(colour), size, ratio)

    def icon(self, name: str, colour: Colour = "ink", size: int = METRIC.icon) -> QIcon:
        return icons.icon(name, self.hex(colour), size)


@lru_cache(maxsize=128)
def _colour(value: str) -> QColor:
    return QColor(value)


_look: Final[list[Look]] = []


def look() -> Look:
    """The one look of this process (a QApplication has one style)."""
    if not _look:
        _look.append(Look())
    return _look[0]
