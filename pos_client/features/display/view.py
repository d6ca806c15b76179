"""The customer's screen: a window of its own on the second screen, read from two metres."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.layouts import clear, column, holding, reveal, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.qr import QrCode
from pos_client.desk.widgets.words import CutLabel, Label
from pos_client.features.display.state import Scene, Shown, ShownLine
from pos_client.texts import _

PICTURE_MS: Final = 8_000
KINDS: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
PICTURES_MAX: Final = 200
QR_SIDE: Final = 420


def pictures_in(folder: str) -> list[Path]:
    """The pictures of a folder in the order of their names; none where it cannot be read."""
    if not folder:
        return []
    try:
        files = sorted(Path(folder).iterdir())
    except OSError:
        return []
    return [file for file in files if file.suffix.lower() in KINDS][:PICTURES_MAX]


class CustomerScreen(QWidget):
    """Painted from `Shown`; it takes no key and no click, and closing it stops nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlags(Qt.WindowType.Window | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.shown = Shown()
        self.idle = IdlePictures()
        self._lines = column(gap="none")
        self._scenes = QStackedWidget()
        self.total = Label(size="giant", weight="strong", right=True)
        self._saved = Label(ink="ok", size="title", right=True)
        self.code = QrCode(QR_SIDE)
        self._code_words = Label(size="figure", ink="ink_muted", wrap=True)
        self.due = Label(size="giant", weight="strong")
        self._thanks = Label(size="figure", weight="strong")
        self._change_word = Label(size="figure", ink="ink_muted")
        self.change = Label(size="change", weight="strong")
        self._pages = {
            Scene.IDLE: self.idle,
            Scene.LINES: self._lines_page(),
            Scene.CODE: self._code_page(),
            Scene.THANKS: self._thanks_page(),
        }
        for page in self._pages.values():
            self._scenes.addWidget(page)
        self.setLayout(column(self._scenes, gap="none"))
        look().language_changed.connect(self._redraw)
        look().theme_changed.connect(self.update)

    def use_pictures(self, folder: str) -> None:
        self.idle.use(pictures_in(folder))

    def draw(self, shown: Shown) -> None:
        self.shown = shown
        self.setWindowTitle(shown.shop)
        self.idle.say(shown.shop)
        self._scenes.setCurrentWidget(self._pages[shown.scene])
        if shown.scene is Scene.LINES:
            self._draw_lines(shown)
        elif shown.scene is Scene.CODE:
            self.code.say(shown.code)
            self.due.say(texts.rupiah(shown.total))
            self._code_words.say(_("Scan and pay to {shop}", shop=shown.merchant))
        elif shown.scene is Scene.THANKS:
            self._draw_thanks(shown)

    def names(self) -> list[str]:
        """The lines in sight."""
        return [entry.line.name for entry in self.findChildren(CustomerLine) if entry.parent() is not None]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, self.rect(), "window")

    def _redraw(self) -> None:
        self.draw(self.shown)

    def _draw_lines(self, shown: Shown) -> None:
        """As many as there is room for, the one that changed last among them."""
        room = max(1, (self.height() - 2 * METRIC.key * 3) // METRIC.row_touch)
        last = shown.last if shown.last >= 0 else len(shown.lines) - 1
        first = max(0, min(last - room // 2, len(shown.lines) - room))
        clear(self._lines)
        for place, line in enumerate(shown.lines[first : first + room], first):
            self._lines.addWidget(CustomerLine(line, strong=place == last))
        self.total.say(texts.rupiah(shown.total))
        self._saved.say(_("You save {amount}", amount=texts.rupiah(shown.saved)))
        reveal(self._saved, shown=bool(shown.saved))

    def _draw_thanks(self, shown: Shown) -> None:
        self._thanks.say(_("Thank you"))
        self._change_word.say(_("Change"))
        self.change.say(texts.rupiah(shown.change))

    def _lines_page(self) -> QWidget:
        box = Surface()
        box.setLayout(column(self._lines, None, gap="none", edge=("xl", "l")))
        total = column(row(Label(lambda: _("Total"), size="figure"), None, self.total), self._saved, gap="xs")
        page = column(box, Divider(), total, gap="l", edge=("xl", "xl"))
        page.setStretch(0, 1)
        return holding(page)

    def _code_page(self) -> QWidget:
        for label in (self._code_words, self.due):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = column(None, self.code, self._code_words, self.due, None, gap="l")
        return holding(row(None, middle, None, edge=("xl", "xl")))

    def _thanks_page(self) -> QWidget:
        middle = column(None, self._thanks, SPACE.xl, self._change_word, self.change, None)
        return holding(row(None, middle, None, edge=("xl", "xl")))


class CustomerLine(QWidget):
    """Name, how much of it, what it comes to."""

    def __init__(self, line: ShownLine, *, strong: bool) -> None:
        super().__init__()
        self.line = line
        weight: Weight = "strong" if strong else "normal"
        name = CutLabel(line.name, size="figure", weight=weight)
        amount = Label(line.amount, size="figure", weight=weight, right=True)
        parts = row(name, Label(line.quantity, size="figure", ink="ink_muted", right=True), amount, gap="xl")
        parts.setStretch(0, 1)
        self.setLayout(column(parts, Divider(), gap="none"))
        self.setFixedHeight(METRIC.row_touch)


class IdlePictures(QWidget):
    """The shop's pictures, one after the other; without any, its name."""

    def __init__(self) -> None:
        super().__init__()
        self._files: Sequence[Path] = ()
        self._at = 0
        self._picture = QPixmap()
        self._shop = ""
        self._timer = QTimer(self, interval=PICTURE_MS)
        self._timer.timeout.connect(self.turn)

    @property
    def picture(self) -> QPixmap:
        return self._picture

    def say(self, shop: str) -> None:
        self._shop = shop
        self.update()

    def use(self, files: Sequence[Path]) -> None:
        self._files, self._at = files, -1
        self._timer.stop()
        self._picture = QPixmap()
        if files:
            self.turn()
            self._timer.start()
        self.update()

    def turn(self) -> None:
        """The next one; a file that is no picture is passed over."""
        for _try in self._files:
            self._at = (self._at + 1) % len(self._files)
            self._picture = QPixmap(str(self._files[self._at]))
            if not self._picture.isNull():
                break
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._picture.isNull():
                painter.setFont(font("giant", "strong"))
                paint.text(painter, self.rect(), self._shop, "ink", Qt.AlignmentFlag.AlignHCenter)
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(self.rect().center())
            painter.drawPixmap(place, self._picture)
