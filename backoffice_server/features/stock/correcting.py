"""The stock adjustment that answers a flag about a product's level or cost."""

from uuid import UUID

from backoffice_server.features.reviews.resolving import Corrected, Open
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.reviews import AdjustForReview


def adjust_for(unit: Unit, flag: Open, action: AdjustForReview, note: str, by: StaffId) -> Corrected:
    """Book the adjustment. It must be about the flag's own product, in its branch."""
    request = action.document
    faults = []
    if request.branch != flag.branch:
        faults.append(Fault("action.document.branch", ErrorCode.INVALID))
    if {line.product for line in request.lines} != {UUID(flag.subject)}:
        faults.append(Fault("action.document.lines", ErrorCode.INVALID))
    if faults:
        raise invalid(faults)
    booked = adjust(unit, request.model_copy(update={"note": request.note or note}), by=by)
    return Corrected(booked.id, booked.number)
