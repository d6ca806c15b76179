"""What a till shows a back office that forgot it, because that came back from a backup (sync.md §2)."""

from typing import Final

from pos_client.engine.enrolment import credential
from pos_client.engine.till import identity
from pos_client.settings import APP_BUILD
from pos_client.store import Rows
from pos_client.store.journal import current_stream
from pos_client.store.streams import Stream, streams
from pos_client.sync.messages import Reinstate
from shared_models.wire.chain import holder_proof
from shared_models.wire.enrolment import Certificate, Reinstatement

# More enrolments of one machine than any shop will see; the youngest count.
MOST: Final = 64


def reinstatement(rows: Rows) -> Reinstate | None:
    """The certificates of this company's streams, the present one last; none when there are none."""
    till, current, token = identity(rows), current_stream(rows), credential(rows)
    if till is None or current is None or current.certificate is None or token is None:
        return None
    shown = tuple(map(_certificate, _one_of_each_key(rows, current)))[-MOST:]
    proof = holder_proof(current.device_key, signature=shown[-1].signature, credential=token)
    request = Reinstatement(
        certificates=shown,
        device_name=till.device_name,
        app=APP_BUILD,
        credential=token,
        proof=proof.hex(),
    )
    return Reinstate(request)


def _one_of_each_key(rows: Rows, current: Stream) -> list[Stream]:
    """Oldest first; of streams under one key the youngest speaks."""
    by_kid: dict[int, Stream] = {}
    for stream in (*streams(rows), current):
        same = (stream.company, stream.device) == (current.company, current.device)
        if same and stream.certificate is not None:
            by_kid.pop(stream.kid, None)
            by_kid[stream.kid] = stream
    return list(by_kid.values())


def _certificate(stream: Stream) -> Certificate:
    assert stream.certificate is not None
    return Certificate.model_validate_json(stream.certificate)
