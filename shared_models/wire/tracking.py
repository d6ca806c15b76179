"""Lots, serial numbers and what was confirmed at a sale, as the office lists them."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime

from shared_models.values.codes import CheckKind, SerialState
from shared_models.wire.base import ApiModel, Code, Int, Name, Text


class LotLine(ApiModel):
    """What is left of a lot in one branch (thousandths of the base unit). `lot` "": no lot was said."""

    branch: UUID
    branch_code: Code
    product: UUID
    sku: Code
    name: Name
    unit: Code
    lot: Text
    expires_on: date | None
    qty: Int


class Lots(ApiModel):
    """Lots with goods left or owed, what expires first first; `today` is the day they are seen from."""

    today: date
    rows: tuple[LotLine, ...]


class SerialLine(ApiModel):
    """Where a piece is: the document that moved it last, and when."""

    branch: UUID
    branch_code: Code
    product: UUID
    sku: Code
    name: Name
    serial: Code
    state: SerialState
    document_no: Text
    at: AwareDatetime


class Serials(ApiModel):
    """Pieces, the latest moved first."""

    rows: tuple[SerialLine, ...]


class CheckLine(ApiModel):
    """What was confirmed before a line was sold, on which receipt and by whom."""

    branch: UUID
    branch_code: Code
    at: AwareDatetime
    receipt: Text
    cashier: Text
    name: Name
    kind: CheckKind
    at_least: int | None
    born: date | None
    number: Text | None
    prescriber: Text | None


class Checks(ApiModel):
    """Confirmations of a period, the youngest first."""

    rows: tuple[CheckLine, ...]
