"""State of the list of people and of the one that is being edited."""

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question
from pos_client.desk.office.editing import Editor, Saving
from pos_client.desk.office.listed import Listed
from pos_client.features.staff import actions
from pos_client.features.staff.state import EMPTY, Draft, Fault, draft_of, faults_in
from pos_client.remote.api import Api
from shared_models.values.codes import PERMISSIONS_OF, Permission
from shared_models.wire.staff import StaffCard, StaffMember


class People(Listed[tuple[StaffMember, ...]]):
    @property
    def may_change(self) -> bool:
        return self.office.may(Permission.ADMIN_STAFF)

    @override
    def fetch(self, api: Api) -> tuple[StaffMember, ...]:
        return actions.list_staff(api)

    def person(self, key: object) -> StaffMember | None:
        return next((one for one in self.found or () if one.id == key), None)


@dataclass(frozen=True, slots=True)
class FormState(Saving[Fault]):
    draft: Draft = EMPTY


class PersonForm(Editor[FormState]):
    """One person, or (`member` None) a new one. `stored` after saving."""

    stored = Signal(object)
    issued = Signal(object)

    def __init__(self, office: Office, member: StaffMember | None) -> None:
        self._before = EMPTY if member is None else draft_of(member)
        super().__init__(office, FormState(draft=self._before))
        self.member = member
        self._question = Question(office, self)

    @property
    def unsaved(self) -> bool:
        return self.state.draft != self._before

    def edit(self, draft: Draft) -> None:
        self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        draft = self.state.draft
        if self.state.busy or not self._sound(faults_in(draft)):
            return
        person: UUID | None = None if self.member is None else self.member.id
        self._question.ask(
            lambda api: actions.save(api, person, draft), then=self._stored, refused=self._refused
        )

    @property
    def may_have_card(self) -> bool:
        """Whoever allows things may do so with a card."""
        member = self.member
        return member is not None and member.active and Permission.APPROVE in PERMISSIONS_OF[member.role]

    def issue_card(self) -> None:
        member = self.member
        if member is not None and not self.state.busy and self._sound(()):
            self._question.ask(
                lambda api: actions.issue_card(api, member.id), then=self._issued, refused=self._refused
            )

    def withdraw_card(self) -> None:
        member = self.member
        if member is not None and not self.state.busy and self._sound(()):
            self._question.ask(
                lambda api: actions.withdraw_card(api, member.id), then=self._stored, refused=self._refused
            )

    def _issued(self, card: StaffCard) -> None:
        self._set(replace(self.state, busy=False))
        self.issued.emit(card)

    def _stored(self, member: StaffMember) -> None:
        self._set(replace(self.state, busy=False))
        self.stored.emit(member)
