"""State of the list of promotions and of the one that is being edited."""

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question
from pos_client.desk.office.editing import Editor, Saving
from pos_client.desk.office.listed import Listed
from pos_client.desk.table.columns import Row
from pos_client.features.promotions import actions
from pos_client.features.promotions.actions import Opened
from pos_client.features.promotions.shown import KINDS, unclear_lines
from pos_client.features.promotions.state import (
    EMPTY,
    NOTHING,
    Draft,
    codes_in,
    draft_of,
    goods_named,
    request_of,
)
from pos_client.remote.api import Api
from pos_client.texts import _
from shared_models.rules.promotions.model import Promotion
from shared_models.values.codes import Permission
from shared_models.values.refusals import Fault
from shared_models.wire.promotions import PromotionLine, SavePromotion, sound

# Any product: whether a draft is sound does not depend on which.
SOME_PRODUCT = UUID(int=1)


class Promotions(Listed[tuple[PromotionLine, ...]]):
    @override
    def fetch(self, api: Api) -> tuple[PromotionLine, ...]:
        return actions.list_promotions(api)

    def rows(self) -> list[Row]:
        return [_row(one) for one in self.found or ()]


def _row(one: PromotionLine) -> Row:
    return {
        "id": str(one.id),
        "promotion": one.id,
        "name": one.name,
        "kind": _(KINDS[one.kind]),
        "branch": one.branch or _("everywhere"),
        "from": one.valid_from,
        "to": one.valid_to,
        "state": _("on") if one.active else _("off"),
    }


@dataclass(frozen=True, slots=True)
class EditorState(Saving[Fault]):
    """`opened` None: nothing is there yet. `exact`: the form can show all there is to the promotion."""

    promotion: UUID = NOTHING
    opened: Opened | None = None
    saved: Draft = EMPTY
    draft: Draft = EMPTY
    exact: bool = True

    @property
    def unsaved(self) -> bool:
        return self.opened is not None and self.draft != self.saved

    @property
    def version(self) -> int:
        row = None if self.opened is None else self.opened.row
        return 0 if row is None else row.promotion.version


class PromotionEditor(Editor[EditorState]):
    """One promotion in its form. `stored` after saving."""

    stored = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__(office, EditorState())
        self._question = Question(office, self)

    @property
    def allowed(self) -> bool:
        return self.office.may(Permission.ADMIN_CATALOG)

    def open(self, promotion: UUID | None) -> None:
        """Show a promotion, or a new one."""
        self._show(EditorState(promotion=promotion or self.office.new_id()))
        self._question.ask(
            lambda api: actions.open_promotion(api, promotion), then=self._fetched, refused=self._refused
        )

    def edit(self, draft: Draft) -> None:
        if self.state.opened is not None and draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def save(self) -> None:
        state = self.state
        if state.opened is None or state.busy or not self.allowed or not state.exact:
            return
        if not self._sound(self.faults()):
            return
        today = self.office.today()
        self._question.ask(
            lambda api: actions.save_promotion(
                api, state.promotion, state.draft, version=state.version, today=today
            ),
            then=self._stored,
            refused=self._refused,
        )

    def faults(self) -> list[Fault]:
        """What is wrong with the draft, as far as it can be seen without asking."""
        draft = self.state.draft
        known = {code: SOME_PRODUCT for _field, code in goods_named(draft)}
        return [*unclear_lines(draft), *self._request(draft, known).faults()]

    def in_force(self) -> tuple[Promotion, ...]:
        """What stands, with the draft in the place of what it was: goods it names that are new stay out."""
        state = self.state
        if state.opened is None:
            return ()
        others = [row for row in state.opened.standing if row.id != state.promotion]
        own = [] if self.faults() or not state.draft.active else [self._draft_rules()]
        return (*sound(others), *own)

    def codes(self) -> frozenset[str]:
        """Codes of promotions, as they are compared."""
        state = self.state
        standing = () if state.opened is None else state.opened.standing
        terms = [row.promotion.voucher for row in standing if row.promotion.voucher is not None]
        known = {code.casefold() for one in terms for code in one.codes}
        return frozenset(known | {code.casefold() for code in codes_in(state.draft.codes)})

    def know(self, code: str, product: UUID) -> None:
        """Goods that were tried have a name in the draft too."""
        opened = self.state.opened
        if opened is not None and product not in opened.codes:
            self.state = replace(self.state, opened=replace(opened, codes={**opened.codes, product: code}))

    def _draft_rules(self) -> Promotion:
        opened = self.state.opened
        known = {} if opened is None else {code: product for product, code in opened.codes.items()}
        return self._request(self.state.draft, known).to_rules(self.state.promotion)

    def _request(self, draft: Draft, known: dict[str, UUID]) -> SavePromotion:
        return request_of(draft, known, version=self.state.version, today=self.office.today())

    def _fetched(self, opened: Opened) -> None:
        row, today = opened.row, self.office.today()
        draft = Draft(valid_from=today) if row is None else draft_of(row.promotion, opened.codes)
        known = {code: product for product, code in opened.codes.items()}
        exact = row is None or row.promotion == (
            request_of(draft, known, version=row.promotion.version, today=today)
        )
        promotion = self.state.promotion if row is None else row.id
        self._show(EditorState(promotion=promotion, opened=opened, saved=draft, draft=draft, exact=exact))

    def _stored(self, opened: Opened) -> None:
        self._fetched(opened)
        self.stored.emit()
