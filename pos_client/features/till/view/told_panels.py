"""The panels of what goods ask before they are sold, and of the lots a line's goods may be from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_client import texts
from pos_client.desk.shell import Shell, Veil
from pos_client.desk.theme.tokens import METRIC
from pos_client.features.till.asking import Asked, Asking, Question
from pos_client.texts import _
from shared_models.rules.lots import Lot
from shared_models.values.codes import Permission
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from datetime import date

    from pos_client.desk.till.approval import Approvals
    from pos_client.desk.till.panel import TillPanel


class ToldPanels(QObject):
    """One question in sight at a time; Esc means that the goods are not sold."""

    def __init__(self, shell: Shell, asking: Asking, approvals: Callable[[], Approvals]) -> None:
        super().__init__(shell)
        self._shell = shell
        self._asking = asking
        self._approvals = approvals
        self._veil: Veil | None = None
        self._shown: Asked | None = None
        self.panel: TillPanel | None = None
        asking.changed.connect(self._draw)
        asking.problem.connect(self._say)
        asking.near.connect(self._warn_near)
        asking.approval_wanted.connect(self._ask_for)
        asking.lots_found.connect(self._show_lots)

    def take_scan(self, code: str, *, covered: bool) -> bool:
        """Nothing that is asked gives way to a scan, nor what is `covered` by another question."""
        if self._asking.asked is None and not covered:
            self._close()
        return self._asking.take_scan(code)

    def choose_lot(self) -> None:
        """Of the chosen line, if it is of goods kept in lots."""
        self._asking.list_lots()

    # inside -----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        asked = self._asking.asked
        if asked is self._shown and asked is not None:
            return
        self._close()
        self._shown = asked
        if asked is not None:
            self._open(self._made(asked), self._asking.give_up)

    def _made(self, asked: Asked) -> TillPanel:
        from pos_client.features.till.view import told_parts  # noqa: PLC0415 - when first asked

        item = asked.goods.item
        if asked.question is Question.AGE:
            ages = told_parts.AgePanel(item.name, item.needs.min_age, self._asking.day())
            ages.confirmed.connect(self._asking.answer_age)
            return ages
        if asked.question is Question.PRESCRIPTION:
            shown = told_parts.PrescriptionPanel(item.name)
            shown.confirmed.connect(self._asking.answer_prescription)
            return shown
        piece = told_parts.SerialPanel(item.name)
        piece.confirmed.connect(self._asking.answer_serial)
        return piece

    def _show_lots(self, lots: Sequence[Lot]) -> None:
        from pos_client.features.till.view.lot_panel import LotPanel  # noqa: PLC0415 - when first opened

        if not lots:
            self._shell.toast("info", lambda: _("No lots of these goods are known here."))
            return
        panel = LotPanel(lots, self._asking.day())
        panel.chosen.connect(self._choose)
        self._open(panel, self._close)

    def _choose(self, lot: Lot) -> None:
        self._close()
        self._asking.choose_lot(lot)

    def _open(self, panel: TillPanel, left: Callable[[], None]) -> None:
        self._close()
        veil = self._shell.open_panel(panel, place="right", width=METRIC.confirm_panel)
        veil.leave_with(left)
        panel.left.connect(left)
        self._veil, self.panel = veil, panel

    def _close(self) -> None:
        veil, self._veil, self.panel = self._veil, None, None
        self._shown = None
        if veil is not None:
            veil.close_panel()

    def _say(self, refusal: Refusal) -> None:
        from pos_client.desk.problems import problem_text  # noqa: PLC0415 - when first needed

        if self.panel is not None:
            self.panel.refuse(problem_text(refusal.code, refusal.facts))

    def _warn_near(self, lot: str, day: date) -> None:
        self._shell.toast("warn", lambda: _("Lot {lot} expires on {day}", lot=lot, day=texts.day(day)))

    def _ask_for(self, asked: Asked | None, lot: Lot | None, action: str) -> None:
        """Past its day, or beyond the stock, in a branch that lets a supervisor decide."""
        name = "" if asked is None else asked.goods.item.name
        what = _("Sell {name}, which has expired", name=name or ("" if lot is None else lot.lot))
        if action == "below_stock":
            what = _("Sell {name}: more than there is in stock", name=name)
        if asked is not None:
            self._approvals().ask(
                Permission.APPROVE, what, lambda member: self._asking.allow(asked, member.id)
            )
        elif lot is not None:
            self._approvals().ask(
                Permission.APPROVE, what, lambda member: self._asking.choose_lot(lot, member.id)
            )
