"""The chart of accounts of an Indonesian shop, as it ships."""

import csv
from importlib.resources import files

from sqlalchemy import select

from backoffice_server.features.ledger.tables import account
from backoffice_server.kernel.unit import Unit


def install_chart(unit: Unit) -> None:
    """Write the accounts that are not there yet."""
    unit.insert_missing(account, chart())


def chart() -> list[tuple[str, str, str, str, str, str]]:
    """(account, name_id, name_en, normal_balance, kind, type) of every account, in order."""
    text = files("backoffice_server.features.ledger").joinpath("coa_retail_id.csv").read_text("utf-8")
    return [
        (row["code"], row["name_id"], row["name_en"], row["normal_balance"], row["kind"], row["type"])
        for row in csv.DictReader(text.splitlines())
    ]


def posting_accounts(unit: Unit) -> frozenset[str]:
    """Accounts that take entries."""
    query = select(account.c.account).where(account.c.kind == "post")
    return frozenset(unit.connection.execute(query).scalars())
