"""Raising review flags: at most one open per (branch, code, subject), with a count (sync.md §4)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from backoffice_server.features.reviews.tables import review, review_mark
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ReviewCode
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Fact


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that a document broke. `subject`: what it is about. `once`: an open flag says it all already."""

    code: ReviewCode
    subject: str
    document_kind: str
    document: UUID
    facts: dict[str, Fact] = field(default_factory=dict)
    once: bool = False


Key = tuple[str, str]


def raise_flags(unit: Unit, branch: BranchId, flags: Sequence[Flag]) -> None:
    """Open a flag, or count one more on the flag that is open already. Call under the branch lock."""
    if not flags:
        return
    present = _open_flags(unit, branch, flags)
    grouped: dict[Key, list[Flag]] = {}
    for flag in flags:
        key = (flag.code.value, flag.subject)
        if not (flag.once and (key in present or key in grouped)):
            grouped.setdefault(key, []).append(flag)
    _open_new(unit, branch, {key: group for key, group in grouped.items() if key not in present})
    _count_more(unit, branch, {present[key]: group for key, group in grouped.items() if key in present})
    marks = {(branch, flag.document, *key): None for key, group in grouped.items() for flag in group}
    unit.insert_missing(review_mark, [(*mark, unit.now()) for mark in marks])


def open_count(unit: Unit, branch: BranchId) -> int:
    """Open flags of a branch."""
    query = (
        select(func.count())
        .select_from(review)
        .where(review.c.branch_id == branch, review.c.resolved_at.is_(None))
    )
    return int(unit.connection.execute(query).scalar_one())


def _open_flags(unit: Unit, branch: BranchId, flags: Sequence[Flag]) -> dict[Key, UUID]:
    found: dict[Key, UUID] = {}
    for code in {flag.code.value for flag in flags}:
        subjects = {flag.subject for flag in flags if flag.code.value == code}
        query = select(review.c.subject, review.c.review_id).where(
            review.c.branch_id == branch,
            review.c.code == code,
            review.c.subject.in_(subjects),
            review.c.resolved_at.is_(None),
        )
        found |= {(code, row.subject): row.review_id for row in unit.connection.execute(query)}
    return found


def _open_new(unit: Unit, branch: BranchId, groups: dict[Key, list[Flag]]) -> None:
    unit.insert(
        review,
        [
            (
                branch,
                unit.new_id(),
                code,
                subject,
                len(group),
                unit.now(),
                unit.now(),
                group[0].document_kind,
                group[0].document,
                group[-1].document,
                json.dumps(group[0].facts, sort_keys=True),
                *[None] * 5,
            )
            for (code, subject), group in groups.items()
        ],
    )


def _count_more(unit: Unit, branch: BranchId, groups: dict[UUID, list[Flag]]) -> None:
    if not groups:
        return
    more = (
        update(review)
        .where(review.c.branch_id == branch, review.c.review_id == bindparam("which"))
        .values(
            occurrences=review.c.occurrences + bindparam("more"),
            last_at=unit.now(),
            last_document_id=bindparam("document"),
        )
    )
    unit.connection.execute(
        more,
        [
            {"which": which, "more": len(group), "document": group[-1].document}
            for which, group in groups.items()
        ],
    )
