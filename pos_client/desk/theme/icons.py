"""Lucide outlines (ISC), recoloured when drawn and kept per colour and size."""

import logging
from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pos_client.desk.theme.tokens import METRIC

log = logging.getLogger(__name__)

FOLDER: Final = Path(__file__).with_name("icons")
_VIEW_BOX: Final = 24
_NOTHING: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>'
_STROKE: Final = 'stroke-width="2"'


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = METRIC.icon, ratio: float = 1.0) -> QPixmap:
    """The outline `name` in `colour` (`#RRGGBB`), `size` px square, for a screen of `ratio`."""
    renderer = _renderer(name, colour, size)
    image = QPixmap(QSize(size, size) * ratio)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        renderer.render(painter, QRectF(image.rect()))
    image.setDevicePixelRatio(ratio)
    return image


def icon(name: str, colour: str, size: int = METRIC.icon) -> QIcon:
    """The same as a QIcon, sharp on screens of up to twice the density."""
    result = QIcon(pixmap(name, colour, size))
    result.addPixmap(pixmap(name, colour, size, 2.0))
    return result


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str, size: int) -> QSvgRenderer:
    # The stroke is METRIC.icon_stroke px as drawn, whatever the size of the icon.
    stroke = METRIC.icon_stroke * _VIEW_BOX / size
    outline = _outline(name).replace("currentColor", colour).replace(_STROKE, f'stroke-width="{stroke:.3f}"')
    return QSvgRenderer(QByteArray(outline.encode()))


@lru_cache(maxsize=256)
def _outline(name: str) -> str:
    file = FOLDER / f"{name}.svg"
    if not file.exists():
        # A test finds it; a till goes on without a picture.
        log.warning("no outline %s: copy it from the lucide-static package", name)
        return _NOTHING
    return file.read_text(encoding="utf-8")
