"""A scale as it is set up: where it is and how it talks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos_client.devices.scale_dialog06 import Dialog06
from pos_client.devices.scale_protocols import CasAsked, CasContinuous, Digi, Patterned, Toledo, pattern_regex
from pos_client.devices.scale_reading import ScaleProtocol
from pos_client.devices.serial_port import USUAL, PortSettings, read_port
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid

PATTERN: Final = "{*}{weight} {unit}{*}"
STABLE: Final = "ST"


class ScaleKind(StrEnum):
    """How it talks."""

    TOLEDO = "toledo"
    CAS = "cas"
    CAS_ASKED = "cas_asked"
    DIGI = "digi"
    DIALOG06 = "dialog06"
    PATTERN = "pattern"


_EVEN_7: Final = {**USUAL, "bits": "7", "parity": "even"}
_ODD_7: Final = {**USUAL, "bits": "7", "parity": "odd"}
LINES: Final[Mapping[ScaleKind, Mapping[str, str]]] = {
    ScaleKind.TOLEDO: _EVEN_7,
    ScaleKind.DIALOG06: _ODD_7,
}
"""How the maker sets up the line, where it is not the usual 9600 8N1."""


@dataclass(frozen=True, slots=True)
class ScaleSettings:
    """A scale as it is set up. `pattern`, `stable`: of kind `PATTERN`; `key`: of an approved `DIALOG06`."""

    port: PortSettings
    kind: ScaleKind
    pattern: str = PATTERN
    stable: str = STABLE
    key: int = 0


def read_scale(
    address: str, *, kind: str, pattern: str = PATTERN, stable: str = STABLE, key: str = ""
) -> ScaleSettings:
    """The scale of typed settings. `key`: hexadecimal. Refuses INVALID with every fault."""
    known = ScaleKind(kind) if kind in set(ScaleKind) else None
    checks = (
        ("scale.kind", kind, known is not None),
        ("scale.pattern", pattern, _is_pattern(pattern)),
        ("scale.key", key, not key or _is_key(key)),
    )
    faults = [Fault(field, ErrorCode.INVALID, (("text", text),)) for field, text, good in checks if not good]
    port = _port(address, known, faults)
    if known is None or port is None or faults:
        raise invalid(faults)
    return ScaleSettings(port, known, pattern, stable, int(key or "0", 16))


def _port(address: str, kind: ScaleKind | None, faults: list[Fault]) -> PortSettings | None:
    try:
        return read_port(address, usual=LINES.get(kind, USUAL) if kind else USUAL, where="scale.address")
    except Refusal:
        faults.append(Fault("scale.address", ErrorCode.INVALID, (("address", address),)))
        return None


def _is_pattern(pattern: str) -> bool:
    try:
        return bool(pattern_regex(pattern))
    except ValueError:
        return False


def _is_key(key: str) -> bool:
    try:
        return int(key, 16) >> 16 == 1  # a polynomial of degree 16
    except ValueError:
        return False


def make_protocol(settings: ScaleSettings) -> ScaleProtocol:
    """How the scale of these settings is talked with."""
    makers: dict[ScaleKind, Callable[[], ScaleProtocol]] = {
        ScaleKind.TOLEDO: Toledo,
        ScaleKind.CAS: CasContinuous,
        ScaleKind.CAS_ASKED: CasAsked,
        ScaleKind.DIGI: Digi,
        ScaleKind.DIALOG06: lambda: Dialog06(settings.key),
        ScaleKind.PATTERN: lambda: Patterned(settings.pattern, settings.stable),
    }
    return makers[settings.kind]()
