"""A package whose label states its price, not its weight: what is sold, so that the line costs just that."""

from collections.abc import Iterator
from itertools import count

from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import ONE, Quantity, price_of


def sold_by_label(label: Money, *, list_price: Money) -> tuple[Quantity, Money]:
    """Quantity (thousandths) and price per whole unit of a package that costs `label` > 0, where a whole unit
    costs `list_price` > 0.

    price_of(quantity, price) is `label` to the rupiah, and the quantity the nearest to label / list price
    for which a whole price does that: below one unit always the nearest thousandth.
    """
    nearest = max(1, divide_half_up(label * ONE, list_price))
    for qty in _around(nearest):
        price = Money(divide_half_up(label * ONE, qty))
        if price_of(qty, price) == label:
            return qty, price
    raise AssertionError(label)  # one whole unit at the label's price always does


def _around(nearest: int) -> Iterator[Quantity]:
    yield Quantity(nearest)
    for step in count(1):
        yield Quantity(nearest + step)
        if nearest > step:
            yield Quantity(nearest - step)
