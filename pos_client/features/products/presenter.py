"""State of the product list and of the form beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from typing_extensions import override

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.office.editing import Editor, Saving
from pos_client.desk.office.listed import Listed
from pos_client.desk.price_levels import level_names
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.features.products import actions
from pos_client.features.products.actions import ProductWish
from pos_client.features.products.state import NEW, Draft, Fault, draft_of, faults_in, request_of
from pos_client.remote.api import Api, Sheet
from pos_client.texts import _
from shared_models.rules.price_choice import RETAIL
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.catalog import Category, PriceLine, PriceListLine, ProductDocument, ProductLine
from shared_models.wire.paging import Page
from shared_models.wire.replica import PriceLevelRow

Tell = Callable[[Sequence[ProductLine]], None]
ON_SALE, STOPPED, EVERY = "on_sale", "stopped", "every"
_ACTIVE = {ON_SALE: True, STOPPED: False, EVERY: None}


class ProductList(QObject):
    rows_changed = Signal()
    categories_came = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.shown = ON_SALE
        self.categories: tuple[Category, ...] = ()
        self._question = Question(office, self)

    def show_only(self, shown: str) -> None:
        self.shown = shown
        self.rows_changed.emit()

    def load_categories(self) -> None:
        self._question.ask(actions.list_categories, then=self._categories, refused=lambda _refusal: None)

    def source(self) -> Source:
        active, branch = _ACTIVE[self.shown], self.office.branch

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> Page[ProductLine]:
            category = wishes.text("category")
            wish = ProductWish(
                search=" ".join(
                    filter(None, (wishes.text("name"), wishes.text("barcode"), wishes.text("sku")))
                ),
                category=UUID(category) if category else None,
                active=active,
                branch=branch,
                limits=wishes.limits("price", "stock"),
            )
            return actions.list_products(api, sheet, wish)

        return paged(self.office, fetch, _row)

    def find(self, words: str, tell: Tell) -> None:
        """Products for Ctrl+K."""
        if self.office.person is None or len(words) < 2:
            tell(())
            return
        self._question.ask(
            lambda api: actions.list_products(api, Sheet(limit=5), ProductWish(search=words)),
            then=lambda page: tell(page.rows),
            refused=lambda _refusal: tell(()),
        )

    def _categories(self, categories: tuple[Category, ...]) -> None:
        self.categories = categories
        self.categories_came.emit()


class PriceLevels(Listed[tuple[PriceLevelRow, ...]]):
    """The price levels, those every shop has first. `stored` after saving."""

    stored = Signal(str)

    @override
    def fetch(self, api: Api) -> tuple[PriceLevelRow, ...]:
        return actions.price_levels(api)

    def rows(self) -> list[Row]:
        given = level_names({})
        return [
            *(
                {"id": code, "code": code, "name": name, "own": False, "active": True}
                for code, name in given.items()
            ),
            *(
                {"id": row.code, "code": row.code, "name": row.name, "own": True, "active": row.active}
                for row in self.found or ()
            ),
        ]

    def save(self, *, code: str, name: str, active: bool) -> None:
        """Add a level, or rename, stop or revive one."""
        row = PriceLevelRow(code=code, name=name, active=active)

        def stored(saved: PriceLevelRow) -> None:
            self.stored.emit(saved.name)
            self.load()

        self._question.ask(lambda api: api.save_price_level(row), then=stored, refused=self._refused)


class PriceList(Listed[tuple[PriceLevelRow, ...]]):
    """What products cost at a level. `found`: the shop's own levels; `rows_changed`: another list."""

    rows_changed = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.level: str = RETAIL

    @override
    def fetch(self, api: Api) -> tuple[PriceLevelRow, ...]:
        return actions.price_levels(api)

    def levels(self) -> dict[str, str]:
        """Names by code, what everybody pays first."""
        own = {row.code: row.name for row in self.found or () if row.active}
        return {RETAIL: _("Retail"), **level_names(own)}

    def show_level(self, level: str) -> None:
        self.level = level
        self.rows_changed.emit()

    def source(self) -> Source:
        level, branch = self.level, self.office.branch

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> Page[PriceListLine]:
            words = " ".join(filter(None, (wishes.text("name"), wishes.text("sku"))))
            return api.price_list(level, sheet, search=words, branch=branch)

        return paged(self.office, fetch, _priced)


def _priced(line: PriceListLine) -> Row:
    over = None if line.price is None or line.cost is None else line.price - line.cost
    return {
        "id": str(line.id),
        "product": line.id,
        "sku": line.sku,
        "name": line.name,
        "category": line.category,
        "unit": line.unit,
        "cost": line.cost,
        "price": line.price,
        "over": over,
        "next_price": line.next_price,
        "next_from": line.next_from,
        "tiers": line.tiers or None,
    }


def _row(line: ProductLine) -> Row:
    return {
        "id": str(line.id),
        "product": line.id,
        "barcode": line.barcode,
        "sku": line.sku,
        "name": line.name,
        "category": line.category,
        "cost": line.cost,
        "price": line.price,
        "stock": line.stock,
        "unit": line.unit,
        "active": line.active,
    }


@dataclass(frozen=True, slots=True)
class EditorState(Saving[Fault]):
    """`product` None while `open`: a new one."""

    open: bool = False
    product: UUID | None = None
    version: int = 0
    saved: Draft = NEW
    draft: Draft = NEW
    prices: tuple[PriceLine, ...] = ()

    @property
    def unsaved(self) -> bool:
        return self.open and self.draft != self.saved


Opened = tuple[ProductDocument, dict[UUID, str]]
"""A product, and the names of customers with a price of their own."""


def _named(api: Api, document: ProductDocument) -> Opened:
    return document, actions.names_in(api, document)


class ProductEditor(Editor[EditorState]):
    """One product in its form. `stored` after saving."""

    stored = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__(office, EditorState())
        self._own_levels: dict[str, str] = {}
        self.names: dict[UUID, str] = {}  # of customers with a price of their own
        self._question = Question(office, self)
        self._levels = Question(office, self)

    @property
    def levels(self) -> dict[str, str]:
        """Price levels a price may be for, by code."""
        return level_names(self._own_levels)

    def load_levels(self) -> None:
        self._levels.ask(actions.own_levels, then=self._levels_came, refused=lambda _refusal: None)

    def _levels_came(self, levels: dict[str, str]) -> None:
        self._own_levels = levels

    def start(self) -> None:
        """A new product."""
        self._question.forget()
        self._show(EditorState(open=True))

    def open(self, product: UUID) -> None:
        self._question.ask(
            lambda api: _named(api, actions.fetch_product(api, product)),
            then=self._fetched,
            refused=self._refused,
        )

    def open_sku(self, sku: str) -> None:
        self._question.ask(
            lambda api: _named(api, actions.product_of_sku(api, sku)),
            then=self._fetched,
            refused=self._refused,
        )

    def close(self) -> None:
        self._question.forget()
        self._show(EditorState())

    def edit(self, draft: Draft) -> None:
        """What a person typed."""
        if draft != self.state.draft:
            self._set(replace(self.state, draft=draft))

    def reshape(self, draft: Draft) -> None:
        """A unit more or less: the form is drawn anew."""
        self._show(replace(self.state, draft=draft))

    def save(self) -> None:
        state = self.state
        if not state.open or state.busy:
            return
        if not self._sound(faults_in(state.draft, self.office.today())):
            return
        request = request_of(state.draft, version=state.version, saved=state.saved)
        self._question.ask(
            lambda api: actions.save_product(api, product=state.product, request=request),
            then=self._stored,
            refused=self._refused,
        )

    def _fetched(self, opened: Opened) -> None:
        document, names = opened
        self.names |= names
        draft = draft_of(document)
        self._show(
            EditorState(
                open=True,
                product=document.id,
                version=document.version,
                saved=draft,
                draft=draft,
                prices=document.prices,
            )
        )

    def _stored(self, document: ProductDocument) -> None:
        self._fetched((document, {}))
        self.stored.emit(document)

    @override
    def _refused(self, refusal: Refusal | None) -> None:
        """While nothing is open, the list says that the server is away."""
        away = refusal is not None and refusal.code is ErrorCode.SERVER_UNREACHABLE
        super()._refused(refusal if self.state.open or not away else None)
