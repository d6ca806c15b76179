"""The admin tab's common ground: who is signed in, which branch, what the server said last."""

from pos_client.desk.office.bind import bind
from pos_client.desk.office.office import Office
from pos_client.desk.office.page import OfficePage
from pos_client.desk.office.paged import Wishes, paged
from pos_client.desk.office.question import Question

__all__ = ["Office", "OfficePage", "Question", "Wishes", "bind", "paged"]
