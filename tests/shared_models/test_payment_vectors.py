"""The copies of the payment vectors are what their folders say, wherever these are at hand."""

import json

from tests.factories.payment_vectors import payment_vectors
from tests.factories.shared_data import shared_data
from tests.factories.vectors import shared_domain


def test_the_copied_payment_vectors_are_the_domain_s_own() -> None:
    folder = shared_domain()
    if folder is None:
        # A clone without the folder has nothing to compare with; the copies alone are tested.
        return
    domain = json.loads((folder / "domain_vectors.json").read_text("utf-8"))
    copies = payment_vectors()["domain"]
    assert {name: domain[name] for name in copies} == copies


def test_the_copied_data_vectors_are_the_files_own() -> None:
    folder = shared_data()
    if folder is None:
        return
    for name in ("qris_emvco", "variable_weight_barcodes"):
        own = json.loads((folder / "vectors" / f"{name}.json").read_text("utf-8"))
        assert own == payment_vectors()[name]
