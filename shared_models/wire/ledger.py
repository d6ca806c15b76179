"""Books in the admin tab: trial balance, accounts, entries."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from shared_models.wire.base import ApiModel, Code, Int, Name, Text


class EntryLine(ApiModel):
    """One line; debit and credit are both >= 0, one of them is 0."""

    account: Code
    account_name_id: Name
    account_name_en: Name
    debit: Int
    credit: Int


class Entry(ApiModel):
    """A journal entry with the document it comes from."""

    branch: UUID
    branch_code: Code
    posting_no: int
    posting_date: date
    posted_at: AwareDatetime
    document_kind: Code
    document: UUID
    document_no: Text
    lines: tuple[EntryLine, ...]


class AccountLine(ApiModel):
    """A line of one account's entries with the running balance (debit positive)."""

    branch: UUID
    branch_code: Code
    posting_no: int
    posting_date: date
    document_kind: Code
    document: UUID
    document_no: Text
    debit: Int
    credit: Int
    balance: Int


class AccountEntries(ApiModel):
    """Entries of an account in a period, oldest first."""

    account: Code
    name_id: Name
    name_en: Name
    opening: Int
    closing: Int
    rows: tuple[AccountLine, ...]
    next: Text | None
