"""Says on Home that the shop has no backup it could count on."""

from collections.abc import Iterable
from typing import Final

from pos_client.desk.widgets.states import Note
from pos_client.texts import N_, _

WORDS: Final = {
    "backup_failed": N_(
        "The last backup of the back office failed. Its log, or `backup` on its machine, says why."
    ),
    "backup_old": N_("No backup was taken and tested for two days. Does the back office run at night?"),
    "backup_missing": N_(
        "There is none at all. Start the back office with --backup-to and a folder on another disk."
    ),
}


class BackupNote(Note):
    def __init__(self) -> None:
        super().__init__("warn", "", title=lambda: _("No fresh backup"))
        self.hide()

    def show_for(self, warnings: Iterable[str]) -> None:
        """Hidden unless one of the back office's warnings is about backups."""
        code = next((code for code in warnings if code in WORDS), None)
        if code is not None:
            self.say("warn", lambda: _(WORDS[code]), title=lambda: _("No fresh backup"))
        self.setVisible(code is not None)
