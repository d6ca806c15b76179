"""The cart beside the form: what each line costs, and why."""

from collections.abc import Iterator

from PySide6.QtWidgets import QLayout

from pos_client import texts
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Tick
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import clear, column, reveal, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.promotions.trying import TryOut
from pos_client.texts import _
from shared_models.rules.cart import CartLine
from shared_models.rules.promotions.outcome import VoucherState


class TryPanel(Panel):
    def __init__(self, trying: TryOut) -> None:
        super().__init__(lambda: _("Try it"))
        self._trying = trying
        self.setFixedWidth(METRIC.side_panel)
        self.box = TextEdit(lambda: _("Scan or type goods or a code: 3*code"))
        self.member = Tick(lambda: _("A member buys"))
        self.empty = Button(lambda: _("Empty the cart"), kind="link")
        self.trouble = Note("warn", "")
        self.trouble.hide()
        self.incomplete = Label(
            lambda: _("Without this promotion: its form is not complete yet."), ink="ink_muted", wrap=True
        )
        self.said: list[str] = []
        self._rows = column(gap="xs")
        self._total = Label("", size="title", weight="strong", right=True)
        self.add_padded(
            column(
                self.box,
                row(self.member, None, self.empty),
                self.trouble,
                self.incomplete,
                self._rows,
                Divider(),
                self._total,
                gap="m",
            )
        )
        self.box.returnPressed.connect(self._enter)
        self.member.clicked.connect(lambda on: trying.as_member(member=on))
        self.empty.clicked.connect(trying.clear)
        trying.changed.connect(self.draw)
        self.draw()

    def draw(self) -> None:
        trying = self._trying
        reveal(self.incomplete, shown=trying.left_out)
        reveal(self.trouble, shown=bool(trying.trouble))
        self.trouble.say("warn", trying.trouble)
        clear(self._rows)
        self.said = []
        for line in trying.lines:
            self._say(line.item.name, texts.amount(line.gross - line.off), note=_count(line))
            for one in line.promotions:
                self._say(f"    {one.name}", texts.amount(-one.amount), ok=True)
        for words, used in self._codes():
            self._say(words, _("in use") if used else _("not in use"), ok=used)
        total = sum(line.gross - line.off for line in trying.lines)
        self._total.say(_("Total {amount}", amount=texts.rupiah(total)))
        reveal(self.empty, shown=bool(trying.lines or trying.codes))

    def _codes(self) -> Iterator[tuple[str, bool]]:
        for voucher in self._trying.outcome.vouchers:
            yield _("Code {code}", code=voucher.code), voucher.state is VoucherState.CONSUMED

    def _enter(self) -> None:
        typed = self.box.text()
        self.box.clear()
        self._trying.enter(typed)

    def _say(self, words: str, figure: str, *, note: str = "", ok: bool = False) -> None:
        self.said.append(f"{words.strip()} {figure}")
        self._rows.addLayout(_row(f"{words}  {note}" if note else words, figure, ok=ok))


def _count(line: CartLine) -> str:
    return f"{texts.quantity(line.qty)} × {texts.amount(line.price)}"


def _row(words: str, figure: str, *, ok: bool) -> QLayout:
    ink = "ok" if ok else "ink"
    left = Label(words, ink="ink_muted" if ok else "ink", wrap=True)
    line = row(left, Label(figure, ink=ink, weight="strong", right=True))  # type: ignore[arg-type] # two inks
    line.setStretch(0, 1)
    return line
