"""A back office as a process of its own, and tills that run against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import Backend, Databases
from tests.factories.back_office import BackOffice, build
from tests.factories.live_till import LiveTill

OpenTill = Callable[..., LiveTill]


@pytest.fixture
def engine() -> Backend:
    """The server's database, where a test does not ask for both."""
    return "sqlite"


@pytest.fixture
def office(engine: Backend, databases: Databases, tmp_path: Path) -> Iterator[BackOffice]:
    """Toko Ratna, served. It stops well and has nothing to complain about."""
    url = databases.cloned(engine, tmp_path, template="served", build=build)
    office = BackOffice(tmp_path / "office", url)
    office.start()
    yield office
    office.stop()
    said = office.complaints()
    databases.drop(url)
    assert said == []


@pytest.fixture
def open_till(office: BackOffice, tmp_path: Path) -> Iterator[OpenTill]:
    """`open_till("K2", branch="BDG1")`: a till that has joined the shop by code and has its catalogue."""
    running: list[LiveTill] = []

    def opened(register: str = "K1", branch: str = "BDG1", address: str = "") -> LiveTill:
        till = LiveTill(tmp_path / f"{branch}-{register}", address or office.address)
        running.append(till)
        return till.enrol(office.enrolment_code(register, branch))

    yield opened
    for till in running:
        till.close()
