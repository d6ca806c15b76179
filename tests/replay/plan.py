"""Who rings up what: receipts spread over tills so that a customer's returns meet the till of their sales."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tests.replay.log import LoggedReceipt


@dataclass(slots=True)
class TillPlan:
    """One till's work, handed to its process."""

    number: int
    folder: Path
    server: str
    enrolment_code: str = ""
    pin: str = ""
    receipts: list[LoggedReceipt] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"T{self.number}"

    @property
    def lines(self) -> int:
        return sum(len(receipt.lines) for receipt in self.receipts)


def spread(receipts: list[LoggedReceipt], tills: list[TillPlan]) -> None:
    """Give every receipt to a till: a customer's all to one, about the same number of lines to each."""
    by_customer: dict[str, list[LoggedReceipt]] = defaultdict(list)
    for receipt in receipts:
        by_customer[receipt.customer or receipt.number].append(receipt)
    load = [0] * len(tills)
    heaviest_first = sorted(
        by_customer.values(), key=lambda own: (-sum(len(receipt.lines) for receipt in own), own[0].number)
    )
    for own in heaviest_first:
        place = load.index(min(load))
        tills[place].receipts += own
        load[place] += sum(len(receipt.lines) for receipt in own)
    for till in tills:
        till.receipts.sort(key=lambda receipt: (receipt.at, receipt.number))
