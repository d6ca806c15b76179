"""The proof of a backup: it is restored into a throw-away database and looked at there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from backoffice_server.backup import copying, sealed
from backoffice_server.backup.key import BackupKey
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.incidents.service import Head, heads
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.migrations import migrate, revision_of
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.proof.findings import Finding
from backoffice_server.proof.secrets import fits
from backoffice_server.proof.verify import verify
from backoffice_server.texts import _


@dataclass(frozen=True, slots=True)
class Tested:
    """What was found in a backup that holds."""

    header: sealed.Header
    heads: tuple[Head, ...]
    findings: tuple[Finding, ...]


def try_out(file: Path, key: BackupKey, *, url: URL, secret: MasterSecret | None, room: Path) -> Tested:
    """Restore `file` beside the database at `url` and verify all of it. Raises Unfit where anything is off.

    `room`: a folder for the copy in the clear.
    """
    plain = room / "tried"
    header = sealed.unseal(file, key, plain)
    if header.engine != url.get_backend_name():
        raise Unfit(
            _(
                "{file} is of {engine}: name such a database with --database-url.",
                file=file.name,
                engine=header.engine,
            )
        )
    with copying.throw_away(url, plain) as scratch:
        found, findings = _looked_at(scratch, header, secret, file)
    plain.unlink()
    broken = [finding for finding in findings if not finding.holds]
    if broken:
        said = "; ".join(f"{finding.invariant} {finding.rule}: {finding.broken}" for finding in broken)
        raise Unfit(
            _(
                "Rules are broken in the backup ({rules}): see whether `verify` says so of the database too.",
                rules=said,
            )
        )
    return Tested(header, found, findings)


def refuse_other_heads(before: Sequence[Head], copied: Sequence[Head], after: Sequence[Head]) -> None:
    """Raise Unfit unless each stream in the copy is as long as it was while the copy was taken."""
    in_copy = {head.stream: head.seq for head in copied}
    at_end = {head.stream: head.seq for head in after}
    short = [head for head in before if in_copy.get(head.stream, 0) < head.seq]
    long = [head for head in copied if at_end.get(head.stream, 0) < head.seq]
    if short or long:
        stream = (short + long)[0].stream
        raise Unfit(_("The backup holds another part of stream {stream} than the database.", stream=stream))


def _looked_at(
    scratch: URL, header: sealed.Header, secret: MasterSecret | None, file: Path
) -> tuple[tuple[Head, ...], tuple[Finding, ...]]:
    with Database(scratch.render_as_string(hide_password=False)) as database:
        with database.read() as unit:
            present = revision_of(unit)
        if present != header.schema_revision:
            raise sealed.damaged(file)
        # A backup of an earlier version is looked at as a restore would make it.
        migrate(database)
        with database.read() as unit:
            if branches.identity(unit).company != header.company:
                raise sealed.damaged(file)
            if not fits(unit, secret):
                raise Unfit(
                    _(
                        "master.secret is missing or not the one that the tills in {file} know: "
                        "bring the right one back from its copy.",
                        file=file.name,
                    )
                )
            return tuple(heads(unit)), tuple(verify(unit, secret))
