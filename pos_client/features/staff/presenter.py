"""State of the list of people and of the one that is being edited."""

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question
from pos_client.features.staff import actions
from pos_client.features.staff.state import EMPTY, Draft, Fault, draft_of, faults_in
from shared_models.values.codes import Permission
from shared_models.values.refusals import Refusal
from shared_models.wire.staff import StaffMember


class People(QObject):
    """`changed`: people or refusal."""

    changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.found: tuple[StaffMember, ...] | None = None
        self.refusal: Refusal | None = None
        self._question = Question(office, self)

    @property
    def may_change(self) -> bool:
        return self.office.may(Permission.ADMIN_STAFF)

    def load(self) -> None:
        self._question.ask(actions.list_staff, then=self._told, refused=self._refused)

    def person(self, key: object) -> StaffMember | None:
        return next((one for one in self.found or () if one.id == key), None)

    def _told(self, found: tuple[StaffMember, ...]) -> None:
        self.found, self.refusal = found, None
        self.changed.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.refusal = refusal
        self.changed.emit()


@dataclass(frozen=True, slots=True)
class FormState:
    draft: Draft
    busy: bool = False
    faults: tuple[Fault, ...] = ()
    refusal: Refusal | None = None


class PersonForm(QObject):
    """One person, or (`member` None) a new one."""

    changed = Signal()
    stored = Signal(object)

    def __init__(self, office: Office, member: StaffMember | None) -> None:
        super().__init__()
        self.member = member
        self._before = EMPTY if member is None else draft_of(member)
        self.state = FormState(self._before)
        self._question = Question(office, self)

    @property
    def unsaved(self) -> bool:
        return self.state.draft != self._before

    def edit(self, draft: Draft) -> None:
        self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        if self.state.busy:
            return
        draft = self.state.draft
        faults = faults_in(draft)
        if faults:
            self._set(replace(self.state, faults=tuple(faults), refusal=None))
            return
        person: UUID | None = None if self.member is None else self.member.id
        self._set(replace(self.state, busy=True, faults=(), refusal=None))
        self._question.ask(
            lambda api: actions.save(api, person, draft), then=self._stored, refused=self._refused
        )

    def _stored(self, member: StaffMember) -> None:
        self._set(replace(self.state, busy=False))
        self.stored.emit(member)

    def _refused(self, refusal: Refusal) -> None:
        self._set(replace(self.state, busy=False, refusal=refusal))

    def _set(self, state: FormState) -> None:
        self.state = state
        self.changed.emit()
