"""What a till of an older build holds is still there after its database was brought up to date."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from pos_client.devices.roles import RolePrinter, from_text
from pos_client.engine.print_jobs import PrinterRole
from pos_client.store import schema


def database_of(path: Path, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "migrations:client")
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None})
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


OLD = {
    "tcp://192.168.1.50?cut=none": RolePrinter(
        PrinterRole.RECEIPT, "tcp://192.168.1.50?cut=none", mm=80, drawer_pin=5
    ),
    "none://": None,
}


@pytest.mark.parametrize("address", OLD)
def test_the_printer_of_an_older_build_prints_the_receipts(tmp_path: Path, address: str) -> None:
    path = tmp_path / "till.db"
    database_of(path, "r0004")
    with closing(sqlite3.connect(path)) as connection:
        was = (("printer.address", address), ("printer.columns", "48"), ("drawer.pin", "5"))
        connection.executemany("INSERT INTO setting (key, value) VALUES (?, ?)", was)
        connection.execute(
            "INSERT INTO print_job (kind, paper, drawer, state, made_at)"
            " VALUES ('drawer', 0, 1, 'waiting', 1)"
        )
        connection.commit()
    schema.bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection:
        settings = dict(connection.execute("SELECT key, value FROM setting"))
        assert connection.execute("SELECT role, state FROM print_job").fetchall() == [("receipt", "waiting")]
    printer = OLD[address]
    assert from_text(settings.pop("devices.printers", "")) == (() if printer is None else (printer,))
    assert settings == {}
