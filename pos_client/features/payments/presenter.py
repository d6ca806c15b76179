"""State of the list of ways to pay and of the one that is edited."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question
from pos_client.desk.office.editing import Editor, Saving
from pos_client.desk.office.listed import Listed
from pos_client.desk.table.columns import Row
from pos_client.features.payments import actions
from pos_client.features.payments.actions import Ways
from pos_client.features.payments.shown import kind_text
from pos_client.features.payments.state import NEW, Draft, Fault, draft_of, faults_in
from pos_client.remote.api import Api
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission, TenderMethod
from shared_models.wire.replica import PaymentMethodRow


class WayList(Listed[Ways]):
    @property
    def allowed(self) -> bool:
        return self.office.may(Permission.ADMIN_TILLS)

    @override
    def fetch(self, api: Api) -> Ways:
        return actions.list_ways(api)

    def account(self, method: TenderMethod) -> str:
        """Code and name of the account such payments wait in."""
        return "" if self.found is None else self.found.accounts.get(method, "")

    def rows(self) -> list[Row]:
        return [] if self.found is None else [self._row(at, way) for at, way in enumerate(self.found.methods)]

    def move(self, way: PaymentMethodRow, by: int) -> None:
        """Offer it so many places later (< 0: earlier) at the tills."""
        codes = [] if self.found is None else [one.code for one in self.found.methods]
        at = codes.index(way.code) if way.code in codes else -1
        if not self.allowed or at < 0 or not 0 <= at + by < len(codes):
            return
        codes.insert(at + by, codes.pop(at))
        wanted = tuple(codes)
        self._question.ask(
            lambda api: actions.order_ways(api, wanted), then=self._told, refused=self._refused
        )

    def _row(self, at: int, way: PaymentMethodRow) -> Row:
        return {
            "id": way.code,
            "way": way,
            "place": at + 1,
            "name": way.name,
            "name_en": way.name_en,
            "kind": kind_text(way.method),
            "account": self.account(way.method),
            "reference": _("asked for") if way.asks_reference else "",
            "where": self._where(way),
            "cap": way.offline_cap,
            "state": _("In use") if way.active else _("Stopped"),
        }

    def _where(self, way: PaymentMethodRow) -> str:
        if not way.branches:
            return _("everywhere")
        known = [row.code for row in self.office.branches if row.id in way.branches]
        return ", ".join(known) or ngettext("{n} branch", "{n} branches", len(way.branches))


@dataclass(frozen=True, slots=True)
class EditorState(Saving[Fault]):
    """`before` None while `open`: a new one."""

    open: bool = False
    before: PaymentMethodRow | None = None
    saved: Draft = NEW
    draft: Draft = NEW

    @property
    def unsaved(self) -> bool:
        return self.open and self.draft != self.saved


class WayEditor(Editor[EditorState]):
    """One way to pay in its form. `stored` after saving."""

    stored = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__(office, EditorState())
        self._question = Question(office, self)

    def start(self) -> None:
        self._question.forget()
        self._show(EditorState(open=True))

    def open(self, row: PaymentMethodRow) -> None:
        self._question.forget()
        draft = draft_of(row)
        self._show(EditorState(open=True, before=row, saved=draft, draft=draft))

    def close(self) -> None:
        self._question.forget()
        self._show(EditorState())

    def edit(self, draft: Draft) -> None:
        """What a person typed."""
        if draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        state = self.state
        if not state.open or state.busy or not self.office.may(Permission.ADMIN_TILLS):
            return
        if not self._sound(faults_in(state.draft)):
            return
        self._question.ask(
            lambda api: actions.save_way(api, before=state.before, draft=state.draft),
            then=self._stored,
            refused=self._refused,
        )

    def _stored(self, row: PaymentMethodRow) -> None:
        self.open(row)
        self.stored.emit(row)
