"""The admin tab's side menu: company and branch, the groups shops know, and the way to the till."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_client.desk.screens import GROUPS, Group, Screen
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, Colour
from pos_client.desk.widgets.buttons import Painted
from pos_client.desk.widgets.layouts import clear, column, holding
from pos_client.texts import N_, _, amount

_LEFT = Qt.AlignmentFlag.AlignLeft


class MenuItem(Painted):
    """One entry. `open_` marks the group whose screens are shown, `here` the screen itself."""

    def __init__(self, title: str, *, icon: str | None, here: bool, opened: bool) -> None:
        super().__init__(lambda: _(title), kind="quiet", focus=True)
        self._icon = icon
        self._here = here
        self._opened = opened
        self._count = 0
        self.setFixedHeight(METRIC.menu_item if icon else METRIC.menu_sub_item)

    @property
    def here(self) -> bool:
        return self._here

    def set_count(self, count: int) -> None:
        self._count = count
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.side_menu - 2 * SPACE.s - BORDER.hair, self.height())

    @override
    def _fill(self) -> Colour | None:
        return "accent_soft" if self._here else super()._fill()

    @override
    def _ink(self) -> Colour:
        if self._here:
            return "accent"
        return "ink" if self._opened else "ink_muted"

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_frame(painter)
            if self._icon:
                top = (self.height() - METRIC.icon) // 2
                paint.icon(painter, QPoint(SPACE.m, top), self._icon, self._ink())
            strong = self._here and not self._icon
            painter.setFont(font("text", "strong" if strong else "medium" if self._icon else "normal"))
            left = 2 * SPACE.m + METRIC.icon
            room = QRect(left, 0, self.width() - left - SPACE.m, self.height())
            paint.text(painter, room, self.words(), self._ink(), _LEFT)
            if self._count:
                paint.text(painter, room, amount(self._count), self._ink(), Qt.AlignmentFlag.AlignRight)


class PlaceButton(Painted):
    """Company and branch at the top of the menu; opens the choice of branch, language and theme."""

    def __init__(self) -> None:
        super().__init__("", kind="quiet", focus=True)
        self._branch = ""
        self.setFixedHeight(METRIC.page_head - 2 * SPACE.xs)

    def show_place(self, company: str, branch: str) -> None:
        self._branch = branch
        self.say(company)

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.side_menu - 2 * SPACE.s - BORDER.hair, self.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_frame(painter)
            line = METRIC.icon
            top = (self.height() - 2 * line) // 2
            room = QRect(SPACE.m, top, self.width() - 3 * SPACE.m - METRIC.icon, line)
            painter.setFont(font("text", "strong"))
            company = painter.fontMetrics().elidedText(
                self.words(), Qt.TextElideMode.ElideRight, room.width()
            )
            paint.text(painter, room, company, "ink", _LEFT)
            painter.setFont(font())
            branch = painter.fontMetrics().elidedText(self._branch, Qt.TextElideMode.ElideRight, room.width())
            paint.text(painter, room.translated(0, line), branch, "ink_muted", _LEFT)
            at = QPoint(self.width() - SPACE.m - METRIC.icon, (self.height() - METRIC.icon) // 2)
            paint.icon(painter, at, "chevrons-up-down", "ink_muted")


@dataclass(frozen=True, slots=True)
class _Entry:
    group: Group
    screens: tuple[Screen, ...]


class SideMenu(QWidget):
    """Only what is built is shown. `chosen` names a screen; `till_wanted` the way to the till."""

    chosen = Signal(str)
    till_wanted = Signal()

    def __init__(self, screens: Sequence[Screen], menu: Callable[[], QMenu]) -> None:
        super().__init__()
        self.setFixedWidth(METRIC.side_menu)
        self._entries: list[_Entry] = []
        self.groups = GROUPS
        self._all: dict[str, Screen] = {}
        self._here = ""
        self._counts: dict[str, int] = {}
        self._make_menu = menu
        self.items: dict[str, MenuItem] = {}
        self.place = PlaceButton()
        self.place.clicked.connect(self._open_place)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._rows.setContentsMargins(SPACE.s, 0, SPACE.s, 0)
        self.till = MenuItem(N_("Open till"), icon="scan-barcode", here=False, opened=False)
        self.till.clicked.connect(self.till_wanted)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holding(column(self._rows, None, gap="none")))
        place = column(self.place, gap="none", edge=("s", "xs"))
        foot = column(self.till, gap="none", edge=("s", "m"))
        outer = column(place, scroll, foot, gap="none")
        outer.setContentsMargins(0, 0, BORDER.hair, 0)
        self.setLayout(outer)
        self.show_screens(screens)

    def show_screens(self, screens: Sequence[Screen]) -> None:
        """Every screen of the admin tab; the listed ones get an entry."""
        listed = [screen for screen in screens if screen.listed]
        by_group = {group.key: tuple(s for s in listed if s.group == group.key) for group in GROUPS}
        self._entries = [_Entry(group, by_group[group.key]) for group in GROUPS if by_group[group.key]]
        self._all = {screen.key: screen for screen in screens}
        self._draw()

    def show_here(self, key: str) -> None:
        """Mark the screen that is shown; one that is not listed marks its group."""
        self._here = key
        self._draw()

    def set_count(self, key: str, count: int) -> None:
        """A number behind an entry: open reviews, expiring batches. 0 takes it away."""
        self._counts[key] = count
        if key in self.items:
            self.items[key].set_count(count)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        edge = QRect(self.width() - BORDER.hair, 0, BORDER.hair, self.height())
        with QPainter(self) as painter:
            paint.rule(painter, edge)

    def _draw(self) -> None:
        keep = self.items.get(self._here)
        had_focus = keep is not None and keep.hasFocus()
        clear(self._rows)
        self.items = {}
        here = self._all.get(self._here)
        for entry in self._entries:
            self._draw_entry(entry, here)
        if had_focus and self._here in self.items:
            self.items[self._here].setFocus()

    def _draw_entry(self, entry: _Entry, here: Screen | None) -> None:
        opened = here is not None and here.group == entry.group.key
        single = len(entry.screens) < 2
        first = entry.screens[0]
        self._add(first, entry.group.title, icon=entry.group.icon, here=opened and single, opened=opened)
        if opened and not single:
            for screen in entry.screens:
                self._add(screen, screen.title, icon=None, here=screen.key == self._here, opened=False)

    def _add(self, screen: Screen, title: str, *, icon: str | None, here: bool, opened: bool) -> None:
        item = MenuItem(title, icon=icon, here=here, opened=opened)
        item.clicked.connect(lambda: self.chosen.emit(screen.key))
        item.set_count(self._counts.get(screen.key, 0) if icon is None or here else 0)
        self._rows.addWidget(item)
        self.items[screen.key] = item

    def _open_place(self) -> None:
        menu = self._make_menu()
        menu.setMinimumWidth(METRIC.menu_width)
        menu.popup(self.place.mapToGlobal(QPoint(0, self.place.height())))
