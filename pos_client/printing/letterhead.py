"""What stands on every slip of a shop: who sells, where, under which tax number, and its own lines."""

from collections.abc import Iterator
from dataclasses import dataclass

from pos_client.devices.bitmap import Bitmap
from pos_client.devices.documents import Align, Image, Item, Size, Text
from pos_client.printing.words import Say, speaker
from pos_client.texts import N_, Language


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The seller, in the shop's language. PER-11/PJ/2025 art. 52(2) asks a PKP for name, address and NPWP.

    `header` and `footer` are the shop's own lines; without footer lines the lawful default is printed.
    """

    shop: str
    address: str
    language: Language = "id"
    branch: str | None = None
    phone: str | None = None
    is_pkp: bool = False
    npwp: str | None = None
    header: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: Bitmap | None = None

    @property
    def say(self) -> Say:
        return speaker(self.language)


def head_items(head: Letterhead) -> Iterator[Item]:
    """Name, branch, address, tax number, the shop's own lines; what is said already is not said again."""
    if head.logo is not None:
        yield Image(head.logo)
    yield Text(head.shop, Align.CENTRE, bold=True, size=Size.TALL)
    lines = [head.branch or "", *head.address.splitlines()]
    if head.is_pkp and head.npwp:
        lines.append(head.say(N_("NPWP {number}"), number=npwp_shown(head.npwp)))
    said = {head.shop.casefold()}
    for line in [*lines, *head.header]:
        if line.strip() and line.strip().casefold() not in said:
            said.add(line.strip().casefold())
            yield Text(line, Align.CENTRE)


def foot_items(head: Letterhead) -> Iterator[Item]:
    """The shop's last words: its own, or the default that offers an exchange."""
    for line in head.footer or default_footer(head.language):
        yield Text(line, Align.CENTRE)
    if head.phone:
        yield Text(head.say(N_("Customer service {phone}"), phone=head.phone), Align.CENTRE)


def default_footer(language: Language) -> tuple[str, ...]:
    """Footer of a shop that wrote none. It offers an exchange: refusing one on a receipt is forbidden."""
    say = speaker(language)
    return (say(N_("Exchange or return within 3 days with this receipt")), say(N_("Thank you")))


def npwp_shown(number: str) -> str:
    """Sixteen digits in fours; the older form with its points as it is."""
    if len(number) == 16 and number.isdigit():
        return " ".join(number[place : place + 4] for place in range(0, 16, 4))
    return number
