"""The form of one branch: six sections, every fault at its field, hints as it is typed."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Option, Tick
from pos_client.desk.widgets.figures_edit import QuantityEdit
from pos_client.desk.widgets.forms import Form, FormField, TextEdit
from pos_client.desk.widgets.layouts import clear, column, holding, reveal, row
from pos_client.desk.widgets.lines_edit import LinesEdit
from pos_client.desk.widgets.panels import Panel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.branches.shown import layout_hints, qris_says, readings
from pos_client.features.branches.state import FRESH_LAYOUT, NAME_MAX, STEPS, Draft, lines_of
from pos_client.features.branches.view.labels import LabelTest, LayoutField
from pos_client.printing.footers import footer_faults
from pos_client.texts import _, ngettext
from shared_models.rules.store_codes import StoreLayout
from shared_models.values.codes import BelowCost, RoundingMode
from shared_models.values.moments import Zone

HOURS: Final = range(13)
BELOW_RECEIPT: Final = 2
FREE_VOIDS: Final = (0, 1, 3, 5, 10)
LOCKS: Final = (0, 1, 3, 5, 10, 15)
NEARS: Final = (0, 7, 14, 30, 60, 90)
MONEY_SHARES: Final = (3, 4, 3)
MODES: Final[Sequence[Option]] = (
    (RoundingMode.DOWN.value, lambda: _("Down, for the customer")),
    (RoundingMode.NEAREST.value, lambda: _("To the nearest")),
    (RoundingMode.UP.value, lambda: _("Up")),
)
LOSSES: Final[Sequence[Option]] = (
    (BelowCost.WARN.value, lambda: _("The till warns")),
    (BelowCost.APPROVE.value, lambda: _("A supervisor allows it at payment")),
    (BelowCost.ALLOW.value, lambda: _("Is sold without a word")),
)
ZONES: Final[Sequence[Option]] = (
    (Zone.WIB.value, lambda: _("WIB (Jakarta)")),
    (Zone.WITA.value, lambda: _("WITA (Makassar)")),
    (Zone.WIT.value, lambda: _("WIT (Jayapura)")),
)


class BranchForm(Form):
    """Built once; `fill` shows a draft, `draft` says what stands in it, `hint` what to know of that."""

    def __init__(self) -> None:
        super().__init__()
        self.filling = False
        self._allowed = True
        self.layout_fields: list[LayoutField] = []
        self._layout_box = column(gap="m")
        self._make_editors()
        self.clause = Note("warn", "")
        self.merchant = Note("ok", "")
        self.qris_trouble = Note("danger", "")
        self.test = LabelTest()
        self.add_layout = Button(lambda: _("Add a layout"), kind="link", icon="plus")
        self.none = Label(
            lambda: _("No layouts: a label of the scale is not read at the till."), ink="ink_muted", wrap=True
        )
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._panels = column(*self._sections(), None, gap="l")
        self.area.setWidget(holding(self._panels))
        self._rows.addWidget(self.area, 1)
        self.add_layout.clicked.connect(self._add_layout)
        self.test.asked.connect(lambda: self._answer(self.draft()))

    def take_in(self, panel: QWidget) -> None:
        """Show a panel among the sections, below what the receipt says."""
        self._panels.insertWidget(BELOW_RECEIPT, panel)

    def _make_editors(self) -> None:
        self.name, self.phone = TextEdit(), TextEdit()
        self.name.setMaxLength(NAME_MAX)
        self.address = LinesEdit(2)
        self.zone = Choice(ZONES)
        self.day_starts = Choice([(str(hour), f"{hour:02}.00") for hour in HOURS])
        self.header = LinesEdit(4, lambda: _("A line more under the address, if you like"))
        self.footer = LinesEdit(
            4, lambda: _("Empty: an exchange or return within 3 days with the receipt, and thanks")
        )
        self.step = Choice()
        self.mode = Choice(MODES)
        self.limit = QuantityEdit(suffix="%")
        self.blind = Tick(lambda: _("Count the drawer without seeing what is expected"))
        self.own_shifts = Tick(lambda: _("Every cashier has a shift of their own"))
        self.blocks = Tick(lambda: _("A supervisor allows what is sold beyond the stock"))
        self.expired = Tick(lambda: _("A supervisor may allow goods past their day; else nobody"))
        self.voids, self.copies, self.lock, self.near = Choice(), Choice(), Choice(), Choice()
        self.below_cost = Choice(LOSSES)
        self.sellers = Tick(lambda: _("Print below a line who sold it"))
        self.remarks = Tick(lambda: _("Print remarks below their line"))
        self.qris = LinesEdit(4, lambda: _("Paste the text of the static code; it begins with 000201"))
        self.qris.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

    def _sections(self) -> list[QWidget]:
        return [
            _panel(lambda: _("Shop"), *self._shop()),
            _panel(lambda: _("Receipt"), *self._receipt()),
            _panel(lambda: _("Money"), *self._money()),
            _panel(lambda: _("At the till"), *self._at_the_till()),
            _panel(
                lambda: _("QRIS"),
                self._lines("qris", lambda: _("Static code"), self.qris),
                self.merchant,
                self.qris_trouble,
            ),
            _panel(
                lambda: _("Labels of weighed goods"),
                Label(_layout_words, ink="ink_muted", wrap=True),
                self.none,
                holding(self._layout_box),
                holding(row(self.add_layout, None)),
                self.test,
            ),
        ]

    def _shop(self) -> list[QWidget]:
        where = row(
            self._field("phone", lambda: _("Phone"), self.phone),
            self._field("zone", lambda: _("Time zone"), self.zone),
            self._field("day_starts_at_hour", lambda: _("Day starts at"), self.day_starts),
            gap="l",
        )
        _evenly(where.count(), where.setStretch)
        return [
            self._field("name", lambda: _("Name"), self.name),
            self._lines("address", lambda: _("Address"), self.address),
            holding(where),
        ]

    def _receipt(self) -> list[QWidget]:
        both = row(
            self._lines("receipt_header", lambda: _("Lines above"), self.header),
            self._lines("receipt_footer", lambda: _("Lines below"), self.footer),
            gap="l",
        )
        _evenly(both.count(), both.setStretch)
        below = row(
            self._field("print_remarks", "", self.remarks),
            self._field("print_salesperson", "", self.sellers),
            gap="l",
        )
        _evenly(below.count(), below.setStretch)
        return [holding(both), self.clause, holding(below)]

    def _money(self) -> list[QWidget]:
        money = row(
            self._field("rounding_step", lambda: _("Cash rounded to"), self.step),
            self._field("rounding_mode", lambda: _("Rounded"), self.mode),
            self._field("line_discount_limit_bp", lambda: _("Cashier's discount up to"), self.limit),
            gap="l",
        )
        for at, share in enumerate(MONEY_SHARES):
            money.setStretch(at, share)
        return [holding(money), self._field("blind_close", "", self.blind)]

    def _at_the_till(self) -> list[QWidget]:
        both = row(
            self._field("free_voids", lambda: _("Lines a cashier may take out of a cart"), self.voids),
            self._field("lock_after_min", lambda: _("The till locks itself after"), self.lock),
            gap="l",
        )
        _evenly(both.count(), both.setStretch)
        return [
            self._field("shift_per_cashier", "", self.own_shifts),
            self._field("stock_blocks", "", self.blocks),
            self._field("expired_by_approval", "", self.expired),
            self._field("near_expiry_days", lambda: _("Goods that expire within are told of"), self.near),
            self._field("free_copies", lambda: _("Copies of one receipt a cashier may print"), self.copies),
            self._field("below_cost", lambda: _("What sells for less than it cost"), self.below_cost),
            holding(both),
        ]

    def _lines(self, key: str, words: Words, editor: LinesEdit) -> FormField:
        field = self._field(key, words, editor)
        editor.as_high_as_lines()
        return field

    # what stands in it

    def fill(self, draft: Draft) -> None:
        """Show a draft; nothing is told of it."""
        self.filling = True
        for edit, text in ((self.name, draft.name), (self.phone, draft.phone)):
            edit.setText(text)
        for lines, text in (
            (self.address, draft.address),
            (self.header, draft.header),
            (self.footer, draft.footer),
            (self.qris, draft.qris),
        ):
            lines.setPlainText(text)
        self.zone.set_key(draft.zone.value)
        self.day_starts.set_key(str(draft.day_starts_at_hour))
        self.step.set_options(_steps(draft.rounding_step))
        self.step.set_key(str(draft.rounding_step))
        self.mode.set_key(draft.rounding_mode.value)
        self.limit.set_value(draft.discount_limit)
        self.blind.setChecked(draft.blind_close)
        self.own_shifts.setChecked(draft.shift_per_cashier)
        self.blocks.setChecked(draft.stock_blocks)
        self.expired.setChecked(draft.expired_by_approval)
        self.near.set_options(_nears(draft.near_expiry_days))
        self.near.set_key(str(draft.near_expiry_days))
        self.copies.set_options(_voids(draft.free_copies))
        self.copies.set_key("" if draft.free_copies is None else str(draft.free_copies))
        self.voids.set_options(_voids(draft.free_voids))
        self.voids.set_key("" if draft.free_voids is None else str(draft.free_voids))
        self.lock.set_options(_locks(draft.lock_after_min))
        self.lock.set_key(str(draft.lock_after_min))
        self.below_cost.set_key(draft.below_cost.value)
        self.sellers.setChecked(draft.print_salesperson)
        self.remarks.setChecked(draft.print_remarks)
        self._show_layouts(draft.layouts)
        self.filling = False

    def draft(self) -> Draft:
        return Draft(
            name=self.name.text(),
            address=self.address.toPlainText(),
            phone=self.phone.text(),
            zone=Zone(self.zone.key()),
            day_starts_at_hour=int(self.day_starts.key()),
            header=self.header.toPlainText(),
            footer=self.footer.toPlainText(),
            rounding_step=int(self.step.key() or 0),
            rounding_mode=RoundingMode(self.mode.key()),
            discount_limit=self.limit.value(),
            blind_close=self.blind.isChecked(),
            shift_per_cashier=self.own_shifts.isChecked(),
            stock_blocks=self.blocks.isChecked(),
            expired_by_approval=self.expired.isChecked(),
            near_expiry_days=int(self.near.key() or 0),
            free_voids=int(self.voids.key()) if self.voids.key() else None,
            free_copies=int(self.copies.key()) if self.copies.key() else None,
            lock_after_min=int(self.lock.key() or 0),
            below_cost=BelowCost(self.below_cost.key()),
            print_salesperson=self.sellers.isChecked(),
            print_remarks=self.remarks.isChecked(),
            qris=self.qris.toPlainText(),
            layouts=tuple(field.draft() for field in self.layout_fields),
        )

    def allow(self, *, allowed: bool) -> None:
        """Fields of one who may only look cannot be changed; a label can still be tried."""
        self._allowed = allowed
        for field in self.fields.values():
            field.editor.setEnabled(allowed)
        for layout in self.layout_fields:
            layout.allow(allowed=allowed)
        reveal(self.add_layout, shown=allowed)

    @override
    def show_faults(self, faults: Sequence[tuple[str, str]]) -> None:
        super().show_faults(faults)
        first = next((self.fields[key] for key, _words in faults if key in self.fields), None)
        if first is not None:
            self.area.ensureWidgetVisible(first)

    # what to know of it

    def hint(self, draft: Draft) -> None:
        """A forbidden clause, what the payment code says, and what each layout is like."""
        clauses = footer_faults([*lines_of(draft.header), *lines_of(draft.footer)])
        _tell(self.clause, "warn", [fault.reason() for fault in clauses])
        says = qris_says(draft.code)
        _tell(self.merchant, "ok", [words for tone, words in says if tone == "ok"])
        worst = "danger" if any(tone == "danger" for tone, _words in says) else "warn"
        _tell(self.qris_trouble, worst, [words for tone, words in says if tone != "ok"])
        self.mode.setEnabled(self._allowed and draft.rounding_step > 1)
        hints = layout_hints(draft.store_codes)
        for place, field in enumerate(self.layout_fields):
            field.show_hint(hints.get(place, ""))
        reveal(self.none, shown=not self.layout_fields)
        reveal(self.test, shown=bool(self.layout_fields))
        self._answer(draft)

    def _answer(self, draft: Draft) -> None:
        code = self.test.code()
        self.test.answer(readings(code, draft.store_codes) if code else [])

    # layouts

    def _show_layouts(self, layouts: Sequence[StoreLayout]) -> None:
        for place in range(len(self.layout_fields)):
            del self.fields[_key(place)]
        clear(self._layout_box)
        self.layout_fields = [LayoutField(place, layout) for place, layout in enumerate(layouts)]
        for place, field in enumerate(self.layout_fields):
            self.fields[_key(place)] = field
            field.edited.connect(partial(self._edited, _key(place)))
            field.removed.connect(partial(self._remove_layout, place))
            field.allow(allowed=self._allowed)
            self._layout_box.addWidget(field)

    def _add_layout(self) -> None:
        self._reshape([*self.draft().layouts, FRESH_LAYOUT])
        self.layout_fields[-1].pattern.setFocus()

    def _remove_layout(self, place: int) -> None:
        layouts = self.draft().layouts
        self._reshape([*layouts[:place], *layouts[place + 1 :]])
        self.add_layout.setFocus()

    def _reshape(self, layouts: Sequence[StoreLayout]) -> None:
        """Places have changed: what was called wrong is judged anew at the next try."""
        self._show_layouts(layouts)
        self._list([fault for fault in self._faults if not fault[0].startswith("store_codes")])
        self.changed.emit()


def _panel(title: Words, *parts: QWidget) -> Panel:
    panel = Panel(title)
    panel.add_padded(column(*parts, gap="m"))
    return panel


def _evenly(count: int, stretch: Callable[[int, int], None]) -> None:
    for at in range(count):
        stretch(at, 1)


def _tell(note: Note, tone: str, sentences: Sequence[str]) -> None:
    reveal(note, shown=bool(sentences))
    note.say("danger" if tone == "danger" else "ok" if tone == "ok" else "warn", "\n".join(sentences))


def _steps(now: int) -> list[Option]:
    """The usual steps, and the one in use where it is another."""
    steps = sorted({*STEPS, now})
    return [
        (str(step), partial(texts.rupiah, step) if step > 1 else lambda: _("Not at all")) for step in steps
    ]


def _voids(now: int | None) -> list[Option]:
    """The usual numbers, and the one in use where it is another."""
    numbers = sorted({*FREE_VOIDS, *(() if now is None else (now,))})
    return [
        ("", lambda: _("Any number")),
        *((str(number), partial(_void_words, number)) for number in numbers),
    ]


def _void_words(number: int) -> str:
    if not number:
        return _("None without a supervisor")
    return ngettext("{n}, then a supervisor", "{n}, then a supervisor", number)


def _locks(now: int) -> list[Option]:
    return [(str(minutes), partial(_lock_words, minutes)) for minutes in sorted({*LOCKS, now})]


def _nears(now: int) -> list[Option]:
    return [(str(days), partial(_near_words, days)) for days in sorted({*NEARS, now})]


def _near_words(days: int) -> str:
    return ngettext("{n} day", "{n} days", days) if days else _("Never")


def _lock_words(minutes: int) -> str:
    return ngettext("{n} minute", "{n} minutes", minutes) if minutes else _("Never")


def _layout_words() -> str:
    return _(
        "A pattern says what the digits of a label are: first its own digits, then P for the number of the"
        " goods, V for the value, C for the check digit. F1 says more."
    )


def _key(place: int) -> str:
    return f"store_codes.{place}"
