"""The steps of a trading day by finger: tiles, buttons and number pads; only a label is scanned."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.touch_keys import ENTER
from pos_client.desk.widgets.choices import Choice
from pos_client.features.till.keys import Do
from shared_models.rules.orders import OrderKind
from tests.factories.seller import Seller
from tests.factories.tiles import Fingers
from tests.factories.trading_day import Keyboard


class Touch(Keyboard):
    """`ring_up` takes names of tiles on the shelf that is open. `touches` counts what a finger did."""

    def __init__(self, seller: Seller) -> None:
        super().__init__(seller)
        self.fingers = Fingers(seller)
        self.touches = 0

    # ringing up

    @override
    def ring_up(self, *codes: str) -> None:
        for name in codes:
            self.touches += 1
            self.fingers.tap(name)

    @override
    def weigh(self, code: str, grams: int) -> None:
        self.ring_up(code)
        self._type(f"0{texts.DECIMAL}{grams}")
        self._touch(self.seller.panel.take)

    @override
    def count(self, code: str, pieces: int) -> None:
        self.ring_up(code)
        self._touch(self.fingers.face.side.quantity)
        self._type(str(pieces))
        self._touch(self.seller.panel.take)

    @override
    def one_more(self) -> None:
        self._touch(self.fingers.face.side.more)

    @override
    def one_less(self) -> None:
        self._touch(self.fingers.face.side.less)

    @override
    def drop(self) -> None:
        self._touch(self.fingers.face.side.remove)

    @override
    def discount(self, amount: int) -> None:
        self._quick(Do.DISCOUNT)
        self._type(str(amount))
        self._touch(self.seller.panel.give)

    @override
    def price(self, amount: int) -> None:
        self._more(Do.PRICE)
        self._type(str(amount))
        self._touch(self.seller.panel.take)

    @override
    def hold(self) -> None:
        self._quick(Do.HOLD)
        self._touch(self.seller.panel.hold_button)

    @override
    def recall(self) -> None:
        self._quick(Do.HOLD)
        self._touch(self.seller.panel.recall_button)

    @override
    def give_up(self) -> None:
        self._more(Do.CLEAR)
        self._touch(self.seller.panel.accept)

    @override
    def allow(self, pin: str) -> None:
        self._type(pin)
        self._touch(self.seller.panel.allow)

    @override
    def queue_one(self) -> None:
        self._quick(Do.QUEUE)
        panel = self.seller.panel
        if not panel.rows:
            self.seller.enter("Kasir")
        self._touch(panel.rows[0].give)
        self._touch(panel.call)
        self._touch(_said(panel, "Served"))
        self._touch(_said(panel, "Close"))

    # people, orders, what is asked

    @override
    def write(self, words: str) -> None:
        """Letter by letter on the screen."""
        shown = self.seller.window.side.touch_keys
        for mark in words:
            if mark.isupper():
                self._touch(shown.keys["large"])
            self._touch(shown.letters.keys.get(mark.lower()) or shown.keys[mark])

    @override
    def new_customer(self, name: str, phone: str) -> None:
        self._more(Do.CUSTOMER)
        self._touch(self.seller.panel.new_button)
        self.write(name)
        self._touch(self.seller.window.side.touch_keys.keys[ENTER])
        self.write(phone)
        self._touch(self.seller.panel.choose_button)
        self.seller.until(lambda: self.seller.panel is None)

    @override
    def confirm(self) -> None:
        self._touch(self.seller.panel.confirm)

    @override
    def note_time(self, pin: str, choice: int) -> None:
        self._more(Do.ATTENDANCE)
        self._type(pin)
        self._touch(self.seller.panel.done)
        self.seller.until(lambda: any(one.isVisible() for one in self.seller.panel.choices))
        self._touch(self.seller.panel.choices[choice - 1])
        self.seller.until(lambda: self.seller.panel is None)

    @override
    def next_level(self) -> None:
        self._more(Do.PRICE_LEVEL)
        self._touch(self.seller.panel.rows[1])

    @override
    def order(self, deposit: int) -> None:
        self._more(Do.ORDERS)
        self._figures(str(deposit))
        self._touch(self.seller.panel.keep)

    @override
    def pick_up(self) -> None:
        self._more(Do.ORDERS)
        self._touch(self.seller.panel.take_button)

    @override
    def quote(self) -> None:
        self._more(Do.ORDERS)
        self._choose(self.seller.panel.kind, OrderKind.QUOTATION)
        self._touch(self.seller.panel.keep)

    @override
    def receipts(self) -> None:
        self._quick(Do.RECEIPTS)

    @override
    def ask_invoice(self, *words: str) -> None:
        self._touch(self.seller.page.invoice_button)
        for one in words:
            self.write(one)
            self._touch(self.seller.window.side.touch_keys.keys[ENTER])

    # paying

    @override
    def exactly(self) -> None:
        self._pay()
        self._touch(self.seller.panel.pay_button)

    @override
    def with_a_note(self) -> None:
        self._pay()
        self._touch(self.seller.panel.suggested[1])
        self._touch(self.seller.panel.pay_button)

    @override
    def without_paper(self) -> None:
        self._pay()
        self._touch(self.seller.panel.no_receipt)

    @override
    def part(self, amount: int) -> None:
        self._pay()
        self._type(str(amount))
        self._touch(self.seller.panel.take_part)

    @override
    def the_rest(self) -> None:
        self._touch(self.seller.panel.pay_button)

    @override
    def by_qris(self, number: str) -> None:
        self._pay()
        self._touch(self.seller.panel.qris)
        self.seller.scan(number)  # and its Enter takes the payment

    @override
    def by_way(self, name: str, reference: str = "") -> None:
        self._choose_way(name)
        if reference:
            self.seller.scan(reference)
        else:
            self._touch(self.seller.panel.done)

    @override
    def by_card_number(self, name: str, number: str) -> None:
        self._choose_way(name)
        self.seller.scan(number)
        self.seller.until(self._card_is_known)
        self._touch(self.seller.panel.done)

    @override
    def _choose_way(self, name: str) -> None:
        self._pay()
        self._touch(self.seller.panel.others)
        self.seller.until(lambda: any(row.isVisible() for row in self._rows(name)))
        (entry,) = self._rows(name)
        self._touch(entry)

    def _rows(self, name: str) -> list[QAbstractButton]:
        return [one for one in self.seller.panel.rows if one.accessibleName() == name]

    @override
    def sell_card(self, number: str, amount: int) -> None:
        self._more(Do.GIFT_CARD)
        self.seller.scan(number)
        self._figures(str(amount))
        self._touch(self.seller.panel.done)

    @override
    def give_change_away(self) -> None:
        self._pay()
        self._touch(self.seller.panel.suggested[1])
        self._touch(self.seller.panel.donate)
        self._touch(self.seller.panel.pay_button)

    @override
    def enter_code(self, code: str) -> None:
        self.seller.scan(code)

    # what comes back

    @override
    def bring_back_one(self) -> None:
        self._quick(Do.RECEIPTS)
        self._touch(self.seller.page.return_button)
        self._touch(self.seller.page.all_button)

    @override
    def bring_without_receipt(self, code: str) -> None:
        self._quick(Do.RECEIPTS)
        self._touch(self.seller.page.without_button)
        self.seller.scan(self.label_of(code))

    @override
    def pay_out(self) -> None:
        self._touch(self.seller.page.pay_button)

    @override
    def back_to_the_till(self) -> None:
        while self.seller.here != "till":
            self._touch(_said(self.seller.page, "Back"))

    # beside selling

    @override
    def check_price(self, code: str) -> None:
        self._quick(Do.PRICE_CHECK)
        self.seller.scan(self.label_of(code))
        self._touch(_said(self.seller.panel, "Close"))

    @override
    def print_again(self) -> None:
        self._quick(Do.RECEIPTS)
        self._touch(self.seller.page.print_button)
        self.back_to_the_till()

    @override
    def take_out(self, amount: int) -> None:
        self._more(Do.CASH_MOVES)
        self._type(str(amount))
        self._touch(self.seller.panel.done)

    @override
    def open_drawer(self) -> None:
        self._more(Do.DRAWER)
        self._touch(self.seller.panel.open_button)

    # small steps

    def label_of(self, name: str) -> str:
        """The barcode of what a tile sells."""
        ((sku,),) = self.seller.rows("SELECT sku FROM product WHERE name = ?", name)
        return str(sku)

    def _type(self, text: str) -> None:
        for mark in text:
            self._touch(self.seller.panel.pad.keys[mark])

    def _choose(self, field: Choice, key: str) -> None:
        """Open the list, touch what is wanted."""
        self.touches += 2
        usual = QApplication.doubleClickInterval()
        QApplication.setDoubleClickInterval(1)  # Qt lets a finger rest that long on a list it has opened
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        shown = field.view()
        self.seller.until(shown.isVisible)
        place = shown.visualRect(field.model().index(field.findData(key), 0)).center()

        def picked() -> bool:
            if field.key() != key:
                QTest.mouseMove(shown.viewport(), place)
                QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
            return field.key() == key

        self.seller.until(picked)
        QApplication.setDoubleClickInterval(usual)

    def _figures(self, text: str) -> None:
        for mark in text:
            self._touch(self.seller.window.side.touch_keys.figures[mark])

    def _pay(self) -> None:
        self._touch(self.fingers.face.side.pay)

    def _quick(self, do: Do) -> None:
        self._touch(self.fingers.face.bar.buttons[do])

    def _more(self, do: Do) -> None:
        self._touch(self.fingers.face.bar.rest)
        self._touch(self.seller.panel.buttons[do])

    def _touch(self, button: QAbstractButton) -> None:
        assert button.isVisible(), button.text()
        assert button.isEnabled(), button.text()
        self.touches += 1
        self.fingers.touch(button)


def _said(on: QWidget, words: str) -> QAbstractButton:
    """The button that says this, or is called so."""
    for button in on.findChildren(QAbstractButton):
        told = f"{button.text()} {button.accessibleName()} {getattr(button, 'words', str)()}"
        if button.isVisible() and words in told:
            return button
    raise AssertionError(words)
