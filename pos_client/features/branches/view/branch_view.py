"""One branch: its form, and beside it the receipt that comes of it."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.problems import permission_text, problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, TIMES
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import holding, reveal, row
from pos_client.desk.widgets.states import Note, StatusText
from pos_client.features.branches.presenter import BranchEditor
from pos_client.features.branches.shown import fault_words, server_words
from pos_client.features.branches.view.form import BranchForm
from pos_client.features.branches.view.preview import PreviewPanel
from pos_client.texts import _
from shared_models.values.codes import ErrorCode, Permission
from shared_models.wire.replica import BranchRow

SAVE_KEY: Final = "Ctrl+S"
BESIDE_FROM: Final = METRIC.side_panel * 5 // 2 + SPACE.l
"""Px from which form and receipt stand beside each other."""


class BranchView(OfficePage):
    def __init__(self, editor: BranchEditor, shell: Shell) -> None:
        super().__init__(editor.office, "")
        self._editor = editor
        self._shell = shell
        self._shown_tries = 0
        self.head.set_crumb(lambda: _("Branches"), lambda: shell.open("branches"))
        self.form = BranchForm()
        self.preview = PreviewPanel()
        self._narrow = False
        self.state = StatusText("warn", lambda: _("Not saved"))
        self.undo = Button(lambda: _("Undo changes"), size="compact")
        self.save = Button(lambda: _("Save"), kind="primary", hint=SAVE_KEY, size="compact")
        self.trouble = Note("danger", "")
        self.looking = Note("info", _looking_words, icon="lock")
        self._after = QTimer(self, singleShot=True, interval=TIMES.filter_after)
        self._build()
        self._wire()
        self._draw()

    def _build(self) -> None:
        self.head.add_left(self.state)
        self.head.add_action(self.undo)
        self.head.add_action(self.save)
        self._beside = row(self.form, self.preview, gap="l")
        self._beside.setStretch(0, 1)
        self._content = holding(self._beside)
        self.add(self.trouble)
        self.add(self.looking)
        self.add(self._content, stretch=1)
        self.setFocusProxy(self.form.name)

    def _wire(self) -> None:
        editor = self._editor
        self.form.changed.connect(self._typed)
        self.save.clicked.connect(editor.save)
        self.undo.clicked.connect(editor.undo)
        self._after.timeout.connect(self._draw_paper)
        editor.redrawn.connect(self._redraw)
        editor.changed.connect(self._draw)
        editor.stored.connect(self._stored)
        shortcut = QShortcut(QKeySequence(SAVE_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(editor.save)
        look().language_changed.connect(self._draw)

    @override
    def enter(self, **facts: object) -> None:
        branch = facts.get("branch")
        if isinstance(branch, UUID) and self.office.person is not None:
            self._editor.open(branch)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() - 2 * SPACE.xl < BESIDE_FROM
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if narrow:
            self.form.take_in(self.preview)
        else:
            self._beside.addWidget(self.preview)
        self.preview.show_whole(whole=narrow)

    @override
    def load(self) -> None:
        self._editor.load()

    @override
    def unsaved(self) -> bool:
        return self._editor.state.unsaved

    def _typed(self) -> None:
        if not self.form.filling:
            self._editor.edit(self.form.draft())
            self._after.start()

    def _stored(self, branch: BranchRow) -> None:
        name = branch.name
        self._shell.toast("ok", lambda: _("{name} saved", name=name))

    # drawing

    def _redraw(self) -> None:
        state = self._editor.state
        self.form.clear_faults()
        self.form.fill(state.draft)
        self.form.allow(allowed=self._editor.allowed)
        self._draw_paper()

    def _draw(self) -> None:
        state = self._editor.state
        row = state.row
        self.head.title.say(row.name if row is not None else "")
        self.head.subtitle.say(row.code if row is not None else "")
        reveal(self._content, shown=row is not None)
        reveal(self.state, shown=state.unsaved)
        reveal(self.undo, shown=state.unsaved)
        reveal(self.looking, shown=row is not None and not self._editor.allowed)
        self.save.setEnabled(row is not None and self._editor.allowed and not state.busy)
        self.save.say(lambda: _("Saving") if state.busy else _("Save"))
        self.show_refusal(state.refusal if row is None else None)
        self._draw_faults()
        self.form.hint(state.draft)

    def _draw_faults(self) -> None:
        state = self._editor.state
        refusal = state.refusal
        faults = fault_words(state.faults)
        if refusal is not None and refusal.code is ErrorCode.INVALID:
            faults = server_words(refusal.facts)
        if state.tries != self._shown_tries:
            # Once per try: a field that is being corrected loses its mark until the next one.
            self._shown_tries = state.tries
            self.form.show_faults(faults)
        plain = refusal is not None and state.row is not None and not faults
        reveal(self.trouble, shown=plain)
        if plain and refusal is not None:
            self.trouble.say("danger", lambda: problem_text(refusal.code, refusal.facts))

    def _draw_paper(self) -> None:
        self.preview.show_marks(self._editor.sample())


def _looking_words() -> str:
    may = permission_text(Permission.ADMIN_TILLS)
    return _("You may look at this. To change it, one must be allowed to {permission}.", permission=may)
