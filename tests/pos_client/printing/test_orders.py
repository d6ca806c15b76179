"""The slip for the kitchen: how many of what, for which receipt, and no price."""

from pos_client.printing.orders import order_document
from pos_client.printing.preview import render_text
from tests.factories.slips import letterhead, slip, weighed_and_long


def test_the_kitchen_reads_what_to_hand_out_and_no_price() -> None:
    sold = slip(weighed_and_long())
    text = "\n".join(render_text(order_document(sold, letterhead()), 48))
    assert sold.number in text
    for line in sold.receipt.lines:
        assert line.item.name.split()[0] in text
    assert "Rp" not in text
    assert str(sold.receipt.total) not in text.replace(".", "")
