"""A mark above and below a paper that is none."""

from pos_client.devices.documents import Align, Cut, Document, Text
from pos_client.texts import Language, said_in


def marked(paper: Document, mark: str, language: Language) -> Document:
    """`mark` (a msgid) around whatever is printed, and the drawer stays shut. Empty stays empty."""
    items = paper.without_drawer().items
    if not items:
        return Document(())
    line = Text(said_in(language, mark), Align.CENTRE, bold=True)
    body = tuple(item for item in items if not isinstance(item, Cut))
    return Document((line, *body, line, Cut()))
