"""The copies of the vectors beside these tests are what the domain folder says, wherever it is at hand."""

import json

from tests.factories.vectors import domain_vectors, journal_vectors, shared_domain, signed


def test_the_copied_vectors_are_the_domain_s_own() -> None:
    folder = shared_domain()
    if folder is None:
        # A clone without the domain folder has nothing to compare with; the copies alone are tested.
        return
    domain = json.loads((folder / "domain_vectors.json").read_text())
    assert {name: domain[name] for name in domain_vectors()} == domain_vectors()
    entries = {
        entry["key"]: signed(entry) for entry in json.loads((folder / "journal_vectors.json").read_text())
    }
    assert {key: entries[key] for key in journal_vectors()} == journal_vectors()
