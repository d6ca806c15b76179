"""`verify`: proves the books, document by document; exit 1 when one rule is broken."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import typer

from backoffice_server.commands.options import Data, DatabaseUrl, settings_of, snapshot_of
from backoffice_server.kernel import master_secret
from backoffice_server.proof.findings import Finding
from backoffice_server.proof.secrets import fits, strange
from backoffice_server.proof.verify import verify as findings_of
from backoffice_server.settings import Settings
from backoffice_server.texts import _


def verify(
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Prove that sales, stock, ledger and reports agree, to the rupiah."""
    settings = settings_of(data, database_url)
    with snapshot_of(settings) as database, database.read() as unit:
        secret = _secret(settings)
        findings, known = list(findings_of(unit, secret)), fits(unit, secret)
    typer.echo(_json(findings) if as_json else "\n".join(_lines(findings)))
    if not known:
        typer.echo(strange(settings.secret_file), err=True)
    if any(not finding.holds for finding in findings):
        raise typer.Exit(1)


def _secret(settings: Settings) -> master_secret.MasterSecret | None:
    return master_secret.load(settings.secret_file) if settings.secret_file.exists() else None


def _json(findings: Iterable[Finding]) -> str:
    return json.dumps([asdict(finding) | {"holds": finding.holds} for finding in findings], indent=1)


def _lines(findings: list[Finding]) -> Iterable[str]:
    for finding in findings:
        state = _("ok") if finding.holds else _("BROKEN: {count}", count=finding.broken)
        yield f"{finding.invariant:<10}  {finding.checked:>9}  {finding.rule:<58}  {state}"
        yield from (f"{'':<23}{offender}" for offender in finding.offenders)
    broken = sum(not finding.holds for finding in findings)
    yield _("{rules} rules checked, {broken} broken", rules=len(findings), broken=broken)
