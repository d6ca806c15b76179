"""Where a till stands in the feeds: an opaque text that notices a restored database (sync.md §5)."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select

from backoffice_server.features.ledger.tables import posting
from backoffice_server.kernel import paging
from backoffice_server.kernel.feed import COMPANY_SCOPE, feed_commit, feed_head
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.levels import last_posting_no
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId
from shared_models.values.moments import utc_ms
from shared_models.values.money import LARGEST_INTEGER
from shared_models.values.refusals import Refusal

# Asked with every pull, so put together once.
_POSTING: Final = select(posting.c.document_id, posting.c.at).where(
    posting.c.branch_id == bindparam("branch"), posting.c.posting_no == bindparam("no")
)

# Where nothing is: a cursor never names it.
NOWHERE: Final = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """A position in one feed; `token` names the commit it lies in, or the posting that stands there, so that
    other contents are noticed.
    """

    seq: int
    token: str


Places = tuple[Place, Place, Place]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Positions in the feeds of company and branch, and in the branch's postings (for stock levels).

    `seen`: where all three ended when the till's rows were read, for a page shows things as they are then;
    empty when the places are those ends.
    """

    epoch: UUID
    branch: BranchId
    of_company: Place
    of_branch: Place
    of_postings: Place
    seen: Places | tuple[()] = ()

    @property
    def places(self) -> Places:
        return self.of_company, self.of_branch, self.of_postings

    def encoded(self) -> str:
        seen = () if self.seen == self.places else self.seen
        return paging.encode([str(self.epoch), str(self.branch), _told(self.places), _told(seen)])


def decode(text: str) -> Cursor:
    """The cursor in `text`. RESNAPSHOT for what this server cannot read."""
    try:
        epoch, branch, told, seen = paging.decode(text, 4)
        return Cursor(UUID(epoch), BranchId(UUID(branch)), *_places(told), seen=_places(seen) if seen else ())
    except (Refusal, ValueError, TypeError, AttributeError) as fault:
        raise Refusal(ErrorCode.RESNAPSHOT) from fault


def _told(places: Places | tuple[()]) -> list[tuple[int, str]]:
    return [(place.seq, place.token) for place in places]


def _places(told: Any) -> Places:
    of_company, of_branch, of_postings = (_place(seq, token) for seq, token in told)
    return of_company, of_branch, of_postings


def _place(seq: Any, token: Any) -> Place:
    if not 0 <= int(seq) <= LARGEST_INTEGER or token == NOWHERE:
        raise ValueError("no place of any feed")
    return Place(int(seq), str(token))


def head(unit: Unit, scope: UUID) -> Place:
    """The end of a feed."""
    last = unit.connection.execute(select(feed_head.c.last).where(feed_head.c.scope_id == scope)).scalar()
    return place_at(unit, scope, last or 0)


def place_at(unit: Unit, scope: UUID, seq: int) -> Place:
    """The position `seq` with the token of its commit."""
    return Place(seq, _token(unit, scope, seq))


def ends(unit: Unit, branch: BranchId) -> Places:
    """Where everything ends now."""
    return head(unit, COMPANY_SCOPE), head(unit, branch), last_posting(unit, branch)


def last_posting(unit: Unit, branch: BranchId) -> Place:
    """The end of the branch's postings."""
    return posting_at(unit, branch, last_posting_no(unit, branch))


def posting_at(unit: Unit, branch: BranchId, posting_no: int) -> Place:
    """A posting, told by its document and moment: posted again after a restore it has another moment."""
    if posting_no == 0:
        return Place(0, "")
    found = unit.connection.execute(_POSTING, {"branch": branch, "no": posting_no}).one_or_none()
    return Place(posting_no, NOWHERE if found is None else f"{found.document_id.hex}{utc_ms(found.at):x}")


def refuse_foreign(unit: Unit, cursor: Cursor, *, epoch: UUID, branch: BranchId) -> None:
    """RESNAPSHOT unless this very database handed out the cursor for this branch."""
    known = cursor.epoch == epoch and cursor.branch == branch
    known = known and _stands(unit, branch, cursor.places) and _stands(unit, branch, cursor.seen)
    if not known:
        raise Refusal(ErrorCode.RESNAPSHOT)


def _stands(unit: Unit, branch: BranchId, places: Places | tuple[()]) -> bool:
    if not places:
        return True
    of_company, of_branch, of_postings = places
    return (
        place_at(unit, COMPANY_SCOPE, of_company.seq) == of_company
        and place_at(unit, branch, of_branch.seq) == of_branch
        and posting_at(unit, branch, of_postings.seq) == of_postings
    )


def _token(unit: Unit, scope: UUID, seq: int) -> str:
    if seq == 0:
        return ""
    commit = (
        select(feed_commit.c.token)
        .where(feed_commit.c.scope_id == scope, feed_commit.c.last_seq >= seq, feed_commit.c.first_seq <= seq)
        .order_by(feed_commit.c.last_seq)
        .limit(1)
    )
    return str(unit.connection.execute(commit).scalar() or NOWHERE)
