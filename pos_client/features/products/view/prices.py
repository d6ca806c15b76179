"""The prices of a product: what holds, is planned or held before, everywhere and in single branches."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.desk.theme.tokens import Colour
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.words import Label
from pos_client.features.products.state import in_force
from pos_client.texts import _
from shared_models.wire.catalog import PriceLine


class PriceList(QWidget):
    """One line per price, youngest first."""

    def __init__(
        self,
        prices: Sequence[PriceLine],
        today: date,
        levels: Mapping[str, str],
        names: Mapping[UUID, str],
    ) -> None:
        super().__init__()
        holding = in_force(prices, today)
        several = len({price.unit for price in prices}) > 1
        self.lines = [
            (
                price_words(price, today, held=price in holding, several=several, levels=levels, names=names),
                texts.amount(price.price) if price.price else _("none"),
            )
            for price in prices
        ]
        lines = column(Divider(), Label(lambda: _("Prices"), weight="strong"), gap="s")
        for price, (words, amount) in zip(prices, self.lines, strict=True):
            held = price in holding
            ink: Colour = "ink" if held or price.valid_from > today else "ink_muted"
            figure = Label(amount, ink=ink, weight="strong" if held else "normal", right=True)
            line = row(Label(words, ink=ink, wrap=True), figure, gap="m")
            line.setStretch(0, 1)
            lines.addLayout(line)
        self.setLayout(lines)


def price_words(
    price: PriceLine,
    today: date,
    *,
    held: bool,
    several: bool,
    levels: Mapping[str, str],
    names: Mapping[UUID, str],
) -> str:
    """`btl, BDG2, Wholesale, 12 or more, from 01/12/26, planned`."""
    parts = [price.unit] if several else []
    if price.level is not None:
        parts.append(levels.get(price.level, price.level))
    if price.customer is not None:
        parts.append(names.get(price.customer) or _("one customer"))
    if price.from_qty:
        parts.append(_("{qty} or more", qty=texts.quantity(price.from_qty)))
    if price.branch is not None:
        parts.append(price.branch)
    first = texts.day(price.valid_from)
    if price.valid_to is None:
        parts.append(_("from {first}", first=first))
    else:
        parts.append(_("{first} to {last}", first=first, last=texts.day(price.valid_to)))
    if price.valid_from > today:
        parts.append(_("planned"))
    elif not held:
        parts.append(_("ended"))
    return ", ".join(parts)
