"""Lists of the back office come in pages."""

from typing import Generic, TypeVar

from shared_models.wire.base import ApiModel, Count, Text

Row = TypeVar("Row", bound=ApiModel)

PAGE_ROWS_MAX = 500


class Page(ApiModel, Generic[Row]):
    """`rows` of one page.

    `next` is the cursor of the following page, null at the end; `total` counts all that match.
    """

    rows: tuple[Row, ...]
    next: Text | None
    total: Count
