"""The keys of a till on a slip, to be taped beside the keyboard."""

from collections.abc import Sequence

from pos_client.devices.documents import Align, Cut, Document, Pair, Rule, Size, Text


def key_card(title: str, keys: Sequence[tuple[str, str]]) -> Document:
    """(key, what it does), in the order of the table; worded by whoever asks."""
    head = (Text(title, align=Align.CENTRE, bold=True, size=Size.TALL), Rule())
    return Document((*head, *(Pair(words, key, bold=True) for key, words in keys), Cut()))
