"""Which panel is open over the till, and what becomes of what is done in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.shell import Shell, Veil
from pos_client.desk.theme.tokens import METRIC
from pos_client.features.till.asking import Asking
from pos_client.features.till.history import History
from pos_client.features.till.keys import Do, key_of
from pos_client.features.till.ordering import Ordering
from pos_client.features.till.paying import Paying
from pos_client.features.till.presenter import Done, Refuse, Till
from pos_client.features.till.pricing import Pricing
from pos_client.features.till.state import HeldCart, Off, Refused
from pos_client.features.till.steps import Wanted, last_of, nothing
from pos_client.features.till.view.told_panels import ToldPanels
from pos_client.features.till.ways import Mode, Part
from pos_client.texts import _
from shared_models.rules.cart import CartLine
from shared_models.rules.price_choice import LevelCode
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.desk.shell.dialogs import ConfirmPanel
    from pos_client.desk.till.approval import Approvals
    from pos_client.desk.till.panel import TillPanel
    from pos_client.engine.staff import StaffMember
    from pos_client.features.till.view.customer_panel import CustomerPanel
    from pos_client.features.till.view.discount_panel import DiscountPanel
    from pos_client.features.till.view.level_panel import LevelPanel
    from pos_client.features.till.view.order_panels import OrderPanels
    from pos_client.features.till.view.paying_panels import PayingPanel
    from pos_client.features.till.view.price_panel import PricePanel
    from pos_client.features.till.view.typed_price_panel import TypedPricePanel
    from pos_client.store.catalogue import CatalogueItem


class Panels(QObject):
    """One panel at a time, an approval on top of it where one is needed."""

    closed = Signal()

    def __init__(
        self,
        shell: Shell,
        till: Till,
        paying: Paying,
        asking: Asking,
        history: History,
        approvals: Callable[[], Approvals],
    ) -> None:
        super().__init__(shell)
        self._shell = shell
        self._till = till
        self._paying = paying
        self._history = history
        self._approvals = approvals
        self._ordering = Ordering(till, paying)
        self.told = ToldPanels(shell, asking, approvals)
        self._veil: Veil | None = None
        self.panel: QWidget | None = None
        self._paying_panel: PayingPanel | None = None
        self._mode = Mode.CASH
        self._turning = False  # from one way of paying to another: nobody leaves
        self._price: PricePanel | None = None
        self._customer: CustomerPanel | None = None
        self._checked: CatalogueItem | None = None
        self._giving_up: ConfirmPanel | None = None
        paying.opened.connect(self._open_pay)
        paying.changed.connect(self._draw_pay)
        paying.closed.connect(self._close_pay)
        history.changed.connect(self._show_history)
        till.approval_wanted.connect(self._ask_for)
        paying.approval_wanted.connect(self._allow_payment)
        paying.leave_asked.connect(self._ask_leave)
        paying.unbooked.connect(self._say_unbooked)
        till.order_scanned.connect(self._take_up_order)

    def take_scan(self, code: str) -> bool:
        """Paying and price check go on when something is scanned; other panels give way to the cart.

        Not under a supervisor's question: what it is about stays, and the next digit is still a PIN's.
        """
        top = self._shell.panel
        if self._giving_up is not None and top is self._giving_up:
            # The question names what was in the cart; what is scanned now must not go with it.
            self._giving_up.answered.emit(False)
        covered = self._shell.panel not in {None, self.panel, self.told.panel}
        if self.told.take_scan(code, covered=covered):
            return True
        if self._price is not None:
            self._ask_price(code)
            return True
        if self._customer is not None and not self._till.lookup.knows(code):
            self._scan_member(self._customer, code)
            return True
        if self._paying_panel is None and not covered:
            self.close()
        return False

    def close(self) -> None:
        if self._veil is not None:
            self._veil.close_panel()

    def discount(self) -> None:
        line = self._till.chosen
        if line is None:
            return
        from pos_client.features.till.view.discount_panel import DiscountPanel  # noqa: PLC0415 - when first opened

        cart = self._till.cart
        panel = DiscountPanel(line, cart_base=cart.net, on_cart=cart.cart_discount)
        panel.left.connect(self.close)
        place = self._till.state.current  # a scan while a supervisor is asked chooses another line
        panel.line_discount.connect(lambda off: self._discount_line(panel, line, place, off))
        panel.cart_discount.connect(lambda off: self._discount_cart(panel, off, cart.net))
        self._open(panel, METRIC.confirm_panel)

    def hold(self) -> None:
        self._till.list_held(self._open_hold)

    def clear(self) -> None:
        """Give the cart up: asked first, allowed by a supervisor where the cashier may not."""
        if not self._till.cart.lines:
            return
        from pos_client.desk.shell import Question  # noqa: PLC0415 - when first opened

        count, total = self._till.state.lines, texts.rupiah(self._till.state.total)
        question = Question(
            title=_("Give up the whole cart?"),
            text=texts.ngettext(
                "{n} line of {total} leaves the screen; the journal keeps a note.",
                "{n} lines of {total} leave the screen; the journal keeps a note.",
                count,
                total=total,
            ),
            accept=_("Give it up"),
            refuse=_("Keep it"),
        )
        self._giving_up = self._shell.ask(question, self._clear)

    def customer(self, after: Done = nothing) -> None:
        """Whose cart it is. `after` goes back to where that was asked."""
        from pos_client.features.till.view.customer_panel import CustomerPanel  # noqa: PLC0415 - when first opened

        panel = CustomerPanel(self._till.state.member)

        def left() -> None:
            self.close()
            after()

        panel.left.connect(left)
        panel.asked.connect(lambda words: self._till.find_members(words, panel.show_found))
        panel.picked.connect(lambda member: self._till.choose_member(member, left))
        panel.dropped.connect(lambda: self._till.choose_member(None, left))
        panel.added.connect(lambda name, phone: self._add_member(panel, name, phone, left))
        panel.history_wanted.connect(self._history.ask)
        self._open(panel, METRIC.confirm_panel)
        self._customer = panel
        if self._till.state.member is not None:
            self._history.ask(self._till.state.member)

    def _show_history(self) -> None:
        if self._customer is not None and self._history.state is not None:
            self._customer.show_history(self._history.state)

    def check_price(self, item: CatalogueItem | None) -> None:
        from pos_client.features.till.view.price_panel import PricePanel  # noqa: PLC0415 - when first opened

        panel = PricePanel()
        panel.left.connect(self.close)
        panel.asked.connect(self._ask_price)
        panel.added.connect(self._add_checked)
        panel.new.connect(self._add_new)
        self._checked = None
        self._open(panel, METRIC.confirm_panel)
        self._price = panel
        refused = self._till.state.refused
        if item is not None:
            self._show_price(item)
        elif refused and refused[-1].why is ErrorCode.UNKNOWN_CODE:
            self._ask_price(refused[-1].code)
            panel.name_it()

    def price_level(self) -> None:
        """Whose prices the cart has."""
        from pos_client.features.till.view.level_panel import LevelPanel  # noqa: PLC0415 - when first opened

        panel = LevelPanel(self._till.lookup.levels(), self._till.cart.buyer.level)
        panel.left.connect(self.close)
        panel.chosen.connect(lambda level: self._set_level(panel, LevelCode(level)))
        self._open(panel, METRIC.confirm_panel)

    def change_price(self) -> None:
        """A typed price for the chosen line."""
        line = self._till.chosen
        if line is None:
            return
        from pos_client.features.till.view.typed_price_panel import TypedPricePanel  # noqa: PLC0415 - when first opened

        panel = TypedPricePanel(line)
        panel.left.connect(self.close)
        panel.taken.connect(lambda price, reason: self._change_price(panel, line, (price, reason)))
        self._open(panel, METRIC.confirm_panel)

    def note_line(self) -> None:
        """A remark on the chosen line, and who sold it."""
        line = self._till.chosen
        if line is not None:
            self._till.list_sellers(lambda sellers: self._open_note(line, sellers))

    @cached_property
    def orders(self) -> OrderPanels:
        """Orders and quotations, in panels of their own."""
        from pos_client.features.till.view.order_panels import OrderPanels  # noqa: PLC0415 - when first opened

        return OrderPanels(
            self._shell,
            self._ordering,
            self._approvals,
            show=self._open,
            close=self.close,
            customer=self.customer,
        )

    # inside -----------------------------------------------------------------------------------------------

    def _open(self, panel: TillPanel | PayingPanel, width: int) -> None:
        self.close()
        veil = self._shell.open_panel(panel, place="right", width=width)
        self._veil, self.panel = veil, panel
        veil.closed.connect(lambda: self._closed(veil))

    def _closed(self, veil: Veil) -> None:
        if veil is self._veil:
            self._veil = self.panel = self._paying_panel = self._price = self._customer = None
            self.closed.emit()

    def _open_pay(self) -> None:
        self._draw_pay()

    def _panel_for(self, mode: Mode) -> PayingPanel:
        """The panel of a way to pay; each is made when it is first opened."""
        from pos_client.features.till.view import paying_panels  # noqa: PLC0415 - see above

        return paying_panels.made(mode, self._paying)

    def _draw_pay(self) -> None:
        pay = self._paying.pay
        if pay is None:
            return
        if self._paying_panel is None or self._mode is not pay.mode:
            panel = self._panel_for(pay.mode)
            self._turn_to(panel)
            self._paying_panel, self._mode = panel, pay.mode
        self._paying_panel.draw(pay)

    def _turn_to(self, panel: PayingPanel) -> None:
        self._turning = True
        self._open(panel, METRIC.pay_panel)
        self._turning = False
        assert self._veil is not None
        self._veil.leave_with(self._paying.leave)
        self._veil.closed.connect(self._left_pay)

    def _left_pay(self) -> None:
        if not self._turning:
            self._paying.interrupt()

    def _ask_leave(self, taken: Sequence[Part]) -> None:
        """Esc forgets no money that a wallet, card or voucher has paid."""
        from pos_client.desk.shell import Question  # noqa: PLC0415 - when first opened

        question = Question(
            title=_("Was it given back?"),
            text=_("{what} was paid already. Nothing of it is booked when this is left.", what=_sums(taken)),
            accept=_("It was given back"),
            refuse=_("Go on paying"),
        )
        self._shell.ask(question, self._paying.give_up)

    def _say_unbooked(self, taken: Sequence[Part]) -> None:
        what = _sums(taken)
        self._shell.toast("warn", lambda: _("{what} was paid and is not booked: give it back.", what=what))

    def drop_voucher(self, code: str) -> None:
        """Take a code out of the cart again."""
        from pos_client.desk.shell import Question  # noqa: PLC0415 - when first opened

        question = Question(
            title=_("Take the code {code} off?", code=code),
            text=_("The prices go back to what they are without it; the code can be entered again."),
            accept=_("Take it off"),
            refuse=_("Leave it"),
        )
        self._shell.ask(question, lambda: self._till.drop_voucher(code))

    def _close_pay(self) -> None:
        if self._paying_panel is not None:
            self.close()

    def _take_up_order(self, number: str) -> None:
        self.orders.take_up(number)

    def _open_hold(self, held: Sequence[HeldCart]) -> None:
        from pos_client.features.till.view.hold_panel import HoldPanel  # noqa: PLC0415 - when first opened

        panel = HoldPanel(held, lines=len(self._till.cart.lines))
        panel.left.connect(self.close)
        panel.hold.connect(lambda name: self._till.hold(name, self._held))
        panel.recall.connect(lambda cart: self._till.recall(cart, self.close))
        self._open(panel, METRIC.confirm_panel)

    def _held(self) -> None:
        self.close()
        self._shell.toast("ok", lambda: _("Cart put aside. {key} takes it back.", key=key_of(Do.HOLD)))

    def _clear(self) -> None:
        self._approvals().run(
            lambda: _("Give up the whole cart"),
            lambda approver, refused: self._till.clear(approver=approver, then=self.close, fail=refused),
            self._toast_refusal,
        )

    def _discount_line(self, panel: DiscountPanel, line: CartLine, place: int, off: Off) -> None:
        def attempt(approver: StaffId | None, refused: Refuse) -> None:
            self._till.discount_line(place, off, approver=approver, then=self.close, fail=refused)

        what = _("{amount} off {name}", amount=texts.rupiah(off.of(line.gross)), name=line.item.name)
        self._approvals().run(what, attempt, lambda refusal: _say(panel, refusal))

    def _discount_cart(self, panel: DiscountPanel, off: Off, whole: Money) -> None:
        def attempt(approver: StaffId | None, refused: Refuse) -> None:
            self._till.discount_cart(off, approver=approver, then=self.close, fail=refused)

        what = _("{amount} off the whole cart", amount=texts.rupiah(off.of(whole)))
        self._approvals().run(what, attempt, lambda refusal: _say(panel, refusal))

    def _ask_price(self, code: str) -> None:
        item = self._till.lookup.find(code) or self._till.lookup.first_named(code)
        if item is not None:
            self._show_price(item)
        elif self._price is not None:
            self._checked = None
            self._price.show_unknown(code, Refused(code, ErrorCode.UNKNOWN_CODE).oddity())

    def _show_price(self, item: CatalogueItem) -> None:
        if self._price is not None:
            self._checked = item
            self._price.show_price(
                last_of(item), item.price, self._till.lookup.prices_of(item, self._till.cart.buyer)
            )

    def _add_checked(self) -> None:
        item = self._checked
        self.close()
        if item is not None:
            self._till.add(item)

    def _add_new(self, code: str, name: str, price: Money) -> None:
        panel = self._price
        if panel is None:
            return
        from pos_client.engine.proposals import NewArticle  # noqa: PLC0415 - when first needed

        article = NewArticle(code, name, price)

        def attempt(approver: StaffId | None, refused: Refuse) -> None:
            self._till.propose(article, approver=approver, then=self.close, fail=refused)

        what = _("{name}, new, {price}", name=name, price=texts.rupiah(price))
        self._approvals().run(what, attempt, lambda refusal: _say(panel, refusal))

    def _set_level(self, panel: LevelPanel, level: LevelCode) -> None:
        def attempt(approver: StaffId | None, refused: Refuse) -> None:
            self._till.set_level(level, approver=approver, then=self.close, fail=refused)

        name = self._till.lookup.level_name(level)
        what = _("Sell at the prices of {level}", level=name)
        self._approvals().run(what, attempt, lambda refusal: _say(panel, refusal))

    def _change_price(self, panel: TypedPricePanel, line: CartLine, said: tuple[Money, str]) -> None:
        price, reason = said
        pricing = Pricing(self._till)

        def attempt(approver: StaffId | None, refused: Refuse) -> None:
            pricing.change(price, reason, approver=approver, then=self.close, fail=refused)

        old, new = texts.rupiah(line.price), texts.rupiah(price)
        what = _("{name} at {new} instead of {old}", name=line.item.name, new=new, old=old)
        self._approvals().run(what, attempt, lambda refusal: _say(panel, refusal))

    def _open_note(self, line: CartLine, sellers: Sequence[StaffMember]) -> None:
        from pos_client.features.till.view.note_panel import NotePanel  # noqa: PLC0415 - when first opened

        panel = NotePanel(line, sellers)
        panel.left.connect(self.close)
        panel.noted.connect(
            lambda remark, seller: self._till.note_line(
                remark, seller, then=self.close, fail=lambda refusal: _say(panel, refusal)
            )
        )
        self._open(panel, METRIC.confirm_panel)

    def _allow_payment(self, refusal: Refusal) -> None:
        """More on account than the customer, or this till alone, may have; or goods below their cost."""
        permission = Permission(str(refusal.facts["permission"]))
        action = str(refusal.facts.get("action") or "")
        words = _("On account beyond what may be given here")
        if action:
            words = _("Sell {name} below its cost", name=refusal.facts.get("name"))
        self._approvals().ask(permission, words, lambda member: self._paying.allow(member.id, action))

    def _add_member(self, panel: CustomerPanel, name: str, phone: str, then: Done) -> None:
        self._till.add_member(
            name,
            phone,
            lambda member: self._till.choose_member(member.id, then),
            lambda refusal: _say(panel, refusal),
        )

    def _scan_member(self, panel: CustomerPanel, code: str) -> None:
        """A member card, while somebody is looked for."""
        panel.field.setText(code)
        self._till.find_members(code, panel.show_found)

    def _ask_for(self, wanted: Wanted) -> None:
        """The store let a step wait for a supervisor: it is taken once they have said so."""
        name = wanted.line.item.name
        if wanted.action == "below_stock":
            what = _("Sell {name}: more than there is in stock", name=name)
        else:
            what = _("Take {name} out of the cart", name=name)
        self._approvals().ask(
            Permission.APPROVE, what, lambda member: self._till.take_allowed(wanted, member.id)
        )

    def _toast_refusal(self, refusal: Refusal) -> None:
        self._shell.toast("danger", _worded(refusal))


def _sums(parts: Sequence[Part]) -> str:
    return ", ".join(f"{part.title()} {texts.rupiah(part.amount)}" for part in parts)


def _say(panel: TillPanel, refusal: Refusal) -> None:
    panel.refuse(_worded(refusal))


def _worded(refusal: Refusal) -> str:
    from pos_client.desk.problems import problem_text  # noqa: PLC0415 - when first needed

    return problem_text(refusal.code, refusal.facts)
