"""Price levels: those every shop has, and the shop's own, which are added and renamed here."""

from typing import Final

from PySide6.QtCore import QModelIndex
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.problems import fault_texts, problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Tick
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.features.products.presenter import PriceLevels
from pos_client.texts import _, ngettext
from shared_models.values.codes import ErrorCode, Permission

COLUMNS: Final = (
    Column("name", lambda: _("Name"), chars=18, stretch=True),
    Column("code", lambda: _("Code"), "code", chars=12),
    Column("kind", lambda: _("Kind"), chars=18, muted=True),
    Column("state", lambda: _("State"), chars=10),
)


class PriceLevelsView(OfficePage):
    def __init__(self, levels: PriceLevels, shell: Shell) -> None:
        super().__init__(levels.office, lambda: _("Price levels"))
        self._levels = levels
        self._shell = shell
        self.table = TablePage(COLUMNS, key="price-levels", remember=shell.remember)
        self.table.set_noun(lambda count: ngettext("{n} price level", "{n} price levels", count))
        self.table.set_title(lambda: _("Price levels"))
        self.form = Form()
        self.name = TextEdit()
        self.code = TextEdit(lambda: _("for example reseller"))
        self.active = Tick(lambda: _("In use"))
        self.active.setChecked(True)
        self.save = Button(lambda: _("Save level"), kind="primary", size="compact")
        self._build()
        levels.changed.connect(self._draw)
        levels.stored.connect(self._stored)
        look().language_changed.connect(self._draw)

    def _build(self) -> None:
        self.form.add_row(("name", lambda: _("Name"), self.name), ("code", lambda: _("Code"), self.code))
        self.form.add_row(("active", "", self.active))
        below = holding(column(self.form, row(self.save, None), gap="m"))
        below.setMaximumWidth(METRIC.side_panel * 2)
        self.add(self.table, stretch=1)
        self.add(below)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._take)
        self.table.view.clicked.connect(self._clicked)
        self.save.clicked.connect(self._save)

    @override
    def load(self) -> None:
        self._levels.load()
        self.save.setEnabled(self.office.may(Permission.ADMIN_CATALOG))

    def _draw(self) -> None:
        refusal = self._levels.refusal
        if refusal is not None and refusal.code is ErrorCode.INVALID:
            self.form.show_faults(fault_texts(refusal.facts))
        else:
            self.show_refusal(refusal)
        self.table.show_rows([_worded(level) for level in self._levels.rows()])

    def _clicked(self, _index: QModelIndex) -> None:
        level = self.table.current()
        if level is not None:
            self._take(level)

    def _take(self, level: Row) -> None:
        """Into the form, where it is the shop's own."""
        if level["own"]:
            self.name.setText(str(level["name"]))
            self.code.setText(str(level["code"]))
            self.active.setChecked(bool(level["active"]))

    def _save(self) -> None:
        name, code = self.name.text().strip(), self.code.text().strip()
        missing = [key for key, typed in (("name", name), ("code", code)) if not typed]
        if missing:
            self.form.show_faults([(key, problem_text(ErrorCode.FIELD_REQUIRED)) for key in missing])
            return
        self.form.clear_faults()
        self._levels.save(code=code, name=name, active=self.active.isChecked())

    def _stored(self, name: str) -> None:
        self.name.clear()
        self.code.clear()
        self.active.setChecked(True)
        self._shell.toast("ok", lambda: _("{name} saved", name=name))


def _worded(level: Row) -> Row:
    kind = _("the shop's own") if level["own"] else _("every shop has it")
    return {**level, "kind": kind, "state": _("In use") if level["active"] else _("Stopped")}
