"""Refusals in words: what is wrong, where it stands, what puts it right."""

import string
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from backoffice_server.texts import N_, _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Facts, Refusal

# The first text whose {facts} are all known is said.
_REFUSALS: Final[Mapping[ErrorCode, tuple[str, ...]]] = {
    ErrorCode.SERVER_RUNNING: (N_("The server is running: use the admin tab, or stop the server first."),),
    ErrorCode.TOO_LARGE: (N_("This would be more than {lines_max} lines: choose fewer days."),),
}
_MISSING: Final = {
    "company": N_(
        "There is no shop in this database. Is --data right? "
        "restore brings a backup back, create-shop makes a new shop."
    ),
    "branch": N_("There is no branch with the code {wanted}."),
    "product": N_("There is no product with the code {wanted}."),
    "database": N_(
        "There is no database {wanted}. Is --data right? "
        "restore brings a backup back, create-shop makes a new shop."
    ),
}
_FAULTS: Final[Mapping[ErrorCode, tuple[str, ...]]] = {
    ErrorCode.INVALID: (
        N_("needs {at_least} to {at_most} digits"),
        N_("needs at least {at_least} characters"),
        N_("at most {at_most}"),
        N_("from 1 to {most}"),
        N_("must not be after {after}"),
        N_("up to {longest} letters and digits, nothing else"),
        N_("{value} is not known here"),
        N_("is not valid"),
    ),
    ErrorCode.CONFLICT: (N_("is taken already"),),
    ErrorCode.TOO_LARGE: (N_("more than {at_most} rows"),),
    ErrorCode.COLUMN_MISSING: (N_("this column is missing"),),
    ErrorCode.FIELD_REQUIRED: (N_("is empty"),),
    ErrorCode.FIELD_TOO_LONG: (N_("is longer than {at_most} characters"),),
    ErrorCode.NOT_A_NUMBER: (N_("{value} is no amount: write 12500 or 12.500"), N_("is no amount")),
    ErrorCode.AMBIGUOUS_NUMBER: (N_("{value} may mean two amounts: write 12500 or 12.500"),),
    ErrorCode.PRICE_MISSING: (N_("a new product needs a price"),),
    ErrorCode.PRICE_NOT_POSITIVE: (N_("must be more than 0"),),
    ErrorCode.DUPLICATE_ROW: (N_("stands in row {row} already"), N_("stands there twice")),
    ErrorCode.BARCODE_TAKEN: (
        N_("{barcode} stands in row {row} already"),
        N_("{barcode} belongs to another product"),
    ),
    ErrorCode.BARCODE_CHECK_DIGIT: (
        N_("{barcode} has a wrong check digit: it should end in {expected}"),
        N_("{barcode} has a wrong check digit"),
    ),
    ErrorCode.BARCODE_UNUSABLE: (
        N_("{barcode} holds what no scanner sends: spaces around it or hidden signs"),
    ),
    ErrorCode.SKU_TAKEN: (N_("belongs to another product"),),
    ErrorCode.UNKNOWN_TAX_CLASS: (N_("{value} is no tax class"),),
    ErrorCode.UNKNOWN_PRICE_LEVEL: (N_("There is no such price level"),),
}
# What is wrong with a field that a model refused.
_OF_PYDANTIC: Final = {
    "string_too_short": ErrorCode.FIELD_REQUIRED,
    "string_too_long": ErrorCode.FIELD_TOO_LONG,
}
FLAGS: Final = {
    "SaveStaff.username": "--login",
    "SaveStaff.name": "--owner",
    "BranchRow.code": "--branch",
    "BranchRow.name": "--branch-name",
    "RegisterRow.code": "--register",
    "RegisterRow.name": "--register",
    "CompanyRow.name": "--name",
    "CompanyRow.npwp": "--npwp",
    "username": "--login",
    "code": "--branch",
    **{
        name: f"--{name.replace('_', '-')}"
        for name in (
            *("from", "window", "fast_percent", "a_percent", "product", "branch", "register"),
            *("name", "owner", "login", "password", "pin", "npwp"),
        )
    },
}
_COLUMNS: Final = {
    "sku": N_("code"),
    "name": N_("name"),
    "price": N_("price"),
    "cost": N_("cost"),
    "category": N_("category"),
    "unit": N_("unit"),
    "barcode": N_("barcode"),
    "kind": N_("kind"),
    "tax_class": N_("tax"),
    "decimals": N_("decimals"),
    "unit2": N_("unit2"),
    "factor2": N_("contents2"),
    "price2": N_("price2"),
    "barcode2": N_("barcode2"),
    "file": N_("file"),
    "new category": N_("new category"),
}


def refusal_words(refusal: Refusal) -> str:
    """One line, or with several faults one line for each."""
    faults = refusal.facts.get("faults")
    if isinstance(faults, list):
        if [(one["field"], one["code"]) for one in faults] == [("file", ErrorCode.INVALID.value)]:
            return _("The file holds no table: CSV or XLSX is needed.")
        return "\n".join(
            f"{_place(str(one['field']))}: {fault_words(str(one['code']), one)}" for one in faults
        )
    if refusal.code is ErrorCode.CONFLICT and refusal.facts.get("what") == "company":
        return _("This database holds a shop already. Nothing was changed.")
    if refusal.code is ErrorCode.NOT_FOUND and (words := _missing(refusal.facts)):
        return words
    return _worded(_REFUSALS.get(refusal.code, ()), refusal.facts) or _bare(refusal.code.value, refusal.facts)


def fault_words(code: str, facts: Mapping[str, Any]) -> str:
    """What is wrong with a field."""
    told = {name: fact for name, fact in facts.items() if name not in {"field", "code"}}
    known = _FAULTS.get(ErrorCode(code), ()) if code in set(ErrorCode) else ()
    return _worded(known, told) or _bare(code, told)


def column_word(column: str) -> str:
    """A column of a product file as its heading may be written."""
    return _(_COLUMNS[column]) if column in _COLUMNS else column


def model_words(error: ValidationError) -> str:
    """What a model refused of that which was typed."""
    return "\n".join(_model_lines(error))


def _model_lines(error: ValidationError) -> Iterator[str]:
    for fault in error.errors():
        field = f"{error.title}.{fault['loc'][0] if fault['loc'] else ''}"
        code = _OF_PYDANTIC.get(fault["type"], ErrorCode.INVALID)
        facts = (
            {"at_most": context["max_length"]} if "max_length" in (context := fault.get("ctx", {})) else {}
        )
        yield f"{FLAGS.get(field, field)}: {fault_words(code.value, facts)}"


def _place(field: str) -> str:
    if field in _COLUMNS and field not in FLAGS:
        return column_word(field)
    return FLAGS.get(field, field)


def _missing(facts: Facts) -> str:
    what = str(facts.get("what") or "database")
    wanted = facts.get("wanted") or facts.get("branch_code") or facts.get("database")
    return _worded((_MISSING[what],), {"wanted": wanted}) if what in _MISSING else ""


def _worded(texts: tuple[str, ...], facts: Mapping[str, Any]) -> str:
    for text in texts:
        wanted = {name for _text, name, _spec, _how in string.Formatter().parse(text) if name}
        if wanted <= {name for name, fact in facts.items() if fact is not None}:
            return _(text, **{name: facts[name] for name in wanted})
    return ""


def _bare(code: str, facts: Mapping[str, Any]) -> str:
    told = ", ".join(f"{name}: {fact}" for name, fact in facts.items())
    return _("Refused ({code}). {facts}", code=code, facts=told)
