"""What the screens of the books ask."""

from uuid import UUID

from pos_client.remote.api import Api, Span
from pos_client.remote.tables import Row, report_rows
from shared_models.wire.ledger import AccountEntries, Entry
from shared_models.wire.reports import ReportName


def trial_balance(api: Api, span: Span) -> tuple[list[Row], Row]:
    """A row per account, and the sums."""
    return report_rows(api.report(ReportName.TRIAL_BALANCE, span))


def entries(api: Api, account: str, span: Span, *, after: str | None) -> AccountEntries:
    return api.account_entries(account, span, after=after)


def fetch_entry(api: Api, *, branch: UUID, posting_no: int) -> Entry:
    return api.entry(branch, posting_no)
