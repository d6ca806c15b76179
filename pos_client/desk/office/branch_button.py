"""The branch a page shows, chosen on the page itself; the menu's head follows."""

from pos_client.desk.office.office import ALL_BRANCHES, Office
from pos_client.desk.widgets.choices import ChoiceButton, Option
from pos_client.desk.widgets.layouts import reveal
from pos_client.texts import _


class BranchButton(ChoiceButton):
    """Hidden in a shop with one branch."""

    def __init__(self, office: Office) -> None:
        super().__init__(())
        self._office = office
        self.chosen.connect(office.choose_branch)
        office.branch_changed.connect(self._follow)
        office.signed_in.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        options: list[Option] = [(str(row.id), row.name) for row in self._office.branches]
        if len(options) > 1:
            options.insert(0, (ALL_BRANCHES, lambda: _("All branches")))
        self.set_options(options)
        self.set_key(str(self._office.branch) if self._office.branch else ALL_BRANCHES)
        reveal(self, shown=len(options) > 1)
