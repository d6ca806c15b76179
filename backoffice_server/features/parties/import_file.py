"""The columns of a customer file, under Indonesian or English headings, and what stands in their cells."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from backoffice_server.kernel import table_file
from backoffice_server.kernel.table_file import FileRow, TableFile
from shared_models.rules.credit import term_of
from shared_models.rules.price_choice import MEMBER, RETAIL, WHOLESALE

REQUIRED: Final = ("name",)
HEADINGS: Final = {
    "code": "code kode kodepelanggan kodemember kodeanggota nomoranggota nomember membercode customercode",
    "name": "name nama namapelanggan namalengkap customer pelanggan customername",
    "phone": "phone telepon telp tlp nohp hp handphone notelp nomorhp nomortelepon wa whatsapp mobile",
    "card": "card kartu nokartu nomorkartu membercard kartumember kartuanggota",
    "email": "email surel",
    "address": "address alamat",
    "npwp": "npwp taxnumber taxid",
    "birthday": "birthday tanggallahir tgllahir lahir ulangtahun dateofbirth birthdate dob",
    "note": "note notes catatan keterangan",
    "price_level": "pricelevel level tingkatharga levelharga kelompokharga",
    "credit_limit": "creditlimit limit bataskredit limitkredit plafon limitpiutang",
    "credit_term": "creditterm term termin tempo jatuhtempo syaratbayar",
}
_COLUMN_OF: Final = {alias: column for column, aliases in HEADINGS.items() for alias in aliases.split()}
_LEVELS: Final = {"grosir": WHOLESALE, "wholesale": WHOLESALE, "anggota": MEMBER, "member": MEMBER}
_USUAL: Final = frozenset({"eceran", "biasa", "usual", RETAIL})
# As a spreadsheet stores a day, and as people write one: the day first.
_STORED_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00)?)?")
_TYPED_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_DAYS: Final = re.compile(r"([0-9]{1,3})\s*(?:hari|days?)?", re.IGNORECASE)


def read(content: bytes, *, filename: str) -> TableFile:
    return table_file.read(content, filename=filename, columns_of=_COLUMN_OF, required=REQUIRED)


def phone_in(row: FileRow) -> str:
    """A spreadsheet drops the zero a number begins with when it takes it for a figure."""
    text = row.text("phone")
    return f"0{text}" if isinstance(row.cells.get("phone"), Decimal) and text.startswith("8") else text


def day_of(text: str) -> date:
    """`1990-08-17` or `17/08/1990`; anything else is a ValueError."""
    if found := _STORED_DAY.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _TYPED_DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise ValueError(text)
    return date(year, month, day)


def term_in(text: str) -> str:
    """`30`, `30 hari` and `30 days` are `30 days`; what rules/credit cannot read is a ValueError."""
    found = _DAYS.fullmatch(text)
    term = f"{int(found[1])} days" if found else text.upper()
    term_of(term)
    return term


def level_in(text: str, own: dict[str, str]) -> str | None:
    """Code of the level of that code or name, None: the usual price; a KeyError when there is none."""
    word = text.casefold()
    return None if word in _USUAL else {**_LEVELS, **own}[word]
