"""The other tills of the shop, on paper: an ordinary morning, and what goes wrong at tills now and then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pos_client.remote.api import Api, Sheet
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from shared_models.rules.cart import CartLine
from shared_models.rules.receipt import Item
from shared_models.rules.returns import LineBack
from shared_models.rules.rounding import CashRounding
from shared_models.values.codes import AttendanceKind, CashDirection, CashReason, RoundingMode
from shared_models.values.ids import ProductId
from shared_models.values.moments import Zone, zone_of
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, whole
from shared_models.wire.attendance import AttendanceNoted
from shared_models.wire.catalog import ProductLine
from shared_models.wire.enrolment import EnrolRequest
from shared_models.wire.sync import Entity, TillStatus
from tests.factories.events import Sold, TillWriter, line
from tests.factories.office import Till, writer_of
from tests.screenshots.office import Office
from tests.screenshots.other_days import OtherDay, Priced

APP: Final = "0.1.0"
FIVE_YEARS: Final = timedelta(days=5 * 365 + 1)
LONG_AGO: Final = timedelta(hours=31)


class OtherTills:
    """Three registers beside the one in the window, each pushing what its device would."""

    def __init__(self, office: Office, now: datetime) -> None:
        self._office = office
        self._now = now
        told = json.loads((office.folder / "demo.json").read_text("utf-8"))
        self._codes = {(one["branch"], one["register"]): one["code"] for one in told["enrolment_codes"]}
        self._owner = Api(Client(office.address))
        ratna = next(one for one in told["staff"] if one["login"] == "ratna")
        self._owner.sign_in(username=ratna["login"], password=ratna["password"])
        self.second = self._join("BDG1", "K2", 2, "joko")
        self.fast = self._join("BDG2", "K1", 3, "lina")
        self.full = self._join("BDG2", "K2", 4, "sari")

    def close(self) -> None:
        self._owner.client.close()

    def misbehave(self) -> None:
        """A morning at each of them."""
        self._odd_receipts(self.second)
        self._clock_ahead(self.fast)
        self._disk_full(self.full)

    def sell_on(self) -> None:
        """Two receipts more at the second till, acknowledged."""
        for words in ("gula", "mi goreng"):
            self._sell(self.second, words)
        self.second.push()

    def send_again(self) -> None:
        """After a restore the second till finds less held than it was told, and sends all of it again."""
        known = self.second.sent
        TillApi(self._client(self.second.credential)).push(self.second.writer.push(1, acked=known))

    # what happens -----------------------------------------------------------------------------------------

    def _odd_receipts(self, till: Till) -> None:
        writer = till.writer
        writer.opened()
        writer.shift_opened()
        self._working_days(writer)
        self._agreements(writer)
        first = self._sell(till, "teh sekarsari 350", "beras")
        self._sell(till, "mi goreng", qty=900)
        cheap = self._found("minyak goreng")
        writer.sale(line(_item(cheap), int(cheap.price or 0) - 1_800, qty=whole(3)))
        wrong = self._sell(till, "gula")
        self._impossible(writer, wrong)
        stranger = replace(_item(cheap), product=ProductId(UUID(int=7)), sku="TAHU10", name="Tahu isi 10")
        writer.sale(line(stranger, 8_500))
        writer.returned(replace(first, sale=UUID(int=8)), [LineBack(1, ONE)])
        writer.cash(CashDirection.OUT, CashReason.PETTY, 25_000)
        shift = writer.shift
        writer.shift_closed()
        writer.shift = shift
        self._sell(till, "sabun")
        writer.shift_opened()
        till.push()
        self._damaged(till)

    def _agreements(self, writer: TillWriter) -> None:
        """Whatever the lists of the office are about that a plain sale is not."""
        found = {
            sku: self._found(sku) for sku in ("ROK001", "OBA090", "SUS090", "SUS091", "ELE001", "MIN001")
        }
        goods = {sku: Priced(_item(row), int(row.price or 0)) for sku, row in found.items()}
        people = [one.id for one in self._owner.staff()]
        customers = [one.customer for one in self._owner.customers(Sheet()).rows]
        OtherDay(writer, people, customers, goods).trade()

    def _working_days(self, writer: TillWriter) -> None:
        """Whole days, one that nobody ended, and one that is still under way."""
        now, people = writer.at, [one.id for one in self._owner.staff()]
        early = timedelta(days=1, hours=5)
        told = [
            (people[0], early, AttendanceKind.IN),
            (people[0], timedelta(days=1), AttendanceKind.BREAK_START),
            (people[0], timedelta(hours=23), AttendanceKind.BREAK_END),
            (people[0], timedelta(hours=20), AttendanceKind.OUT),
            (people[1], early, AttendanceKind.IN),
            (people[1], timedelta(hours=22), AttendanceKind.BREAK_START),
            (people[2], timedelta(hours=5), AttendanceKind.IN),
            (people[2], timedelta(hours=1), AttendanceKind.BREAK_START),
        ]
        for person, ago, kind in told:
            writer.at = now - ago
            bdate = writer.at.astimezone(zone_of(Zone.WIB)).date()
            writer.write("attendance.noted", AttendanceNoted(kind=kind), actor=person, bdate=bdate)
        writer.at = now

    def _impossible(self, writer: TillWriter, sold: Sold) -> None:
        writer.sold(replace(sold.receipt, total=Money(sold.receipt.total + 1_000)))

    def _damaged(self, till: Till) -> None:
        """Its signature was made with another key."""
        self._sell(till, "susu")
        writer = till.writer
        writer.items[-1] = writer.items[-1].model_copy(update={"mac": "ab" * 32})
        till.push()

    def _clock_ahead(self, till: Till) -> None:
        writer = till.writer
        writer.opened()
        writer.shift_opened()
        writer.at += FIVE_YEARS
        writer.skew_ms = FIVE_YEARS // timedelta(milliseconds=1)
        self._sell(till, "kopi")
        till.push()

    def _disk_full(self, till: Till) -> None:
        writer = till.writer
        writer.opened()
        writer.shift_opened()
        for words in ("air bayuri 600", "kecap", "telur"):
            self._sell(till, words)
        status = TillStatus(waiting=42, oldest_at=self._now - LONG_AGO, disk_free=212_000_000, app=APP)
        request = writer.push().model_copy(update={"status": status})
        TillApi(self._client(till.credential)).push(request)
        till.sent = len(writer.items)

    # hands ------------------------------------------------------------------------------------------------

    def _sell(self, till: Till, *words: str, qty: int = 1) -> Sold:
        lines: Sequence[CartLine] = [
            line(_item(found), int(found.price or 0), qty=whole(qty)) for found in map(self._found, words)
        ]
        return till.writer.sale(*lines)

    def _found(self, words: str) -> ProductLine:
        return next(row for row in self._owner.products(Sheet(), search=words).rows if row.price)

    def _join(self, branch: str, register: str, number: int, name: str) -> Till:
        client = Client(self._office.address)
        code = self._codes[branch, register]
        device = UUID(int=(0xD0 + number) << 64 | self._now.microsecond)
        request = EnrolRequest(code=code, device=device, device_name=f"Kasir {number}", app=APP)
        reply = TillApi(client).enrol(request)
        client.close()
        begun, person = self._now - timedelta(minutes=40), self._person(reply.credential, name)
        writer = writer_of(reply, device, number, at=begun, actor=person)
        writer.rounding = CashRounding(step=100, mode=RoundingMode.DOWN)
        return Till(writer, reply.credential, self._office.address)

    def _person(self, credential: str, name: str) -> UUID:
        """Whoever stands at a till, as the till was told of them."""
        client = self._client(credential)
        after: str | None = None
        found: UUID | None = None
        while found is None:
            page = TillApi(client).snapshot(after)
            told = (one.row for one in page.rows if one.entity is Entity.STAFF and one.row is not None)
            found = next((UUID(str(row["id"])) for row in told if row["username"] == name), None)
            after = page.next
        client.close()
        return found

    def _client(self, credential: str) -> Client:
        client = Client(self._office.address)
        client.credential = credential
        return client


def _item(row: ProductLine) -> Item:
    """A product as a till sells it."""
    return Item(
        product=ProductId(row.id),
        sku=row.sku,
        name=row.name,
        kind=row.kind,
        tax_class=row.tax_class,
        unit=row.unit,
        factor=ONE,
    )
