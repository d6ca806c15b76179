"""State of the list of branches and of the one that is being edited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question
from pos_client.desk.office.editing import Editor, Saving
from pos_client.desk.office.listed import Listed
from pos_client.desk.table.columns import Row
from pos_client.devices.escpos_page import Mark
from pos_client.features.branches import actions
from pos_client.features.branches.shown import merchant_words
from pos_client.features.branches.state import EMPTY, Draft, Fault, draft_of, faults_in, row_of
from pos_client.remote.api import Api
from shared_models.values.codes import Permission
from shared_models.wire.replica import BranchRow


class Branches(Listed[tuple[BranchRow, ...]]):
    @override
    def fetch(self, api: Api) -> tuple[BranchRow, ...]:
        return actions.list_branches(api)

    def rows(self) -> list[Row]:
        person = self.office.person
        seen = {ref.id for ref in person.branches} if person is not None else set()
        return [_row(one) for one in self.found or () if one.id in seen]


def _row(branch: BranchRow) -> Row:
    return {
        "id": str(branch.id),
        "branch": branch.id,
        "code": branch.code,
        "name": branch.name,
        "address": " ".join(branch.address.split()),
        "phone": branch.phone or "",
        "zone": branch.zone.value,
        "qris": merchant_words(branch.qris) if branch.qris else "",
        "layouts": len(branch.store_codes),
    }


@dataclass(frozen=True, slots=True)
class EditorState(Saving[Fault]):
    """`row` None: nothing is open."""

    row: BranchRow | None = None
    draft: Draft = EMPTY

    @property
    def unsaved(self) -> bool:
        return self.row is not None and self.draft != draft_of(self.row)


class BranchEditor(Editor[EditorState]):
    """One branch in its form. `stored` after saving."""

    stored = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__(office, EditorState())
        self._wanted: UUID | None = None
        self._question = Question(office, self)

    @property
    def allowed(self) -> bool:
        return self.office.may(Permission.ADMIN_TILLS)

    def open(self, branch: UUID) -> None:
        """Show a branch as the server has it; what was typed is let go."""
        if branch != self._wanted or self.state.unsaved:
            self._show(EditorState())
        self._wanted = branch
        self.load()

    def load(self) -> None:
        """Ask again, unless something typed would be lost."""
        branch = self._wanted
        if branch is not None and not self.state.unsaved and not self.state.busy:
            self._question.ask(
                lambda api: actions.fetch_branch(api, branch), then=self._fetched, refused=self._refused
            )

    def undo(self) -> None:
        """Back to what is saved, also by others meanwhile."""
        if self.state.row is not None:
            self._show(EditorState(row=self.state.row, draft=draft_of(self.state.row)))
            self.load()

    def edit(self, draft: Draft) -> None:
        """What a person typed."""
        if self.state.row is not None and draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        state = self.state
        before = state.row
        if before is None or state.busy or not self.allowed:
            return
        if not self._sound(faults_in(state.draft)):
            return
        row = row_of(state.draft, before)
        self._question.ask(
            lambda api: actions.save_branch(api, before=before, row=row),
            then=self._stored,
            refused=self._refused,
        )

    def sample(self) -> Sequence[Mark]:
        """The sample receipt of the draft."""
        row, person = self.state.row, self.office.person
        if row is None or person is None:
            return ()
        return actions.sample_receipt(
            self.state.draft,
            code=row.code,
            shop=person.company_name,
            npwp=person.company_npwp,
            at=self.office.now(),
        )

    def _fetched(self, row: BranchRow) -> None:
        if row != self.state.row or self.state.refusal is not None:
            self._show(EditorState(row=row, draft=draft_of(row)))

    def _stored(self, row: BranchRow) -> None:
        self._show(EditorState(row=row, draft=draft_of(row)))
        office = self.office
        office.branches = tuple(row if known.id == row.id else known for known in office.branches)
        office.branch_changed.emit()
        self.stored.emit(row)
