"""The window: one, with two faces. The admin tab stands beside its menu, the till above its status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QStackedWidget, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk import qt_words
from pos_client.desk.remember import Remember
from pos_client.desk.screens import Face, Screen
from pos_client.desk.shell.overlay import Spot, Veil, calm
from pos_client.desk.shell.page import SEARCH_KEY, Page
from pos_client.desk.shell.place import Branch, Place
from pos_client.desk.shell.side_menu import SideMenu
from pos_client.desk.shell.status_line import StatusLine
from pos_client.desk.shell.toasts import Toasts
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, ThemeName, Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Words, plane, said
from pos_client.texts import _

if TYPE_CHECKING:
    from pos_client.desk.shell.dialogs import ConfirmPanel, Question
    from pos_client.desk.shell.search import Answer, Search


@dataclass(slots=True)
class _Visit:
    key: str
    facts: dict[str, object] = field(default_factory=dict)


class Shell(QWidget):
    """Shows screens, panels, toasts and help. `app.py` makes one and gives it the list of screens."""

    branch_chosen = Signal(str)
    sign_out_wanted = Signal()
    shown = Signal(str)
    closing = Signal()

    def __init__(self, screens: Sequence[Screen], remember: Remember) -> None:
        super().__init__()
        self.remember = remember
        self._screens = {screen.key: screen for screen in screens}
        self._pages: dict[str, QWidget] = {}
        self._visits: list[_Visit] = []
        self._last: dict[Face, str] = {}
        self._veils: list[Veil] = []
        self.place = Place(self, remember)
        self.menu = SideMenu([s for s in screens if s.face is Face.ADMIN], self.place.menu)
        self.status = StatusLine()
        # Panels cover a stage: the whole admin tab, but of the till only what is above the status line.
        self._stages = {face: QWidget() for face in Face}
        self._stacks = {face: QStackedWidget() for face in Face}
        self._faces = QStackedWidget()
        self._banner = Note("danger", "")
        self._banner.hide()
        self._build()
        self.toasts = Toasts(self, self._toast_room, self._controls)
        self._wire()
        self._place_window()

    @cached_property
    def search(self) -> Search:
        """What Ctrl+K finds: screens, and what slices register."""
        from pos_client.desk.shell.search import Search  # noqa: PLC0415 - the till's first window has none

        search = Search()
        search.register(lambda: _("Screens"), self._find_screens)
        return search

    # where we are

    @property
    def here(self) -> str:
        """Key of the screen that is shown, "" before the first."""
        return self._visits[-1].key if self._visits else ""

    @property
    def face(self) -> Face:
        return self._screens[self.here].face if self.here else Face.PLAIN

    def page(self, key: str) -> QWidget:
        """The screen's widget, built when it is first asked for."""
        if key not in self._pages:
            screen = self._screens[key]
            page = screen.build(self)
            self._pages[key] = page
            self._stacks[screen.face].addWidget(page)
            if isinstance(page, Page):
                page.head.search_wanted.connect(self.open_search)
        return self._pages[key]

    def add_screens(self, screens: Sequence[Screen]) -> None:
        """More screens, once what they need is loaded: the till's first window does not wait for them."""
        self._screens |= {screen.key: screen for screen in screens}
        self.menu.show_screens([one for one in self._screens.values() if one.face is Face.ADMIN])
        self._show_ways()

    def open(self, key: str, **facts: object) -> None:
        """Go to a screen. A page that would lose what was typed is asked first."""
        self.leaving(lambda: self._go(_Visit(key, facts)))

    def back(self) -> None:
        """Go to the screen before this one."""
        if len(self._visits) > 1:
            self.leaving(self._go_back)

    def leaving(self, go: Callable[[], None]) -> None:
        """Go on, once a person has agreed to lose what is typed in the page shown."""
        page = self._pages.get(self.here)
        if not isinstance(page, Page) or not page.unsaved():
            go()
            return
        from pos_client.desk.shell.dialogs import Question  # noqa: PLC0415 - as search

        question = Question(
            title=_("Leave without saving?"),
            text=_("What was changed here has not been saved."),
            accept=_("Leave"),
            refuse=_("Stay"),
        )
        self.ask(question, go)

    def show_face(self, face: Face) -> None:
        """Go to the screen last shown on a face, or to its first."""
        first = next((screen.key for screen in self._screens.values() if screen.face is face), None)
        key = self._last.get(face, first)
        if key is not None:
            self.open(key)

    # company, branch, people

    def set_place(self, company: Words, branches: Sequence[Branch], here: str = "") -> None:
        """What stands at the top of the menu, and the branches one may choose."""
        self.place.set_place(company, branches, here)

    def allow_sign_out(self, *, allowed: bool) -> None:
        self.place.allow_sign_out(allowed=allowed)

    # panels, news, questions

    def open_panel(
        self, panel: QWidget, *, place: Spot = "right", width: int = METRIC.side_panel, dim: bool = True
    ) -> Veil:
        """A panel over the screen; the status line stays free. Esc closes it, focus comes back."""
        face = self.face
        veil = Veil(self._stages[face], panel, place=place, width=width, dim=dim)
        self._veils.append(veil)
        calm(self._stacks[face], calm=True)
        for below in self._veils[:-1]:
            calm(below.panel, calm=True)
        veil.closed.connect(lambda: self._veil_closed(veil, face))
        veil.show_panel()
        self.toasts.lay_out()
        return veil

    @property
    def panel(self) -> QWidget | None:
        """The panel on top, if one is open."""
        return self._veils[-1].panel if self._veils else None

    def say_banner(self, words: Words) -> None:
        """What must be known on every screen, above all of them; nothing takes it away again."""
        self._banner.say("danger", words)
        reveal(self._banner, shown=bool(words))

    @property
    def banner(self) -> str:
        return self._banner.text() if self._banner.isVisible() else ""

    def toast(self, tone: Tone, words: Words, *, action: Button | None = None) -> None:
        self.toasts.say(tone, words, action=action)

    def ask(
        self, question: Question, then: Callable[[], None], otherwise: Callable[[], None] | None = None
    ) -> ConfirmPanel:
        """A decision. `then` runs on yes, `otherwise` on no and on Esc."""
        from pos_client.desk.shell.dialogs import ConfirmPanel  # noqa: PLC0415 - as search

        panel = ConfirmPanel(question)
        veil = self.open_panel(panel, place="center", width=METRIC.confirm_panel)

        def answer(yes: bool) -> None:  # noqa: FBT001 - a Qt slot
            veil.close_panel()
            chosen = then if yes else otherwise
            if chosen is not None:
                chosen()

        panel.answered.connect(answer)
        veil.leave_with(lambda: answer(yes=False))
        return panel

    def show_help(self) -> None:
        """F1: the screen's own help, in place; F1 again takes it away."""
        from pos_client.desk.shell.dialogs import HelpPanel  # noqa: PLC0415 - as search

        screen = self._screens.get(self.here)
        if isinstance(self.panel, HelpPanel):
            self._veils[-1].close_panel()
            return
        if screen is None or screen.help is None:
            return
        panel = HelpPanel(_(screen.title), screen.help())
        panel.closed.connect(self.open_panel(panel).close_panel)

    def open_search(self) -> None:
        """Ctrl+K, on the admin face."""
        if self.face is not Face.ADMIN or self._veils:
            return
        panel = self.search.panel()
        veil = self.open_panel(panel, place="top", width=METRIC.search_panel)
        panel.grown.connect(veil.fit)
        panel.done.connect(veil.close_panel)

    def dock(self, keys: QWidget) -> None:
        """Keys for fingers below everything; what is above gives them room while they are shown."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(keys)

    # inside

    def _build(self) -> None:
        plane(self, "window")
        line = row(self.menu, self._stacks[Face.ADMIN], gap="none")
        line.setStretch(1, 1)
        self._stages[Face.ADMIN].setLayout(line)
        self._stages[Face.TILL].setLayout(column(self._stacks[Face.TILL], gap="none"))
        self._stages[Face.PLAIN].setLayout(column(self._stacks[Face.PLAIN], gap="none"))
        box = column(self._stages[Face.TILL], self.status, gap="none")
        box.setStretch(0, 1)
        self._face_widgets = {**self._stages, Face.TILL: holding(box)}
        for widget in self._face_widgets.values():
            self._faces.addWidget(widget)
        outer = column(self._banner, self._faces, gap="none")
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self._show_ways()

    def _show_ways(self) -> None:
        faces = {screen.face for screen in self._screens.values()}
        reveal(self.menu.till, shown=Face.TILL in faces)
        reveal(self.status.admin, shown=Face.ADMIN in faces)

    def _wire(self) -> None:
        self.menu.chosen.connect(self.open)
        self.menu.till_wanted.connect(lambda: self.show_face(Face.TILL))
        self.status.admin_wanted.connect(lambda: self.show_face(Face.ADMIN))
        keys = ((SEARCH_KEY, self.open_search), ("F1", self.show_help), ("Alt+Left", self.back))
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)
        self.place.shown.connect(self._show_place)
        self.place.branch_chosen.connect(self.branch_chosen)
        self.place.sign_out_wanted.connect(self.sign_out_wanted)

    def _go(self, visit: _Visit) -> None:
        if not self._visits or self._visits[-1] != visit:
            self._visits.append(visit)
        self._show(visit)

    def _go_back(self) -> None:
        self._visits.pop()
        self._show(self._visits[-1])

    def _show(self, visit: _Visit) -> None:
        for veil in reversed(self._veils):
            veil.close_panel()
        screen = self._screens[visit.key]
        page = self.page(visit.key)
        self._last[screen.face] = visit.key
        # Qt would hand the focus to some button of the new page as if one had tabbed there.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stacks[screen.face].setCurrentWidget(page)
        self._faces.setCurrentWidget(self._face_widgets[screen.face])
        if screen.face is Face.ADMIN:
            self.menu.show_here(visit.key)
        if isinstance(page, Page):
            page.enter(**visit.facts)
        self._focus(page)
        # Once the page has laid itself out, its buttons stand where they will be.
        QTimer.singleShot(0, self.toasts, self.toasts.lay_out)
        self.shown.emit(visit.key)

    def _focus(self, page: QWidget) -> None:
        """The page says by its focus proxy where hands begin; otherwise nothing wears a ring yet."""
        here = QApplication.focusWidget()
        if page.focusProxy() and (here is None or not page.isAncestorOf(here)):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _veil_closed(self, veil: Veil, face: Face) -> None:
        self._veils.remove(veil)
        for other in self._veils:
            other.outlive(veil)
        self.toasts.lay_out()
        if self._veils:
            calm(self._veils[-1].panel, calm=False)
        else:
            calm(self._stacks[face], calm=False)

    def _find_screens(self, words: str, answer: Answer) -> None:
        from pos_client.desk.shell.search import Hit  # noqa: PLC0415 - as search

        wanted = words.casefold()
        found = [
            Hit(
                title=_(screen.title),
                note=self._group_title(screen),
                icon=screen.icon,
                go=self._goer(screen.key),
            )
            for screen in self._screens.values()
            if screen.face is Face.ADMIN and screen.listed and self._called(screen, wanted)
        ]
        answer(found)

    def _goer(self, key: str) -> Callable[[], None]:
        return lambda: self.open(key)

    @staticmethod
    def _called(screen: Screen, wanted: str) -> bool:
        names = [_(screen.title), screen.title, *(said(words) for words in screen.words)]
        return any(wanted in name.casefold() for name in names)

    def _group_title(self, screen: Screen) -> str:
        title = next(group.title for group in self.menu.groups if group.key == screen.group)
        return _(title) if _(title) != _(screen.title) else ""

    def _show_place(self, company: str, branch: str) -> None:
        self.menu.place.show_place(company, branch)
        self.setWindowTitle(company)

    def _toast_room(self) -> QRect:
        """Where news may stand: beside the menu and the panel, above the status line."""
        stage = self._stages[self.face]
        room = QRect(stage.mapTo(self, QPoint(0, 0)), stage.size())
        if self.face is Face.ADMIN:
            room.setLeft(METRIC.side_menu)
        elif self.face is Face.TILL:
            # The total stands at the right; nothing is ever laid over it.
            room.setRight(room.right() - METRIC.till_side)
        if self._veils and self._veils[-1].place == "right":
            room.setRight(min(room.right(), self._veils[-1].resting().left() - 1))
        return room.adjusted(SPACE.l, SPACE.l, -SPACE.l, -SPACE.s)

    def _controls(self) -> list[QRect]:
        """What hands need on the screen: its buttons and fields, or the panel over them."""
        if self._veils:
            veil = self._veils[-1]
            return [veil.resting().translated(veil.mapTo(self, QPoint(0, 0)))]
        page = self._stacks[self.face].currentWidget()
        if page is None:
            return []
        found = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)]
        return [QRect(one.mapTo(self, QPoint(0, 0)), one.size()) for one in found if one.isVisible()]

    # the window itself

    def _place_window(self) -> None:
        self.setMinimumSize(METRIC.window_min_width, METRIC.window_min_height)
        self.resize(METRIC.window_width, METRIC.window_height)
        known = self.remember.get("window")
        if not isinstance(known, list) or len(known) != 5:
            return
        numbers = [value for value in known if isinstance(value, int)]
        box = QRect(*numbers[:4])
        if any(screen.availableGeometry().intersects(box) for screen in QGuiApplication.screens()):
            self.setGeometry(box)
        if numbers[4]:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        box = self.normalGeometry()
        self.remember.put("window", [box.x(), box.y(), box.width(), box.height(), int(self.isMaximized())])
        self.closing.emit()
        super().closeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.toasts.dismiss():
            return
        super().keyPressEvent(event)


def wear(remember: Remember, *, language: texts.Language = "id", theme: ThemeName = "light") -> None:
    """Dress the application as it was left: language and theme, before the first window is made."""
    qt_words.install()
    chosen_language, chosen_theme = remember.get("language"), remember.get("theme")
    texts.use(next((known for known in texts.LANGUAGES if known == chosen_language), language))
    dressed: ThemeName = "dark" if chosen_theme == "dark" else "light"
    look().use_theme(dressed if chosen_theme else theme)
