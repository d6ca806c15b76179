"""One promotion: its form, and beside it a cart to try it in."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.picking import GoodsPicker
from pos_client.desk.problems import permission_text, problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import holding, reveal, row
from pos_client.desk.widgets.states import Note, StatusText
from pos_client.features.promotions.presenter import PromotionEditor
from pos_client.features.promotions.shown import fault_words, refusal_words
from pos_client.features.promotions.trying import TryOut
from pos_client.features.promotions.view.form import PromotionForm
from pos_client.features.promotions.view.try_panel import TryPanel
from pos_client.texts import _
from shared_models.values.codes import ErrorCode, Permission

SAVE_KEY: Final = "Ctrl+S"


class PromotionView(OfficePage):
    def __init__(self, editor: PromotionEditor, trying: TryOut, shell: Shell) -> None:
        super().__init__(editor.office, "")
        self._editor = editor
        self._trying = trying
        self._shell = shell
        self._shown_tries = 0
        self.head.set_crumb(lambda: _("Promotions"), lambda: shell.open("promotions"))
        self.form = PromotionForm()
        self.panel = TryPanel(trying)
        self.state = StatusText("warn", lambda: _("Not saved"))
        self.save = Button(lambda: _("Save"), kind="primary", hint=SAVE_KEY, size="compact")
        self.trouble = Note("danger", "")
        self.looking = Note("info", "", icon="lock")
        self._build()
        self._wire()
        self._serve_codes()
        self._draw()

    def _build(self) -> None:
        self.head.add_left(self.state)
        self.head.add_action(self.save)
        beside = row(self.form, self.panel, gap="l")
        beside.setStretch(0, 1)
        self._content = holding(beside)
        self.add(self.trouble)
        self.add(self.looking)
        self.add(self._content, stretch=1)
        self.setFocusProxy(self.form.editors["name"])

    def _wire(self) -> None:
        editor = self._editor
        self.form.changed.connect(self._typed)
        self.save.clicked.connect(editor.save)
        editor.redrawn.connect(self._redraw)
        editor.changed.connect(self._draw)
        editor.stored.connect(self._stored)
        shortcut = QShortcut(QKeySequence(SAVE_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(editor.save)
        look().language_changed.connect(self._draw)

    def _serve_codes(self) -> None:
        """Nobody knows the codes of goods by heart."""
        picker = GoodsPicker(self.office, self._shell, self)
        for field in (*(self.form.editors[name] for name in ("goods", "got", "parts")), self.panel.box):
            if isinstance(field, QLineEdit | QPlainTextEdit):
                picker.serve(field)

    @override
    def enter(self, **facts: object) -> None:
        promotion = facts.get("promotion")
        if self.office.person is not None and "promotion" in facts:
            self._editor.open(promotion if isinstance(promotion, UUID) else None)

    @override
    def unsaved(self) -> bool:
        return self._editor.state.unsaved

    def _typed(self) -> None:
        if not self.form.filling:
            draft = self.form.draft()
            self.form.shape(draft)
            self._editor.edit(draft)
            self._trying.evaluate()

    def _stored(self) -> None:
        name = self._editor.state.saved.name
        self._shell.toast("ok", lambda: _("{name} saved", name=name))

    def _redraw(self) -> None:
        state = self._editor.state
        self.form.clear_faults()
        if state.opened is not None:
            self.form.offer(state.opened.categories, self.office.branches)
        self.form.fill(state.draft)
        self.form.allow(allowed=self._editor.allowed and state.exact)
        self._trying.evaluate()

    def _draw(self) -> None:
        state = self._editor.state
        there, may = state.opened is not None, self._editor.allowed
        self.head.title.say(state.saved.name or (lambda: _("New promotion")))
        reveal(self._content, shown=there)
        reveal(self.state, shown=state.unsaved)
        reveal(self.looking, shown=there and not (may and state.exact))
        self.looking.say("info", _looking_words if not may else _inexact_words, icon="lock")
        self.save.setEnabled(there and may and state.exact and not state.busy)
        self.save.say(lambda: _("Saving") if state.busy else _("Save"))
        self.show_refusal(state.refusal if not there else None)
        self._draw_faults()

    def _draw_faults(self) -> None:
        state, refusal = self._editor.state, self._editor.state.refusal
        faults = fault_words(list(state.faults), state.draft)
        if refusal is not None and refusal.code is ErrorCode.INVALID:
            faults = refusal_words(refusal.facts, state.draft)
        if state.tries != self._shown_tries:
            self._shown_tries = state.tries
            self.form.show_faults(faults)
        plain = refusal is not None and state.opened is not None and not faults
        reveal(self.trouble, shown=plain)
        if plain and refusal is not None:
            self.trouble.say("danger", lambda: problem_text(refusal.code, refusal.facts))


def _looking_words() -> str:
    may = permission_text(Permission.ADMIN_CATALOG)
    return _("You may look at this. To change it, one must be allowed to {permission}.", permission=may)


def _inexact_words() -> str:
    return _("This promotion has terms that this form cannot show, so it cannot be changed here.")
