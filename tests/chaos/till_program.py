"""A till as a process of its own: the production store, engine and sync worker.

It sells all the time; each receipt that is printed goes to a file of the customer's. Killed, it is started
again on the same folder.

It is told `rest` (sell no more) and `end` on its input, and says `selling` and `sent`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from pos_client.app import edges
from pos_client.engine import carts, print_jobs, returns, sales, shifts
from pos_client.engine.print_jobs import PrintKind
from pos_client.engine.receipts import receipt_of
from pos_client.engine.sale_rows import latest_sales, sale_row
from pos_client.store import Reader, Rows, Store, open_store
from pos_client.store.catalogue import Catalogue
from pos_client.store.journal import hash_at
from pos_client.store.streams import place_of, streams, waiting
from pos_client.sync.worker import SyncWorker
from shared_models.rules.receipt import Receipt, ReceiptKind, Tender
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from tests.factories.shop import GULA_CODE, TEH_CODE, TEH_DOZEN_CODE

PIECES: Final = (TEH_CODE, TEH_DOZEN_CODE, GULA_CODE)
WEIGHED: Final = "TELUR"
RETURNS: Final = 0.08
CLOSES: Final = 0.004
NO_CASH: Final = 0.3
LOOK_S: Final = 0.05
AFTER_FULL_S: Final = 0.2
NOTE: Final = 10_000


class Till:
    """One till at work."""

    def __init__(self, folder: Path, address: str, copies: Path, *, dice: Random, pause_s: float) -> None:
        self.store: Store = open_store(
            folder, now=edges.now, new_id=edges.new_id, mono_ms=edges.mono_ms, boot=edges.boot()
        )
        self.address = address
        self.worker = SyncWorker(self.store, address, random=edges.dice())
        self.resting, self.ending = threading.Event(), threading.Event()
        self._copies, self._dice, self._pause_s = copies, dice, pause_s
        self._file = copies.open("ab")
        self._acked = copies.with_suffix(".acked")

    def work(self) -> None:
        """All of it in one thread."""
        self._rows: Reader = self.store.reader()
        self._until_there_is_room(self._print_what_stopped)
        self.worker.start()
        self._wait_for_prices()
        self.worker.wait_for_server()
        cashier, approver = person(self._rows, "sari"), person(self._rows, "budi")
        _say("selling")
        while not self.resting.is_set():
            try:
                self._one_step(cashier, approver)
            except Refusal as refusal:
                if refusal.code is not ErrorCode.DISK_FULL:
                    raise
                self._note({"refused": refusal.code.value})
                self.resting.wait(AFTER_FULL_S)
            self.resting.wait(self._dice.random() * 2 * self._pause_s)
        while waiting(self._rows)[0] and not self.ending.is_set():
            self._look_at_acked()
            self.ending.wait(LOOK_S)
        _say("sent")
        self.ending.wait()
        self._rows.close()

    def _until_there_is_room(self, do: Callable[[], None]) -> None:
        while not self.resting.is_set():
            try:
                do()
                break
            except Refusal as refusal:
                if refusal.code is not ErrorCode.DISK_FULL:
                    raise
                self._note({"refused": refusal.code.value})
                self.resting.wait(AFTER_FULL_S)

    def close(self) -> None:
        self.worker.stop()
        self._file.close()
        self.store.close()

    def listen(self) -> None:
        """What it is told; an input that ends is a parent that is gone."""
        for line in sys.stdin:
            if line.strip() == "rest":
                self.resting.set()
        self.resting.set()
        self.ending.set()

    # selling

    def _one_step(self, cashier: StaffId, approver: StaffId) -> None:
        self._demand_shift(cashier)
        luck = self._dice.random()
        if luck < CLOSES:
            self._close_shift(cashier)
        elif luck < CLOSES + RETURNS:
            self._take_back(cashier, approver)
        else:
            self._sell(cashier)
        self._print_what_waits()
        self._look_at_acked()

    def _demand_shift(self, cashier: StaffId) -> None:
        if shifts.current_shift(self._rows) is None:
            with self.store.write() as unit:
                shifts.open_shift(unit, cashier=cashier, opening_float=Money(200_000))

    def _close_shift(self, cashier: StaffId) -> None:
        with self.store.write() as unit:
            if not carts.has_open_cart(unit):
                shifts.close_shift(unit, actor=cashier, pieces={1: shifts.x_report(unit).expected})

    def _sell(self, cashier: StaffId) -> None:
        """Every line durable by itself. A cart that a crash left open is gone on with."""
        with self.store.write() as unit:
            cart = carts.open_cart(unit, actor=cashier).id
        codes = self._dice.sample(PIECES, self._dice.randint(1, len(PIECES)))
        for code, qty in [*((code, whole(self._dice.randint(1, 3))) for code in codes), *self._weighed()]:
            with self.store.write() as unit:
                item = Catalogue(unit, now=edges.now).by_code(code)
                assert item is not None, code
                carts.add_line(unit, cart=cart, item=item, qty=qty)
        with self.store.write() as unit:
            due = sales.what_is_due(unit, cart=cart).missing
            sales.complete_sale(unit, cart=cart, actor=cashier, tenders=self._tenders(due))

    def _weighed(self) -> list[tuple[str, Quantity]]:
        return [(WEIGHED, Quantity(self._dice.randint(50, 2_500)))] if self._dice.random() < 0.5 else []

    def _tenders(self, due: int) -> tuple[Tender, ...]:
        """Cash in notes, or a part of it in cash and change only of that."""
        card = due // 2 if self._dice.random() < NO_CASH else 0
        note = -(-(due - card) // NOTE) * NOTE
        cash = Tender(TenderMethod.CASH, Money(note))
        return (Tender(TenderMethod.CARD, Money(card), "1234"), cash) if card else (cash,)

    def _take_back(self, cashier: StaffId, approver: StaffId) -> None:
        """A line of a recent receipt, as much of it as is left."""
        sold = [row for row in latest_sales(self._rows, 20) if row.kind is ReceiptKind.SALE]
        if not sold:
            return
        stored = receipt_of(self._rows, self._dice.choice(sold).sale)
        line = self._dice.choice(stored.receipt.lines)
        left = line.qty - stored.returned.get(line.line, 0)
        if left <= 0:
            return
        back = [LineBack(of_line=line.line, qty=Quantity(left))]
        with self.store.write() as unit:
            returns.return_lines(
                unit, original=stored.sale, back=back, reason="rusak", actor=cashier, approver=approver
            )

    # paper

    def _print_what_stopped(self) -> None:
        """Recorded, print unknown: the cashier says print."""
        with self.store.write() as unit:
            for job in print_jobs.mark_unknown(unit):
                print_jobs.print_again(unit, job.job)
        self._print_what_waits(again=True)

    def _print_what_waits(self, *, again: bool = False) -> None:
        while (job := print_jobs.next_job(self._rows)) is not None:
            if job.kind is PrintKind.RECEIPT and job.sale is not None:
                with self.store.write() as unit:
                    print_jobs.mark_printing(unit, job.job)
                self._note(self._copy(job.sale) | {"again": again})
            with self.store.write() as unit:
                print_jobs.mark_printed(unit, job.job)

    def _copy(self, sale: SaleId) -> dict[str, Any]:
        """All that the customer reads on the paper."""
        row = sale_row(self._rows, sale)
        assert row is not None
        hash_ = hash_at(self._rows, *place_of(row.position))
        assert hash_ is not None
        stored = receipt_of(self._rows, sale)
        return {"receipt": stored.receipt_no, "hash": hash_.hex()} | figures(stored.receipt)

    def _note(self, said: dict[str, Any]) -> None:
        self._file.write(json.dumps(said).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    # what the back office has said

    def _look_at_acked(self) -> None:
        """No back office was restored here: what it once acknowledged it may never take back."""
        acked = sum(stream.acked for stream in streams(self._rows))
        before = int(self._acked.read_text("ascii")) if self._acked.exists() else 0
        if acked < before:
            self._note({"taken_back": [before, acked]})
        if acked != before:
            part = self._acked.with_suffix(".part")
            part.write_text(str(acked), "ascii")
            part.replace(self._acked)

    def _wait_for_prices(self) -> None:
        """A till that is new has nothing to sell before its first pull."""
        while Catalogue(self._rows, now=edges.now).by_code(TEH_CODE) is None:
            self.ending.wait(LOOK_S)


def _say(word: str) -> None:
    """In one piece: other tills of the same process speak as well."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def person(rows: Rows, login: str) -> StaffId:
    """Without asking for a PIN: checking one is slow on purpose."""
    people = rows.execute("SELECT body FROM replica WHERE entity = 'staff'").fetchall()
    known = [json.loads(body) for (body,) in people]
    return StaffId(UUID(next(one["id"] for one in known if one["username"] == login)))


def figures(receipt: Receipt) -> dict[str, Any]:
    """Amounts as the books keep them: those of a return are negative."""
    sign = -1 if receipt.kind is ReceiptKind.RETURN else 1
    paid: dict[str, int] = {}
    for tender in receipt.tenders:
        paid[tender.method.value] = paid.get(tender.method.value, 0) + sign * tender.amount
    if receipt.change:
        paid[TenderMethod.CASH.value] -= receipt.change
    lines = [
        [line.line, str(line.item.product), *(sign * figure for figure in
         (line.base_qty, line.discount, line.revenue, line.tax))]
        for line in receipt.lines
    ]  # fmt: skip
    whole_ones = (
        receipt.gross,
        receipt.discount,
        receipt.revenue,
        receipt.tax,
        receipt.total,
        receipt.rounding,
    )
    return {
        "kind": receipt.kind.value,
        "figures": [sign * figure for figure in whole_ones],
        "lines": lines,
        "paid": {method: amount for method, amount in sorted(paid.items()) if amount},
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("folder", "copies"):
        parser.add_argument(name, type=Path)
    parser.add_argument("address")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--pause-ms", type=int, required=True)
    chosen = parser.parse_args()
    dice = Random(chosen.seed)
    till = Till(chosen.folder, chosen.address, chosen.copies, dice=dice, pause_s=chosen.pause_ms / 1000)
    threading.Thread(target=till.listen, name="told", daemon=True).start()
    till.work()
    till.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
