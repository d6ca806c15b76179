"""A table on paper: A4, headings on every page, page numbers, totals at the end."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pos_client.desk.table.columns import NUMBERS, Column, Row, written
from pos_client.desk.table.sheet import Sheet
from pos_client.desk.theme.tokens import TOKENS

# Paper has its own measures, in points.
_SIZE: Final = 8
_TITLE: Final = 13
_LINE: Final = 14
_EDGE: Final = 36
_GAP: Final = 8
_UPRIGHT_CHARS: Final = 95
_REGULAR: Final = "Sheet"
_BOLD: Final = "SheetBold"
_PLAIN: Final = {_REGULAR: "Plain", _BOLD: "PlainBold"}


class _Paper:
    """Places cells; knows where columns begin and end."""

    def __init__(self, canvas: Any, sheet: Sheet, size: tuple[float, float]) -> None:
        self.canvas = canvas
        self.sheet = sheet
        self.width, self.height = size
        self.edges = _edges(sheet, self.width - 2 * _EDGE)
        self.y = 0.0
        self.page = 0

    @property
    def lines_per_page(self) -> int:
        return int((self.height - 2 * _EDGE - 3 * _LINE - _TITLE) // _LINE)

    def new_page(self, pages: int) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.y = self.height - _EDGE - _TITLE
        self.canvas.setFont(_face(self.sheet.title, _BOLD), _TITLE)
        self.canvas.drawString(_EDGE, self.y, self.sheet.title)
        self.canvas.setFont(_REGULAR, _SIZE)
        self.canvas.drawRightString(self.width - _EDGE, _EDGE - _LINE, f"{self.page} / {pages}")
        self.y -= 2 * _LINE
        self.line(list(self.sheet.headings), strong=True, rule=True)

    def line(self, cells: list[str], *, strong: bool = False, rule: bool = False) -> None:
        face = _BOLD if strong else _REGULAR
        for column, words, (left, right) in zip(self.sheet.columns, cells, self.edges, strict=True):
            room = right - left - _GAP
            own = _face(words, face)
            self.canvas.setFont(own, _SIZE)
            fitting = _fitting(words, room, own) if column.kind not in NUMBERS else words
            if column.side == "right":
                self.canvas.drawRightString(right - _GAP, self.y, fitting)
            elif column.side == "center":
                self.canvas.drawCentredString((left + right - _GAP) / 2, self.y, fitting)
            else:
                self.canvas.drawString(left, self.y, fitting)
        self.canvas.setLineWidth(0.8 if rule else 0.25)
        self.canvas.setStrokeColor(TOKENS.palettes["light"]["border_strong" if rule else "border"])
        self.canvas.line(_EDGE, self.y - 4, self.width - _EDGE, self.y - 4)
        self.y -= _LINE


def write_pdf(sheet: Sheet, file: Path, tell: Callable[[int, int], None]) -> None:
    """Landscape as soon as the columns want more than an upright page holds."""
    from reportlab.lib.pagesizes import A4, landscape  # noqa: PLC0415 - only a PDF needs it
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - as above

    _fonts()
    wide = sum(column.width for column in sheet.columns) > _UPRIGHT_CHARS
    size = landscape(A4) if wide else A4
    canvas = Canvas(str(file), pagesize=size)
    canvas.setTitle(sheet.title)
    paper = _Paper(canvas, sheet, size)
    pages = max(1, -(-(len(sheet.rows) + 1) // paper.lines_per_page))
    for number, row in enumerate(sheet.rows):
        if number % paper.lines_per_page == 0:
            paper.new_page(pages)
            tell(number, len(sheet.rows))
        paper.line([_cell(column, row) for column in sheet.columns])
    if not sheet.rows or len(sheet.rows) % paper.lines_per_page == 0:
        paper.new_page(pages)
    if sheet.totals:
        totals = [written(c, sheet.totals[c.key]) if c.key in sheet.totals else "" for c in sheet.columns]
        paper.line(totals, strong=True, rule=True)
    canvas.save()


def _cell(column: Column, row: Row) -> str:
    words = written(column, row.get(column.key))
    unit = row.get(column.unit) if column.unit else None
    return f"{words} {unit}" if unit else words


def _edges(sheet: Sheet, width: float) -> list[tuple[float, float]]:
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415 - as above

    # Each column gets what its longest figure or its words want; the rest goes to the stretching ones.
    wanted = []
    for column, heading in zip(sheet.columns, sheet.headings, strict=True):
        longest = max((stringWidth(_cell(column, row), _REGULAR, _SIZE) for row in sheet.rows), default=0)
        most = longest if column.kind in NUMBERS else min(longest, column.width * _SIZE)
        wanted.append(max(most, stringWidth(heading, _BOLD, _SIZE)) + _GAP)
    scale = min(1.0, width / sum(wanted))
    left, edges = float(_EDGE), []
    for want in wanted:
        edges.append((left, left + want * scale))
        left += want * scale
    return edges


def _fitting(words: str, room: float, face: str) -> str:
    from reportlab.pdfbase.pdfmetrics import stringWidth  # noqa: PLC0415 - as above

    while words and stringWidth(words, face, _SIZE) > room:
        words = words[:-2] + "…" if len(words) > 1 else ""
    return words


def _face(words: str, face: str) -> str:
    """The face for a text: the app's own, or where it has no outline for a letter the one that has most."""
    return face if words.isascii() or _letters(face).issuperset(words) else _PLAIN[face]


@lru_cache(maxsize=2)
def _letters(face: str) -> frozenset[str]:
    from reportlab.pdfbase.pdfmetrics import getFont  # noqa: PLC0415 - as above

    return frozenset(map(chr, getFont(face).face.charToGlyph))


@lru_cache(maxsize=1)
def _fonts() -> None:
    # What the system has of Inter are outlines of a kind that reportlab cannot embed: see fonts/README.md.
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415 - as above
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415 - as above

    folder = Path(__file__).with_name("fonts")
    for name, file in (
        (_REGULAR, str(folder / "Inter-Regular.ttf")),
        (_BOLD, str(folder / "Inter-SemiBold.ttf")),
        (_PLAIN[_REGULAR], "Vera.ttf"),
        (_PLAIN[_BOLD], "VeraBd.ttf"),
    ):
        registerFont(TTFont(name, file))
