"""A slip on the screen is as wide as its columns."""

from PySide6.QtWidgets import QApplication

from pos_client.desk.till.paper import Paper


def test_its_lines_can_be_read_and_its_width_follows_its_columns(qapp: QApplication) -> None:
    paper = Paper(columns=32)
    narrow = paper.width()
    paper.show_lines(["Toko Melati", "-" * 32])
    assert paper.lines() == ("Toko Melati", "-" * 32)
    assert paper.width() == narrow
    paper.show_lines(["-" * 48])
    assert paper.width() > narrow
    paper.show_lines(())
    assert paper.lines() == ()


def test_a_long_slip_scrolls(qapp: QApplication) -> None:
    paper = Paper()
    paper.resize(paper.width(), 200)
    paper.show_lines(["x"] * 200)
    paper.show()
    qapp.processEvents()
    assert paper.verticalScrollBar().maximum() > 0
    paper.close()
