"""Slips of Toko Sumber Rejeki in Bandung: one of every kind that is printed, figures from the real rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from pos_client.app.practice import MARK
from pos_client.devices.bitmap import dithered
from pos_client.devices.documents import Document
from pos_client.engine.shift_story import Counted, ReasonTotal, ShiftStory
from pos_client.printing.drawer_slips import CountSlip, count_document
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.marks import marked
from pos_client.printing.orders import order_document
from pos_client.printing.receipts import MemberSlip, ReceiptSlip, gift_document, receipt_document
from pos_client.printing.shifts import Confirmation, ShiftPaper, ShiftSlip, shift_document
from pos_client.printing.slips import CashSlip, cash_document, trial_document
from pos_client.printing.tickets import TicketSlip, ticket_document
from pos_client.texts import Language
from shared_models.rules.cart import CartFigures, CartLine, figures_of
from shared_models.rules.receipt import Item, LinePromotion, Load, Receipt, ReceiptKind, Tender
from shared_models.rules.returns import LineBack, lines_back
from shared_models.rules.rounding import CashRounding
from shared_models.rules.shift_methods import MethodTotal
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import (
    CashDirection,
    CashReason,
    PutAside,
    RoundingMode,
    TaxClass,
    TenderMethod,
)
from shared_models.values.moments import Zone, zone_of
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import ONE, Quantity, whole
from shared_models.wire.shifts import ShiftFigures
from tests.factories.receipts import PPN_EXCLUSIVE, PPN_INCLUSIVE, cart_line, item, return_of, sale_of

HASH = "1a2b3c4d5e6f7a8b9cadbecfd0e1f2031a2b3c4d5e6f7a8b9cadbecfd0e1f203"
LOGO = dithered(bytes(min(255, 4 * abs(x - 32) + 4 * y) for y in range(24) for x in range(64)), width=64)
TO_THE_HUNDRED_BELOW = CashRounding(step=100, mode=RoundingMode.DOWN)
INDEPENDENCE_DAY = date(2025, 8, 17)
FIVE_PAST_TWO = datetime(2025, 8, 17, 14, 5, tzinfo=zone_of(Zone.WIB))


def letterhead(language: Language = "id", *, is_pkp: bool = True) -> Letterhead:
    return Letterhead(
        shop="TOKO SUMBER REJEKI",
        address="Jl. Braga No. 10, Bandung 40111",
        language=language,
        phone="0812-0000-0000",
        is_pkp=is_pkp,
        npwp="1234567890123456",
    )


def goods(name: str, *, unit: str = "PCS", tax_class: TaxClass = TaxClass.TAXABLE) -> Item:
    return replace(item(name.upper(), unit=unit, tax_class=tax_class), name=name)


def sold(number: int, of: Item, price: int, *, qty: Quantity = ONE, discount: int = 0) -> CartLine:
    return cart_line(price, line=number, qty=qty, discount=discount, of=of)


def basket(
    *lines: CartLine, cart_discount: int = 0, rules: tuple[TaxRule, ...] = (PPN_INCLUSIVE,)
) -> CartFigures:
    return figures_of(lines, cart_discount=Money(cart_discount), tax_rules=rules, day=INDEPENDENCE_DAY)


def soap_noodles_rice() -> Receipt:
    """The domain's sample: 98.480, rounded to 98.400, paid with a hundred thousand."""
    figures = basket(
        sold(1, goods("Sabun Mandi 80g"), 11_100, qty=whole(2), discount=2_220),
        sold(2, goods("Mi Goreng"), 3_500),
        sold(3, goods("Beras 5kg", unit="SAK", tax_class=TaxClass.EXEMPT), 75_000),
    )
    return sale_of(figures, rounding=TO_THE_HUNDRED_BELOW, extra_cash=1_600)


def weighed_and_long() -> Receipt:
    """Weighed sugar, a name that wraps, twelve digits, a discount on the whole, all kinds without tax."""
    figures = basket(
        sold(1, goods("Gula pasir curah", unit="KG"), 18_250, qty=Quantity(755)),
        sold(2, goods("Lemari pendingin dua pintu hemat energi 420 L warna abu-abu"), 999_999_999_999),
        sold(3, goods("Kurma Café «Añejo»", unit="KARTON"), 1_234_567, qty=whole(1_200)),
        sold(4, goods("Buku pelajaran", tax_class=TaxClass.NOT_COLLECTED), 55_000),
        sold(5, goods("Token listrik", tax_class=TaxClass.NON_TAXABLE), 102_000),
        cart_discount=10_000,
    )
    return sale_of(figures)


def tax_on_top() -> Receipt:
    figures = basket(
        sold(1, goods("Cat tembok 5kg", unit="KLG"), 100_000, qty=whole(3)),
        sold(2, goods("Kuas 2 inci"), 15_766, discount=766),
        cart_discount=15_000,
        rules=(PPN_EXCLUSIVE,),
    )
    return sale_of(figures, rounding=TO_THE_HUNDRED_BELOW)


def without_tax() -> Receipt:
    coffee = sold(1, goods("Kopi bubuk 165g"), 14_500, qty=whole(2))
    return sale_of(basket(coffee, rules=()), extra_cash=21_000)


def one_soap_back() -> Receipt:
    lines = lines_back(soap_noodles_rice(), [LineBack(of_line=1, qty=whole(1))], {})
    return return_of(lines, rounding=10)


def paid_with(*tenders: Tender, change: int = 0, **more: object) -> Receipt:
    """The sample's goods, paid in other ways: nothing is rounded where nobody pays in cash."""
    receipt = soap_noodles_rice()
    cash = any(tender.method is TenderMethod.CASH for tender in tenders)
    rounding = receipt.rounding if cash else ZERO
    changes = {"tenders": tenders, "change": Money(change), "rounding": rounding, **more}
    return replace(receipt, **changes)  # type: ignore[arg-type]  # a kind names the fields it changes


def by_qris() -> Receipt:
    return paid_with(Tender(TenderMethod.QRIS, Money(98_480), "626012345678"))


def by_many_ways() -> Receipt:
    """A voucher, a gift card, a bank card, the rest in cash; of the change something is given away."""
    return paid_with(
        Tender(TenderMethod.GIFT_VOUCHER, Money(25_000), kind="voucher", number="V-000077"),
        Tender(TenderMethod.GIFT_CARD, Money(30_000), kind="gift_card", number="8880001234"),
        Tender(TenderMethod.CARD, Money(20_000), "APP 114207", kind="debit", last4="4321"),
        Tender(TenderMethod.CASH, Money(25_000)),
        change=1_400,
        donation=Money(200),
    )


def gift_card_loaded() -> Receipt:
    """Nothing but a gift card and a voucher: no goods, no tax."""
    loads = (
        Load(PutAside.GIFT_CARD_SOLD, "8880001234", Money(200_000)),
        Load(PutAside.GIFT_VOUCHER_SOLD, "V-000078", Money(50_000)),
    )
    tenders = (Tender(TenderMethod.CASH, Money(250_000)),)
    return Receipt(ReceiptKind.SALE, (), ZERO, ZERO, tenders, ZERO, loads=loads)


def promoted() -> Receipt:
    """Buy two, get one; and a code that takes something off every line."""
    figures = basket(
        sold(1, goods("Mi Goreng"), 3_500, qty=whole(3), discount=3_700),
        sold(2, goods("Teh celup isi 25", unit="KTK"), 7_900, discount=1_300),
    )
    receipt = sale_of(figures, rounding=TO_THE_HUNDRED_BELOW)
    noodles, tea = receipt.lines
    birthday = UUID(int=2)
    lines = (
        replace(
            noodles,
            promotions=(
                LinePromotion(UUID(int=1), "Beli 2 gratis 1", Money(3_500)),
                LinePromotion(birthday, "Ulang tahun", Money(200)),
            ),
        ),
        replace(tea, promotions=(LinePromotion(birthday, "Ulang tahun", Money(300)),)),
    )
    return replace(receipt, lines=lines)


def of_a_member(receipt: Receipt, **facts: object) -> ReceiptSlip:
    member = MemberSlip(name="Ibu Ratna", moved=98, points=1_302)
    return slip(receipt, member=replace(member, **facts))  # type: ignore[arg-type]  # as in `slip`


def ticket() -> TicketSlip:
    return TicketSlip(number="A012", service_id="Kasir", service_en="Cashier", at=FIVE_PAST_TWO)


def slip(receipt: Receipt, **changes: object) -> ReceiptSlip:
    plain = ReceiptSlip(
        number="BDG1-K1A-000042",
        at=FIVE_PAST_TWO,
        business_date=INDEPENDENCE_DAY,
        cashier="Sari",
        register="K1",
        receipt=receipt,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def figures_of_a_day() -> ShiftFigures:
    return ShiftFigures.model_validate(
        {
            "sales": 1_042,
            "returns": 3,
            "gross_sales": 128_450_500,
            "discounts": 1_250_750,
            "sales_total": 127_199_750,
            "returns_total": 145_000,
            "tax_on_sales": 11_204_500,
            "tax_on_returns": 14_369,
            "rounding": -12_350,
            "opening_float": 500_000,
            "cash_sales": 127_187_400,
            "cash_refunds": 145_000,
            "cash_in": 200_000,
            "cash_out": 50_000_000,
            "expected": 77_742_400,
            "lines_removed": 12,
            "carts_cleared": 1,
            "drawer_openings": 2,
            "reprints": 4,
        }
    )


def shift_slip(paper: ShiftPaper, **changes: object) -> ShiftSlip:
    plain = ShiftSlip(
        paper=paper,
        number=3,
        register="K1",
        cashier="Sari",
        opened_at=FIVE_PAST_TWO.replace(hour=7, minute=0),
        printed_at=FIVE_PAST_TWO.replace(hour=15, minute=4),
        figures=figures_of_a_day(),
        issued=1_066,
        unacknowledged=37,
        first_receipt="BDG1-K1A-000042",
        last_receipt="BDG1-K1A-001086",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def z_slip(paper: ShiftPaper = ShiftPaper.Z, **changes: object) -> ShiftSlip:
    closed = shift_slip(
        paper,
        closed_at=FIVE_PAST_TWO.replace(hour=15, minute=2),
        counted=77_742_000,
        pieces={100_000: 777, 20_000: 2, 2_000: 1, 500: 0},
        note="Rp400 kurang: koin tidak ada",
    )
    return replace(closed, **changes)  # type: ignore[arg-type]  # a test names the fields it changes


def story_of_a_day() -> ShiftStory:
    """The figures of the day once more, told by what happened."""
    figures = figures_of_a_day()
    cash = MethodTotal(TenderMethod.CASH, figures.cash_sales, figures.cash_refunds, times=1_045)
    return ShiftStory(
        methods=(cash,),
        moves=(
            ReasonTotal(CashDirection.IN, CashReason.FLOAT, figures.cash_in, 1),
            ReasonTotal(CashDirection.OUT, CashReason.PETTY, Money(150_000), 1),
            ReasonTotal(CashDirection.OUT, CashReason.DROP, Money(figures.cash_out - 150_000), 2),
        ),
        counts=(
            Counted(FIVE_PAST_TWO.replace(hour=11), "Sari", "", Money(4_120_500), Money(4_120_000)),
            Counted(FIVE_PAST_TWO, "Sari", "Dewi", Money(9_300_000), Money(9_300_000)),
        ),
        removed=Money(84_500),
        cleared=Money(212_000),
        approved=7,
    )


def counted_drawer(*, to: str = "") -> CountSlip:
    return CountSlip(
        number=3,
        register="K1",
        cashier="Sari",
        at=FIVE_PAST_TWO,
        expected=4_120_500,
        counted=4_120_000,
        pieces=((20_000, 1), (100_000, 41)),
        to=to,
        note="Koin 500 ditukar" if to else None,
    )


def petty_cash() -> CashSlip:
    return CashSlip(
        direction=CashDirection.OUT,
        reason=CashReason.PETTY,
        amount=150_000,
        at=FIVE_PAST_TWO,
        register="K1",
        cashier="Sari",
        approver="Budi",
        note="Galon air dan es batu untuk toko",
    )


Maker = Callable[[Letterhead, int], Document]
KINDS: dict[str, Maker] = {
    "sale": lambda head, _: receipt_document(slip(soap_noodles_rice()), head),
    "sale-copy": lambda head, _: receipt_document(slip(soap_noodles_rice(), copy_no=2), head, with_code=True),
    "sale-proof": lambda head, _: receipt_document(
        slip(soap_noodles_rice(), chain_hash=HASH), replace(head, logo=LOGO), with_code=True
    ),
    "gift": lambda head, _: gift_document(slip(soap_noodles_rice(), chain_hash=HASH), head),
    "sale-long": lambda head, _: receipt_document(slip(weighed_and_long()), head),
    "sale-tax-on-top": lambda head, _: receipt_document(
        slip(tax_on_top(), business_date=date(2025, 8, 16), note="Antar sore ini"), head
    ),
    "sale-no-pkp": lambda head, _: receipt_document(
        slip(without_tax()), replace(head, is_pkp=False, branch="Cabang Dago", header=("Buka 07.00-21.00",))
    ),
    "sale-training": lambda head, _: marked(
        receipt_document(slip(soap_noodles_rice()), head), MARK, head.language
    ),
    "sale-qris": lambda head, _: receipt_document(slip(by_qris()), head),
    "sale-many-ways": lambda head, _: receipt_document(slip(by_many_ways()), head),
    "sale-promotions": lambda head, _: receipt_document(slip(promoted()), head),
    "sale-points": lambda head, _: receipt_document(
        of_a_member(
            paid_with(
                Tender(TenderMethod.LOYALTY_POINT, Money(8_400)), Tender(TenderMethod.CASH, Money(90_000))
            ),
            used=840,
            moved=90,
            points=454,
        ),
        head,
    ),
    "sale-on-account": lambda head, _: receipt_document(
        of_a_member(paid_with(Tender(TenderMethod.CREDIT_SALE, Money(98_480))), due_on=date(2025, 9, 16)),
        head,
    ),
    "gift-card": lambda head, _: receipt_document(slip(gift_card_loaded()), head),
    "order": lambda head, _: order_document(slip(soap_noodles_rice()), head),
    "queue-ticket": lambda head, _: ticket_document(ticket(), head),
    "return": lambda head, _: receipt_document(
        slip(
            one_soap_back(),
            number="BDG1-K1A-000043",
            original="BDG1-K1A-000042",
            reason="Kemasan rusak",
            approver="Budi",
        ),
        head,
    ),
    "return-without-receipt": lambda head, _: receipt_document(slip(one_soap_back()), head),
    "drawer-count": lambda head, _: count_document(counted_drawer(), head),
    "drawer-count-blind": lambda head, _: count_document(
        replace(counted_drawer(), show_expected=False), head
    ),
    "handover": lambda head, _: count_document(counted_drawer(to="Dewi"), head),
    "x": lambda head, _: shift_document(shift_slip(ShiftPaper.X, story=story_of_a_day()), head),
    "x-blind": lambda head, _: shift_document(
        shift_slip(
            ShiftPaper.X,
            show_expected=False,
            first_receipt=None,
            last_receipt=None,
            story=story_of_a_day(),
        ),
        head,
    ),
    "z": lambda head, _: shift_document(z_slip(story=story_of_a_day(), copy_no=1), head),
    "z-confirmed": lambda head, _: shift_document(
        z_slip(
            ShiftPaper.CONFIRMED_Z,
            unacknowledged=0,
            confirmation=Confirmation(acknowledged=1_066, posted=1_066, expected=77_742_400),
        ),
        head,
    ),
    "z-differs": lambda head, _: shift_document(
        z_slip(
            ShiftPaper.CONFIRMED_Z,
            unacknowledged=0,
            counted=77_742_500,
            copy_no=1,
            confirmation=Confirmation(acknowledged=1_066, posted=1_065, expected=77_730_000),
        ),
        head,
    ),
    "cash-out": lambda head, _: cash_document(petty_cash(), head),
    "test-page": lambda head, columns: trial_document(
        head, address="tcp://192.168.1.50:9100", columns=columns, at=FIVE_PAST_TWO
    ),
}
