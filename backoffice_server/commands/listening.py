"""The socket and the certificate of `serve`, checked before anything starts."""

import errno
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backoffice_server.kernel.unfit import Unfit
from backoffice_server.texts import N_, _

BACKLOG: Final = 512
_PORT_WORDS: Final = {
    errno.EADDRINUSE: N_(
        "Port {port} is taken, perhaps by a server that runs already. Choose another --port."
    ),
    errno.EACCES: N_("Port {port} may not be opened by this user. Choose a --port above 1023."),
    errno.EADDRNOTAVAIL: N_("{host} is no address of this machine. See --host."),
}


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens. Raises Unfit where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as fault:
            text = _PORT_WORDS.get(fault.errno or 0, _PORT_WORDS[errno.EADDRNOTAVAIL])
            raise Unfit(_(text, **({"port": port} if "{port}" in text else {"host": host}))) from fault
        listener.listen(BACKLOG)
        yield listener


def refuse_bad_certificate(cert: Path | None, key: Path | None) -> None:
    """Raise Unfit for a certificate that no client could be shown. The key may stand in the same file."""
    if cert is None:
        if key is not None:
            raise Unfit(_("--tls-key needs --tls-cert beside it."))
        return
    try:
        # A key with a password would stop the start at a question nobody sees.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key, password=lambda: "")
    except (ssl.SSLError, OSError) as fault:
        raise Unfit(
            _(
                "{cert} and its key cannot be used ({reason}): PEM files that belong together are needed,"
                " the key without a password.",
                cert=cert,
                reason=getattr(fault, "reason", None) or fault,
            )
        ) from fault
