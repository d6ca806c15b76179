"""Everything that a till writes, and everything that needs an eye, has its words in both languages."""

from __future__ import annotations

import pytest

from backoffice_server.features.ledger.service import DocumentKind
from pos_client.desk.office.reviews import REVIEWS
from pos_client.features.ledger.shown import DOCUMENTS
from pos_client.features.reviews.shown import EXPLAINED
from pos_client.features.sales.shown import METHODS
from pos_client.features.tills.shown import EVENTS, event_words
from pos_client.texts import use
from shared_models.values.codes import PutAside, ReviewCode, TenderMethod
from shared_models.wire.envelope import EVENT_TYPES


def test_every_kind_of_event_has_words() -> None:
    assert EVENTS.keys() == set(EVENT_TYPES)
    assert len(set(EVENTS.values())) == len(EVENTS)
    assert event_words("new.kind") == "new.kind"


def test_every_reason_to_look_has_words_and_an_explanation() -> None:
    assert REVIEWS.keys() == set(ReviewCode)
    assert EXPLAINED.keys() == set(ReviewCode)


def test_every_document_and_way_to_pay_has_words() -> None:
    assert DOCUMENTS.keys() == {kind.value for kind in DocumentKind}
    assert METHODS.keys() == {word.value for word in (*TenderMethod, *PutAside)} | {"mixed"}


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_events_are_worded_in_both_languages(kind: str) -> None:
    use("id")
    indonesian = event_words(kind)
    use("en")
    assert indonesian
    assert indonesian != event_words(kind)
