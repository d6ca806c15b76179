"""Every operation of the OpenAPI document, asked in every way it allows and in many it does not."""

from __future__ import annotations

import json
import os
from typing import Any, Final, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.config import PositiveDataAcceptanceConfig, SchemathesisConfig

from tests.factories.back_office import BackOffice
from tests.fuzz.seller import Seller

TIMES: Final = int(os.environ.get("FUZZ_TIMES", "1"))
EXAMPLES: Final = 3
# Endless by nature: what it answers is tried in tests/backoffice_server/sync/test_live.py.
ENDLESS: Final = ("GET", "/api/live")
# What no schema can say (a code taken, a day closed, a cursor of another life) is refused too.
RULES_SAY_NO: Final = ("2xx", "401", "403", "404", "409", "410", "413", "422", "429")


@pytest.mark.parametrize("who", ["owner", "till"])
def test_the_door_is_as_it_is_described(office: BackOffice, who: str) -> None:
    config = SchemathesisConfig()
    checks = config.projects.default.checks
    checks.positive_data_acceptance = PositiveDataAcceptanceConfig(expected_statuses=RULES_SAY_NO)
    refused = checks.negative_data_rejection
    refused.expected_statuses = sorted({*refused.expected_statuses, *RULES_SAY_NO} - {"2xx"})
    document = json.loads(office.owner().client.send("GET", "/openapi.json"))
    schema = schemathesis.openapi.from_dict(document, config=config)
    headers = _headers(office, who)
    operations = [cast(Any, found).ok() for found in schema.get_all_operations()]
    # Whoever signs out asks nothing more.
    operations.sort(key=lambda one: one.method.upper() == "DELETE")
    faults: list[str] = []
    asked = set()
    for operation in operations:
        name = (operation.method.upper(), operation.path)
        if name == ENDLESS:
            continue
        asked.add(name)
        try:
            _ask(office, operation, headers)
        except (AssertionError, BaseExceptionGroup) as fault:
            faults.append(f"{name}: {fault}")
    assert len(asked) > 40
    assert not faults, "\n\n".join(faults)
    assert office.complaints() == []


def _headers(office: BackOffice, who: str) -> dict[str, str]:
    if who == "owner":
        return office.owner().client.headers()
    seller = Seller(office)
    seller.close()
    return {"Authorization": seller.headers["Authorization"]}


def _ask(office: BackOffice, operation: Any, headers: dict[str, str]) -> None:
    ways = st.one_of([operation.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode])

    @given(ways)
    @settings(
        max_examples=EXAMPLES * TIMES, deadline=None, database=None, derandomize=TIMES == 1,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def asked(case: Any) -> None:
        case.call_and_validate(base_url=office.address, headers=headers)

    asked()
