"""The main window and what it offers to screens."""

from pos_client.desk.shell.dialogs import Question
from pos_client.desk.shell.overlay import Veil
from pos_client.desk.shell.page import Page
from pos_client.desk.shell.place import Branch
from pos_client.desk.shell.search import Answer, Hit
from pos_client.desk.shell.status_line import State
from pos_client.desk.shell.window import Shell, wear

__all__ = ["Answer", "Branch", "Hit", "Page", "Question", "Shell", "State", "Veil", "wear"]
