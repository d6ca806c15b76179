"""A till whose database is gone: the black box beside it brings back what the back office never got."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from backoffice_server.features.events.tables import event, quarantine
from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel.master_secret import load
from backoffice_server.proof.verify import verify
from backoffice_server.settings import SECRET_FILE
from backoffice_server.sync.receive.bundle import hand_in, heads
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.transaction import original_till, received
from pos_client.engine import shifts
from pos_client.engine.enrolment import adopt_enrolment, device_id, open_new_stream
from pos_client.engine.rebuild import box_content, rebuild
from pos_client.engine.recovery import take_back
from pos_client.engine.till import today
from pos_client.store.black_box import BlackBox, places, set_second_place
from pos_client.store.box_files import FOLDER, files_in
from pos_client.store.journal import Draft, append
from pos_client.store.streams import streams
from pos_client.sync.pushing import push_of
from pos_client.sync.step import Sync
from shared_models.values.ids import StaffId
from shared_models.wire.enrolment import EnrolReply, EnrolRequest
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import PushReply, PushRequest
from tests.databases import Backend
from tests.factories import shop as shops
from tests.factories.connected import ConnectedTill
from tests.factories.enrolled import code_for
from tests.factories.shop import GULA_CODE, TEH_CODE
from tests.factories.tills import new_store


@pytest.fixture
def backend() -> Backend:
    """What comes back is pushed like anything else; the server's engine makes no difference to it."""
    return "sqlite"


def sari(shop: shops.Shop) -> StaffId:
    return StaffId(shop.person("sari"))


def write_box(till: ConnectedTill) -> None:
    """What the black box's thread writes until it is stopped."""
    box = BlackBox(till.store, places(till.folder))
    box.start()
    box.stop()
    assert box.status.behind == 0


def lose_database(till: ConnectedTill) -> None:
    """The program stops, the database is deleted; what stands beside it stays."""
    till.close()
    for path in till.folder.glob("till.db*"):
        path.unlink()
    reopen(till)


def reopen(till: ConnectedTill) -> None:
    till.store = new_store(till.folder, till.clock)
    till.sync = Sync(till.store, Random(3))
    till.now_ms = 0


def enrol_again(till: ConnectedTill, code: str) -> int:
    """How many events came back."""
    request = EnrolRequest(
        code=code, device=device_id(till.folder, till.clock.new_id), device_name="Kasir", app="0.1.0"
    )
    answer = till.client.post("/api/enrol", json=request.model_dump(mode="json"))
    assert answer.status_code == 201, answer.text
    reply = EnrolReply.model_validate_json(answer.content)
    came = rebuild(till.store, reply=reply)
    with till.store.write() as unit:
        adopt_enrolment(unit, reply, device_name="Kasir")
    return came


def receipts(shop: shops.Shop) -> list[str]:
    with shop.database.read() as unit:
        return list(unit.connection.execute(select(sale.c.receipt).order_by(sale.c.receipt)).scalars())


def held(shop: shops.Shop) -> tuple[int, int]:
    with shop.database.read() as unit:
        count = [
            unit.connection.execute(select(func.count()).select_from(t)).scalar_one()
            for t in (event, quarantine)
        ]
        return count[0], count[1]


def sell_offline(shop: shops.Shop, till: ConnectedTill, count: int) -> list[str]:
    till.online = False
    return [till.sell(sari(shop), TEH_CODE, GULA_CODE).receipt_no for _ in range(count)]


def test_what_was_not_sent_arrives_once_after_the_database_is_lost(
    shop: shops.Shop, till: ConnectedTill
) -> None:
    till.open_shift(sari(shop))
    sent = till.sell(sari(shop), TEH_CODE).receipt_no
    till.settle()
    unsent = sell_offline(shop, till, 3)
    write_box(till)
    lose_database(till)
    content = box_content(till.folder)
    assert content is not None
    assert content.receipts == 4
    till.online = True
    assert enrol_again(till, code_for(shop)) == 6  # the opening of the stream, the shift, four receipts
    with till.store.write() as unit:
        assert shifts.current_shift(unit) is not None  # the drawer's shift goes on
    till.settle()
    fresh = till.sell(sari(shop), TEH_CODE).receipt_no
    till.settle()
    assert receipts(shop) == sorted([sent, *unsent, fresh])
    assert fresh == "BDG1-K1B-000001"
    assert held(shop)[1] == 0
    with till.store.write() as unit:
        report = shifts.close_shift(unit, actor=sari(shop), pieces={})
    till.settle()
    assert report is not None
    with shop.database.read() as unit:
        assert [found for found in verify(unit, load(shop.folder / SECRET_FILE)) if found.broken] == []


def test_it_may_be_lost_twice(shop: shops.Shop, till: ConnectedTill) -> None:
    till.open_shift(sari(shop))
    till.settle()
    numbers = sell_offline(shop, till, 2)
    for _ in range(2):
        write_box(till)
        lose_database(till)
        till.online = True
        enrol_again(till, code_for(shop))
        till.online = False
    till.online = True
    till.settle()
    assert receipts(shop) == sorted(numbers)
    with shop.database.read() as unit:
        assert [found for found in verify(unit, load(shop.folder / SECRET_FILE)) if found.broken] == []


def test_the_second_place_alone_is_enough(shop: shops.Shop, till: ConnectedTill, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_second_place(till.folder, stick)
    till.open_shift(sari(shop))
    till.settle()
    numbers = sell_offline(shop, till, 2)
    write_box(till)
    shutil.rmtree(till.folder / FOLDER)
    lose_database(till)
    till.online = True
    enrol_again(till, code_for(shop))
    till.settle()
    assert receipts(shop) == sorted(numbers)


def test_what_only_the_back_office_has_is_fetched_behind_the_box(
    shop: shops.Shop, till: ConnectedTill
) -> None:
    till.open_shift(sari(shop))
    till.sell(sari(shop), TEH_CODE)
    write_box(till)
    late = till.sell(sari(shop), TEH_CODE).receipt_no  # the box was a moment behind
    till.settle()
    lose_database(till)
    enrol_again(till, code_for(shop))
    till.settle()
    reader = till.store.reader()
    old = streams(reader)[0]
    found = reader.execute("SELECT 1 FROM sale WHERE receipt = ?", (late,)).fetchone()
    reader.close()
    assert (old.head_seq, old.acked) == (4, 4)
    assert found is not None


def test_a_box_that_lacks_its_beginning_still_brings_the_end(shop: shops.Shop, till: ConnectedTill) -> None:
    till.open_shift(sari(shop))
    till.sell(sari(shop), TEH_CODE)
    till.settle()
    numbers = sell_offline(shop, till, 2)
    write_box(till)
    (box,) = (till.folder / FOLDER).iterdir()
    (path,) = files_in(box)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[4:]))  # two events are gone
    lose_database(till)
    till.online = True
    enrol_again(till, code_for(shop))
    till.settle()
    assert set(numbers) <= set(receipts(shop))
    with shop.database.read() as unit:
        assert [found for found in verify(unit, load(shop.folder / SECRET_FILE)) if found.broken] == []
    till.restart()  # its journal is found sound


def test_a_bit_flipped_in_one_box_does_not_hide_the_event_in_the_other(
    shop: shops.Shop, till: ConnectedTill, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    set_second_place(till.folder, stick)
    till.open_shift(sari(shop))
    till.settle()
    numbers = sell_offline(shop, till, 3)
    write_box(till)
    (box,) = (till.folder / FOLDER).iterdir()
    (path,) = files_in(box)
    number = numbers[1].encode()
    assert number in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(number, number[:-1] + b"9"))
    lose_database(till)
    till.online = True
    assert enrol_again(till, code_for(shop)) == 5
    till.settle()
    assert receipts(shop) == numbers


def test_coming_back_that_was_cut_off_goes_on_where_it_ended(
    shop: shops.Shop, till: ConnectedTill, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes while the box is read in: the till is not enrolled yet, and is enrolled once more."""
    till.open_shift(sari(shop))
    till.settle()
    numbers = sell_offline(shop, till, 4)
    write_box(till)
    lose_database(till)
    till.online = True
    code = code_for(shop)
    with monkeypatch.context() as patched:
        patched.setattr("pos_client.engine.rebuild.PAGE", 2)
        patched.setattr("pos_client.engine.rebuild.take_back", PowerCut(after=2))
        with pytest.raises(PowerCut):
            enrol_again(till, code)
    till.close()
    reopen(till)
    assert enrol_again(till, code) == 2
    till.settle()
    assert receipts(shop) == numbers
    with shop.database.read() as unit:
        assert [found for found in verify(unit, load(shop.folder / SECRET_FILE)) if found.broken] == []


class PowerCut(BaseException):
    """Comes instead of a page; those before it are taken."""

    def __init__(self, after: int) -> None:
        super().__init__(after)
        self.left = after

    def __call__(self, *page: Any, **how: Any) -> int:
        if not self.left:
            raise self
        self.left -= 1
        return take_back(*page, **how)


def lose_row(till: ConnectedTill, seq: int) -> None:
    with till.store.write() as unit:
        unit.execute("DROP TRIGGER IF EXISTS event_is_kept_until_archived")
        unit.execute("DELETE FROM event WHERE stream_no = 1 AND seq = ?", (seq,))


def test_the_box_fills_a_hole_of_the_back_office(shop: shops.Shop, till: ConnectedTill) -> None:
    """A row was lost before it was sent, and what followed went as orphans: the box still has it."""
    till.open_shift(sari(shop))
    till.settle()
    numbers = sell_offline(shop, till, 3)
    write_box(till)
    lose_row(till, 4)
    till.online = True
    till.settle()
    assert receipts(shop) == [numbers[0], numbers[2]]
    lose_database(till)
    enrol_again(till, code_for(shop))
    till.settle()
    assert receipts(shop) == numbers
    with shop.database.read() as unit:
        assert [found for found in verify(unit, load(shop.folder / SECRET_FILE)) if found.broken] == []


def copied(shop: shops.Shop, till: ConnectedTill, tmp_path: Path) -> Path:
    """A till with a stick in and an open shift, and an image of its database of that moment."""
    stick, image = tmp_path / "stick", tmp_path / "image.db"
    stick.mkdir()
    set_second_place(till.folder, stick)
    till.open_shift(sari(shop))
    till.settle()
    till.close()
    shutil.copy(till.folder / "till.db", image)
    reopen(till)
    return image


def set_back(till: ConnectedTill, image: Path) -> None:
    till.close()
    shutil.copy(image, till.folder / "till.db")
    reopen(till)


def test_what_a_machine_sold_before_it_was_set_back_is_only_in_the_box(
    shop: shops.Shop, till: ConnectedTill, tmp_path: Path
) -> None:
    """The back office never heard of it, and holds other events in the same places."""
    image = copied(shop, till, tmp_path)
    before = sell_offline(shop, till, 2)
    write_box(till)
    set_back(till, image)
    till.online = True
    after = [till.sell(sari(shop), TEH_CODE).receipt_no for _ in range(4)]
    till.settle()
    write_box(till)
    shutil.rmtree(till.folder / FOLDER)
    lose_database(till)
    enrol_again(till, code_for(shop))
    till.settle()
    assert receipts(shop) == sorted(before + after)
    with shop.database.read() as unit:
        assert [found for found in verify(unit, load(shop.folder / SECRET_FILE)) if found.broken] == []


def test_what_a_machine_sold_in_the_same_places_after_it_was_set_back_is_in_the_box_too(
    shop: shops.Shop, till: ConnectedTill, tmp_path: Path
) -> None:
    """Set back without a line, it goes on in the stream whose later events only the box remembers."""
    image = copied(shop, till, tmp_path)
    before = sell_offline(shop, till, 3)
    write_box(till)
    set_back(till, image)
    after = sell_offline(shop, till, 5)
    write_box(till)
    shutil.rmtree(till.folder / FOLDER)
    lose_database(till)
    till.online = True
    enrol_again(till, code_for(shop))
    with till.store.write() as unit:
        current = shifts.current_shift(unit)
        lacks = [push_of(unit, one, None, disk_free=None).request.lacks for one in streams(unit)]
    assert lacks == [(), ((1, 2),), None], "of what came back from the box the back office is told"
    assert current is not None
    assert current.issued == len(before + after), "the money of both is in the drawer"
    till.settle()
    assert receipts(shop) == sorted(before + after)
    with shop.database.read() as unit:
        broken = [found for found in verify(unit, load(shop.folder / SECRET_FILE)) if found.broken]
    assert broken == []
    till.restart()  # its journal is found sound
    write_box(till)
    assert till.sell(sari(shop), TEH_CODE).receipt_no == "BDG1-K1C-000001"


def test_two_lives_of_a_machine_may_have_taken_the_same_series(
    shop: shops.Shop, till: ConnectedTill, tmp_path: Path
) -> None:
    """Set back, it opens the series again that it had opened already: the box holds both."""
    image = copied(shop, till, tmp_path)
    sold = []
    for _ in range(2):
        with till.store.write() as unit:
            open_new_stream(unit, OpenedBecause.CLONED)
        sold += sell_offline(shop, till, 2)
        write_box(till)
        set_back(till, image)
    shutil.rmtree(till.folder / FOLDER)
    lose_database(till)
    till.online = True
    enrol_again(till, code_for(shop))
    till.settle()
    assert receipts(shop) == sorted(sold) == ["BDG1-K1B-000001"] * 2 + ["BDG1-K1B-000002"] * 2
    assert till.till.series == "D", "a series of its own, whatever the two are called here"


def test_an_unreadable_payload_in_the_box_stops_nothing(shop: shops.Shop, till: ConnectedTill) -> None:
    till.open_shift(sari(shop))
    till.settle()
    first = sell_offline(shop, till, 1)
    with till.store.write() as unit:
        draft = Draft("cash.moved", '{"amount":"much"}', bdate=today(unit), shift=None, actor=sari(shop))
        append(unit, draft)
    second = sell_offline(shop, till, 1)
    write_box(till)
    lose_database(till)
    till.online = True
    assert enrol_again(till, code_for(shop)) == 5
    till.settle()
    assert receipts(shop) == [*first, *second]
    assert held(shop)[1] == 1  # set aside, for review


def test_without_any_box_it_joins_as_before(shop: shops.Shop, till: ConnectedTill) -> None:
    lose_database(till)
    assert box_content(till.folder) is None
    assert enrol_again(till, code_for(shop)) == 0
    till.settle()
    assert till.till.series == "B"


def test_a_file_of_the_box_is_a_bundle_for_the_back_office(shop: shops.Shop, till: ConnectedTill) -> None:
    """The till's machine is gone, only its stick is left."""
    till.open_shift(sari(shop))
    till.settle()
    numbers = sell_offline(shop, till, 2)
    write_box(till)
    (box,) = (till.folder / FOLDER).iterdir()
    (path,) = files_in(box)
    with path.open("ab") as file:
        file.write(b'{"seq":5,"ha')  # the power went in the middle of a line
    secret = load(shop.folder / SECRET_FILE)

    def push(request: PushRequest) -> PushReply:
        writer, keys = original_till(shop.database, secret, request.device)
        return received(shop.database, writer, request, parse(request, keys), imported=True)

    assert [head.seq for head in heads(path)] == [0]
    assert [(told.new, told.held, told.aside) for told in hand_in(path, push)] == [(2, 2, 0)]
    assert receipts(shop) == numbers
