"""A branch as it is being edited: what is wrong with it, and the row it makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shared_models.rules import qris
from shared_models.rules.qris import Problem, QrisFault
from shared_models.rules.store_codes import LayoutFault, StoreLayout, StoreValue, problems_among, spaced
from shared_models.values.codes import BelowCost, ErrorCode, RoundingMode
from shared_models.values.moments import Zone
from shared_models.values.refusals import Fact
from shared_models.wire.replica import BranchRow

PERCENT: Final = 1_000
"""One percent as a quantity field counts it; a branch row counts hundredths of a percent."""
STEPS: Final = (0, 50, 100, 500, 1_000)
NAME_MAX: Final = 200
TEXT_MAX: Final = 1_000
FRESH_LAYOUT: Final = StoreLayout("", StoreValue.WEIGHT, decimals=3)
USUAL_DECIMALS: Final = {StoreValue.WEIGHT: 3, StoreValue.PRICE: 0, StoreValue.PIECES: 0}

_BROKEN: Final = frozenset(
    {
        QrisFault.TAG_NOT_DIGITS,
        QrisFault.LENGTH_NOT_DIGITS,
        QrisFault.LENGTH_ZERO,
        QrisFault.TRUNCATED,
    }
)
_FOUND_LATER: Final = frozenset({QrisFault.METHOD_UNKNOWN, QrisFault.CURRENCY, QrisFault.COUNTRY})
_MISSED: Final = qris.INCOMPLETE | {QrisFault.CRC_MISSING, QrisFault.AMOUNT_MISSING}

Wrong = ErrorCode | LayoutFault | QrisFault


@dataclass(frozen=True, slots=True)
class Fault:
    """Field of the form, what is wrong with it, and the facts to say it in words."""

    field: str
    wrong: Wrong
    facts: tuple[tuple[str, Fact], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A branch as typed. `discount_limit` in thousandths of a percent, None while empty."""

    name: str = ""
    address: str = ""
    phone: str = ""
    zone: Zone = Zone.WIB
    day_starts_at_hour: int = 0
    header: str = ""
    footer: str = ""
    rounding_step: int = 0
    rounding_mode: RoundingMode = RoundingMode.DOWN
    discount_limit: int | None = None
    blind_close: bool = False
    qris: str = ""
    shift_per_cashier: bool = False
    free_voids: int | None = None
    free_copies: int | None = None
    stock_blocks: bool = False
    lock_after_min: int = 0
    expired_by_approval: bool = False
    near_expiry_days: int = 0
    below_cost: BelowCost = BelowCost.WARN
    print_salesperson: bool = False
    print_remarks: bool = True
    layouts: tuple[StoreLayout, ...] = ()

    @property
    def code(self) -> str:
        """The payment code without the line breaks and edges that copying adds."""
        return "".join(self.qris.splitlines()).strip()

    @property
    def store_codes(self) -> tuple[StoreLayout, ...]:
        """The layouts as they are kept."""
        return tuple(map(spaced, self.layouts))


EMPTY: Final = Draft()


def draft_of(row: BranchRow) -> Draft:
    return Draft(
        name=row.name,
        address=row.address,
        phone=row.phone or "",
        zone=row.zone,
        day_starts_at_hour=row.day_starts_at_hour,
        header="\n".join(row.receipt_header),
        footer="\n".join(row.receipt_footer),
        rounding_step=row.rounding_step,
        rounding_mode=row.rounding_mode,
        discount_limit=row.line_discount_limit_bp * PERCENT // 100,
        blind_close=row.blind_close,
        shift_per_cashier=row.shift_per_cashier,
        free_voids=row.free_voids,
        free_copies=row.free_copies,
        stock_blocks=row.stock_blocks,
        lock_after_min=row.lock_after_min,
        expired_by_approval=row.expired_by_approval,
        near_expiry_days=row.near_expiry_days,
        below_cost=row.below_cost,
        print_salesperson=row.print_salesperson,
        print_remarks=row.print_remarks,
        qris=row.qris or "",
        layouts=row.store_codes,
    )


def row_of(draft: Draft, before: BranchRow) -> BranchRow:
    """The row a draft without faults makes of `before`."""
    return before.model_copy(
        update={
            "name": draft.name.strip(),
            "address": draft.address.strip(),
            "phone": draft.phone.strip() or None,
            "zone": draft.zone,
            "day_starts_at_hour": draft.day_starts_at_hour,
            "receipt_header": lines_of(draft.header),
            "receipt_footer": lines_of(draft.footer),
            "rounding_step": draft.rounding_step,
            "rounding_mode": draft.rounding_mode,
            "line_discount_limit_bp": (draft.discount_limit or 0) * 100 // PERCENT,
            "blind_close": draft.blind_close,
            "shift_per_cashier": draft.shift_per_cashier,
            "free_voids": draft.free_voids,
            "free_copies": draft.free_copies,
            "stock_blocks": draft.stock_blocks,
            "lock_after_min": draft.lock_after_min,
            "expired_by_approval": draft.expired_by_approval,
            "near_expiry_days": draft.near_expiry_days,
            "below_cost": draft.below_cost,
            "print_salesperson": draft.print_salesperson,
            "print_remarks": draft.print_remarks,
            "qris": draft.code or None,
            "store_codes": draft.store_codes,
        }
    )


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a field; empty ones at either end say nothing."""
    return tuple(line.rstrip() for line in text.strip().splitlines())


def faults_in(draft: Draft) -> list[Fault]:
    """What can be seen to be wrong without asking the server."""
    return [*_text_faults(draft), *_limit_faults(draft), *_qris_faults(draft), *_layout_faults(draft)]


def _text_faults(draft: Draft) -> Iterator[Fault]:
    if not draft.name.strip():
        yield Fault("name", ErrorCode.FIELD_REQUIRED)
    texts = {
        "name": ((draft.name,), NAME_MAX),
        "address": ((draft.address,), TEXT_MAX),
        "phone": ((draft.phone,), TEXT_MAX),
        "receipt_header": (lines_of(draft.header), TEXT_MAX),
        "receipt_footer": (lines_of(draft.footer), TEXT_MAX),
        "qris": ((draft.code,), TEXT_MAX),
    }
    for field, (parts, most) in texts.items():
        if any(len(part.strip()) > most for part in parts):
            yield Fault(field, ErrorCode.FIELD_TOO_LONG, (("at_most", most),))


def _limit_faults(draft: Draft) -> Iterator[Fault]:
    limit = draft.discount_limit
    if limit is None:
        yield Fault("line_discount_limit_bp", ErrorCode.FIELD_REQUIRED)
    elif limit > 100 * PERCENT or limit * 100 % PERCENT:
        yield Fault("line_discount_limit_bp", ErrorCode.INVALID)


def _qris_faults(draft: Draft) -> list[Fault]:
    found = qris_faults(draft.code) if draft.code else []
    return [Fault("qris", fault, facts) for fault, facts, blocks in found if blocks]


def qris_faults(code: str) -> list[tuple[Wrong, tuple[tuple[str, Fact], ...], bool]]:
    """What is wrong with a payment code, its facts, and whether it blocks.

    Reading ends where a code is broken: what could not be read there is not called missing. A code made for
    one payment is sound, but it stands for no other payment: it is no shop's own.
    """
    parsed = qris.parse(code)
    broken = any(map(_ends_reading, parsed.problems))
    found: list[tuple[Wrong, tuple[tuple[str, Fact], ...], bool]] = [
        (problem.fault, problem.facts, problem.blocks)
        for problem in parsed.problems
        if not (broken and _may_follow(problem))
    ]
    if parsed.ok and not parsed.qris.is_static:
        found.insert(0, (ErrorCode.QRIS_INVALID, (), True))
    return found


def _ends_reading(problem: Problem) -> bool:
    """Broken itself, not only one of its templates: those are named by a path, `26.01`."""
    facts = dict(problem.facts)
    inside = facts.get("within") or "." in str(facts.get("tag", ""))
    return problem.fault in _BROKEN and not inside


def _may_follow(problem: Problem) -> bool:
    """Whether it may stand in the part that could not be read."""
    unseen = problem.fault in _FOUND_LATER and not dict(problem.facts).get("found")
    return unseen or problem.fault in _MISSED


def _layout_faults(draft: Draft) -> list[Fault]:
    return [
        Fault(f"store_codes.{place}", problem.fault, problem.facts)
        for place, problem in problems_among(draft.store_codes)
        if problem.blocks
    ]


def server_faults(facts: Mapping[str, object]) -> list[Fault]:
    """The faults of the server's refusal that are about layouts and the payment code."""
    faults = facts.get("faults")
    known: Sequence[object] = faults if isinstance(faults, list) else ()
    return [_server_fault(fault) for fault in known if isinstance(fault, Mapping)]


def _server_fault(fault: Mapping[str, Fact]) -> Fault:
    code, why = ErrorCode(str(fault.get("code", ErrorCode.INVALID.value))), str(fault.get("why", ""))
    wrong: Wrong = code
    if code is ErrorCode.STORE_CODE_LAYOUT and why in set(LayoutFault):
        wrong = LayoutFault(why)
    elif code is ErrorCode.QRIS_INVALID and why in set(QrisFault):
        wrong = QrisFault(why)
    rest = tuple((key, value) for key, value in fault.items() if key not in {"field", "code", "why"})
    return Fault(form_field(str(fault.get("field", ""))), wrong, rest)


def form_field(field: str) -> str:
    """The form's field for a field of the server's fault: `body.receipt_footer.2` is `receipt_footer`."""
    parts = field.removeprefix("body.").split(".")
    return ".".join(parts[:2]) if parts[0] == "store_codes" else parts[0]
