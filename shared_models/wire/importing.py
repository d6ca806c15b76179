"""What an import of a file does with each of its rows."""

from enum import StrEnum

from pydantic import Field

from shared_models.values.refusals import Fact
from shared_models.wire.base import ApiModel, Code, Count, Text


class ImportVerdict(StrEnum):
    """What an import does with a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


class ImportFault(ApiModel):
    """One thing wrong with a row."""

    column: Text
    code: Code
    facts: dict[str, Fact] = Field(default_factory=dict)


class ImportRow(ApiModel):
    """One row of the file (`row` counts from 1 for the header) and its verdict.

    `sku`: the code of the product or the customer.
    """

    row: int
    sku: Text
    name: Text
    verdict: ImportVerdict
    faults: tuple[ImportFault, ...] = ()
    changes: tuple[Text, ...] = ()


class ImportPreview(ApiModel):
    """Outcome of an import, or what it would be (`written` false).

    Rows beyond the first 1,000 same/new are left out.
    """

    written: bool
    new: Count
    changed: Count
    same: Count
    wrong: Count
    rows: tuple[ImportRow, ...]
