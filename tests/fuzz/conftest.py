"""A served back office on either engine, for whoever sends it rubbish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Backend, Databases
from tests.factories.back_office import BackOffice, build


@pytest.fixture
def office(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[BackOffice]:
    """Toko Ratna, served by a process of its own, once on each engine."""
    url = databases.cloned(backend, tmp_path, template="served", build=build)
    office = BackOffice(tmp_path / "office", url)
    office.start()
    yield office
    office.stop()
    databases.drop(url)
