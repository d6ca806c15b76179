"""Vectors of QRIS, MDR and in-store codes: what others computed, copied so that tests run anywhere."""

import json
from typing import Any

from tests.factories.vectors import COPIES


def payment_vectors() -> dict[str, Any]:
    """`domain` (part of the domain vectors), `qris_emvco` and `variable_weight_barcodes`."""
    vectors: dict[str, Any] = json.loads((COPIES / "codes_and_payments.json").read_text("utf-8"))
    return vectors
