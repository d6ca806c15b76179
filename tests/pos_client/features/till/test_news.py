"""News never stands on what hands need, and old news goes as soon as the hands go on."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from pos_client.desk.shell.toasts import Toast
from pos_client.desk.till.approval import ApprovalPanel
from tests.factories.seller import BERAS, KOPI, Seller

SIZES = (QSize(1024, 768), QSize(1366, 768), QSize(1920, 1080))
NEWS = ("The first news", "The second news, which is a good deal longer than the others and wraps", "A third")
WAYS = {
    "selling": (),
    "receipts": ("F6",),
    "return": ("F6", "F9"),
    "return without a receipt": ("F6", "F10"),
    "counting": ("F12",),
    "paying": ("Return",),
    "discount": ("F11",),
    "drawer": ("F5",),
    "settings": ("Shift+F12",),
    "signing in": ("F12", "F2"),
}
LAST = "signing in"


def _box(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def test_news_covers_nothing_one_presses(sari: Seller) -> None:
    shell = sari.window.shell
    sari.sell(KOPI)
    sari.scan(BERAS)
    for name, keys in WAYS.items():
        sari.press(*keys)
        for words in NEWS:
            shell.toast("danger", words)
        for size in SIZES:
            shell.resize(size)
            QApplication.processEvents()
            shell.toasts.lay_out()
            assert (name, size, _covered(sari)) == (name, size, [])
        while (sari.here != "till" or shell.panel is not None) and name != LAST:
            sari.press("Esc")


def _covered(seller: Seller) -> list[str]:
    """Buttons and fields under the news, and news that is not all to be seen."""
    shell = seller.window.shell
    boxes = [_box(toast) for toast in shell.findChildren(Toast) if toast.isVisible()]
    # The count fills a small screen: what was said first waits there, as it does behind a decision.
    waits = isinstance(shell.panel, ApprovalPanel) or (seller.here, shell.width()) == ("close-shift", 1024)
    assert len(boxes) == len(NEWS) or (waits and len(boxes) >= len(NEWS) - 1)
    assert not any(one.intersects(other) for one in boxes for other in boxes if one is not other)
    assert all(_box(shell).contains(box) for box in boxes)
    area = shell.panel or seller.page
    controls = [*area.findChildren(QAbstractButton), *area.findChildren(QLineEdit)]
    return [
        control.accessibleName()
        for control in controls
        if control.isVisible() and any(box.intersects(_box(control)) for box in boxes)
    ]


def test_good_news_is_old_with_the_next_scan_what_went_wrong_stays(sari: Seller) -> None:
    toasts = sari.window.shell.toasts
    sari.scan(KOPI)
    sari.press("F8", "Return")
    assert toasts.texts() == ["Cart put aside. F8 takes it back."]
    sari.window.shell.toast("danger", "The line is down")
    sari.scan(BERAS)
    assert toasts.texts() == ["The line is down"]


def test_the_same_news_stands_once(sari: Seller) -> None:
    for _ in range(3):
        sari.window.shell.toast("danger", "The line is down")
    assert sari.window.shell.toasts.texts() == ["The line is down"]


def test_news_that_waited_behind_a_decision_is_seen_after_it(sari: Seller) -> None:
    shell = sari.window.shell
    shell.resize(QSize(1024, 720))
    sari.press("Shift+F12")
    assert isinstance(shell.panel, ApprovalPanel)
    for words in NEWS:
        shell.toast("danger", words)
    news = shell.findChildren(Toast)
    assert [one for one in news if not one.isVisible()] != []
    sari.press("Esc")
    assert [one for one in news if not one.isVisible()] == []
