"""A document's journal entry and stock moves as tables: the columns, and their rows."""

from typing import Final

from pos_client import texts
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.tokens import METRIC
from pos_client.texts import _
from shared_models.wire.documents import StockMoveRow
from shared_models.wire.ledger import EntryLine

ENTRY_COLUMNS: Final = (
    Column("account", lambda: _("Account"), "code", chars=4, sortable=False),
    Column("name", lambda: _("Name"), chars=11, stretch=True, link=True, sortable=False),
    Column("debit", lambda: _("Debit"), "money", chars=6, sortable=False),
    Column("credit", lambda: _("Credit"), "money", chars=6, sortable=False),
)
MOVE_COLUMNS: Final = (
    Column("name", lambda: _("Product"), note="left", stretch=True, sortable=False),
    Column("qty", lambda: _("Moved"), "quantity", unit="unit", chars=8, sortable=False),
)


def entry_table(key: str) -> TablePage:
    table = TablePage(ENTRY_COLUMNS, key=key, framed=False)
    table.set_noun(lambda _count: _("Total"))
    table.totals.hint = False
    return table


def moves_table(key: str) -> TablePage:
    table = TablePage(MOVE_COLUMNS, key=key, framed=False, row_height=METRIC.panel_head)
    table.drop_totals()
    return table


def entry_row(line: EntryLine) -> Row:
    name = line.account_name_id if texts.language() == "id" else line.account_name_en
    return {
        "id": line.account,
        "account": line.account,
        "name": name,
        "debit": line.debit or "",
        "credit": line.credit or "",
    }


def move_row(move: StockMoveRow) -> Row:
    return {
        "id": f"{move.product}",
        "product": move.product,
        "name": move.name,
        "left": _("{qty} {unit} left", qty=texts.quantity(move.qty_after), unit=move.unit),
        "qty": move.qty,
        "unit": move.unit,
    }
