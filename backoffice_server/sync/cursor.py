"""Where a till stands in the feeds: an opaque text that notices a restored database (sync.md §5)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from backoffice_server.kernel import paging
from backoffice_server.kernel.feed import COMPANY_SCOPE, feed_commit, feed_head
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.levels import last_posting_no
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """A position in one feed; `token` names the commit it lies in, so that other contents are noticed."""

    seq: int
    token: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Positions in the feeds of company and branch, and in the branch's postings (for stock levels)."""

    epoch: UUID
    branch: BranchId
    of_company: Place
    of_branch: Place
    posting_no: int

    def encoded(self) -> str:
        places = [self.of_company.seq, self.of_company.token, self.of_branch.seq, self.of_branch.token]
        return paging.encode([str(self.epoch), str(self.branch), *places, self.posting_no])


def decode(text: str) -> Cursor:
    """The cursor in `text`. RESNAPSHOT for what this server cannot read."""
    try:
        epoch, branch, company_seq, company_token, branch_seq, branch_token, posting_no = paging.decode(
            text, 7
        )
        return Cursor(
            UUID(epoch),
            BranchId(UUID(branch)),
            Place(int(company_seq), str(company_token)),
            Place(int(branch_seq), str(branch_token)),
            int(posting_no),
        )
    except (Refusal, ValueError, TypeError, AttributeError) as fault:
        raise Refusal(ErrorCode.RESNAPSHOT) from fault


def head(unit: Unit, scope: UUID) -> Place:
    """The end of a feed."""
    last = unit.connection.execute(select(feed_head.c.last).where(feed_head.c.scope_id == scope)).scalar()
    return place_at(unit, scope, last or 0)


def place_at(unit: Unit, scope: UUID, seq: int) -> Place:
    """The position `seq` with the token of its commit."""
    return Place(seq, _token(unit, scope, seq))


def refuse_foreign(unit: Unit, cursor: Cursor, *, epoch: UUID, branch: BranchId) -> None:
    """RESNAPSHOT unless this very database handed out the cursor for this branch."""
    known = cursor.epoch == epoch and cursor.branch == branch
    for scope, place in ((COMPANY_SCOPE, cursor.of_company), (branch, cursor.of_branch)):
        known = known and place.seq >= 0 and _token(unit, scope, place.seq) == place.token
    known = known and 0 <= cursor.posting_no <= last_posting_no(unit, branch)
    if not known:
        raise Refusal(ErrorCode.RESNAPSHOT)


def _token(unit: Unit, scope: UUID, seq: int) -> str:
    if seq == 0:
        return ""
    commit = (
        select(feed_commit.c.token)
        .where(feed_commit.c.scope_id == scope, feed_commit.c.last_seq >= seq, feed_commit.c.first_seq <= seq)
        .order_by(feed_commit.c.last_seq)
        .limit(1)
    )
    return str(unit.connection.execute(commit).scalar() or "none")
