"""Vectors of the domain: figures that others computed, copied here so that tests run anywhere."""

import json
import os
from pathlib import Path
from typing import Any

COPIES = Path(__file__).parents[1] / "shared_models" / "vectors"


def domain_vectors() -> dict[str, Any]:
    """Tax, allocation, rounding, change and cost vectors by name."""
    vectors: dict[str, Any] = json.loads((COPIES / "domain.json").read_text())
    return vectors


def journal_vectors() -> dict[str, dict[str, int]]:
    """Journal entries by key: signed amounts (debit positive) by account."""
    return {entry["key"]: signed(entry) for entry in json.loads((COPIES / "journal.json").read_text())}


def signed(entry: dict[str, Any]) -> dict[str, int]:
    """Amounts of a journal vector by account, debit positive."""
    return {line["account"]: line["debit"] - line["credit"] for line in entry["lines"]}


def shared_domain() -> Path | None:
    """The folder of the domain facts beside the data folder, when this machine has it."""
    data = os.environ.get("POS_SHARED_DATA", str(Path(__file__).parents[3] / "shared" / "data"))
    folder = Path(data).parent / "domain"
    return folder if folder.is_dir() else None
