"""What this server states about a device, signed: how it knows its own tills again after a restore."""

import hmac
from datetime import datetime

from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from shared_models.values.ids import CompanyId
from shared_models.values.moments import utc_ms
from shared_models.wire.enrolment import Certificate


def certificate(
    secret: MasterSecret,
    *,
    company: CompanyId,
    till: EnrolledTill,
    register_code: str,
    series: str,
    issued_at: datetime,
) -> Certificate:
    """A statement that the till was enrolled as `till` says."""
    stated = Certificate(
        company=company,
        device=till.device,
        branch=till.branch,
        register_id=till.register_id,
        register_code=register_code,
        series=series,
        purpose=till.purpose,
        kid=till.kid,
        issued_at=issued_at,
        signature="0" * 64,
    )
    return stated.model_copy(update={"signature": secret.sign(_statement(stated)).hex()})


def is_ours(secret: MasterSecret, shown: Certificate) -> bool:
    """Whether this server's master secret signed it, word for word."""
    return hmac.compare_digest(secret.sign(_statement(shown)), bytes.fromhex(shown.signature))


def _statement(stated: Certificate) -> bytes:
    # No code holds a NUL, so nothing stated can be read as something else.
    places = (stated.company, stated.device, stated.branch, stated.register_id)
    words = (stated.register_code, stated.series, stated.purpose.value)
    numbers = f"{stated.kid}\0{utc_ms(stated.issued_at)}"
    return (
        b"pos-certificate\0" + b"".join(one.bytes for one in places) + "\0".join((*words, numbers)).encode()
    )
