"""What people see when a till's machine misbehaves: real windows, a real server, nothing lost or doubled.

With POS_SYSTEM_SCREENSHOTS each story leaves its pictures there; `make screenshots` asks for them.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from backoffice_server.features.events.tables import event
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.sales.tables import sale
from backoffice_server.sync.receive.tokens import OLDER
from pos_client.app import edges
from shared_models.rules.tender import DENOMINATIONS, pieces_of
from shared_models.values.moments import Zone, local
from shared_models.values.money import Money
from shared_models.wire.envelope import ShiftOpenedEvent, decode
from tests.conftest import ExpectLog
from tests.databases import BACKENDS, Backend
from tests.factories.live_till import PINS
from tests.factories.shop import TEH_CODE
from tests.factories.till_window import TillWindow
from tests.factories.versions import newer_office
from tests.system.faults.conftest import OpenWindow, SignIn
from tests.system.faults.office_here import OfficeHere
from tests.system.faults.owner import Owner, till_picture

# Several programs start in each story: on a busy machine they take their time.
pytestmark = pytest.mark.timeout(300)
A: Final = "BDG1-K1A"
B: Final = "BDG1-K1B"
FIVE_YEARS: Final = 5 * 365
# The shelves of this shop were never counted.
BELOW_ZERO: Final = "Stock fell below zero"
OLDER_STATE: Final = "The till came with an older state: perhaps its disk was copied"
NO_SECOND_MACHINE: Final = "Make sure that no second machine runs with this till's disk, then accept."
# So many receipts after the image was taken, it is known for one as soon as it asks.
A_WHILE: Final = OLDER + 1
TEH: Final = 3_500
CHANGE_MONEY: Final = 500_000


def numbers(series: str, *counts: int) -> list[str]:
    return [f"{series}-{count:06d}" for count in counts]


def receipts(office: OfficeHere) -> list[str]:
    return sorted(row.receipt for row in office.rows(select(sale.c.receipt)))


def began(till: TillWindow) -> TillWindow:
    till.wait_for("usable")
    till.sent()
    return till


def sells(till: TillWindow) -> str:
    """Up to the change figure: the cashier reads the receipt's number there."""
    number, _ = till.sell(TEH_CODE)
    till.see(f"receipt {number} saved")
    return number


def sold_and_sent(till: TillWindow) -> str:
    number, _ = till.sell(TEH_CODE)
    till.sent()
    return number


def wrong_day() -> str:
    return f"{local(edges.now() + timedelta(days=FIVE_YEARS), Zone.WIB):%d/%m/%Y}"


def board(owner: Owner, name: str, *words: str) -> None:
    """Home, and the panel of K1 on the board of tills."""
    owner.home()
    owner.sees("BDG1-K1", "All sent")
    owner.picture(f"{name}-home")
    owner.till()
    owner.sees("All sent", *words)
    owner.picture(f"{name}-tills")


def reviewed(owner: Owner, name: str, flags: dict[str, tuple[str, ...]]) -> None:
    """The review desk holds these flags and no other; each says so when it is opened."""
    assert set(owner.flags()) == {*flags, BELOW_ZERO}
    owner.picture(f"{name}-flags")
    for at, (flag, words) in enumerate(flags.items(), 1):
        owner.flag(flag)
        owner.sees(flag, *words)
        owner.picture(f"{name}-flag-{at}")


@pytest.mark.parametrize("engine", BACKENDS)
def test_a_cloned_machine_sells_on_under_its_own_series(
    engine: Backend,
    selling: OfficeHere,
    open_window: OpenWindow,
    sign_in: SignIn,
    tmp_path: Path,
    expect_log: ExpectLog,
) -> None:
    """Lesson 18: Numbers come from the till's own series, in the sale's transaction."""
    expect_log("unknown token")
    # Somebody images the disk for a second machine.
    shutil.copytree(tmp_path / "k1", tmp_path / "copy")
    shutil.copy(tmp_path / "k1.json", tmp_path / "copy.json")
    first = began(open_window(selling))
    for _ in range(A_WHILE):
        sold_and_sent(first)
    selling.stop()
    second = open_window(selling, "copy")
    second.wait_for("usable")
    assert [sells(first), sells(second)] == [f"{A}-000007", f"{A}-000002"]
    selling.start()
    first.sent()
    second.sent()
    # One of both found its place taken: from now on its receipts have a letter of their own.
    assert [sells(first), sells(second)] == [f"{A}-000008", f"{B}-000001"]
    for name, till in (("first", first), ("second", second)):
        till.sent()
        till.see("All sent")
        till_picture(till, f"clone-{name}")
    assert receipts(selling) == [*numbers(A, 1, 2, 2, 3, 4, 5, 6, 7, 8), *numbers(B, 1)]
    owner = sign_in(selling)
    board(owner, "clone", "Perhaps its disk was copied", "The till's journal was written twice")
    reviewed(
        owner,
        "clone",
        {
            "The till's journal was written twice": (
                "The till's journal was written twice: two tills go on from the same place.",
                "Both really sold, so both were booked.",
                "Look for a copied disk or a restored image, and lock one of the two.",
            ),
            "The receipt number exists twice": (f"{A}-000002", "Compare both receipts."),
            OLDER_STATE: (NO_SECOND_MACHINE,),
        },
    )
    assert selling.broken() == []


def test_a_machine_put_back_to_an_older_image_goes_on_behind_what_it_lost(
    selling: OfficeHere,
    open_window: OpenWindow,
    sign_in: SignIn,
    tmp_path: Path,
    expect_log: ExpectLog,
) -> None:
    expect_log("unknown token")
    image = shutil.copytree(tmp_path / "k1", tmp_path / "image")
    till = began(open_window(selling))
    assert [sold_and_sent(till) for _ in range(A_WHILE)] == numbers(A, 2, 3, 4, 5, 6)
    till.close()
    shutil.rmtree(tmp_path / "k1")
    shutil.move(image, tmp_path / "k1")
    till = began(open_window(selling))
    # What the image lost is back to be looked at, and to take returns from.
    till.tell("press F6")
    till.see(f"{A}-000006")
    till_picture(till, "rolled-back-receipts")
    till.tell("press Esc")
    assert sells(till) == f"{B}-000001"
    till.sent()
    till.see("All sent")
    till_picture(till, "rolled-back-sold")
    assert receipts(selling) == [*numbers(A, 1, 2, 3, 4, 5, 6), *numbers(B, 1)]
    owner = sign_in(selling)
    board(owner, "rolled-back", "Receipt series", "B", "Perhaps its disk was copied")
    reviewed(owner, "rolled-back", {OLDER_STATE: (NO_SECOND_MACHINE,)})
    assert selling.broken() == []


def test_a_machine_set_up_anew_joins_again_and_goes_on(
    selling: OfficeHere, open_window: OpenWindow, sign_in: SignIn, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "k1")
    (tmp_path / "k1.json").unlink()
    till = began(open_window(selling))
    assert sells(till) == f"{B}-000001"
    till.sent()
    till.see("All sent")
    till_picture(till, "re-installed-sold")
    assert receipts(selling) == [*numbers(A, 1), *numbers(B, 1)]
    owner = sign_in(selling)
    board(owner, "re-installed", "Receipt series", "B")
    reviewed(owner, "re-installed", {})
    assert selling.broken() == []


@pytest.mark.parametrize("engine", BACKENDS)
def test_a_back_office_from_before_the_till_knows_it_again(
    engine: Backend, office: OfficeHere, open_window: OpenWindow, sign_in: SignIn
) -> None:
    backup = office.back_up()
    till = began(open_window(office))
    assert [sold_and_sent(till), sold_and_sent(till)] == numbers(A, 1, 2)
    office.stop()
    office.bring_back(backup)
    assert sells(till) == f"{A}-000003"
    till.see("1 sale waiting")
    till_picture(till, "restored-away")
    office.start()
    till.sent()
    till.see("All sent")
    till_picture(till, "restored-back")
    assert receipts(office) == numbers(A, 1, 2, 3)
    owner = sign_in(office)
    came_back = "A till came back that a restored back office did not know"
    board(owner, "restored", came_back)
    reviewed(
        owner,
        "restored",
        {
            came_back: (
                "It showed the certificate this company had given it, so it goes on.",
                "Make sure the till is yours. If not, lock it.",
            )
        },
    )
    owner.restores()
    # Of the three receipts these had been held, and were lost.
    owner.sees("All back", *numbers(A, 1, 2))
    assert f"{A}-000003" not in owner.read()
    owner.picture("restored-restores")
    assert office.broken() == []


def test_a_clock_in_2031_finishes_every_sale(
    selling: OfficeHere, open_window: OpenWindow, sign_in: SignIn
) -> None:
    # The battery of the board is empty, or somebody set the year: the shift goes on.
    till = open_window(selling, days_ahead=FIVE_YEARS)
    till.wait_for("usable")
    assert sells(till) == f"{A}-000002"
    till.sent()
    till.see(f"This computer's clock says {wrong_day()}")
    till_picture(till, "clock-2031-sold")
    sees_the_clock(selling, sign_in(selling), "clock-2031")


def test_a_clock_in_2031_opens_a_shift_for_a_supervisor_alone(
    selling: OfficeHere, open_window: OpenWindow, sign_in: SignIn
) -> None:
    """Lesson 58: Order comes from the journal; a clock that cannot be opens no shift by itself."""
    evening = began(open_window(selling))
    close_shift(evening, Money(CHANGE_MONEY + TEH))
    evening.sent()
    evening.close()
    till = open_window(selling, days_ahead=FIVE_YEARS, language="id")
    assert wrong_day() in till.wait_for("refused ")
    till.see(f"Buka shift pada {wrong_day()}, tanggal yang tidak mungkin benar")
    till_picture(till, "clock-2031-asks")
    till.tell(f"type {PINS['budi']}", "press Return")
    till.wait_for("usable")
    assert sold_and_sent(till) == f"{A}-000002"
    till.see(f"Jam komputer ini menunjukkan {wrong_day()}")
    till_picture(till, "clock-2031-opened")
    shifts = [decode(row.bytes) for row in selling.rows(select(event.c.bytes).order_by(event.c.seq))]
    approvers = [one.approver for one in shifts if isinstance(one, ShiftOpenedEvent)]
    assert approvers == [None, selling.shop.person("budi")]
    sees_the_clock(selling, sign_in(selling), "clock-2031-supervisor")


def close_shift(till: TillWindow, drawer: Money) -> None:
    """F12, each kind of note and coin, F12."""
    pieces, _left = pieces_of(drawer)
    till.tell("press F12", "settle")
    for piece in DENOMINATIONS:
        till.tell(f"type {pieces.get(piece, 0)}", "press Return")
    till.tell("press F12")
    till.see("The drawer was right")


def sees_the_clock(office: OfficeHere, owner: Owner, name: str) -> None:
    """Booked on a day of the books, whatever the till took for today; and the clerk knows of it."""
    assert receipts(office) == numbers(A, 1, 2)
    days = office.rows(select(posting.c.posting_date).where(posting.c.document_kind == "sale"))
    assert len(days) == 2
    assert len({row.posting_date for row in days}) == 1
    board(owner, name, "Clock 5 years ahead", "The till's clock was wrong")
    reviewed(
        owner,
        name,
        {
            "The till's clock was wrong": (
                "Set the clock of that computer, and have it set itself from the internet.",
            ),
            "Booked on another day": (
                f"{A}-000002",
                "Sales figures keep the till's day; the books took the nearest open day.",
            ),
        },
    )
    assert office.broken() == []


def test_an_old_till_sells_on_at_a_newer_back_office(
    office: OfficeHere, open_window: OpenWindow, sign_in: SignIn
) -> None:
    with newer_office(office.address) as newer:
        till = began(open_window(office, server=newer))
        assert [sold_and_sent(till), sells(till)] == numbers(A, 1, 2)
        till.sent()
        till.see("All sent")
        till_picture(till, "old-till-newer-office")
        till.close(said="is of a newer back office")
    assert receipts(office) == numbers(A, 1, 2)
    owner = sign_in(office)
    board(owner, "old-till", "Receipt series", "A")
    reviewed(owner, "old-till", {})
    assert office.broken() == []
