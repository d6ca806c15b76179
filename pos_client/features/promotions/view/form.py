"""The form of a promotion: what it gives, for which goods, to whom, when; fields of its kind only."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QWidget
from typing_extensions import override

from pos_client.desk.widgets.choices import Choice, Option, Tick
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.figures_edit import MoneyEdit, QuantityEdit
from pos_client.desk.widgets.forms import Form, FormField, TextEdit
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.panels import Panel
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.promotions.shown import KINDS, REWARDS
from pos_client.features.promotions.state import (
    DAY_MINUTES,
    EVERY_DAY,
    OF_SOME_KINDS,
    REWARDS_OF,
    SET_REWARDS,
    Draft,
    shown_fields,
)
from pos_client.texts import _
from shared_models.rules.promotions.model import Level, PromotionKind, RewardKind, TierBy
from shared_models.wire.catalog import Category
from shared_models.wire.replica import BranchRow

NAME_MAX: Final = 200
GROUP_MAX: Final = 64
HALF_HOUR: Final = 30
PARTS_LIKE: Final = "1 KOPI\n2 GULA TEH"
DAYS: Final[Sequence[Option]] = (
    (EVERY_DAY, lambda: _("Every day")),
    ("01234", lambda: _("Monday to Friday")),
    ("56", lambda: _("Saturday and Sunday")),
    ("0", lambda: _("Monday")),
    ("1", lambda: _("Tuesday")),
    ("2", lambda: _("Wednesday")),
    ("3", lambda: _("Thursday")),
    ("4", lambda: _("Friday")),
    ("5", lambda: _("Saturday")),
    ("6", lambda: _("Sunday")),
)
Editor = TextEdit | QPlainTextEdit | Choice | Tick | MoneyEdit | QuantityEdit | DayEdit


class PromotionForm(Form):
    """Built once; `fill` shows a draft, `draft` says what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.filling = False
        self.editors: dict[str, Editor] = {**_terms(), **_benefit(), **_conditions()}
        self.hint = Label("", ink="ink_muted", wrap=True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(holding(column(*self._sections(), None, gap="l")))
        self._rows.addWidget(self.area, 1)
        for editor in self.editors.values():
            if isinstance(editor, DayEdit):
                editor.textEdited.connect(lambda _text: self.changed.emit())

    def offer(self, categories: Sequence[Category], branches: Sequence[BranchRow]) -> None:
        """What can be chosen here."""
        known: list[Option] = [(str(one.id), one.name) for one in categories]
        self._choice("category").set_options([("", lambda: _("Any category")), *known])
        places: list[Option] = [(str(one.id), one.name) for one in branches]
        self._choice("branch").set_options([("", lambda: _("Everywhere")), *places])

    def fill(self, draft: Draft) -> None:
        """Show a draft; nothing is told of it."""
        self.filling = True
        self._offer_days(draft)
        self._offer_rewards(draft.kind)
        for name, editor in self.editors.items():
            _put(editor, getattr(draft, name))
        self.shape(draft)
        self.filling = False

    def draft(self) -> Draft:
        values = {name: _value(editor) for name, editor in self.editors.items()}
        made: dict[str, Any] = {
            one.name: _TYPED.get(one.name, _same)(values[one.name]) for one in fields(Draft)
        }
        return Draft(**made)

    def shape(self, draft: Draft) -> None:
        """Only the fields of this kind are there."""
        shown = shown_fields(draft)
        for name in OF_SOME_KINDS:
            reveal(self.fields[name], shown=name in shown)
        for name in ("codes", "uses_max", "uses_each"):
            reveal(self.fields[name], shown=draft.voucher)
        self._offer_rewards(draft.kind)
        self.hint.say(partial(_kind_words, draft.kind))

    def allow(self, *, allowed: bool) -> None:
        for field in self.fields.values():
            field.editor.setEnabled(allowed)

    @override
    def show_faults(self, faults: Sequence[tuple[str, str]]) -> None:
        super().show_faults(faults)
        first = next((self.fields[key] for key, _words in faults if key in self.fields), None)
        if first is not None:
            self.area.ensureWidgetVisible(first)

    def _offer_rewards(self, kind: PromotionKind) -> None:
        choice, offered = self._choice("reward"), REWARDS_OF.get(kind, SET_REWARDS)
        before = choice.key()
        options: list[Option] = [(one.value, partial(_, REWARDS[one])) for one in offered]
        choice.set_options(options)
        choice.set_key(before if before in {one.value for one in offered} else RewardKind.PERCENT.value)

    def _offer_days(self, draft: Draft) -> None:
        kept: list[Option] = (
            [] if draft.weekdays in dict(DAYS) else [(draft.weekdays, lambda: _("Some days"))]
        )
        self._choice("weekdays").set_options([*DAYS, *kept])

    def _choice(self, name: str) -> Choice:
        editor = self.editors[name]
        assert isinstance(editor, Choice), name
        return editor

    # sections

    def _sections(self) -> list[QWidget]:
        return [
            _panel(
                lambda: _("Promotion"),
                self._named("name", lambda: _("Name on screen and receipt")),
                self._beside(("kind", lambda: _("Kind")), ("level", lambda: _("Taken off"))),
                self.hint,
                *self._giving(),
            ),
            _panel(lambda: _("When and where"), *self._when()),
            _panel(lambda: _("For whom"), *self._for_whom()),
            _panel(lambda: _("Beside other promotions"), *self._beside_others()),
        ]

    def _giving(self) -> list[QWidget]:
        return [
            self._beside(
                ("goods", lambda: _("Goods (codes; empty: all)")), ("category", lambda: _("or a category"))
            ),
            self._beside(("count", lambda: _("So many")), ("tier_by", lambda: _("Counted by"))),
            self._beside(
                ("got", lambda: _("Goods that come with it (codes)")), ("got_count", lambda: _("How many"))
            ),
            self._named("parts", lambda: _("Parts, a line each: count and codes")),
            self._beside(
                ("reward", lambda: _("Gives")),
                ("rate", lambda: _("Percent")),
                ("amount", lambda: _("Amount")),
            ),
            self._named("tiers", lambda: _("Tiers, a line each: from and what it gives")),
            self._named("per_unit", ""),
            self._named("mixed", ""),
            self._beside(
                ("at_most", lambda: _("At most in all")),
                ("times_max", lambda: _("At most so often on a receipt")),
            ),
        ]

    def _when(self) -> list[QWidget]:
        return [
            self._beside(
                ("valid_from", lambda: _("From")), ("valid_to", lambda: _("To (empty: until switched off)"))
            ),
            self._beside(
                ("weekdays", lambda: _("Days")),
                ("start", lambda: _("From hour")),
                ("end", lambda: _("To hour")),
            ),
            self._beside(("branch", lambda: _("Branch")), ("active", "")),
        ]

    def _for_whom(self) -> list[QWidget]:
        return [
            self._beside(("minimum", lambda: _("Only from a basket of")), ("members_only", "")),
            self._named("voucher", ""),
            self._named("codes", lambda: _("Codes, separated by spaces or lines")),
            self._beside(
                ("uses_max", lambda: _("Uses of a code in all")),
                ("uses_each", lambda: _("Uses of a code by one customer")),
            ),
        ]

    def _beside_others(self) -> list[QWidget]:
        return [
            self._beside(
                ("priority", lambda: _("Priority (small goes first)")),
                ("group", lambda: _("Never together with others of group")),
            ),
            self._named("stackable", ""),
            self._named("also_by_hand", ""),
        ]

    def _named(self, name: str, words: Words) -> FormField:
        return self._field(name, words, self.editors[name])

    def _beside(self, *named: tuple[str, Words]) -> QWidget:
        line = row(*(self._named(name, words) for name, words in named), gap="l")
        for at in range(line.count()):
            line.setStretch(at, 1)
        return holding(line)


def _terms() -> dict[str, Editor]:
    name, kind = TextEdit(), Choice([(one.value, partial(_, words)) for one, words in KINDS.items()])
    name.setMaxLength(NAME_MAX)
    minutes = range(0, DAY_MINUTES + 1, HALF_HOUR)
    hours: list[Option] = [(str(at), f"{at // 60:02}.{at % 60:02}") for at in minutes]
    return {
        "name": name,
        "kind": kind,
        "valid_from": DayEdit(),
        "valid_to": DayEdit(),
        "branch": Choice(),
        "active": Tick(lambda: _("Switched on")),
        "weekdays": Choice(DAYS),
        "start": Choice(hours[:-1]),
        "end": Choice(hours),
    }


def _benefit() -> dict[str, Editor]:
    parts, tiers = QPlainTextEdit(), QPlainTextEdit()
    parts.setPlaceholderText(PARTS_LIKE)
    tiers.setPlaceholderText("3: 5\n12: 7,5")
    return {
        "goods": TextEdit(),
        "category": Choice(),
        "got": TextEdit(),
        "count": MoneyEdit(),
        "got_count": MoneyEdit(),
        "rate": QuantityEdit(suffix="%"),
        "amount": MoneyEdit(prefix="Rp"),
        "reward": Choice(),
        "at_most": MoneyEdit(prefix="Rp"),
        "times_max": MoneyEdit(),
        "per_unit": Tick(lambda: _("Off each one sold, not once")),
        "mixed": Tick(lambda: _("Different goods may be mixed")),
        "tier_by": Choice(
            [
                (TierBy.QUANTITY.value, lambda: _("how many are bought")),
                (TierBy.AMOUNT.value, lambda: _("what they cost")),
            ]
        ),
        "tiers": tiers,
        "parts": parts,
        "level": Choice(
            [
                (Level.GOODS.value, lambda: _("the goods")),
                (Level.RECEIPT.value, lambda: _("the whole receipt, last")),
            ]
        ),
    }


def _conditions() -> dict[str, Editor]:
    group = TextEdit()
    group.setMaxLength(GROUP_MAX)
    return {
        "members_only": Tick(lambda: _("Members only")),
        "minimum": MoneyEdit(prefix="Rp"),
        "priority": MoneyEdit(),
        "stackable": Tick(lambda: _("May be added to other promotions")),
        "group": group,
        "also_by_hand": Tick(lambda: _("Also where a cashier changed the price")),
        "voucher": Tick(lambda: _("Only with a code")),
        "codes": QPlainTextEdit(),
        "uses_max": MoneyEdit(),
        "uses_each": MoneyEdit(),
    }


def _same(value: object) -> object:
    return value


_TYPED: Final[dict[str, Callable[..., object]]] = {
    "kind": PromotionKind,
    "reward": lambda key: RewardKind(key or RewardKind.PERCENT),
    "tier_by": TierBy,
    "level": Level,
    "start": lambda key: int(key or 0),
    "end": lambda key: int(key or DAY_MINUTES),
}


def _value(editor: Editor) -> object:
    match editor:
        case Choice():
            return editor.key()
        case Tick():
            return editor.isChecked()
        case QPlainTextEdit():
            return editor.toPlainText()
        case MoneyEdit() | QuantityEdit() | DayEdit():
            return editor.value()
        case _:
            return editor.text()


def _put(editor: Editor, value: object) -> None:
    match editor:
        case Choice():
            editor.set_key(str(value))
        case Tick():
            editor.setChecked(bool(value))
        case QPlainTextEdit():
            editor.setPlainText(str(value))
        case MoneyEdit() | QuantityEdit():
            editor.set_value(value if isinstance(value, int) else None)
        case DayEdit():
            editor.set_value(value)  # type: ignore[arg-type] # a draft's day
        case _:
            editor.setText(str(value))


def _kind_words(kind: PromotionKind) -> str:
    words = {
        PromotionKind.PERCENT_OFF: _("A share off the goods, however many there are."),
        PromotionKind.AMOUNT_OFF: _("An amount off each, or once off all of them together."),
        PromotionKind.BUY_GET: _(
            "Whoever buys so many gets more of them, or of other goods, at this percentage off; 100 is free."
        ),
        PromotionKind.SET_OFFER: _("Any so many of the goods together, for a price or with something off."),
        PromotionKind.BUNDLE: _("Fixed parts together, for a price or with something off."),
        PromotionKind.TIERED: _("The highest tier reached holds for all of the goods."),
        PromotionKind.FREE_ITEM: _("One of the goods for nothing, usually from a basket of some size on."),
    }
    return words[kind]


def _panel(title: Words, *parts: QWidget) -> Panel:
    panel = Panel(title)
    panel.add_padded(column(*parts, gap="m"))
    return panel
