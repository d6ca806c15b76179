"""Company and branch at the top of the menu, and what is chosen there: branch, language, theme, sign-out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pos_client import texts
from pos_client.desk.remember import Remember
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import ThemeName
from pos_client.desk.widgets.words import Words, said
from pos_client.texts import N_, _

# A language is named in itself: whoever looks for it may read no other.
LANGUAGE_NAMES: Final[dict[texts.Language, str]] = {"id": "Bahasa Indonesia", "en": "English"}
THEME_NAMES: Final[dict[ThemeName, str]] = {"light": N_("Light"), "dark": N_("Dark")}


@dataclass(frozen=True, slots=True)
class Branch:
    """A choice in the menu's head. Key "" is all branches."""

    key: str
    title: Words


class Place(QObject):
    """`shown(company, branch)` words the head anew."""

    shown = Signal(str, str)
    branch_chosen = Signal(str)
    sign_out_wanted = Signal()

    def __init__(self, window: QWidget, remember: Remember) -> None:
        super().__init__(window)
        self._window = window
        self._remember = remember
        self._company: Words = ""
        self._branches: Sequence[Branch] = ()
        self._branch = ""
        self._can_sign_out = False
        look().language_changed.connect(self._reword)

    def set_place(self, company: Words, branches: Sequence[Branch], here: str) -> None:
        self._company, self._branches, self._branch = company, branches, here
        self._reword()

    def allow_sign_out(self, *, allowed: bool) -> None:
        self._can_sign_out = allowed

    def menu(self) -> QMenu:
        """The menu as it opens."""
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(self._branches) > 1:
            for branch in self._branches:
                here = branch.key == self._branch
                self._add(menu, said(branch.title), partial(self._choose_branch, branch.key), here=here)
            menu.addSeparator()
        for language, name in LANGUAGE_NAMES.items():
            here = language == texts.language()
            self._add(menu, name, partial(self._choose_language, language), here=here)
        menu.addSeparator()
        for theme, name in THEME_NAMES.items():
            self._add(menu, _(name), partial(self._choose_theme, theme), here=theme == look().theme)
        if self._can_sign_out:
            menu.addSeparator()
            menu.addAction(look().icon("log-out", "ink_muted"), _("Sign out"), self.sign_out_wanted.emit)
        return menu

    @staticmethod
    def _add(menu: QMenu, words: str, choose: Callable[[], None], *, here: bool) -> None:
        action = QAction(words, menu)
        if here:
            action.setIcon(look().icon("check", "accent"))
        action.triggered.connect(lambda _checked: choose())
        menu.addAction(action)

    def _reword(self) -> None:
        branch = next((known.title for known in self._branches if known.key == self._branch), "")
        self.shown.emit(said(self._company), said(branch))

    def _choose_branch(self, key: str) -> None:
        self._branch = key
        self._reword()
        self.branch_chosen.emit(key)

    def _choose_language(self, language: texts.Language) -> None:
        self._remember.put("language", language)
        look().use_language(language)

    def _choose_theme(self, theme: ThemeName) -> None:
        self._remember.put("theme", theme)
        look().use_theme(theme)
