"""One till and its back office, as processes: priced, cut off, answered by nobody, closed, returned to."""

from __future__ import annotations

from sqlalchemy import func, select

from backoffice_server.features.events.tables import event
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from pos_client.app import edges
from pos_client.engine import returns
from pos_client.engine.returns import GoodsBack
from pos_client.remote.api import Span
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ReviewCode
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.factories.back_office import BackOffice
from tests.factories.live_till import PATIENCE_S
from tests.factories.lossy_line import LossyLine
from tests.factories.shop import GULA_CODE, TEH_CODE
from tests.system.processes.conftest import OpenTill


def held(office: BackOffice) -> tuple[int, int]:
    """(events, sales) in the back office."""
    counts = [select(func.count()).select_from(table) for table in (event, sale)]
    return (office.rows(counts[0])[0][0], office.rows(counts[1])[0][0])


def flags(office: BackOffice) -> dict[str, int]:
    """Open flags by code; a code that stands on several subjects counts each."""
    query = select(review.c.code, func.count()).where(review.c.resolved_at.is_(None)).group_by(review.c.code)
    return dict(office.rows(query))


def test_a_price_changed_in_the_back_office_is_what_the_next_customer_pays(
    office: BackOffice, open_till: OpenTill
) -> None:
    """Lesson 43: A price changed in the office is what the next customer pays."""
    till = open_till()
    assert (till.till.branch_code, till.till.register_code, till.till.ready) == ("BDG1", "K1", True)
    sari = till.open_shift()
    before = till.sell(sari, (GULA_CODE, whole(1)))
    api = office.owner()
    gula = api.product(office.product("GULA-1KG"))
    (unit,) = gula.product.units
    dearer = gula.product.model_copy(
        update={"version": gula.version, "units": (unit.model_copy(update={"price": Money(18_200)}),)}
    )
    api.save_product(gula.id, dearer)
    till.wait_until(lambda: till.item(GULA_CODE).price == 18_200)
    after = till.sell(sari, (GULA_CODE, whole(1)))
    assert [done.receipt.lines[0].price for done in (before, after)] == [17_500, 18_200]
    till.wait_until_sent()
    assert office.rows(select(sale.c.gross).order_by(sale.c.posting_no)) == [(17_500,), (18_200,)]
    assert ReviewCode.PRICE_DIFFERS.value not in flags(office)


def test_answers_that_are_lost_after_the_commit_double_nothing(
    office: BackOffice, open_till: OpenTill
) -> None:
    """Lesson 14: A repeated push is answered as the first was."""
    with LossyLine(office.port) as line:
        till = open_till(address=line.address)
        sari = till.open_shift()
        till.wait_until_sent()
        line.lose(2)
        for _ in range(5):
            till.sell(sari, (TEH_CODE, whole(1)))
        line.wait_until_lost(2, PATIENCE_S)
        till.wait_until_sent()
        z = till.close_shift(sari)
        till.wait_until_sent()
        assert held(office) == (8, 5)  # stream, shift, five sales, its close
        assert till.confirmed(z.shift).posted == 5
        office.verify()
        till.close()


def test_a_shift_closed_offline_says_what_is_not_acknowledged_and_is_confirmed_later(
    office: BackOffice, open_till: OpenTill
) -> None:
    """Lesson 23: A shift is closed offline, in the till's own journal."""
    till = open_till()
    sari = till.open_shift()
    till.sell(sari, (TEH_CODE, whole(1)))
    till.wait_until_sent()
    office.stop()
    for _ in range(2):
        till.sell(sari, (TEH_CODE, whole(2)))
    z = till.close_shift(sari)
    assert (z.issued, z.unacknowledged) == (3, 2)
    assert "3 issued, 2 not yet acknowledged" in till.z_lines(z)
    office.start()
    till.wait_until_sent()
    confirmed = till.confirmed(z.shift)
    assert (confirmed.issued, confirmed.acknowledged, confirmed.posted) == (3, 3, 3)
    paper = [line.split() for line in till.z_lines(z, confirmed)]
    assert ["Acknowledged", "3"] in paper
    assert ["Posted", "3"] in paper
    assert confirmed.expected_server == z.expected
    office.verify()


def test_what_breaks_a_rule_is_booked_and_flagged_once(office: BackOffice, open_till: OpenTill) -> None:
    """Three pieces on hand, five sold; goods nobody has a receipt for; a damaged piece off the shelf.

    Lesson 6.
    """
    api = office.owner()
    gula, (branch, *_) = office.product("GULA-1KG"), api.branches()
    today = api.home(branch=branch.id).today.bdate
    opening = AdjustmentLine(product=gula, qty=whole(3), unit_cost=Money(15_000))
    api.adjust_stock(
        AdjustStock(
            id=edges.new_id(),
            branch=branch.id,
            reason=AdjustmentReason.OPENING,
            bdate=today,
            lines=(opening,),
        )
    )
    till = open_till()
    sari, budi = till.open_shift(), till.approver()
    sold = [till.sell(sari, (GULA_CODE, whole(count))) for count in (2, 2, 1)]
    till.wait_until_sent()
    with till.store.write() as unit:
        damaged = [LineBack(of_line=1, qty=whole(1), restock=False)]
        returns.return_lines(
            unit, original=sold[0].sale, back=damaged, reason="Basah", actor=sari, approver=budi
        )
    goods = [GoodsBack(till.item(GULA_CODE), whole(1))]
    with till.store.write() as unit:
        returns.return_without_receipt(unit, goods=goods, reason="Tanpa struk", actor=sari, approver=budi)
    z = till.close_shift(sari)
    till.wait_until_sent()
    assert till.confirmed(z.shift).posted == 5
    assert flags(office) == {ReviewCode.NEGATIVE_STOCK.value: 1, ReviewCode.RETURN_WITHOUT_SALE.value: 1}
    card = api.stock_card(gula, Span(branch=branch.id))
    assert card.line.qty == whole(3 - 5 + 1)  # the damaged piece never came back to the shelf
    office.verify()
