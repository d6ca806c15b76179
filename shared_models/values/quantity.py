"""Quantity: integer thousandths of a unit. Stock is always kept in the product's base unit."""

from typing import Final, NewType

from shared_models.values.money import Money, divide_half_up

Quantity = NewType("Quantity", int)
"""Thousandths of a unit: 1 piece is 1000, 0.250 kg is 250."""

ONE: Final = Quantity(1000)
NONE: Final = Quantity(0)


def whole(count: int) -> Quantity:
    """`count` whole units."""
    return Quantity(count * ONE)


def in_base_unit(qty: Quantity, factor: Quantity) -> Quantity:
    """`qty` of a unit that holds `factor` (thousandths) of the base unit, in the base unit, rounded half-up.

    A dozen has factor 12000: 2 dozen (2000) is 24 pieces (24000).
    """
    return Quantity(divide_half_up(qty * factor, ONE))


def price_of(qty: Quantity, unit_price: Money) -> Money:
    """Price of `qty` at `unit_price` per whole unit, rounded half-up to the smallest money unit."""
    return Money(divide_half_up(qty * unit_price, ONE))
