"""Each rule finds a fault planted in a small tree of its own, and lets the right way pass."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tests.house.rules import edges, files, layout, numbers, sizes, words
from tests.house.test_rules import RULES, Rule
from tests.house.tree import Tree


class Planted(NamedTuple):
    rule: Rule
    place: str
    wrong: str
    right: str


SLICE: Final = "backoffice_server/features/stock"
PO: Final = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
PIN: Final = f"httpx==0.28.1 \\\n    --hash=sha256:{'0' * 64}\n"

PLANTED: Final = (
    Planted(numbers.no_float_in_money, "shared_models/rules/tax.py", "RATE = 0.11\n", "RATE = 1100\n"),
    Planted(
        numbers.no_float_in_money, f"{SLICE}/service.py", "cost = value / held\n", "cost = value // held\n"
    ),
    Planted(
        numbers.no_float_in_money, "pos_client/engine/cart.py", "total /= 2\n", "isinstance(total, float)\n"
    ),
    Planted(
        numbers.no_float_in_money, "pos_client/store/engine.py", "x = float(n)\n", 'x = folder / "till.db"\n'
    ),
    Planted(
        edges.clock_and_chance_are_handed_in,
        f"{SLICE}/service.py",
        "from datetime import datetime as dt\nat = dt.now()\n",
        "at = unit.now()\n",
    ),
    Planted(
        edges.clock_and_chance_are_handed_in,
        "pos_client/engine/sales.py",
        "from uuid import uuid4\nfield(default_factory=uuid4)\n",
        "field(default_factory=unit.new_id)\n",
    ),
    Planted(
        edges.clock_and_chance_are_handed_in,
        "pos_client/features/till/view.py",
        "from PySide6.QtCore import QDate\nday = QDate.currentDate()\n",
        "day = state.business_date\n",
    ),
    Planted(edges.only_edges_commit, f"{SLICE}/service.py", "session.commit()\n", "unit.add(row)\n"),
    Planted(
        edges.only_edges_commit,
        "pos_client/engine/sales.py",
        'db.execute("BEGIN IMMEDIATE")\n',
        'db.execute("SELECT 1")\n',
    ),
    Planted(
        edges.nobody_uses_qtsql,
        "pos_client/app.py",
        "from PySide6 import QtSql\n",
        "from PySide6 import QtGui\n",
    ),
    Planted(sizes.files_and_functions_stay_small, "pos_client/app.py", "x = 1\n" * 601, "x = 1\n" * 600),
    Planted(
        sizes.files_and_functions_stay_small,
        "pos_client/app.py",
        "def main():\n" + "    x = 1\n" * 70,
        "def main():\n" + "    x = 1\n" * 69,
    ),
    Planted(
        words.no_text_bypasses_the_catalogue,
        "pos_client/desk/a.py",
        'button.setText("Pay")\n',
        'button.setText(_("Pay"))\n',
    ),
    Planted(
        words.no_text_bypasses_the_catalogue,
        "pos_client/desk/a.py",
        '_(f"{n} lines")\n',
        '_("{n} lines", n=n)\n',
    ),
    Planted(layout.nothing_unknown_at_the_top, "scratch.py", "", ""),
    Planted(layout.packaging_is_no_package, "packaging/__init__.py", "", ""),
    Planted(
        layout.shared_models_is_pure, "shared_models/rules/tax.py", "import httpx\n", "import pydantic\n"
    ),
    Planted(
        layout.shared_models_is_pure,
        "shared_models/values/ids.py",
        "from time import time\n",
        "from uuid import UUID\n",
    ),
    Planted(layout.every_slice_has_tests, f"{SLICE}/service.py", "x = 1\n", ""),
    Planted(files.no_place_of_one_machine, "docs/start.md", "cd /home/budi/till\n", "cd till\n"),
    Planted(files.no_registry_address, "packaging/requirements/app.in", "--index-url x\n", "httpx\n"),
    # Planted on purpose: the rule must find it.
    Planted(files.nothing_left_over, "pos_client/app.py", "# TODO: later\n", "# later\n"),
    Planted(
        files.silence_has_a_reason,
        "pos_client/app.py",
        "x = 1  # noqa: E741\n",
        "x = 1  # noqa: E741 - Qt's name\n",
    ),
    Planted(
        files.silence_has_a_reason,
        "pos_client/app.py",
        "x = 1  # type: ignore\n",
        "x = 1  # type: ignore[arg-type] # stub\n",
    ),
    Planted(
        files.tests_run_always_and_for_real,
        "tests/test_a.py",
        "@pytest.mark.skip\n",
        "@pytest.mark.parametrize\n",
    ),
    Planted(files.tests_do_not_sleep, "tests/test_a.py", "time.sleep(1)\n", "process.wait(1)\n"),
    Planted(files.requirements_are_pinned, "packaging/requirements/app.txt", "httpx>=0.28\n", PIN),
    Planted(files.requirements_are_pinned, "packaging/requirements/app.txt", "httpx==0.28.1 \\\n", PIN),
    Planted(
        files.requirements_are_pinned,
        "packaging/requirements/app.txt",
        f"httpx @ https://x/y.whl\n{PIN}",
        PIN,
    ),
)


def planted(root: Path, **texts: str) -> Tree:
    for place, text in texts.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, "utf-8")
    return Tree(root)


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: f"{case.rule.__name__}-{case.place}")
def test_rule_bites(case: Planted, tmp_path: Path) -> None:
    """Lesson 38: No float in money or quantity, held by a rule that is shown to bite."""
    faults = case.rule(planted(tmp_path / "wrong", **{case.place: case.wrong}))
    assert faults
    assert case.place.split("/")[-1].partition(".")[0] in faults[0] or case.place.startswith(
        faults[0].partition(":")[0]
    )
    if case.right:
        assert case.rule(planted(tmp_path / "right", **{case.place: case.right})) == []


VIEW: Final = 'label.setText(_("Pay {total}", total=x))\n'


@pytest.mark.parametrize(
    ("catalogue", "complaint"),
    [
        ('msgid "Pay {total}"\nmsgstr "Bayar {total}"\n', ""),
        ("", "has no Indonesian"),
        ('msgid "Pay {total}"\nmsgstr ""\n', "is empty"),
        ('msgid "Pay {total}"\nmsgstr "Bayar {jumlah}"\n', "other placeholders"),
        ('#, fuzzy\nmsgid "Pay {total}"\nmsgstr "Bayar {total}"\n', "is fuzzy"),
        ('msgid "Pay {total}"\nmsgstr "Bayar {total}"\n\nmsgid "Old"\nmsgstr "Lama"\n', "is used nowhere"),
    ],
    ids=["complete", "missing", "empty", "placeholders", "fuzzy", "orphan"],
)
def test_catalogue_rule_bites(catalogue: str, complaint: str, tmp_path: Path) -> None:
    texts = {"pos_client/features/till/view.py": VIEW, "pos_client/locale/id/till.po": PO + catalogue}
    faults = words.every_text_is_translated(planted(tmp_path, **texts))
    assert len(faults) == (1 if complaint else 0)
    assert complaint in "".join(faults)


def test_an_exception_may_only_shrink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sizes.TOO_LONG_TODAY, "pos_client/app.py", 700)
    for lines, complaint in ((701, "at most 700"), (700, ""), (650, "lower its exception")):
        faults = sizes.files_and_functions_stay_small(
            planted(tmp_path / str(lines), **{"pos_client/app.py": "x = 1\n" * lines})
        )
        assert complaint in "".join(faults)
        assert bool(faults) == bool(complaint)


def test_an_exception_without_need_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(edges.MAY_COMMIT, "pos_client/app.py", "once an edge")
    assert edges.only_edges_commit(planted(tmp_path, **{"pos_client/app.py": "x = 1\n"}))


def test_every_rule_has_a_planted_fault() -> None:
    assert {case.rule for case in PLANTED} | {words.every_text_is_translated} == set(RULES)
