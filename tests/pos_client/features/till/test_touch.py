"""Whatever a cashier presses is as large as a fingertip, on every screen and in every panel of the till."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.pick_row import PickRow
from tests.factories.seller import UNKNOWN, Seller

SCREENS = (QSize(METRIC.window_min_width, METRIC.window_min_height), QSize(1366, 768))


def test_every_target_at_the_till_is_at_least_44_px(sari: Seller) -> None:
    shell = sari.window.shell
    sari.scan(UNKNOWN)
    for name in sari.everywhere():
        for size in SCREENS:
            shell.resize(size)
            QApplication.processEvents()
            assert (name, small(shell)) == (name, [])


def small(area: QWidget) -> list[str]:
    """Buttons, fields and rows one sees that are smaller than a fingertip either way."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, PickRow)
    seen = [one for kind in kinds for one in area.findChildren(kind) if one.isVisible()]
    return [
        f"{type(one).__name__} {one.accessibleName()} {one.width()}x{one.height()}"
        for one in seen
        if min(target(one).width(), target(one).height()) < METRIC.touch_min
    ]


def target(one: QWidget) -> QWidget:
    """A field without a frame lies in the box that has one."""
    box = one.parentWidget()
    return box if box is not None and one.property("bare") else one
