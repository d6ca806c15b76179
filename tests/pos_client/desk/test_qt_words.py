"""Qt's own menus speak the language in use, keys included."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_client import texts
from pos_client.desk import qt_words


def test_a_fields_menu_speaks_indonesian(qapp: QApplication) -> None:
    words = qt_words.install()
    texts.use("id")
    field = QLineEdit()
    menu = field.createStandardContextMenu()
    labels = [action.text() for action in menu.actions() if action.text()]
    texts.use("en")
    QCoreApplication.removeTranslator(words)
    assert labels[0] == "Urungkan\tCtrl+Z"
    assert labels[-1] == "Pilih semua\tCtrl+A"
    menu.deleteLater()
