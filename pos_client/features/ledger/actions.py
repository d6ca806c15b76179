"""What the screens of the books ask."""

from uuid import UUID

from pos_client.remote.api import Api, Span
from pos_client.remote.tables import Row, report_rows
from shared_models.wire.ledger import AccountEntries, Entry
from shared_models.wire.reports import ReportName


def trial_balance(api: Api, span: Span) -> tuple[list[Row], Row]:
    """A row per account, balances on the side they stand on, and the sums."""
    rows, totals = report_rows(api.report(ReportName.TRIAL_BALANCE, span))
    sided = [
        {
            **row,
            "id": row["account"],
            "debit": row["debit"] or "",
            "credit": row["credit"] or "",
            **_sides("opening", row["opening"]),
            **_sides("closing", row["closing"]),
        }
        for row in rows
    ]
    keys = ("opening_debit", "opening_credit", "closing_debit", "closing_credit")
    sums = {key: sum(value for row in sided if isinstance(value := row[key], int)) for key in keys}
    return [*sided], {"debit": totals.get("debit"), "credit": totals.get("credit"), **sums}


def _sides(key: str, balance: object) -> dict[str, object]:
    """A balance in the debit or the credit column; the other one, and a balance of 0, stay empty."""
    value = balance if isinstance(balance, int) else 0
    return {f"{key}_debit": value if value > 0 else "", f"{key}_credit": -value if value < 0 else ""}


def entries(api: Api, account: str, span: Span, *, after: str | None) -> AccountEntries:
    return api.account_entries(account, span, after=after)


def fetch_entry(api: Api, *, branch: UUID, posting_no: int) -> Entry:
    return api.entry(branch, posting_no)
