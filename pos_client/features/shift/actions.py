"""What the shift's screens do to the store. Everything here runs on the store lane."""

from collections.abc import Mapping

from pos_client.devices.chosen import receipt_columns
from pos_client.engine import shift_counts, shifts, staff
from pos_client.engine.shift_story import shift_story
from pos_client.engine.staff import StaffMember, Tries
from pos_client.engine.till import TillIdentity, this_till
from pos_client.features.shift.state import (
    ClosedShift,
    ConfirmedZ,
    Handed,
    Moved,
    PastShift,
    Person,
    ShiftFacts,
)
from pos_client.printing.preview import render_text
from pos_client.printing.shifts import Confirmation, shift_document
from pos_client.printing.till_slips import head_of, shift_slip
from pos_client.store import Store, StoreUnit
from pos_client.store.journal import shift_events
from shared_models.values.codes import CashDirection, CashReason, Permission
from shared_models.values.ids import ShiftId, StaffId
from shared_models.values.moments import from_utc_ms, local
from shared_models.values.money import Money
from shared_models.wire.envelope import decode
from shared_models.wire.shifts import CashMoved
from shared_models.wire.tills import ConfirmedShift

_MOVED = "cash.moved"


class ShiftDesk:
    """The drawer and who stands behind it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Whoever guesses at an approval keeps nobody from signing in, nor the other way round.
        self._tries, self._approvals = Tries(), Tries()

    def people(self) -> tuple[Person, ...]:
        """Who may sell here."""
        with self._store.write() as unit:
            known = [one for one in staff.members(unit) if one.may(Permission.SELL)]
        return tuple(Person(one.id, one.username, one.name, one.role.value) for one in known)

    def sign_in(self, username: str, pin: str) -> StaffMember:
        """Refuses WRONG_PIN, TOO_MANY_TRIES, and SHIFT_OF_ANOTHER where a drawer belongs to one cashier."""
        with self._store.write() as unit:
            member = staff.sign_in(
                unit, username=username, pin=pin, tries=self._tries, now_ms=self._store.mono_ms()
            )
            shifts.demand_own(unit, member)
        return member

    def who(self, pin: str) -> StaffMember:
        """Whoever this PIN belongs to, to sell from now on. Refuses as `sign_in` does."""
        with self._store.write() as unit:
            member = staff.approve(
                unit, pin=pin, permission=Permission.SELL, tries=self._tries, now_ms=self._store.mono_ms()
            )
            shifts.demand_own(unit, member)
        return member

    def approve(self, pin: str, permission: Permission) -> StaffMember:
        """Whoever this PIN, or the card that was scanned, belongs to, if they may allow it."""
        with self._store.write() as unit:
            return staff.approve(
                unit, pin=pin, permission=permission, tries=self._approvals, now_ms=self._store.mono_ms()
            )

    def under_way(self) -> int | None:
        """Number of the open shift."""
        with self._store.write() as unit:
            shift = shifts.current_shift(unit)
        return None if shift is None else shift.number

    def open(self, cashier: StaffId, opening_float: Money, approver: StaffId | None) -> int:
        with self._store.write() as unit:
            report = shifts.open_shift(unit, cashier=cashier, opening_float=opening_float, approver=approver)
        return report.number

    def facts(self) -> ShiftFacts:
        """What must be in the drawer now, and why."""
        with self._store.write() as unit:
            report = shifts.x_report(unit)
            till = this_till(unit)
            moves = _moves(unit, till)
        sums = report.sums
        return ShiftFacts(
            number=report.number,
            cashier=report.cashier_name,
            register=f"{till.branch_code}-{till.register_code}",
            opened_at=local(report.opened_at, till.zone),
            first_receipt=report.first_receipt,
            last_receipt=report.last_receipt,
            opening_float=report.opening_float,
            sales=sums.sales,
            cash_sales=sums.cash_sales,
            returns=sums.returns,
            cash_refunds=sums.cash_refunds,
            moves=moves,
            expected=report.expected,
            blind=till.blind_close,
        )

    def move_cash(
        self,
        *,
        direction: CashDirection,
        reason: CashReason,
        amount: Money,
        note: str,
        actor: StaffId,
        approver: StaffId | None,
    ) -> None:
        with self._store.write() as unit:
            shifts.move_cash(
                unit,
                direction=direction,
                reason=reason,
                amount=amount,
                note=note,
                actor=actor,
                approver=approver,
            )

    def open_drawer(self, *, actor: StaffId, reason: str, approver: StaffId | None) -> None:
        with self._store.write() as unit:
            shifts.record_drawer_opening(unit, actor=actor, reason=reason, approver=approver)

    def print_x(self) -> None:
        with self._store.write() as unit:
            shifts.print_shift(unit, shifts.x_report(unit).shift)

    def close(self, *, actor: StaffId, pieces: Mapping[int, int]) -> ClosedShift:
        """Count and close; the Z goes to the printer by itself."""
        with self._store.write() as unit:
            report = shifts.close_shift(unit, actor=actor, pieces=pieces)
            slip = _z_lines(unit, report)
            sends = not this_till(unit).stand_alone
        return _closed(report, slip, sends=sends)

    def count(self, *, actor: StaffId, pieces: Mapping[int, int]) -> Money | None:
        """Keep a count within the shift, and print it: the difference, None where the count is blind."""
        with self._store.write() as unit:
            difference = shift_counts.note_count(unit, actor=actor, pieces=pieces)
            return None if this_till(unit).blind_close else difference

    def hand_over(
        self, *, actor: StaffId, username: str, pin: str, pieces: Mapping[int, int]
    ) -> tuple[StaffMember, Handed]:
        """The drawer goes to the person with this PIN. Refuses WRONG_PIN, TOO_MANY_TRIES."""
        with self._store.write() as unit:
            member = staff.sign_in(
                unit, username=username, pin=pin, tries=self._tries, now_ms=self._store.mono_ms()
            )
            report = shift_counts.hand_over(unit, actor=actor, to=member.id, pieces=pieces)
            shift = shifts.current_shift(unit)
            assert shift is not None
            sends = not this_till(unit).stand_alone
            closed = None if report is None else _closed(report, _z_lines(unit, report), sends=sends)
        return member, Handed(shift.number, closed)

    def past(self) -> tuple[PastShift, ...]:
        """The latest shifts, the open one first."""
        with self._store.write() as unit:
            zone = this_till(unit).zone
            rows = [(row, staff.name_of(unit, row.cashier)) for row in shifts.recent_shifts(unit)]
        return tuple(
            PastShift(
                shift=row.shift,
                number=row.number,
                cashier=name,
                opened_at=local(from_utc_ms(row.opened_at), zone),
                closed_at=None if row.closed_at is None else local(from_utc_ms(row.closed_at), zone),
                difference=None if row.counted is None else Money(row.counted - row.expected),
            )
            for row, name in rows
        )

    def print_report(self, shift: ShiftId) -> None:
        """The X of the open shift, the Z of a closed one again."""
        with self._store.write() as unit:
            shifts.print_shift(unit, shift)

    def confirmed(self, told: ConfirmedShift) -> ConfirmedZ:
        """The back office's word on a shift, beside the till's own figures."""
        confirmation = Confirmation(told.acknowledged, told.posted, told.expected_server)
        with self._store.write() as unit:
            report = shifts.shift_report(unit, ShiftId(told.shift))
            slip = _z_lines(unit, report, confirmation)
        agrees = told.posted == report.issued and told.expected_server == report.expected
        return ConfirmedZ(
            shift=report.shift,
            issued=report.issued,
            acknowledged=told.acknowledged,
            posted=told.posted,
            agrees=agrees,
            slip=tuple(slip),
        )


def _closed(report: shifts.ShiftReport, slip: list[str], *, sends: bool) -> ClosedShift:
    return ClosedShift(
        shift=report.shift,
        number=report.number,
        difference=Money(report.difference or 0),
        issued=report.issued,
        unacknowledged=report.unacknowledged,
        slip=tuple(slip),
        sends=sends,
    )


def _z_lines(
    unit: StoreUnit, report: shifts.ShiftReport, confirmation: Confirmation | None = None
) -> list[str]:
    till = this_till(unit)
    story = shift_story(unit, report.shift)
    slip = shift_slip(report, till, now=unit.now(), story=story, confirmation=confirmation)
    return render_text(shift_document(slip, head_of(unit, till)), receipt_columns(unit))


def _moves(unit: StoreUnit, till: TillIdentity) -> tuple[Moved, ...]:
    shift = shifts.current_shift(unit)
    if shift is None:
        return ()
    found = []
    for stored in shift_events(unit, shift.shift, since=shift.opened_position):
        if stored.type != _MOVED:
            continue
        try:
            event = decode(stored.body.encode())
        except (ValueError, RecursionError):
            # A damaged row: it is no longer told, and keeps nobody from the drawer.
            continue
        if isinstance(event.p, CashMoved):
            moved = event.p
            at = local(event.at, till.zone)
            found.append(Moved(moved.direction, moved.reason, moved.note or "", Money(moved.amount), at))
    return tuple(found)
