"""How what is wrong with a branch is said, and what its labels read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pos_client import texts
from pos_client.desk.problems import fault_texts, problem_text
from pos_client.desk.theme.tokens import Tone
from pos_client.features.branches.state import Fault, Wrong, qris_faults, server_faults
from pos_client.texts import N_, _
from shared_models.rules.qris import QrisFault, parse
from shared_models.rules.store_codes import (
    LayoutFault,
    ReadFault,
    StoreCode,
    StoreLayout,
    StoreValue,
    attempt,
    problems_among,
    read,
)
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fact

Facts = tuple[tuple[str, Fact], ...]

LAYOUT_WORDS: Final = {
    LayoutFault.CHARACTER: N_(
        "“{character}” at place {place} means nothing here: digits, then P, V, K, X, C."
    ),
    LayoutFault.LENGTH: N_("A label's code has 8, 12 or 13 digits; this pattern has {length}."),
    LayoutFault.PREFIX_MISSING: N_("Begin with the digits that all these labels begin with, such as 21."),
    LayoutFault.PLU_MISSING: N_("Write P where the number of the goods stands."),
    LayoutFault.VALUE_MISSING: N_("Write V where the weight, price or count stands."),
    LayoutFault.PART_SPLIT: N_("All {part} must stand side by side."),
    LayoutFault.CHECK_NOT_LAST: N_("C is the check digit: it stands once, at the very end."),
    LayoutFault.VALUE_CHECK_LENGTH: N_("K goes with four or five V; here are {digits}."),
    LayoutFault.DECIMALS: N_("Labels cannot count in this. Choose another unit."),
    LayoutFault.SAME_PREFIX: N_("Layout {other} begins with {prefix} too: one code would mean two things."),
    LayoutFault.PREFIX_NOT_IN_STORE: N_(
        "Bought goods may carry codes that begin with {prefix}. 20 to 29 are kept free for shops."
    ),
    LayoutFault.CHECK_MISSING: N_("Without C at the end, a misread label goes unnoticed."),
}
READ_WORDS: Final = {
    ReadFault.NOT_DIGITS: N_("not read: a label holds digits only"),
    ReadFault.LENGTH: N_("not read: {length} digits where it wants {wanted}"),
    ReadFault.PREFIX: N_("not read: it does not begin with {wanted}"),
    ReadFault.CHECK_DIGIT: N_(
        "refused: the last digit should be {expected}, so it was misread or misprinted"
    ),
    ReadFault.VALUE_CHECK: N_("refused: the check digit of the value (K) should be {expected}"),
    ReadFault.VALUE_ZERO: N_("refused: its weight, price or count is zero"),
}
QRIS_WORDS: Final = {
    QrisFault.EMPTY: N_("There is no code yet. Paste its text here."),
    QrisFault.TAG_NOT_DIGITS: N_(
        "At place {place} stands something that belongs to no QRIS code. Copy the text once more, all of it."
    ),
    QrisFault.LENGTH_NOT_DIGITS: N_("The length of part {tag} cannot be read. Copy the text once more."),
    QrisFault.LENGTH_ZERO: N_("Part {tag} is empty. Ask the provider for a new code."),
    QrisFault.TRUNCATED: N_(
        "The text ends in the middle of part {tag}: {left} of {wanted} characters. Copy all of it."
    ),
    QrisFault.DUPLICATE_TAG: N_("Part {tag} stands in it twice. Paste the code only once."),
    QrisFault.FORMAT_NOT_FIRST: N_("A QRIS code begins with 000201. Copy it from its very beginning."),
    QrisFault.FORMAT_UNKNOWN: N_("This is version {found}, not 01. Copy the code from its beginning."),
    QrisFault.CRC_MISSING: N_("The check sum at the end is missing. Copy the text to its very end."),
    QrisFault.CRC_NOT_LAST: N_("Something follows the check sum. Delete what stands after it."),
    QrisFault.CRC_NOT_HEX: N_("The check sum {found} is none. Copy the text once more."),
    QrisFault.CRC_NOT_UPPER: N_("The check sum must be in capitals: {found}. Copy the text as it was given."),
    QrisFault.CRC_WRONG: N_(
        "The check sum is {found}, it should be {expected}: a character was lost or changed. Copy it anew."
    ),
    QrisFault.METHOD_UNKNOWN: N_("It does not say whether it is static. Ask the provider for a static QRIS."),
    QrisFault.CURRENCY: N_("It is not in rupiah (360). Ask the provider for an Indonesian QRIS."),
    QrisFault.COUNTRY: N_("It is not of Indonesia. Ask the provider for an Indonesian QRIS."),
    QrisFault.AMOUNT_IN_STATIC: N_(
        "It holds a fixed amount. Use the static code, where the customer types the amount."
    ),
    QrisFault.AMOUNT_MISSING: N_("It was made for one payment, but has no amount. Use the static code."),
    QrisFault.AMOUNT_NOT_WHOLE: N_("Its amount {found} is not in whole rupiah. Use the static code."),
    QrisFault.NAME_MISSING: N_("The shop's name is not in it. Ask the provider whether it is complete."),
    QrisFault.CITY_MISSING: N_("The city is not in it. Ask the provider whether it is complete."),
    QrisFault.CATEGORY_MISSING: N_("The line of business is not in it. Ask the provider if it is complete."),
    QrisFault.NMID_MISSING: N_("It has no NMID, as older codes. Ask the provider for a newer one."),
}
UNITS: Final = {
    (StoreValue.WEIGHT, 0): N_("in kilograms"),
    (StoreValue.WEIGHT, 1): N_("in 100 grams"),
    (StoreValue.WEIGHT, 2): N_("in 10 grams"),
    (StoreValue.WEIGHT, 3): N_("in grams"),
    (StoreValue.WEIGHT, 4): N_("in tenths of a gram"),
    (StoreValue.PRICE, -3): N_("in thousands of rupiah"),
    (StoreValue.PRICE, -2): N_("in hundreds of rupiah"),
    (StoreValue.PRICE, -1): N_("in tens of rupiah"),
    (StoreValue.PRICE, 0): N_("in rupiah"),
    (StoreValue.PRICE, 1): N_("in tenths of a rupiah"),
    (StoreValue.PRICE, 2): N_("in sen (1/100 rupiah)"),
    (StoreValue.PIECES, 0): N_("in pieces"),
}
"""What the value's last digit counts."""
VALUES: Final = {
    StoreValue.WEIGHT: N_("Weight"),
    StoreValue.PRICE: N_("Price"),
    StoreValue.PIECES: N_("Pieces"),
}


class Said(NamedTuple):
    """How serious, and the words."""

    tone: Tone
    words: str


def wrong_words(wrong: Wrong, facts: Facts, field: str = "") -> str:
    """One fault as a sentence that names what to do."""
    given = {key: str(value) for key, value in facts}
    if wrong is LayoutFault.PART_SPLIT and given.get("part") == "K":
        return _("K is one digit: write it once.")
    if isinstance(wrong, LayoutFault):
        return _(LAYOUT_WORDS[wrong], **given)
    if isinstance(wrong, QrisFault):
        return _(QRIS_WORDS[wrong], **given)
    if field == "line_discount_limit_bp" and wrong is ErrorCode.INVALID:
        return _("From 0 to 100 percent, with at most two decimals.")
    if wrong is ErrorCode.QRIS_INVALID and not facts:
        return _("This code was made for one payment only. Use the static code that hangs at the counter.")
    return problem_text(wrong, dict(facts))


def fault_words(faults: Iterable[Fault]) -> list[tuple[str, str]]:
    """Every field once, with all that is wrong with it."""
    return _by_field((fault.field, wrong_words(fault.wrong, fault.facts, fault.field)) for fault in faults)


def server_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """The same of what the server found wrong."""
    pairs = zip(server_faults(facts), fault_texts(facts), strict=True)
    return _by_field(
        (
            fault.field,
            words if isinstance(fault.wrong, ErrorCode) else wrong_words(fault.wrong, fault.facts),
        )
        for fault, (_field, words) in pairs
    )


def _by_field(said: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    found: dict[str, list[str]] = {}
    for field, sentence in said:
        found.setdefault(field, []).append(sentence)
    return [(field, " ".join(dict.fromkeys(sentences))) for field, sentences in found.items()]


def layout_hints(layouts: Sequence[StoreLayout]) -> dict[int, str]:
    """By place what to know of a layout that works."""
    found: dict[int, list[str]] = {}
    broken = {place for place, problem in problems_among(layouts) if problem.blocks}
    for place, problem in problems_among(layouts):
        if place not in broken:
            found.setdefault(place, []).append(wrong_words(problem.fault, problem.facts))
    return {place: " ".join(sentences) for place, sentences in found.items()}


def qris_says(code: str) -> list[Said]:
    """What stands in a payment code as the customer's app shows it, or everything that is wrong with it."""
    if not code:
        return []
    found = qris_faults(code)
    sound = not any(blocks for _wrong, _facts, blocks in found)
    said = [Said("ok", merchant_words(code))] if sound else []
    return said + [
        Said("danger" if blocks else "warn", wrong_words(wrong, facts)) for wrong, facts, blocks in found
    ]


def merchant_words(code: str) -> str:
    """`WARUNG BU TINI · SLEMAN · NMID ID1020000012345`."""
    known = parse(code).qris
    parts = [known.merchant_name, known.merchant_city]
    if known.nmid:
        parts.append(_("NMID {number}", number=known.nmid))
    return " · ".join(part for part in parts if part)


def readings(code: str, layouts: Sequence[StoreLayout]) -> list[Said]:
    """What each layout makes of a code, or why nothing."""
    broken = {place for place, problem in problems_among(layouts) if problem.blocks}
    taken = read(code, layouts)
    return [
        Said("warn", _("not asked: it must be put right first"))
        if place in broken
        else _reading(code, layout, taken)
        for place, layout in enumerate(layouts)
    ]


def _reading(code: str, layout: StoreLayout, taken: StoreCode | None) -> Said:
    found = read(code, (layout,))
    if found is None:
        tried = attempt(code, layout)
        if tried.fault is None:
            return Said("plain", "")
        refused = tried.fault in {ReadFault.CHECK_DIGIT, ReadFault.VALUE_CHECK, ReadFault.VALUE_ZERO}
        given = {key: str(value) for key, value in tried.facts}
        return Said("danger" if refused else "plain", _(READ_WORDS[tried.fault], **given))
    if taken != found:
        return Said("plain", _("not asked: a layout with a longer beginning decides"))
    return Said("ok", _("goods {number}, {value}", number=found.plu, value=_value_words(found)))


def _value_words(code: StoreCode) -> str:
    if code.price is not None:
        return texts.rupiah(code.price)
    amount = texts.quantity(code.qty or 0)
    if code.layout.value is StoreValue.WEIGHT:
        return _("{amount} kg", amount=amount)
    return _("{amount} pcs", amount=amount)
