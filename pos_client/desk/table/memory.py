"""What a table remembers: which columns are shown, how wide, and the sort."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from pos_client.desk.remember import Json, Remember
from pos_client.desk.table.view import View
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, TIMES
from pos_client.desk.widgets.words import said
from pos_client.texts import _


def popup(parent: QWidget) -> QMenu:
    """A menu that goes when it is closed."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.setMinimumWidth(METRIC.menu_width)
    return menu


class ColumnMemory(QObject):
    """Keeps the columns of one view as the person left them. `sort_wanted` names a column of the menu.

    A width of 0 was left to the table, -1 means hidden.
    """

    sort_wanted = Signal(str)

    def __init__(self, view: View, head: QHeaderView, key: str, remember: Remember) -> None:
        super().__init__(view)
        self._view = view
        self._key = f"table.{key}"
        self._remember = remember
        self._columns = view.columns()
        self._first = self._state()
        self._soon = QTimer(self, singleShot=True, interval=TIMES.remember_after)
        self._soon.timeout.connect(self.keep)
        self._apply(remember.get(self._key))
        head.sectionResized.connect(lambda *_sizes: self._soon.start())

    def menu(self) -> QMenu:
        """Columns to show; the last one cannot be hidden."""
        menu = popup(self._view)
        shown = [at for at in range(len(self._columns)) if self._view.is_wanted(at)]
        for at, column in enumerate(self._columns):
            action = QAction(said(column.label), menu)
            if at in shown:
                action.setIcon(look().icon("check", "accent"))
            action.setEnabled(at not in shown or len(shown) > 1)
            action.triggered.connect(lambda _checked, at=at: self.toggle(at))
            menu.addAction(action)
        menu.addSeparator()
        menu.addMenu(self._sort_menu(menu))
        menu.addAction(_("As it was at first"), self.forget)
        return menu

    def _sort_menu(self, parent: QMenu) -> QMenu:
        """Sorting for hands on the keyboard: headings are for the pointer."""
        menu = QMenu(_("Sort by"), parent)
        for column in self._columns:
            if column.sortable:
                menu.addAction(said(column.label), partial(self.sort_wanted.emit, column.key))
        return menu

    def toggle(self, at: int) -> None:
        self._view.want(at, wanted=not self._view.is_wanted(at))
        self._view.widen()
        self.keep()

    def forget(self) -> None:
        self._apply(self._first)
        self.keep()

    def keep(self) -> None:
        """Write it down now."""
        self._soon.stop()
        self._remember.put(self._key, self._state())

    def _state(self) -> dict[str, Json]:
        return {
            column.key: self._view.chosen_width(at) if self._view.is_wanted(at) else -1
            for at, column in enumerate(self._columns)
        }

    def _apply(self, state: Json) -> None:
        if not isinstance(state, dict):
            return
        for at, column in enumerate(self._columns):
            width = state.get(column.key)
            if isinstance(width, int):
                self._view.want(at, wanted=width >= 0)
                self._view.choose_width(at, width)
        self._view.widen()
