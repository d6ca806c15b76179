"""Receipts of sales and returns. Every figure is the stored one; nothing is computed again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pos_client import texts
from pos_client.devices.documents import (
    Align,
    Barcode,
    Cut,
    Document,
    Drawer,
    Feed,
    Item,
    Pair,
    QrCode,
    Rule,
    Size,
    Text,
)
from pos_client.printing.letterhead import Letterhead, foot_items, head_items
from pos_client.printing.tax import mark_of, tax_items
from pos_client.printing.words import Say, negative
from pos_client.texts import N_, amount
from shared_models.rules.receipt import Receipt, ReceiptKind, ReceiptLine, Tender
from shared_models.values.codes import PriceSource, PutAside, TenderMethod
from shared_models.values.quantity import ONE

PROOF_DIGITS: Final = 16
PROOF_MODULE_DOTS: Final = 4
# `BDG1-K1A-000042`.
_NUMBER: Final = re.compile(r"[A-Z0-9]+-[A-Z0-9]+-\d{6,}")
_PROOF: Final = re.compile(rf"(\S+)\.([0-9A-Fa-f]{{{PROOF_DIGITS}}})")

TENDER_WORDS: Final = {
    TenderMethod.CASH: N_("Cash"),
    TenderMethod.QRIS: N_("QRIS"),
    TenderMethod.CARD: N_("Card"),
    TenderMethod.LOYALTY_POINT: N_("Points"),
    TenderMethod.CREDIT_SALE: N_("On account"),
    TenderMethod.E_WALLET: N_("E-wallet"),
    TenderMethod.BANK_TRANSFER: N_("Bank transfer"),
    TenderMethod.GIFT_VOUCHER: N_("Gift voucher"),
    TenderMethod.GIFT_CARD: N_("Gift card"),
    TenderMethod.STORE_CREDIT: N_("Store credit"),
    TenderMethod.CUSTOMER_DEPOSIT: N_("Deposit paid before"),
    TenderMethod.FORFEITED_DEPOSIT: N_("Forfeited"),
}
ASIDE_WORDS: Final = {
    PutAside.DONATION: N_("Your donation"),
    PutAside.GIFT_VOUCHER_SOLD: N_("Gift voucher"),
    PutAside.GIFT_CARD_SOLD: N_("Gift card"),
    PutAside.DEPOSIT_TAKEN: N_("Deposit"),
}
_OF_SHIFTS: Final = {
    PutAside.DONATION: N_("Donations"),
    PutAside.GIFT_VOUCHER_SOLD: N_("Gift vouchers sold"),
    PutAside.GIFT_CARD_SOLD: N_("Gift cards loaded"),
    PutAside.DEPOSIT_TAKEN: N_("Deposits taken"),
}
PAYMENT_WORDS: Final = dict[TenderMethod | PutAside, str]((*TENDER_WORDS.items(), *_OF_SHIFTS.items()))


@dataclass(frozen=True, slots=True)
class MemberSlip:
    """Whose receipt it is. `moved`: points it brought (a return: took); `used`: points that paid, or came
    back. `points`: what he has now, null: not told. `due_on`: of what is on account.
    """

    name: str
    moved: int = 0
    used: int = 0
    points: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """A finished sale or return and what stands around its figures. `at` is on the branch's wall clock.

    `copy_no` > 0 marks a reprint. `original`, `reason`, `approver` belong to a return.
    `chain_hash` (hex) is that of the receipt's event in the till's journal.
    """

    number: str
    at: datetime
    business_date: date
    cashier: str
    register: str
    receipt: Receipt
    copy_no: int = 0
    original: str | None = None
    reason: str | None = None
    approver: str | None = None
    note: str | None = None
    chain_hash: str | None = None
    member: MemberSlip | None = None
    # The shop's names of its ways to pay by their code, in the language of the paper.
    ways: Mapping[str, str] = field(default_factory=dict)
    # What stands below a line: remarks, and who sold it by their id (empty: nobody is named).
    with_remarks: bool = True
    sellers: Mapping[UUID, str] = field(default_factory=dict)


def receipt_document(slip: ReceiptSlip, head: Letterhead, *, with_code: bool = False) -> Document:
    """The slip handed to the customer. A first print with cash opens the drawer; a copy never does.

    `with_code` adds the receipt number as a code to scan at a return, and what proves it against the journal.
    """
    items: list[Item] = []
    if not slip.copy_no and slip.receipt.cash:
        items.append(Drawer())
    items += [
        *head_items(head),
        *_title_items(slip, head.say),
        Rule(),
        *_number_items(slip, head.say),
        Rule(),
    ]
    # A receipt that only sells cards has no goods to list or to add up.
    if slip.receipt.lines:
        items += [*_line_items(slip, head), Rule()]
    items += _total_items(slip.receipt, head.say, slip.ways)
    if tax := list(tax_items(slip.receipt, head)):
        items += [Rule(), *tax]
    if slip.member is not None:
        items += [Rule(), *_member_items(slip.member, slip.receipt.kind, head.say)]
    items += [Rule(), *_closing_items(slip, head)]
    if with_code:
        items += [Feed(), Barcode(slip.number)]
    if with_code and slip.chain_hash:
        items += _proof_items(slip.number, slip.chain_hash, head.say)
    return Document((*items, Cut()))


def gift_document(slip: ReceiptSlip, head: Letterhead) -> Document:
    """What was bought, for whoever is given it: no amounts, and the codes that let it be exchanged."""
    items: list[Item] = [
        *head_items(head),
        Text(head.say(N_("GIFT RECEIPT")), Align.CENTRE, bold=True),
        Rule(),
        *_number_items(slip, head.say),
        Rule(),
    ]
    for line in slip.receipt.lines:
        items += [Text(line.item.name), Text(f"{texts.quantity(line.qty)} {line.item.unit}", indent=2)]
        items += _told_items(line, head.say)
    words = N_("With this slip the goods can be exchanged at our till.")
    items += [Rule(), Text(head.say(words), Align.CENTRE), Feed(), Barcode(slip.number)]
    if slip.chain_hash:
        items += _proof_items(slip.number, slip.chain_hash, head.say)
    return Document((*items, Cut()))


def receipt_qr(receipt_no: str, hash: str) -> str:  # noqa: A002 - the chain's own word
    """What the QR code at the foot holds: number and the first 64 bits of the event's hash, `NUMBER.HASH`.

    Only signs that every keyboard layout of a scanner sends alike. `hash` is hex.
    """
    return f"{receipt_no}.{_short(hash)}"


def read_receipt_qr(text: str) -> tuple[str, str] | None:
    """Number and short hash of a scanned `receipt_qr`; None for anything else."""
    found = _PROOF.fullmatch(text.strip())
    return None if found is None else (found[1], found[2].upper())


def is_receipt_number(text: str) -> bool:
    """Or what the code at the foot of a receipt says; of any till of any shop."""
    number, _check_code = read_receipt_qr(text) or (text.strip(), "")
    return _NUMBER.fullmatch(number) is not None


def hash_shown(hash: str) -> str:  # noqa: A002 - the chain's own word
    """The short hash in fours, for a person to read aloud: `1A2B 3C4D 5E6F 7A8B`."""
    short = _short(hash)
    return " ".join(short[place : place + 4] for place in range(0, len(short), 4))


def _short(hash_: str) -> str:
    return hash_[:PROOF_DIGITS].upper()


def _proof_items(number: str, chain_hash: str, say: Say) -> Iterator[Item]:
    yield Feed()
    yield QrCode(receipt_qr(number, chain_hash), module=PROOF_MODULE_DOTS)
    yield Text(say(N_("Check code {code}"), code=hash_shown(chain_hash)), Align.CENTRE)


def pieces_in(receipt: Receipt) -> int:
    """How many things a receipt counts: whole quantities add up, what was weighed is one thing."""
    return sum(line.qty // ONE if line.qty % ONE == 0 else 1 for line in receipt.lines)


def _title_items(slip: ReceiptSlip, say: Say) -> Iterator[Item]:
    if slip.receipt.kind is ReceiptKind.RETURN:
        yield Text(say(N_("SALES RETURN")), Align.CENTRE, bold=True)
    if slip.copy_no:
        yield Text(say(N_("*** COPY {n} ***"), n=slip.copy_no), Align.CENTRE, bold=True)


def _number_items(slip: ReceiptSlip, say: Say) -> Iterator[Item]:
    yield Pair(say(N_("No {number}"), number=slip.number), texts.day(slip.at.date()))
    yield Pair(
        say(N_("Cashier {name}  {register}"), name=slip.cashier, register=slip.register), texts.clock(slip.at)
    )
    if slip.business_date != slip.at.date():
        yield Pair(say(N_("Business date")), texts.day(slip.business_date))
    if slip.receipt.kind is ReceiptKind.RETURN:
        yield from _return_items(slip, say)


def _return_items(slip: ReceiptSlip, say: Say) -> Iterator[Item]:
    if slip.receipt.loads and not slip.receipt.lines:
        yield Text(say(N_("Order cancelled: its deposit")))
    elif slip.original:
        yield Text(say(N_("Return of receipt {number}"), number=slip.original))
    else:
        yield Text(say(N_("Return without a receipt")))
    if slip.reason:
        yield Text(say(N_("Reason: {reason}"), reason=slip.reason))
    if slip.approver:
        yield Text(say(N_("Approved by {name}"), name=slip.approver))


def _line_items(slip: ReceiptSlip, head: Letterhead) -> Iterator[Item]:
    for line in slip.receipt.lines:
        mark = mark_of(line, head)
        yield Text(f"{line.item.name} {mark}" if mark else line.item.name)
        yield Pair(_count_shown(line), amount(line.gross), indent=2)
        yield from _price_items(line, head.say)
        yield from _told_items(line, head.say)
        for one in line.promotions:
            yield Pair(one.name, negative(one.amount), indent=2)
        if by_hand := line.line_discount - line.promoted:
            yield Pair(head.say(N_("Discount")), negative(by_hand), indent=2)
        if slip.with_remarks and line.remark:
            yield Text(line.remark, indent=2)
        if line.salesperson is not None and (name := slip.sellers.get(line.salesperson)):
            yield Text(head.say(N_("Sold by {name}"), name=name), indent=2)


def _price_items(line: ReceiptLine, say: Say) -> Iterator[Item]:
    """A price typed at the till, beside the list's."""
    listed = line.list_price
    if line.price_source is PriceSource.OVERRIDE and listed is not None and listed != line.price:
        yield Text(say(N_("Price {old}, now {new}"), old=amount(listed), new=amount(line.price)), indent=2)


def _told_items(line: ReceiptLine, say: Say) -> Iterator[Item]:
    """Which piece it is, and from what lot."""
    told = line.particulars
    if told is None:
        return
    if told.serial:
        yield Text(say(N_("Serial no {serial}"), serial=told.serial), indent=2)
    if told.lot and told.expires_on:
        until = texts.day(told.expires_on)
        yield Text(say(N_("Lot {lot}, good until {day}"), lot=told.lot, day=until), indent=2)
    elif told.lot:
        yield Text(say(N_("Lot {lot}"), lot=told.lot), indent=2)


def _count_shown(line: ReceiptLine) -> str:
    return f"{texts.quantity(line.qty)} {line.item.unit} x {amount(line.price)}"


def _total_items(receipt: Receipt, say: Say, ways: Mapping[str, str]) -> Iterator[Item]:
    returned = receipt.kind is ReceiptKind.RETURN
    yield from _subtotal_items(receipt, say)
    if receipt.lines:
        total = N_("TOTAL RETURN ({n})") if returned else N_("TOTAL ({n})")
        yield Pair(say(total, n=amount(pieces_in(receipt))), amount(receipt.total), bold=True, size=Size.TALL)
    if receipt.rounding:
        yield Pair(say(N_("Rounding")), amount(receipt.rounding))
        due = N_("TO REFUND") if returned else N_("TO PAY")
        yield Pair(say(due), amount(receipt.due), bold=True)
    for load in receipt.loads:
        yield Pair(f"{say(ASIDE_WORDS[load.sold])} {load.number}", amount(load.amount))
    if receipt.loads and not returned:
        yield Pair(say(N_("TO PAY")), amount(receipt.to_pay), bold=True)
    for tender in receipt.tenders:
        yield from _tender_items(tender, say, ways)
    if receipt.donation:
        yield Pair(say(ASIDE_WORDS[PutAside.DONATION]), amount(receipt.donation))
    if not returned and any(tender.method is TenderMethod.CASH for tender in receipt.tenders):
        yield Pair(say(N_("CHANGE")), amount(receipt.change), bold=True)


def _tender_items(tender: Tender, say: Say, ways: Mapping[str, str]) -> Iterator[Item]:
    words = ways.get(tender.kind or "") or say(TENDER_WORDS[tender.method])
    yield Pair(words, amount(tender.amount))
    shown = [tender.number, f"**** {tender.last4}" if tender.last4 else None, tender.reference]
    if told := "  ".join(part for part in shown if part):
        yield Text(told, indent=2)


def _subtotal_items(receipt: Receipt, say: Say) -> Iterator[Item]:
    """What lies between the lines and the total: a discount on the whole receipt, tax on top of prices."""
    on_cart = sum(line.cart_discount for line in receipt.lines)
    on_top = receipt.total - sum(line.net for line in receipt.lines)
    if not on_cart and not on_top:
        return
    yield Pair(say(N_("Subtotal")), amount(sum(line.gross - line.line_discount for line in receipt.lines)))
    if on_cart:
        yield Pair(say(N_("Discount on receipt")), negative(on_cart))
    if on_top:
        yield Pair(say(N_("PPN")), amount(on_top))


def _member_items(member: MemberSlip, kind: ReceiptKind, say: Say) -> Iterator[Item]:
    yield Text(say(N_("Member {name}"), name=member.name))
    sale = kind is ReceiptKind.SALE
    if member.due_on is not None:
        yield Pair(say(N_("To be paid by")), texts.day(member.due_on))
    if member.used:
        yield Pair(say(N_("Points used") if sale else N_("Points given back")), amount(member.used))
    if member.moved:
        yield Pair(say(N_("Points earned") if sale else N_("Points taken back")), amount(member.moved))
    if member.points is not None:
        yield Pair(say(N_("Points now")), amount(member.points), bold=True)


def _closing_items(slip: ReceiptSlip, head: Letterhead) -> Iterator[Item]:
    if slip.note:
        yield Text(slip.note)
    if slip.receipt.kind is ReceiptKind.SALE:
        yield from foot_items(head)
        return
    for words in (N_("Customer"), N_("Cashier")):
        yield Feed(2)
        yield Text(f"{head.say(words)}: ....................")
