"""The main window and what it offers to screens. Each part is loaded when it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pos_client.desk.shell.dialogs import Question
    from pos_client.desk.shell.overlay import Veil
    from pos_client.desk.shell.page import Page
    from pos_client.desk.shell.place import Branch
    from pos_client.desk.shell.search import Answer, Hit
    from pos_client.desk.shell.status_line import State
    from pos_client.desk.shell.window import Shell, wear

__all__ = ["Answer", "Branch", "Hit", "Page", "Question", "Shell", "State", "Veil", "wear"]

_HOMES: Final = {
    "Answer": "search",
    "Branch": "place",
    "Hit": "search",
    "Page": "page",
    "Question": "dialogs",
    "Shell": "window",
    "State": "status_line",
    "Veil": "overlay",
    "wear": "window",
}


def __getattr__(name: str) -> Any:
    """The till's first window needs neither questions nor search: they are not loaded for it."""
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
