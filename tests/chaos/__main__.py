"""`make chaos`: tills, line, back office and database as real processes, broken for MINUTES in turn."""

from __future__ import annotations

import argparse
import sys

from tests.chaos.machines import can_have_small_disks
from tests.chaos.run import Outcome, Plan, run


def main(arguments: list[str] | None = None) -> int:
    plan = _plan(arguments)
    print(f"seed {plan.seed}, {plan.seconds:.0f} s, {plan.tills} tills, server on {plan.backend}", flush=True)
    if not can_have_small_disks():
        print("no disk is filled: this machine lets nobody mount a small file system of its own")
    found = run(plan)
    for line in told(found):
        print(line)
    for line in found.wrong:
        print(f"BROKEN: {line}")
    if found.wrong:
        print(f"again: python -m tests.chaos {_again(plan)}")
    return 1 if found.wrong else 0


def told(found: Outcome) -> list[str]:
    """The figures of a run, for a person."""
    papers, compared = found.papers, found.compared
    broken = ", ".join(f"{name} {count}" for name, count in sorted(found.faults.items()))
    carried = ", ".join(f"{name} {count}" for name, count in sorted(found.lines.items()))
    drained = ", ".join(f"{seconds:.1f}" for seconds in found.drained_s)
    return [
        f"broken {found.faults.total()} times: {broken}",
        f"on the lines: {carried}",
        f"{compared.receipts} receipts with their customers, {compared.returns} of them returns",
        f"{papers.printed_again} printed after a crash; {papers.refused} times a full disk sold nothing",
        f"{found.starts} starts of tills",
        f"drained after healing: {max(found.drained_s, default=0):.1f} s (till by till: {drained})",
        f"{compared.receipts} copies and {compared.events} events against the back office, every figure:",
        f"  lost {compared.lost}, doubled {compared.doubled}, different {compared.differ}",
        f"verify: {found.rules} rules held",
    ]


def _plan(arguments: list[str] | None) -> Plan:
    parser = argparse.ArgumentParser(prog="chaos")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tills", type=int, default=4)
    parser.add_argument("--pause-ms", type=int, default=20, help="between two sales of a till, on average")
    parser.add_argument("--database-url", default="sqlite", help="sqlite or postgresql: which engine")
    chosen = parser.parse_args(arguments)
    backend = "postgresql" if chosen.database_url.startswith("postgres") else "sqlite"
    return Plan(
        seconds=chosen.minutes * 60, seed=chosen.seed, tills=chosen.tills,
        backend="postgresql" if backend == "postgresql" else "sqlite", pause_ms=chosen.pause_ms,
    )  # fmt: skip


def _again(plan: Plan) -> str:
    return (
        f"--minutes {plan.seconds / 60:g} --seed {plan.seed} --tills {plan.tills}"
        f" --pause-ms {plan.pause_ms} --database-url {plan.backend}"
    )


if __name__ == "__main__":
    sys.exit(main())
