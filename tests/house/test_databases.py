"""The databases that tests are given are real, empty, durable and apart from each other."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, inspect, text

from tests.databases import Backend, Databases


def tables_in(url: str) -> list[str]:
    engine = create_engine(url)
    names = inspect(engine).get_table_names()
    engine.dispose()
    return names


def run(url: str, statement: str) -> str:
    engine = create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        answer = str(result.scalar()) if result.returns_rows else ""
    engine.dispose()
    return answer


def test_a_fresh_database_is_empty(database_url: str) -> None:
    assert tables_in(database_url) == []
    run(database_url, "CREATE TABLE till (id INTEGER PRIMARY KEY)")
    assert tables_in(database_url) == ["till"]


def test_copies_of_a_template_do_not_see_each_other(
    backend: Backend, databases: Databases, tmp_path: Path
) -> None:
    def build(url: str) -> None:
        run(url, "CREATE TABLE shop (name VARCHAR(20))")

    first, second = (
        databases.cloned(backend, tmp_path, template="house_shop", build=build) for _ in range(2)
    )
    run(first, "INSERT INTO shop VALUES ('Warung Sri')")
    assert run(first, "SELECT count(*) FROM shop") == "1"
    assert run(second, "SELECT count(*) FROM shop") == "0"
    databases.drop(first)
    databases.drop(second)


def test_postgresql_keeps_its_durable_settings(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh("postgresql", tmp_path)
    settings = {
        name: run(url, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")
    }
    databases.drop(url)
    assert settings == {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
