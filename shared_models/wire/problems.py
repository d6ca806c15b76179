"""Problems: every refusal on the wire (RFC 9457 shape) with a code and facts; the client words it."""

from pydantic import Field

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fact
from shared_models.wire.base import ApiModel


class Problem(ApiModel):
    """`status` is the HTTP status, `reference` finds the log entry of a bug, `facts` fill the text for
    the user.
    """

    type: str = "about:blank"
    title: str
    status: int
    code: ErrorCode
    facts: dict[str, Fact | list[dict[str, Fact]]] = Field(default_factory=dict)
    reference: str | None = None
