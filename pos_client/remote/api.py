"""What a signed-in member of staff asks the back office: one function per endpoint, wire types in and out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal, TypeVar
from urllib.parse import quote
from uuid import UUID

from pos_client.remote.client import Client, Params
from shared_models.values.codes import ReviewCode, StreamPurpose, TenderMethod
from shared_models.wire.attendance import Attendance, AttendanceNote, CorrectAttendance
from shared_models.wire.catalog import Category, PriceListLine, ProductDocument, ProductLine, SaveProduct
from shared_models.wire.customers import (
    CorrectPoints,
    CustomerBooked,
    CustomerLine,
    CustomerStanding,
    CustomerTerms,
    PointsLine,
    ReceivableMove,
    Receivables,
    ReceivePayment,
)
from shared_models.wire.documents import SaleDocument, SalesPage
from shared_models.wire.importing import ImportPreview
from shared_models.wire.incidents import Incident, Incidents, ReceiptsPage
from shared_models.wire.ledger import AccountEntries, Entry
from shared_models.wire.orders import OrderDetail, OrdersPage
from shared_models.wire.paging import Page
from shared_models.wire.payments import (
    ChangeStored,
    ClearingAccount,
    IssueStored,
    LapseStored,
    OrderMethods,
    StoredBooked,
    StoredState,
    StoredValueDetail,
    StoredValuesPage,
    VoidStored,
)
from shared_models.wire.promotions import PromotionLine, PromotionRow, SavePromotion
from shared_models.wire.queue import (
    CallNext,
    DisplayAddress,
    QueueBoard,
    QueueServiceRow,
    StepTicket,
    TicketRow,
)
from shared_models.wire.replica import BranchRow, CustomerRow, PaymentMethodRow, PriceLevelRow, RegisterRow
from shared_models.wire.reports import Home, ReportName, ReportTable
from shared_models.wire.reviews import (
    AcceptReviews,
    ResolveReview,
    ReviewDocument,
    ReviewResolved,
    ReviewsPage,
    ReviewState,
)
from shared_models.wire.staff import SaveStaff, SignedIn, SignIn, StaffCard, StaffMember
from shared_models.wire.stock import AdjustStock, StockAdjusted, StockCard, StockLine
from shared_models.wire.tax_invoices import (
    IssueTaxInvoice,
    TaxInvoiceFile,
    TaxInvoiceListed,
    TaxInvoicesPage,
)
from shared_models.wire.tills import (
    ConfirmedShift,
    EnrolmentCode,
    NewEnrolment,
    NewRegister,
    TillEvent,
    TillEventText,
    TillState,
    TillStream,
)
from shared_models.wire.tracking import Checks, Lots, Serials

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """A period and a branch (None: all): what most lists are asked for."""

    first: date | None = None
    last: date | None = None
    branch: UUID | None = None

    def params(self) -> dict[str, object]:
        return {
            "from": None if self.first is None else self.first.isoformat(),
            "to": None if self.last is None else self.last.isoformat(),
            "branch": self.branch,
        }


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list: order, the cursor it continues from, and how many rows."""

    sort: str = ""
    descending: bool = False
    after: str | None = None
    limit: int = 200

    def params(self) -> dict[str, object]:
        # A direction without a column would turn the server's own order round.
        order: dict[str, object] = {"sort": self.sort, "descending": self.descending} if self.sort else {}
        return {**order, "after": self.after, "limit": self.limit}


class Api:
    """Raises Refusal, with the server's code or SERVER_UNREACHABLE. Called off the GUI thread."""

    def __init__(self, client: Client) -> None:
        self.client = client

    # people

    def sign_in(self, *, username: str, password: str) -> SignedIn:
        """Open a session; later calls are made in its name."""
        request = SignIn(username=username, password=password)
        signed = self.client.call("POST", "/api/sessions", SignedIn, body=request)
        self.client.token = signed.token
        return signed

    def sign_out(self) -> None:
        self.client.call("DELETE", "/api/sessions", type(None))
        self.client.token = None

    def staff(self) -> tuple[StaffMember, ...]:
        return self._get("/api/staff", tuple[StaffMember, ...])

    def save_staff(self, person: UUID | None, request: SaveStaff) -> StaffMember:
        """Hire (`person` None) or change somebody; tills learn of it by the feed."""
        if person is None:
            return self.client.call("POST", "/api/staff", StaffMember, body=request)
        return self.client.call("PUT", f"/api/staff/{person}", StaffMember, body=request)

    def issue_card(self, person: UUID) -> StaffCard:
        """A new card; an older one of theirs ends."""
        return self.client.call("POST", f"/api/staff/{person}/card", StaffCard)

    def withdraw_card(self, person: UUID) -> StaffMember:
        return self.client.call("DELETE", f"/api/staff/{person}/card", StaffMember)

    def attendance(self, span: Span) -> Attendance:
        """Working days of a period, in one branch or all."""
        return self._get("/api/attendance", Attendance, span.params())

    def correct_attendance(self, request: CorrectAttendance) -> AttendanceNote:
        return self.client.call("POST", "/api/attendance/corrections", AttendanceNote, body=request)

    def branches(self) -> tuple[BranchRow, ...]:
        return self._get("/api/branches", tuple[BranchRow, ...])

    def save_branch(self, row: BranchRow) -> BranchRow:
        """The settings of a branch; its tills sell by them from their next pull on."""
        return self.client.call("PUT", f"/api/branches/{row.id}", BranchRow, body=row)

    # catalogue

    def products(
        self,
        sheet: Sheet,
        *,
        search: str = "",
        category: UUID | None = None,
        active: bool | None = None,
        branch: UUID | None = None,
        limits: Mapping[str, int] = MappingProxyType({}),
    ) -> Page[ProductLine]:
        """`limits`: `price_at_least`, `stock_at_most` and their kin, in smallest units."""
        asked = {"search": search, "category": category, "active": active, "branch": branch, **limits}
        return self._get("/api/products", Page[ProductLine], asked | sheet.params())

    def product(self, product: UUID) -> ProductDocument:
        return self._get(f"/api/products/{product}", ProductDocument)

    def new_product(self, request: SaveProduct) -> ProductDocument:
        return self.client.call("POST", "/api/products", ProductDocument, body=request)

    def save_product(self, product: UUID, request: SaveProduct) -> ProductDocument:
        return self.client.call("PUT", f"/api/products/{product}", ProductDocument, body=request)

    def import_products(self, *, name: str, content: bytes, dry_run: bool) -> ImportPreview:
        """Check a CSV or XLSX file (`dry_run`), or write what is right in it."""
        asked: Params = {"dry_run": dry_run, "filename": name}
        return self.client.call("POST", "/api/products/import", ImportPreview, params=asked, content=content)

    def price_list(
        self, level: str, sheet: Sheet, *, search: str = "", branch: UUID | None = None
    ) -> Page[PriceListLine]:
        """What products on sale cost at a level."""
        asked = {"search": search, "active": True, "branch": branch} | sheet.params()
        return self._get(f"/api/price-lists/{quote(level, safe='')}", Page[PriceListLine], asked)

    def price_levels(self) -> tuple[PriceLevelRow, ...]:
        """Levels of the shop's own."""
        return self._get("/api/price-levels", tuple[PriceLevelRow, ...])

    def save_price_level(self, row: PriceLevelRow) -> PriceLevelRow:
        return self.client.call("PUT", f"/api/price-levels/{row.code}", PriceLevelRow, body=row)

    def categories(self) -> tuple[Category, ...]:
        return self._get("/api/categories", tuple[Category, ...])

    # promotions

    def promotions(self) -> tuple[PromotionLine, ...]:
        return self._get("/api/promotions", tuple[PromotionLine, ...])

    def active_promotions(self) -> tuple[PromotionRow, ...]:
        """Those that are switched on, as tills hold them."""
        return self._get("/api/promotions/active", tuple[PromotionRow, ...])

    def promotion(self, promotion: UUID) -> PromotionRow:
        return self._get(f"/api/promotions/{promotion}", PromotionRow)

    def save_promotion(self, promotion: UUID, request: SavePromotion) -> PromotionRow:
        """Make (under an id of our own) or change a promotion."""
        return self.client.call("PUT", f"/api/promotions/{promotion}", PromotionRow, body=request)

    # customers

    def customers(self, sheet: Sheet, *, search: str = "", active: bool | None = None) -> Page[CustomerLine]:
        asked = {"search": search, "active": active}
        return self._get("/api/customers", Page[CustomerLine], asked | sheet.params())

    def customers_named(self, ids: Iterable[UUID]) -> tuple[CustomerRow, ...]:
        """Who those customers are; at most a hundred at once."""
        return self._get("/api/customers/named", tuple[CustomerRow, ...], {"ids": ",".join(map(str, ids))})

    def import_customers(self, *, name: str, content: bytes, dry_run: bool) -> ImportPreview:
        """Check a CSV or XLSX file (`dry_run`), or write what is right in it."""
        asked: Params = {"dry_run": dry_run, "filename": name}
        return self.client.call("POST", "/api/customers/import", ImportPreview, params=asked, content=content)

    def save_customer(self, row: CustomerRow) -> CustomerRow:
        return self.client.call("PUT", f"/api/customers/{row.id}", CustomerRow, body=row)

    def customer_standing(self, customer: UUID) -> CustomerStanding:
        return self._get(f"/api/customers/{customer}/standing", CustomerStanding)

    def customer_terms(self) -> CustomerTerms:
        return self._get("/api/customers/terms", CustomerTerms)

    def save_customer_terms(self, terms: CustomerTerms) -> CustomerTerms:
        return self.client.call("PUT", "/api/customers/terms", CustomerTerms, body=terms)

    def points(self, customer: UUID, sheet: Sheet) -> Page[PointsLine]:
        """Every move of a customer's points, the newest first: in no other order."""
        asked: Params = {"after": sheet.after, "limit": sheet.limit}
        return self._get(f"/api/points/{customer}", Page[PointsLine], asked)

    def correct_points(self, request: CorrectPoints) -> CustomerBooked:
        return self.client.call("POST", "/api/points/corrections", CustomerBooked, body=request)

    def orders(
        self, sheet: Sheet, *, branch: UUID | None = None, which: Params | None = None, search: str = ""
    ) -> OrdersPage:
        """Orders and quotations, the youngest first; `which`: their kind and state, or those that are due."""
        asked = {"branch": branch, "search": search}
        place = {"after": sheet.after, "limit": sheet.limit}
        return self._get("/api/orders", OrdersPage, asked | dict(which or {}) | place)

    def order(self, order: UUID) -> OrderDetail:
        return self._get(f"/api/orders/{order}", OrderDetail)

    def tax_invoices(
        self, sheet: Sheet, *, branch: UUID | None, still_open: bool | None, search: str = ""
    ) -> TaxInvoicesPage:
        """Tax invoices that were asked for, the youngest first; `still_open` None: all."""
        asked: dict[str, object] = {"branch": branch, "still_open": still_open, "search": search}
        place = {"after": sheet.after, "limit": sheet.limit}
        return self._get("/api/tax-invoices", TaxInvoicesPage, asked | place)

    def issue_tax_invoice(self, request: UUID, number: str) -> TaxInvoiceListed:
        path, body = f"/api/tax-invoices/{request}/number", IssueTaxInvoice(number=number)
        return self.client.call("POST", path, TaxInvoiceListed, body=body)

    def tax_invoice_file(self, branch: UUID | None) -> TaxInvoiceFile:
        return self._get("/api/tax-invoices/export", TaxInvoiceFile, {"branch": branch})

    # lots, serial numbers, confirmations

    def lots(self, *, branch: UUID | None = None, within_days: int | None = None) -> Lots:
        return self._get("/api/tracking/lots", Lots, {"branch": branch, "within_days": within_days})

    def serials(self, *, branch: UUID | None = None) -> Serials:
        return self._get("/api/tracking/serials", Serials, {"branch": branch})

    def checks(self, span: Span) -> Checks:
        return self._get("/api/tracking/checks", Checks, span.params())

    def receivables(self, *, branch: UUID | None = None) -> Receivables:
        return self._get("/api/receivables", Receivables, {"branch": branch})

    def receivable_moves(self, branch: UUID, customer: UUID) -> tuple[ReceivableMove, ...]:
        return self._get(f"/api/receivables/{branch}/{customer}", tuple[ReceivableMove, ...])

    def receive_payment(self, request: ReceivePayment) -> CustomerBooked:
        return self.client.call("POST", "/api/receivables/payments", CustomerBooked, body=request)

    # payments

    def payment_methods(self) -> tuple[PaymentMethodRow, ...]:
        """In the order tills offer them."""
        return self._get("/api/payment-methods", tuple[PaymentMethodRow, ...])

    def clearing_accounts(self) -> tuple[ClearingAccount, ...]:
        return self._get("/api/payment-methods/accounts", tuple[ClearingAccount, ...])

    def save_payment_method(self, row: PaymentMethodRow) -> PaymentMethodRow:
        path = f"/api/payment-methods/{row.code}"
        return self.client.call("PUT", path, PaymentMethodRow, body=row)

    def order_payment_methods(self, request: OrderMethods) -> tuple[PaymentMethodRow, ...]:
        reply = tuple[PaymentMethodRow, ...]
        return self.client.call("PUT", "/api/payment-methods", reply, body=request)

    def stored_values(
        self,
        sheet: Sheet,
        *,
        search: str = "",
        state: StoredState | None = None,
        document: UUID | None = None,
    ) -> StoredValuesPage:
        """By number, in no other order."""
        asked: Params = {
            "search": search,
            "state": None if state is None else state.value,
            "document": document,
            "after": sheet.after,
            "limit": sheet.limit,
        }
        return self._get("/api/stored-values", StoredValuesPage, asked)

    def stored_value(self, method: TenderMethod, number: str) -> StoredValueDetail:
        return self._get(_stored_path(method, number), StoredValueDetail)

    def issue_stored(self, request: IssueStored) -> StoredBooked:
        return self.client.call("POST", "/api/stored-values", StoredBooked, body=request)

    def change_stored(self, method: TenderMethod, number: str, request: ChangeStored) -> StoredValueDetail:
        return self.client.call("PUT", _stored_path(method, number), StoredValueDetail, body=request)

    def void_stored(self, method: TenderMethod, number: str, request: VoidStored) -> StoredBooked:
        path = f"{_stored_path(method, number)}/void"
        return self.client.call("POST", path, StoredBooked, body=request)

    def lapse_stored(self, request: LapseStored) -> StoredBooked:
        return self.client.call("POST", "/api/stored-values/lapsed", StoredBooked, body=request)

    # stock

    def stock(self, sheet: Sheet, *, branch: UUID | None = None, search: str = "") -> Page[StockLine]:
        asked = {"branch": branch, "search": search}
        return self._get("/api/stock", Page[StockLine], asked | sheet.params())

    def stock_card(self, product: UUID, span: Span) -> StockCard:
        return self._get(f"/api/stock/{product}/card", StockCard, span.params())

    def adjust_stock(self, request: AdjustStock) -> StockAdjusted:
        return self.client.call("POST", "/api/stock/adjustments", StockAdjusted, body=request)

    # sales

    def sales(
        self,
        sheet: Sheet,
        span: Span,
        *,
        search: str = "",
        kind: str = "",
        cashier: str = "",
        to_review: bool = False,
    ) -> SalesPage:
        asked = {"search": search, "kind": kind, "cashier": cashier, "to_review": to_review or None}
        return self._get("/api/sales", SalesPage, asked | span.params() | sheet.params())

    def sale(self, branch: UUID, sale: UUID) -> SaleDocument:
        return self._get(f"/api/sales/{branch}/{sale}", SaleDocument)

    # reviews

    def reviews(
        self,
        sheet: Sheet,
        *,
        branch: UUID | None = None,
        state: ReviewState = ReviewState.OPEN,
        code: ReviewCode | None = None,
        search: str = "",
    ) -> ReviewsPage:
        asked = {"branch": branch, "state": state.value, "code": code, "search": search}
        return self._get("/api/reviews", ReviewsPage, asked | sheet.params())

    def review(
        self, branch: UUID, review: UUID, *, document: UUID | None = None, seq: int | None = None
    ) -> ReviewDocument:
        """A flag with one of its occurrences: the one named, else the newest."""
        asked: Params = {"document": document, "seq": seq}
        return self._get(f"/api/reviews/{branch}/{review}", ReviewDocument, asked)

    def resolve_review(self, branch: UUID, review: UUID, request: ResolveReview) -> ReviewResolved:
        path = f"/api/reviews/{branch}/{review}/resolve"
        return self.client.call("POST", path, ReviewResolved, body=request)

    def accept_reviews(self, request: AcceptReviews) -> ReviewResolved:
        return self.client.call("POST", "/api/reviews/accept", ReviewResolved, body=request)

    # books

    def account_entries(self, account: str, span: Span, *, after: str | None = None) -> AccountEntries:
        path = f"/api/ledger/accounts/{account}/entries"
        return self._get(path, AccountEntries, {"after": after} | span.params())

    def entry(self, branch: UUID, posting_no: int) -> Entry:
        return self._get(f"/api/ledger/entries/{branch}/{posting_no}", Entry)

    # reports

    def home(self, *, branch: UUID | None) -> Home:
        return self._get("/api/home", Home, {"branch": branch})

    def report(
        self,
        name: ReportName,
        span: Span,
        *,
        group: Literal["unit", "category", "all"] | None = None,
        window: int | None = None,
    ) -> ReportTable:
        asked: dict[str, object] = {"group": group, "window": window}
        return self._get(f"/api/reports/{name.value}", ReportTable, asked | span.params())

    # queue

    def queue_board(self, branch: UUID, day: date | None = None) -> QueueBoard:
        """The queue of a branch on a day, today when none is named."""
        asked: Params = {"day": None if day is None else day.isoformat()}
        return self._get(f"/api/queue/{branch}/board", QueueBoard, asked)

    def call_next(self, branch: UUID, wanted: CallNext) -> TicketRow:
        return self.client.call("POST", f"/api/queue/{branch}/next", TicketRow, body=wanted)

    def step_ticket(self, branch: UUID, ticket: UUID, wanted: StepTicket) -> TicketRow:
        return self.client.call("POST", f"/api/queue/{branch}/tickets/{ticket}", TicketRow, body=wanted)

    def save_queue_service(self, branch: UUID, row: QueueServiceRow) -> QueueServiceRow:
        """A service people queue for; the branch's tills offer it from their next pull on."""
        path = f"/api/queue/{branch}/services/{row.id}"
        return self.client.call("PUT", path, QueueServiceRow, body=row)

    def queue_display(self, branch: UUID, *, renew: bool = False) -> DisplayAddress:
        """Where any browser sees the numbers; `renew`: the old address leads nowhere any more."""
        path, asked = f"/api/queue/{branch}/display", {"renew": renew}
        return self.client.call("POST", path, DisplayAddress, params=asked)

    # tills

    def tills(self) -> tuple[TillState, ...]:
        return self._get("/api/tills", tuple[TillState, ...])

    def till_streams(self, register: UUID) -> tuple[TillStream, ...]:
        return self._get(f"/api/tills/{register}/streams", tuple[TillStream, ...])

    def till_events(self, stream: TillStream, *, after: str | None) -> Page[TillEvent]:
        path = f"/api/tills/streams/{stream.branch}/{stream.stream}/events"
        return self._get(path, Page[TillEvent], {"after": after})

    def till_event(self, stream: TillStream, *, seq: int, hash_: str) -> TillEventText:
        path = f"/api/tills/streams/{stream.branch}/{stream.stream}/events/{seq}/{hash_}"
        return self._get(path, TillEventText)

    def incidents(self) -> tuple[Incident, ...]:
        """Every restore of the back office, youngest first."""
        return self._get("/api/incidents", Incidents).incidents

    def incident_receipts(
        self, incident: UUID, sheet: Sheet, *, branch: UUID | None = None, search: str = ""
    ) -> ReceiptsPage:
        """What came back after a restore, receipt by receipt."""
        asked = {"branch": branch, "search": search}
        return self._get(f"/api/incidents/{incident}/receipts", ReceiptsPage, asked | sheet.params())

    def new_register(self, request: NewRegister) -> RegisterRow:
        return self.client.call("POST", "/api/tills/registers", RegisterRow, body=request)

    def enrolment_code(self, register: UUID) -> EnrolmentCode:
        request = NewEnrolment(register_id=register, purpose=StreamPurpose.LIVE)
        return self.client.call("POST", "/api/tills/enrolments", EnrolmentCode, body=request)

    def revoke(self, register: UUID) -> None:
        self.client.call("POST", f"/api/tills/{register}/revoke", type(None))

    def shifts(self, span: Span) -> Page[ConfirmedShift]:
        return self._get("/api/tills/shifts", Page[ConfirmedShift], span.params())

    def _get(self, path: str, reply: type[T], params: Params | None = None) -> T:
        return self.client.call("GET", path, reply, params=params)


def _stored_path(method: TenderMethod, number: str) -> str:
    return f"/api/stored-values/{method.value}/{quote(number, safe='')}"
