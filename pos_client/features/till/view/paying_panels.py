"""The panels of paying, each tied to the presenter."""

from collections.abc import Callable
from functools import partial
from typing import Final

from pos_client.features.till.paying import Paying
from pos_client.features.till.view.load_panel import LoadPanel
from pos_client.features.till.view.pay_panel import PayPanel
from pos_client.features.till.view.qris_panel import QrisPanel
from pos_client.features.till.view.way_panel import WayPanel
from pos_client.features.till.view.ways_panel import WaysPanel
from pos_client.features.till.ways import Mode
from shared_models.values.money import Money

PayingPanel = PayPanel | QrisPanel | WaysPanel | WayPanel | LoadPanel


def made(mode: Mode, paying: Paying) -> PayingPanel:
    """A fresh panel that says what it is told to `paying`."""
    return _MAKERS[mode](paying)


def _cash(paying: Paying) -> PayPanel:
    panel = PayPanel()
    panel.pay.connect(
        lambda amount, paper, gift: paying.finish(Money(amount), with_receipt=paper, donation=Money(gift))
    )
    panel.part.connect(lambda amount: paying.take_part(Money(amount)))
    panel.undo_part.connect(paying.undo_part)
    panel.unload.connect(paying.unload)
    panel.left.connect(paying.leave)
    panel.by_qris.connect(lambda amount: paying.by_qris(Money(amount)))
    panel.other_ways.connect(lambda amount: paying.choose(Money(amount)))
    return panel


def _qris(paying: Paying) -> QrisPanel:
    panel = QrisPanel()
    panel.received.connect(lambda reference, paper: paying.finish_by_qris(reference, with_receipt=paper))
    panel.in_cash.connect(paying.in_cash)
    panel.left.connect(paying.leave)
    return panel


def _ways(paying: Paying) -> WaysPanel:
    panel = WaysPanel()
    panel.chosen.connect(paying.choose_way)
    panel.loading.connect(paying.begin_loading)
    panel.left.connect(paying.in_cash)
    return panel


def _way(paying: Paying) -> WayPanel:
    panel = WayPanel()
    panel.taken.connect(lambda entered, paper: paying.take_way(entered, with_receipt=paper))
    panel.left.connect(paying.in_cash)
    return panel


def _loading(paying: Paying) -> LoadPanel:
    panel = LoadPanel()
    panel.loaded.connect(paying.load)
    panel.left.connect(partial(_back, paying))
    return panel


def _back(paying: Paying) -> None:
    """To what is to pay; where nothing is, to the cart."""
    if paying.pay is not None and paying.pay.due:
        paying.in_cash()
    else:
        paying.leave()


_MAKERS: Final[dict[Mode, Callable[[Paying], PayingPanel]]] = {
    Mode.CASH: _cash,
    Mode.QRIS: _qris,
    Mode.CHOOSING: _ways,
    Mode.WAY: _way,
    Mode.LOADING: _loading,
}
