"""The least Qt does for one more row on the screen: a plain table model, a plain view, one paint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QMainWindow, QTableView

if TYPE_CHECKING:
    from typing_extensions import override
else:

    def override(method: Any) -> Any:
        """Importing the real one would be no part of a floor."""
        return method


COLUMNS: Final = 5
_ROOT: Final = QModelIndex()
_SHOWN: Final = Qt.ItemDataRole.DisplayRole
Index = QModelIndex | QPersistentModelIndex


class BareModel(QAbstractTableModel):
    """Rows of ready texts."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, ...]] = []

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return len(self._rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return COLUMNS

    @override
    def data(self, index: Index, role: int = _SHOWN) -> Any:
        return self._rows[index.row()][index.column()] if role == _SHOWN else None

    def add(self, row: tuple[str, ...]) -> None:
        last = len(self._rows)
        self.beginInsertRows(_ROOT, last, last)
        self._rows.append(row)
        self.endInsertRows()


class BareTable(QMainWindow):
    """A window with nothing but the table."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.model = BareModel()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.setCentralWidget(self.view)
        self.resize(width, height)

    def add(self, number: int) -> None:
        self.model.add((f"Produk {number}", "2", "Rp 12.500", "0", "Rp 25.000"))
        self.view.scrollToBottom()
