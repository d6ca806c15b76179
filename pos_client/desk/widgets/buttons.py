"""Buttons. They paint themselves, so that a key hint, a focus ring and a lost fill move nothing."""

from typing import Final, Literal

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, Colour, TextSize
from pos_client.desk.widgets.words import Words, said

Kind = Literal["primary", "secondary", "soft", "quiet", "link"]
# The window or a menu gives the focus back: the ring is as it was.
_KEEPS_RING: Final = {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}
_Center = Qt.AlignmentFlag.AlignHCenter


class Painted(QPushButton):
    """Frame and colours of a button of some kind; what stands on it is painted by its heirs."""

    def __init__(self, words: Words, *, kind: Kind, focus: bool) -> None:
        super().__init__()
        self._words = words
        self._kind: Kind = kind
        self._calm = False
        self._below = False
        self._hot = False
        self._ring = False
        self._had_ring = False
        self._named_key: Words = ""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if focus else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(said(words))
        look().language_changed.connect(self._reword)

    @property
    def kind(self) -> Kind:
        return self._kind

    def say(self, words: Words) -> None:
        self._words = words
        self._reword()

    def words(self) -> str:
        return said(self._words)

    def name_key(self, key: Words) -> None:
        """The tooltip says what it does and which key does the same."""
        self._named_key = key
        self._reword()

    def set_calm(self, *, calm: bool) -> None:
        """A primary button with nothing to do loses its fill."""
        self._calm = calm
        self.update()

    def set_below(self, *, below: bool) -> None:
        """It loses it as well while a panel with a button of its own is open above."""
        self._below = below
        self.update()

    def _reword(self) -> None:
        self.setAccessibleName(said(self._words))
        key = said(self._named_key)
        if key:
            self.setToolTip(f"{said(self._words)} ({key})" if said(self._words) else key)
        self.updateGeometry()
        self.update()

    def _filled(self) -> bool:
        return self._kind == "primary" and not (self._calm or self._below)

    def _ink(self) -> Colour:
        if not self.isEnabled():
            return "ink_disabled"
        if self._filled():
            return "on_accent"
        return "accent" if self._kind == "link" else "ink"

    def _hint_ink(self) -> Colour:
        return "ink_muted" if self.isEnabled() and not self._filled() else self._ink()

    def _fill(self) -> Colour | None:
        hot = self.isEnabled() and (self.isDown() or self._hot)
        if self._filled():
            return ("accent_hover" if hot else "accent") if self.isEnabled() else "hover"
        if self._kind in {"quiet", "link"}:
            return "hover" if hot and self._kind == "quiet" else None
        return "hover" if hot else "surface"

    def _edge(self) -> tuple[Colour | None, int]:
        if self._ring:
            return ("ink" if self._filled() else "accent"), BORDER.focus
        if self._kind in {"quiet", "link"} or self._filled():
            return None, BORDER.hair
        soft = self._kind == "soft" or not self.isEnabled() or self._calm or self._below
        return ("border" if soft else "border_strong"), BORDER.hair

    def _paint_frame(self, painter: QPainter) -> None:
        edge, width = self._edge()
        paint.frame(painter, self.rect(), fill=self._fill(), edge=edge, width=width)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        # Entering is not enough: a window that opens under a resting pointer shows nothing as touched.
        self._set_hot(hot=self.rect().contains(event.position().toPoint()))
        super().mouseMoveEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._set_hot(hot=False)
        super().leaveEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt leaves Enter to dialogs; whoever came here by Tab expects it to press the button.
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            event.accept()
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        # A click shows by what it does; the ring is for those who come by keyboard.
        if event.reason() not in _KEEPS_RING:
            self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        else:
            self._ring = self._had_ring
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._had_ring, self._ring = self._ring, False
        super().focusOutEvent(event)
        self.update()

    def _set_hot(self, *, hot: bool) -> None:
        if hot != self._hot:
            self._hot = hot
            self.update()


class Button(Painted):
    """Icon, word, key hint in one row. `tall` is the till's confirming size, `touch` paying by finger,
    `compact` the toolbar's.
    """

    def __init__(
        self,
        words: Words,
        *,
        kind: Kind = "secondary",
        icon: str | None = None,
        hint: Words = "",
        size: Literal["compact", "normal", "tall", "touch"] = "normal",
        menu: bool = False,
        focus: bool = True,
    ) -> None:
        super().__init__(words, kind=kind, focus=focus)
        self._icon = icon
        self._hint = hint
        self._chevron = menu
        heights: Final = {
            "compact": METRIC.button_compact,
            "normal": METRIC.button,
            "tall": METRIC.key,
            "touch": METRIC.pay_touch,
        }
        self.setFixedHeight(heights[size])
        large: Final[dict[str, TextSize]] = {"tall": "title", "touch": "figure"}
        self._text: TextSize = large.get(size, "text") if kind == "primary" else "text"
        self._weight: Weight = "strong" if kind == "primary" else "medium"
        self.name_key(hint)
        wide = QSizePolicy.Policy.Minimum if kind != "link" else QSizePolicy.Policy.Fixed
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str | None) -> None:
        self._icon = icon
        self.updateGeometry()
        self.update()

    def _parts(self) -> list[int]:
        widths = [METRIC.icon] if self._icon else []
        if self.words():
            widths.append(metrics(self._text, self._weight).horizontalAdvance(self.words()))
        if said(self._hint):
            widths.append(metrics().horizontalAdvance(said(self._hint)))
        return widths + ([METRIC.icon] if self._chevron else [])

    def _content_width(self) -> int:
        parts = self._parts()
        return sum(parts) + SPACE.s * (len(parts) - 1)

    @override
    def sizeHint(self) -> QSize:
        edge = {"link": SPACE.xs, "quiet": SPACE.s}.get(self._kind, SPACE.l)
        if self.height() == METRIC.button_compact and self._kind not in {"link", "quiet"}:
            edge = SPACE.m
        return QSize(self._content_width() + 2 * edge, self.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_frame(painter)
            x = (self.width() - self._content_width()) // 2
            if self._icon:
                paint.icon(painter, self._at(x), self._icon, self._ink())
                x += METRIC.icon + SPACE.s
            if self.words():
                x = self._paint_word(painter, x, self.words(), self._ink(), self._weight, self._text)
            if said(self._hint):
                x = self._paint_word(painter, x, said(self._hint), self._hint_ink(), "normal", "text")
            if self._chevron:
                paint.icon(painter, self._at(x), "chevron-down", self._ink())

    def _at(self, x: int) -> QPoint:
        return QPoint(x, (self.height() - METRIC.icon) // 2)

    def _paint_word(
        self, painter: QPainter, x: int, word: str, ink: Colour, weight: Weight, size: TextSize
    ) -> int:
        face = font(size, weight)
        face.setUnderline(self._kind == "link" and self.isEnabled() and self._hot)
        painter.setFont(face)
        width = metrics(size, weight).horizontalAdvance(word)
        paint.text(painter, QRect(x, 0, width + 1, self.height()), word, ink, Qt.AlignmentFlag.AlignLeft)
        return x + width + SPACE.s


class IconButton(Painted):
    """An icon alone: only for close and on the number pad. Its words are its tooltip."""

    def __init__(self, words: Words, *, icon: str, kind: Kind = "quiet", focus: bool = True) -> None:
        super().__init__(words, kind=kind, focus=focus)
        self._icon = icon
        self.setFixedSize(METRIC.touch_min, METRIC.touch_min)
        self._reword()

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.touch_min, METRIC.touch_min)

    @override
    def _reword(self) -> None:
        super()._reword()
        self.setToolTip(self.words())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_frame(painter)
            at = QPoint((self.width() - METRIC.icon) // 2, (self.height() - METRIC.icon) // 2)
            paint.icon(painter, at, self._icon, self._ink())


class StackButton(Painted):
    """Two lines: a muted one and a strong one. Keys have the key above the word, amounts the word below."""

    def __init__(
        self,
        words: Words,
        *,
        note: Words,
        note_above: bool = True,
        kind: Kind = "soft",
        size: TextSize = "text",
        icon: str | None = None,
    ) -> None:
        super().__init__(words, kind=kind, focus=False)
        self._note = note
        self._note_above = note_above
        self._icon = icon
        self._size: TextSize = size
        self.setFixedHeight(METRIC.key)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say_both(self, words: Words, note: Words) -> None:
        self._note = note
        self.say(words)

    def note(self) -> str:
        return said(self._note)

    @override
    def sizeHint(self) -> QSize:
        word = metrics(self._size, self._strength()).horizontalAdvance(self.words())
        wide = max(word, metrics().horizontalAdvance(self.note()))
        return QSize(wide + 2 * SPACE.s, METRIC.key)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_frame(painter)
            half = METRIC.icon
            top = QRect(0, (self.height() - 2 * half) // 2, self.width(), half)
            rows = (top, top.translated(0, half))
            note, word = rows if self._note_above else rows[::-1]
            painter.setFont(font(self._size, self._strength()))
            paint.text(painter, word, self.words(), self._ink(), _Center)
            if self._icon:
                at = QPoint((self.width() - METRIC.icon) // 2, note.top())
                paint.icon(painter, at, self._icon, self._ink())
            else:
                painter.setFont(font())
                paint.text(painter, note, self.note(), self._hint_ink(), _Center)

    def _strength(self) -> Weight:
        return "medium" if self._size == "text" else "strong"


class PadButton(Painted):
    """A key of the number pad: a figure, a word, or an icon."""

    def __init__(self, words: Words, *, icon: str | None = None, size: TextSize = "title") -> None:
        super().__init__(words, kind="soft", focus=False)
        self._icon = icon
        self._size: TextSize = size
        self.setMinimumHeight(METRIC.number_key)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.key, METRIC.number_key)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_frame(painter)
            if self._icon:
                large = METRIC.icon_large
                at = QPoint((self.width() - large) // 2, (self.height() - large) // 2)
                paint.icon(painter, at, self._icon, self._ink(), large)
            else:
                painter.setFont(font(self._size, "medium"))
                paint.text(painter, self.rect(), self.words(), self._ink(), _Center)


def key_button(key: Words, words: Words, *, primary: bool = False) -> StackButton:
    """A function key of the till, key above word: `key_button("F9", lambda: _("Pay"), primary=True)`."""
    button = StackButton(words, note=key, kind="primary" if primary else "soft")
    button.name_key(key)
    button.setShortcut("")  # the till's key table owns the keys; a second binding would be ambiguous
    return button


def amount_button(amount: Words, note: Words) -> StackButton:
    """A suggested note in the pay panel: the amount, and below it the key that takes it."""
    return StackButton(amount, note=note, note_above=False, kind="secondary", size="title")
