"""The key card on A4: a page to hang up, in two columns, drawn by Qt into a PDF."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import TOKENS

# Paper has its own measures: points, and a raster fine enough for letters.
_DPI: Final = 300
_EDGE_PT: Final = 48
_TITLE_PT: Final = 24
_TEXT_PT: Final = 13
_ROW_PT: Final = 30
_COLUMNS: Final = 2


def write_key_paper(file: Path, title: str, keys: Sequence[tuple[str, str]]) -> bool:
    """(key, what it does) on one page. False where the file cannot be written."""
    try:
        file.write_bytes(b"")
    except OSError:
        return False
    paper = QPdfWriter(str(file))
    paper.setResolution(_DPI)
    edge = QMarginsF(_EDGE_PT, _EDGE_PT, _EDGE_PT, _EDGE_PT)
    paper.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, edge, QPageLayout.Unit.Point
        )
    )
    with QPainter(paper) as painter:
        _draw(painter, title, keys)
    return True


def _draw(painter: QPainter, title: str, keys: Sequence[tuple[str, str]]) -> None:
    px = _DPI / 72
    wide = painter.viewport().width()
    painter.setPen(TOKENS.palettes["light"]["ink"])
    face = font("title", "strong")
    face.setPointSizeF(_TITLE_PT)
    painter.setFont(face)
    painter.drawText(QRectF(0, 0, wide, _ROW_PT * px), Qt.AlignmentFlag.AlignLeft, title)
    rows = -(-len(keys) // _COLUMNS)
    column = wide / _COLUMNS
    for place, (key, words) in enumerate(keys):
        left = place // rows * column
        top = (2 + place % rows) * _ROW_PT * px
        _draw_key(painter, QRectF(left, top, column - _EDGE_PT, _ROW_PT * px), key, words)


def _draw_key(painter: QPainter, box: QRectF, key: str, words: str) -> None:
    middle = Qt.AlignmentFlag.AlignVCenter
    strong, plain = font("text", "strong"), font()
    for face in (strong, plain):
        face.setPointSizeF(_TEXT_PT)
    painter.setPen(TOKENS.palettes["light"]["ink"])
    painter.setFont(strong)
    painter.drawText(box, middle | Qt.AlignmentFlag.AlignLeft, key)
    painter.setFont(plain)
    painter.drawText(box.adjusted(box.width() * 2 / 5, 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, words)
    painter.setPen(TOKENS.palettes["light"]["border"])
    painter.drawLine(box.bottomLeft(), box.bottomRight())
