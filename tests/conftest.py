"""What holds for every test: no network beyond this machine, no unexpected log line, a screen in memory."""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import hypothesis
import pytest
from argon2 import PasswordHasher
from PySide6.QtWidgets import QApplication

from backoffice_server.kernel import security
from pos_client.desk.collector import collect_where_due
from pos_client.engine import staff
from tests import postgres
from tests.databases import BACKENDS, FOLDER_VARIABLE, Backend, Databases

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# As in the program: a server's thread beside the test must not be the one that finds a window's rubbish.
gc.disable()

# Where single tests take many seconds: whole programs, whole days.
LONG: Final = tuple(
    Path(__file__).parent / name
    for name in ("chaos", "fuzz", "replay", "simulation", "system/faults", "system/processes")
)
LOOPBACK: Final = {"127.0.0.1", "::1", "localhost", "0.0.0.0", "::", ""}
# How long an example takes depends on who else uses the machine.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

ExpectLog = Callable[[str], None]


class NetworkError(RuntimeError):
    """A test tried to reach another machine."""


def _loopback_only(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0] or ""
    else:
        return
    text = host.decode() if isinstance(host, bytes) else str(host)
    if text not in LOOPBACK and not text.startswith("127."):
        raise NetworkError(f"tests talk to this machine only, not to {text}")


# An audit hook sees every socket, also those that libraries open behind a test's back.
sys.addaudithook(_loopback_only)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    postgres.stop_left_behind()
    os.environ[FOLDER_VARIABLE] = str(postgres.new_folder())


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    postgres.stop(Path(os.environ.pop(FOLDER_VARIABLE)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: at the end no worker waits for another that has just begun it."""
    items.sort(key=lambda item: not any(item.path.is_relative_to(folder) for folder in LONG))
    gc.freeze()  # all that is imported by now stays


@pytest.fixture(scope="session")
def databases(worker_id: str) -> Databases:
    """Databases on both engines: `fresh` ones and ones `cloned` from a template."""
    return Databases(Path(os.environ[FOLDER_VARIABLE]), worker_id)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each test that asks for it runs once on SQLite and once on PostgreSQL."""
    engine: Backend = request.param
    return engine


@pytest.fixture
def database_url(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, empty database, once on each engine."""
    url = databases.fresh(backend, tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Passwords and PINs are slow to try on purpose, here for nobody. What they cost is seen in processes of
    their own: `test_security.py`, `test_staff.py`.
    """
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_PASSWORDS", "_PINS"):
            patch.setattr(security, name, quick)
        patch.setattr(staff, "_PASSES", quick.time_cost)
        patch.setattr(staff, "_MEMORY_KIB", quick.memory_cost)
        yield


_windows_kept = [0]


@pytest.fixture(autouse=True)
def _rubbish() -> None:
    """What the tests before left goes, windows at once: each is worded again with every new language, and
    the next window's `Collector` would keep it for good, as a part of the program.
    """
    if _windows() > _windows_kept[0]:
        gc.collect()
        _windows_kept[0] = _windows()
    collect_where_due()


def _windows() -> int:
    application = QApplication.instance()
    return len(application.topLevelWidgets()) if isinstance(application, QApplication) else 0


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _log_guard() -> Iterator[tuple[_Warnings, list[str]]]:
    warnings, expected = _Warnings(), list[str]()
    logging.getLogger().addHandler(warnings)
    yield warnings, expected
    logging.getLogger().removeHandler(warnings)
    messages = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in warnings.records]
    surprises = [text for text in messages if not any(re.search(pattern, text) for pattern in expected)]
    missing = [pattern for pattern in expected if not any(re.search(pattern, text) for text in messages)]
    assert not surprises, f"unexpected log lines: {surprises}"
    assert not missing, f"expected log lines that never came: {missing}"


@pytest.fixture
def expect_log(_log_guard: tuple[_Warnings, list[str]]) -> ExpectLog:
    """`expect_log(pattern)`: a WARNING or worse that this test is about; it must come."""
    return _log_guard[1].append
