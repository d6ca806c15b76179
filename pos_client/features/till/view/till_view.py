"""The selling screen: input line over the cart, total at the right, keys below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.shell import Shell
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, SPACE, TIMES
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import Surface
from pos_client.features.till.keys import Do
from pos_client.features.till.paying import Paying
from pos_client.features.till.presenter import Till
from pos_client.features.till.searching import Searching
from pos_client.features.till.state import Sound, Stage
from pos_client.features.till.view.cart_table import CartTable
from pos_client.features.till.view.input_line import InputLine
from pos_client.features.till.view.key_bar import KeyBar
from pos_client.features.till.view.panels import Panels
from pos_client.features.till.view.search_list import SearchList
from pos_client.features.till.view.side import TillSide
from pos_client.texts import _
from shared_models.values.quantity import Quantity

if TYPE_CHECKING:
    from pos_client.features.till.view.change_view import ChangeView
    from pos_client.features.till.view.tiles_face import TilesFace

_SIGNS: Final = frozenset({"+", "-"})
# These act on what is in the cart.
_NEED_LINES: Final = frozenset({Do.CASH, Do.PAY, Do.REMOVE, Do.DISCOUNT, Do.PRICE, Do.NOTE, Do.LOT, Do.CLEAR})


class TillView(QWidget):
    """`wanted` asks for what stands on other screens: receipts, shift, cash in and out, the drawer."""

    wanted = Signal(object)

    def __init__(
        self,
        shell: Shell,
        till: Till,
        paying: Paying,
        searching: Searching,
        panels: Panels,
        keys: Mapping[Do, str],
    ) -> None:
        super().__init__()
        self.tiles: TilesFace | None = None
        self._shell = shell
        self._till = till
        self._paying = paying
        self._searching = searching
        self._panels = panels
        self._tiled = False
        self._keys = keys
        self._do_of = _bound(keys)
        self.line = InputLine()
        self.table = CartTable(till.cart)
        self.side = TillSide(keys)
        self.keys = KeyBar(keys)
        self._build()
        self.search_list = SearchList(self._desk)
        self.search_list.hide()
        # "+" alone waits this long for a figure behind it, then it counts as one more.
        self._sign = QTimer(self, singleShot=True, interval=TIMES.loading_after)
        self._wire()
        self._draw()
        self._draw_lines()

    @cached_property
    def change(self) -> ChangeView:
        """Stands where the cart stood; made for the first sale, its large figures take a while to load."""
        from pos_client.features.till.view.change_view import ChangeView  # noqa: PLC0415 - see above

        change = ChangeView()
        self._stack.addWidget(_framed(change))
        return change

    def use_tiles(self, make: Callable[[], TilesFace], *, on: bool) -> None:
        """Change between table and tiles: the cart, the line and whatever is under way stay as they are."""
        if on and self.tiles is None:
            self.tiles = make()
            self._place_tiles(self.tiles)
        tiles = self.tiles
        self._tiled = on
        if tiles is None:
            return
        for plain, touched in ((self.side, tiles.side), (self.keys, tiles.bar)):
            plain.setVisible(not on)
            touched.setVisible(on)
        self._draw_lines()
        self._draw_paid()
        self._draw_search()

    # keys and scans ---------------------------------------------------------------------------------------

    def scanned(self, code: str) -> None:
        """A scan, wherever the focus was."""
        self._flush_sign()
        self._shell.toasts.pass_by()
        if self._panels.take_scan(code):
            return
        typed = self.line.text()
        self.line.clear()
        self._searching.stop()
        self._till.scan(code, after=typed)

    def do(self, do: Do) -> None:
        """A key of the table, pressed or touched."""
        self._flush_sign()
        self._shell.toasts.pass_by()
        if do in _NEED_LINES and not self._till.cart.lines:
            self._nothing_there()
            return
        match do:
            case Do.HELP:
                self._shell.show_help()
            case Do.SEARCH:
                self._searching.ask()
                self.line.field.selectAll()
            case Do.CASH | Do.PAY:
                self._paying.begin()
            case Do.GIFT_CARD:
                self._paying.begin_loading()
            case Do.REMOVE:
                self._till.remove()
            case Do.LINE_UP | Do.LINE_DOWN:
                self._leaf(-1 if do is Do.LINE_UP else 1)
            case _:
                self._open(do)

    def _leaf(self, way: int) -> None:
        """A line of the cart; a page of what was found while the list lies over it."""
        if self._searching.found is not None:
            self._searching.step(way * self.search_list.page())
        else:
            self._till.move(way)

    def _nothing_there(self) -> None:
        """A key that does nothing says why."""
        self._till.sounded.emit(Sound.REFUSED)
        self._shell.toast("info", lambda: _("The cart is empty. Scan an item first."))

    def _open(self, do: Do) -> None:
        found = self._searching.found
        match do:
            case Do.PRICE_CHECK:
                self._panels.check_price(None if found is None else found.chosen)
            case Do.ORDERS:
                self._panels.orders.open()
            case _ if (panel := self._panel_of(do)) is not None:
                panel()
            case _:
                self.wanted.emit(do)

    def _panel_of(self, do: Do) -> Callable[[], None] | None:
        panels = self._panels
        return {
            Do.HOLD: panels.hold,
            Do.CUSTOMER: panels.customer,
            Do.DISCOUNT: panels.discount,
            Do.PRICE_LEVEL: panels.price_level,
            Do.PRICE: panels.change_price,
            Do.NOTE: panels.note_line,
            Do.LOT: panels.told.choose_lot,
            Do.CLEAR: panels.clear,
        }.get(do)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        do = self._do_of.get(QKeySequence(event.keyCombination()).toString())
        if do is None:
            super().keyPressEvent(event)
            return
        self.do(do)
        event.accept()

    # inside -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._cart = _framed(self.table)
        self._desk = QWidget()
        # A stack without a widget around it would show its first page as a window of its own.
        self._stack = QStackedLayout(self._desk)
        self._stack.addWidget(self._cart)
        self._left = column(self.line, self._desk, gap="s")
        self._left.setStretch(1, 1)
        self._upper = row(self._left, self.side, gap="l")
        self._upper.setStretch(0, 1)
        self._outer = column(self._upper, self.keys, gap="s")
        self._outer.setStretch(0, 1)
        self._outer.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.s)
        self.setLayout(self._outer)
        self.setFocusProxy(self.line)

    def _place_tiles(self, tiles: TilesFace) -> None:
        self._stack.addWidget(tiles.desk)
        self._left.addWidget(tiles.keyboard)
        self._upper.addWidget(tiles.side)
        self._outer.addWidget(tiles.bar)
        tiles.chosen.connect(self.do)
        tiles.stepped.connect(self._step_line)
        tiles.side.why.dropped.connect(self._drop_code)
        tiles.keyboard.typed.connect(self.line.press)
        tiles.keyboard.back.connect(self.line.press_backspace)
        tiles.keyboard.done.connect(self._escaped)

    def _drop_code(self, code: str) -> None:
        # Its key goes with it: what is typed next belongs to the line.
        self.line.field.setFocus()
        self._panels.drop_voucher(code)

    def _show_keyboard(self, tiles: TilesFace, *, shown: bool) -> None:
        """Letters for fingers, in the place of the bar below, while a search is asked for."""
        tiles.keyboard.setVisible(shown and self._tiled)
        tiles.bar.setVisible(not shown and self._tiled)

    def _wire(self) -> None:
        self.line.entered.connect(self._entered)
        self.line.typed.connect(self._typed)
        self.line.stepped.connect(self._stepped)
        self.line.escaped.connect(self._escaped)
        self.keys.chosen.connect(self.do)
        self.table.picked.connect(self._till.choose)
        self.side.line_keys.chosen.connect(self.do)
        self.side.why.dropped.connect(self._drop_code)
        self.side.line_keys.stepped.connect(self._step_line)
        self.search_list.picked.connect(self._picked)
        self._sign.timeout.connect(self._flush_sign)
        self._till.changed.connect(self._draw)
        self._till.lines_changed.connect(self._draw_lines)
        self._till.sold_low.connect(self._warn_low)
        self._searching.changed.connect(self._draw_search)
        self._paying.paid_changed.connect(self._draw_paid)
        self._panels.closed.connect(self._draw)
        look().language_changed.connect(self._redraw)

    def _entered(self, typed: str) -> None:
        self._sign.stop()
        self._shell.toasts.pass_by()
        found = self._searching.found
        chosen = found.chosen if found is not None else None
        self.line.clear()
        self._searching.stop()
        self._till.enter(typed, chosen)

    def _typed(self, typed: str) -> None:
        if len(typed) == 2 and set(typed) <= _SIGNS:
            self._till.enter(typed[0])
            typed = typed[1]
            self.line.put(typed)
        if typed in _SIGNS:
            self._sign.start()
        else:
            self._sign.stop()
        self._searching.type(typed)

    def _flush_sign(self) -> None:
        self._sign.stop()
        if self.line.text() in _SIGNS:
            typed = self.line.text()
            self.line.clear()
            self._till.enter(typed)

    def _warn_low(self, name: str) -> None:
        self._shell.toast("warn", lambda: _("{name} sells for less than it cost", name=name))

    def _step_line(self, by: int) -> None:
        self._flush_sign()
        self._till.step(Quantity(by))

    def _stepped(self, by: int) -> None:
        if self._searching.found is not None:
            self._searching.step(by)
        else:
            self._till.move(by)

    def _escaped(self) -> None:
        self._sign.stop()
        if self.line.text() or self._searching.found is not None or self._searching.asked:
            self.line.clear()
            self._searching.stop()
        elif not self._till.dismiss():
            self._shell.toasts.dismiss()

    def _picked(self, place: int) -> None:
        found = self._searching.found
        if found is None:
            return
        self.line.clear()
        self._searching.stop()
        self._till.add(found.items[place], found.qty)

    # drawing ----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        state = self._till.state
        self.table.refuse(state.refused)
        if state.stage is not Stage.PAID:
            self.side.draw(state)
        # Nothing to pay: the key loses its fill, as it does while a panel has one of its own.
        self.keys.buttons[Do.PAY].set_calm(calm=not state.lines)
        self.keys.show_held(state.held)
        if self.tiles is not None and self._tiled:
            self.tiles.draw(state)
            self._stack.setCurrentWidget(self.tiles.desk)
        elif state.stage is Stage.PAID and not state.refused:
            frame = self.change.parentWidget()
            assert frame is not None
            self._stack.setCurrentWidget(frame)
        else:
            self._stack.setCurrentWidget(self._cart)
        self._draw_hint()

    def _draw_lines(self) -> None:
        if self.table.cart is not self._till.cart:
            self.table.show_cart(self._till.cart)
        self.table.refresh(self._till.state.current)
        self.side.line_keys.draw(self._till.chosen)
        if self.tiles is not None:
            self.tiles.draw_lines()
        self._draw()

    def _draw_search(self) -> None:
        found = self._searching.found
        self.search_list.setVisible(found is not None)
        self.table.setVisible(found is None)
        if self.tiles is not None:
            # What is painted over would shine through between the rows.
            self.tiles.desk.setVisible(found is None and self._tiled)
            self._show_keyboard(self.tiles, shown=self._searching.asked)
        if found is not None:
            self.search_list.resize(self._desk.width(), self.search_list.height())
            self.search_list.show_found(found.items, found.words, found.current)
            self.search_list.raise_()
        self._draw_hint()

    def _draw_hint(self) -> None:
        found = self._searching.found
        if found is not None:
            shown, total = texts.amount(len(found.items)), texts.amount(found.total)
            self.line.show_hint(_("{shown} of {total} items", shown=shown, total=total))
        elif self._till.times is not None:
            self.line.show_hint(_("{qty} of the next item", qty=texts.quantity(self._till.times)))
        elif self._searching.asked:
            self.line.show_hint(_("Type a name, or part of a code"))
        else:
            self.line.show_hint(_("3*code = three times"))

    def _draw_paid(self) -> None:
        paid = self._paying.paid
        if paid is None or self._till.state.stage is not Stage.PAID:
            return
        if self.tiles is not None:
            self.tiles.draw_paid(paid)
        if not self._tiled:
            self.change.draw(paid)
            self.side.draw_paid(paid)

    def _redraw(self) -> None:
        self._do_of = _bound(self._keys)
        self._draw()
        self._draw_paid()
        self._draw_search()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_search()


def _bound(keys: Mapping[Do, str]) -> dict[str, Do]:
    """What a key does, in Qt's own spelling of it."""
    return {QKeySequence(key).toString(): do for do, key in keys.items() if key}


def _framed(content: QWidget) -> QWidget:
    """On a surface, inside its hair border."""
    surface = Surface()
    surface.setLayout(column(content, gap="none"))
    hair = BORDER.hair
    surface.setContentsMargins(hair, hair, hair, hair)
    return surface
