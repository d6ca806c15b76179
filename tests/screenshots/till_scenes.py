"""Every screen and panel of the till."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Final

from pos_client.features.receipts.view import ReceiptsView, ReturnView
from pos_client.features.setup.view.settings_panel import SettingsPanel
from pos_client.features.shift.view import CloseView
from pos_client.features.till.state import Refused
from pos_client.features.till.state import Stage as TillStage
from shared_models.rules.tender import pieces_of
from shared_models.values.codes import ErrorCode, Role
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.promotions import (
    AmountOffRow,
    BuyGetRow,
    MinimumRow,
    PromotionRow,
    ScopeRow,
    VoucherTermsRow,
)
from tests.factories.promotions import give_promotions, percent_off, promotion_row
from tests.screenshots.stage import Scene, Stage

Enter = Callable[[Stage], None]
CODES: Final = ("air", "beras", "gula", "kecap", "mi", "susu", "teh")
FIVE_YEARS: Final = timedelta(days=5 * 365 + 1)
UNKNOWN: Final = "8990000000000"
RRNS: Final = count(626_012_345_678)
# Of a fictitious merchant.
QRIS: Final = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600914000012345502150000000123456780303UMI51440014ID.CO.QRIS.WWW"
    "0215ID10200000123450303UMI5204541153033605802ID5918TOKO SUMBER REJEKI6007BANDUNG61054011162070703A01"
    "63042E49"
)


def _codes(stage: Stage) -> list[str]:
    searching = stage.window.side.searching
    found = [next(item for item in searching.look_up(word) if item.price) for word in CODES]
    return [item.barcode or item.sku for item in found]


def _cart(stage: Stage) -> None:
    _empty(stage)
    codes = _codes(stage)
    stage.scan(*codes[:3])
    stage.hands.enter(f"5*{codes[3]}")
    stage.scan(*codes[4:])
    stage.window.background.wait_idle()


def _empty(stage: Stage) -> None:
    """No cart, no change, no panel; the focus in the line."""
    side, shell = stage.window.side, stage.window.shell
    if shell.here != "till":
        shell.open("till")
    while shell.panel is not None:
        stage.hands.press("Esc")
        stage.window.background.wait_idle()
    side.till.dismiss()
    if side.till.state.stage is TillStage.PAID:
        # The next customer begins, and thinks better of it.
        stage.scan(_codes(stage)[0])
        stage.hands.press("Del")
        stage.window.background.wait_idle()
    shell.toasts.pass_by()
    if side.till.cart.lines:
        budi = stage._demo.shop.person(Role.SUPERVISOR)
        stage.hands.press("Ctrl+Del")
        stage.hands.press("Return")
        stage.window.background.wait_idle()
        if shell.panel is not None:
            stage.hands.enter(budi.pin)
        stage.until(lambda: not side.till.cart.lines, "the cart is cleared")


def _with_cart(*keys: str, typed: str = "") -> Enter:
    def enter(stage: Stage) -> None:
        _cart(stage)
        for key in keys:
            stage.hands.press(key)
            stage.window.background.wait_idle()
        if typed:
            stage.hands.type(typed)
            stage.window.background.wait_idle()

    return enter


def _alone(*keys: str, typed: str = "") -> Enter:
    def enter(stage: Stage) -> None:
        _empty(stage)
        for key in keys:
            stage.hands.press(key)
            stage.window.background.wait_idle()
        if typed:
            stage.hands.type(typed)
            stage.window.background.wait_idle()

    return enter


def _promoted(stage: Stage) -> None:
    """Two promotions on the cart's goods, a code in use, and one that wants a larger basket."""
    _empty(stage)
    searching = stage.window.side.searching
    mi, teh = (next(item for item in searching.look_up(word) if item.price) for word in ("mi", "teh"))
    large = MinimumRow(amount=Money(1_000_000))
    _promotions(
        stage,
        promotion_row(1, BuyGetRow(buy=ScopeRow(products=(mi.product,)), buy_count=2), name="Mi 2 gratis 1"),
        promotion_row(2, percent_off(teh.product), name="Teh hemat 10 %"),
        promotion_row(
            3, AmountOffRow(amount=Money(5_000), per_unit=False), name="Ulang tahun",
            voucher=VoucherTermsRow(codes=("ULTAH26",)),
        ),
        promotion_row(
            4, AmountOffRow(amount=Money(9_000), per_unit=False), name="Belanja besar", minimum=large
        ),
    )  # fmt: skip
    _cart(stage)
    stage.hands.enter(f"3*{mi.barcode or mi.sku}")
    stage.hands.enter("ultah26")
    stage.window.background.wait_idle()


def _not_promoted(stage: Stage) -> None:
    rows = [promotion_row(number, percent_off(), active=False) for number in range(1, 5)]
    _promotions(stage, *rows)
    _empty(stage)


def _promotions(stage: Stage, *rows: PromotionRow) -> None:
    assert stage.window.opened is not None
    with stage.window.opened.store.write() as unit:
        give_promotions(unit, *rows)


def _refused(stage: Stage) -> None:
    _cart(stage)
    stage.scan(UNKNOWN, UNKNOWN)
    stage.window.side.till._refuse(Refused("ES1", ErrorCode.PRICE_MISSING, name="Es batu 1 kg"))


def _by_qris(stage: Stage) -> None:
    """A part in cash, the rest by the code on the screen."""
    stage.window.side.paying.offer_qris(QRIS)
    _split(stage)
    stage.window.background.wait_idle()
    stage.hands.press("F9")
    stage.window.background.wait_idle()


def _other_ways(*, key: str = "", typed: str = "") -> Enter:
    """The list of ways to pay; with a key the panel of one of them, with something typed into it."""

    def enter(stage: Stage) -> None:
        _cart(stage)
        stage.hands.press("Return")
        stage.hands.press("F6")
        if key:
            stage.hands.type(key)
        if typed:
            stage.hands.type(typed)
            stage.hands.press("Return")
            stage.window.background.wait_idle()

    return enter


def _sell_gift_card(stage: Stage) -> None:
    _empty(stage)
    stage.hands.press("Shift+F9")


def _paid_by_qris(stage: Stage) -> None:
    stage.window.side.paying.offer_qris(QRIS)
    _cart(stage)
    stage.hands.press("Return")
    stage.hands.press("F9")
    stage.hands.enter(str(next(RRNS)))
    stage.until(lambda: stage.window.side.till.state.stage is TillStage.PAID, "paid")


def _split(stage: Stage) -> None:
    _with_cart("Return")(stage)
    stage.hands.enter("50000")


def _paid(stage: Stage) -> None:
    _with_cart("Return", "Alt+3", "Return")(stage)
    stage.until(lambda: stage.window.side.till.state.stage is TillStage.PAID, "paid")


def _price(stage: Stage) -> None:
    _alone("F7")(stage)
    stage.scan(_codes(stage)[0])


def _price_unknown(stage: Stage) -> None:
    _alone("F7")(stage)
    stage.scan(UNKNOWN)


def _held(stage: Stage) -> None:
    _with_cart("F8", typed="Bu Ratih")(stage)
    stage.hands.press("Return")
    stage.window.background.wait_idle()
    stage.hands.press("F8")
    stage.window.background.wait_idle()


def _recall_and_clear(stage: Stage) -> None:
    stage.hands.press("Return")
    stage.window.background.wait_idle()
    _empty(stage)


def _approval(stage: Stage) -> None:
    _with_cart("F11")(stage)
    stage.hands.enter("4000")
    stage.until(lambda: stage.window.shell.panel is not None, "asked")


def _return(stage: Stage) -> None:
    _alone("F6")(stage)
    receipts = stage.window.side.receipts
    stage.until(lambda: isinstance(stage._page(), ReceiptsView) and bool(receipts.rows), "listed")
    longest = max((row for row in receipts.rows if not row.is_return), key=lambda row: row.lines)
    receipts.open(longest.sale)
    stage.until(lambda: receipts.shown is not None and receipts.shown.sale == longest.sale, "open")
    stage.hands.press("F9")
    stage.until(lambda: isinstance(stage._page(), ReturnView), "return")
    stage.hands.type("1")
    stage.until(lambda: receipts.returning.refund > 0, "priced")


def _without_receipt(stage: Stage) -> None:
    _alone("F6", "F10")(stage)
    stage.scan(*_codes(stage)[:2])
    stage.until(lambda: stage.window.side.receipts.returning.refund > 0, "priced")


def _settings(stage: Stage) -> None:
    """A cashier asks a supervisor for them."""
    _alone("Shift+F12")(stage)
    stage.hands.enter(stage._demo.shop.person(Role.SUPERVISOR).pin)
    stage.until(lambda: isinstance(stage.window.shell.panel, SettingsPanel), "allowed")
    stage.window.background.wait_idle()


def _join_later(stage: Stage) -> None:
    """A shop that stands alone, refused by a back office that sells already."""
    setup = stage.window.side.setup
    setup.alone = True
    _settings(stage)
    stage.hands.press("F3")
    stage.hands.type("HQNWA-WM28G")
    setup._failed(Refusal(ErrorCode.SALES_WAITING, waiting=37))


def _enrol_again(stage: Stage) -> None:
    _settings(stage)
    stage.hands.press("F3")


def _settings_alone(stage: Stage) -> None:
    stage.window.side.setup.alone = True
    _settings(stage)


def _keys(stage: Stage) -> None:
    """The key table, to be edited and printed."""
    _settings(stage)
    stage.hands.press("F8")
    stage.window.background.wait_idle()


def _first_day(stage: Stage) -> None:
    _settings(stage)
    stage.hands.press("F7")
    stage.window.background.wait_idle()


def _settings_away(stage: Stage) -> None:
    while stage.window.shell.panel is not None:
        stage.hands.press("Esc")


def _leave_alone(stage: Stage) -> None:
    stage.hands.press("Esc")
    stage.window.side.setup.alone = False


def _close(stage: Stage) -> None:
    _alone("F12")(stage)
    shift = stage.window.side.shift
    page = stage._page()
    assert isinstance(page, CloseView)
    assert shift.facts is not None
    pieces, _left = pieces_of(shift.facts.expected)
    for piece in page.fields:
        stage.hands.enter(str(pieces.get(piece, 0)))
    page.fields[2_000].setFocus()
    stage.hands.enter(str(pieces.get(2_000, 0) + 3))


def _hand_over(stage: Stage) -> None:
    _close(stage)
    stage.hands.press("F9")
    stage.window.background.wait_idle()


def _reports(stage: Stage) -> None:
    _alone("F12", "F6")(stage)


def _locked(stage: Stage) -> None:
    """Two customers' goods were scanned while nobody was there."""
    _cart(stage)
    stage.hands.press("Ctrl+L")
    stage.scan(*_codes(stage)[:2])


def _attendance(stage: Stage) -> None:
    _alone("Ctrl+H")(stage)
    stage.hands.enter(stage._demo.shop.person(Role.CASHIER).pin)
    stage.window.background.wait_idle()


def _training(stage: Stage) -> None:
    _alone("Ctrl+T")(stage)
    stage.hands.enter(stage._demo.shop.person(Role.SUPERVISOR).pin)
    stage.until(lambda: bool(stage.window.shell.banner), "practising")
    stage.window.background.wait_idle()
    stage.scan(*_codes(stage)[:4])
    stage.window.background.wait_idle()


def _end_training(stage: Stage) -> None:
    stage.hands.press("Ctrl+T")
    stage.until(lambda: not stage.window.shell.banner, "sells again")
    stage.window.background.wait_idle()


def _unlock(stage: Stage) -> None:
    sari = stage._demo.shop.person(Role.CASHIER)
    stage.window.side.shift.sign_in(sari.login, sari.pin, stage.faults.append)
    stage.until(lambda: stage.window.side.till.state.stage is TillStage.SELLING, "unlocked")


def _closed(stage: Stage) -> None:
    _close(stage)
    stage.hands.press("F12")
    stage.until(lambda: stage.window.shell.here == "shift-closed", "closed")


def _sign_in(stage: Stage) -> None:
    if stage.window.shell.here == "shift-closed":
        stage.hands.press("Return")
        stage.window.background.wait_idle()


def _float(stage: Stage) -> None:
    sari = stage._demo.shop.person(Role.CASHIER)
    stage.window.side.shift.sign_in(sari.login, sari.pin, stage.faults.append)
    stage.until(lambda: stage.window.side.shift.cashier is not None, "signed in")
    stage.hands.type("500000")


def _clock_in_2031(stage: Stage) -> None:
    """The battery of its board is empty: a supervisor must want a shift on such a day."""
    stage.clock.ahead = FIVE_YEARS
    stage.hands.press("Return")
    stage.until(lambda: stage.window.shell.panel is not None, "asked")


def _clock_set_right(stage: Stage) -> None:
    stage.clock.ahead = timedelta(0)
    stage.hands.press("Esc")
    stage.window.background.wait_idle()
    _open_shift(stage)


def _open_shift(stage: Stage) -> None:
    stage.hands.press("Return")
    stage.until(lambda: stage.window.shell.here == "till", "selling")
    stage.window.background.wait_idle()


def _customer_found(stage: Stage) -> None:
    _with_cart("F3", typed="bu")(stage)
    stage.rest(FOUND_MS)
    stage.window.background.wait_idle()


def _member(stage: Stage) -> None:
    """A customer with a birthday, chosen for the cart."""
    _with_cart("F3", typed="ani")(stage)
    stage.rest(FOUND_MS)
    stage.window.background.wait_idle()
    stage.hands.press("Return")
    stage.window.background.wait_idle()
    stage.rest(FOUND_MS)


def _customer_history(stage: Stage) -> None:
    """Whose cart it is, and what he bought last."""
    _customer_found(stage)
    stage.hands.press("F3")
    stage.window.background.wait_idle()
    stage.rest(FOUND_MS)


def _new_customer(stage: Stage) -> None:
    _with_cart("F3", typed="Sinta")(stage)
    stage.hands.press("Ctrl+N")
    stage.window.background.wait_idle()


def _ordered(stage: Stage) -> None:
    """An order of a member with a deposit, and the list of what is open."""
    _member(stage)
    stage.hands.press("Shift+F8")
    stage.window.background.wait_idle()
    stage.hands.enter("50000")
    stage.window.background.wait_idle()
    while stage.window.shell.panel is not None:
        stage.hands.press("Return")
        stage.window.background.wait_idle()
    _empty(stage)
    stage.hands.press("Shift+F8")
    stage.window.background.wait_idle()


def _invoice(stage: Stage) -> None:
    """A number in the old form, and nobody's name yet."""
    _alone("F6")(stage)
    receipts = stage.window.side.receipts
    stage.until(lambda: receipts.shown is not None, "open")
    stage.hands.press("F3")
    stage.hands.type("012345678901234")
    stage.hands.press("Return")
    stage.hands.press("Return")
    stage.window.background.wait_idle()


FOUND_MS: Final = 900

SCENES: Final = (
    Scene("till-01-empty", _empty),
    Scene("till-02-cart", _cart),
    Scene("till-02b-promotions", _promoted, _not_promoted),
    Scene("till-03-refused", _refused),
    Scene("till-04-search", _with_cart(typed="teh s"), lambda stage: stage.hands.press("Esc")),
    Scene("till-05-pay", _with_cart("Return")),
    Scene("till-06-pay-in-parts", _split),
    Scene("till-06b-pay-by-qris", _by_qris),
    Scene("till-06c-paid-by-qris", _paid_by_qris),
    Scene("till-06d-other-ways", _other_ways()),
    Scene("till-06e-by-card-refused", _other_ways(key="1", typed="4111111111111111")),
    Scene("till-06f-by-gift-card", _other_ways(key="8")),
    Scene("till-06g-sell-gift-card", _sell_gift_card),
    Scene("till-07-change", _paid),
    Scene("till-08-discount", _with_cart("F11", typed="1500")),
    Scene("till-09-approval", _approval),
    Scene("till-10-hold", _with_cart("F8", typed="Bu Ratih")),
    Scene("till-10b-customer", _customer_found),
    Scene("till-10c-new-customer", _new_customer),
    Scene("till-10h-last-purchases", _customer_history),
    Scene("till-10d-member", _member),
    Scene("till-10e-order", _with_cart("Shift+F8")),
    Scene("till-10f-orders", _ordered),
    Scene("till-11-recall", _held, _recall_and_clear),
    Scene("till-12-price-check", _price),
    Scene("till-12b-price-unknown", _price_unknown),
    Scene("till-12c-price-level", _with_cart("Shift+F11")),
    Scene("till-12d-note", _with_cart("Shift+F7", typed="tanpa kantong")),
    Scene("till-12j-another-price", _with_cart("Ctrl+F11", typed="15000")),
    Scene("till-13-give-up-cart", _with_cart("Ctrl+Del")),
    Scene("till-14-help", _with_cart("F1")),
    Scene("till-14b-keys", _keys, _settings_away),
    Scene("till-14c-first-day", _first_day, _settings_away),
    Scene("till-15-cash", _alone("F10", typed="25000")),
    Scene("till-16-drawer", _alone("F5")),
    Scene("till-16b-switch", _with_cart("Ctrl+G")),
    Scene("till-16c-locked", _locked, _unlock),
    Scene("till-16d-attendance", _attendance, lambda stage: stage.hands.press("Esc")),
    Scene("till-16e-training", _training, _end_training),
    Scene("till-17-receipts", _alone("F6")),
    Scene("till-17h-tax-invoice", _invoice),
    Scene("till-18-return", _return),
    Scene("till-19-return-without-receipt", _without_receipt),
    Scene("till-20-settings", _settings, lambda stage: stage.hands.press("Esc")),
    Scene("till-20-settings-alone", _settings_alone, _leave_alone),
    Scene("till-20-settings-join", _join_later, _leave_alone),
    Scene("till-20-settings-enrol-again", _enrol_again, lambda stage: stage.hands.press("Esc")),
    Scene("till-21-close-shift", _close),
    Scene("till-21b-hand-over", _hand_over, lambda stage: stage.hands.press("Esc")),
    Scene("till-21c-reports", _reports, lambda stage: stage.hands.press("Esc")),
    Scene("till-22-shift-closed", _closed),
    Scene("till-23-sign-in", _sign_in),
    Scene("till-24-open-shift", _float),
    Scene("till-25-clock-in-2031", _clock_in_2031, _clock_set_right),
)
# A shift that is closed for its picture must be opened again: one of these never comes alone.
CHAIN: Final = frozenset(scene.name for scene in SCENES[-5:])
