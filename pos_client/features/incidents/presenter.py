"""State of the list of restores and of one restore's page."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.office.kinds import kind_text
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.features.incidents import actions
from pos_client.features.incidents.shown import balance_of, balance_words, lost_in, till_words
from pos_client.remote.api import Api, Sheet
from pos_client.texts import _
from shared_models.values.refusals import Refusal
from shared_models.wire.incidents import AwaitedTill, CameBack, CameBackReceipt, Incident, ReceiptsPage
from shared_models.wire.sync import LiveHint

# Tills come back in bursts; the page follows every few seconds.
FOLLOW_MS = 2_000


class Restores(QObject):
    """`changed`: another list or refusal. `chosen`: the restore whose page is shown."""

    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.incidents: Sequence[Incident] | None = None
        self.refusal: Refusal | None = None
        self.followed = False
        self._chosen: UUID | None = None
        self._question = Question(office, self)
        self._pause = QTimer(self, singleShot=True, interval=FOLLOW_MS)
        self._pause.timeout.connect(self._follow)
        office.hinted.connect(self._hinted)

    @property
    def chosen(self) -> Incident | None:
        return next((one for one in self.incidents or () if one.id == self._chosen), None)

    def choose(self, incident: UUID) -> None:
        self._chosen = incident
        self.load()

    def load(self) -> None:
        self._question.ask(actions.list_incidents, then=self._told, refused=self._refused)

    def rows(self) -> list[Row]:
        """A line per restore, youngest first."""
        return [self._restore(one) for one in self.incidents or ()]

    def tills(self) -> list[Row]:
        """A line per till of the restore that is shown: what it brought, then who is awaited."""
        return list(self._tills(self.chosen)) if self.chosen is not None else []

    def receipts(self, incident: Incident) -> Source:
        """What came back, a page at a time."""
        branch = self.office.branch

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> ReceiptsPage:
            search = wishes.text("receipt")
            return actions.list_receipts(api, incident.id, sheet, branch=branch, search=search)

        return paged(self.office, fetch, self._receipt)

    def _restore(self, one: Incident) -> Row:
        balance = balance_of(one, self.office.branch)
        tone, words = balance_words(balance)
        return {
            "id": str(one.id),
            "incident": one.id,
            "restored": self.office.local(one.restored_at),
            "taken": self.office.local(one.taken_at),
            "lost": balance.lost,
            "back": balance.back,
            "receipts": balance.receipts,
            "total": balance.total,
            "state": words,
            "tone": tone,
        }

    def _tills(self, incident: Incident) -> Iterator[Row]:
        here = self.office.branch
        for lost in incident.ranges:
            if here in {None, lost.branch}:
                tone, words = till_words(lost)
                counted = {"lost": lost_in(lost), "back": lost.came_back, "total": lost.total}
                yield {**_place(lost), **counted, "state": words, "tone": tone}
        for till in incident.awaited:
            if here in {None, till.branch}:
                yield {**_place(till), "state": _("Not heard from yet"), "tone": "warn"}

    def _receipt(self, row: CameBackReceipt) -> Row:
        return {
            "id": str(row.sale),
            "branch": row.branch,
            "sale": row.sale,
            "receipt": row.receipt,
            "at": self.office.local(row.at, row.branch),
            "kind": kind_text(row.kind),
            "total": row.total,
        }

    def _told(self, incidents: tuple[Incident, ...]) -> None:
        self.incidents, self.refusal = incidents, None
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.changed.emit()

    def _hinted(self, hint: LiveHint) -> None:
        if self.followed and hint.scope in {"tills", "sales"} and not self._pause.isActive():
            self._pause.start()

    def _follow(self) -> None:
        if self.followed:
            self.load()


def _place(till: CameBack | AwaitedTill) -> Row:
    place = f"{till.branch_code}-{till.register_code}"
    stream = till.stream if isinstance(till, CameBack) else ""
    return {
        "id": f"{till.register_id}{stream}",
        "register": till.register_id,
        "place": place,
        "device": till.device_name or "",
    }
