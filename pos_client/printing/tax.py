"""The tax block of a PKP's receipt: base and tax as stored, and what stands outside the tax."""

from collections.abc import Iterator
from typing import Final

from pos_client.devices.documents import Item, Pair, Text
from pos_client.printing.letterhead import Letterhead
from pos_client.printing.words import Say, rate_shown
from pos_client.texts import N_, amount
from shared_models.rules.receipt import Receipt, ReceiptLine
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import TaxClass
from shared_models.values.money import Money

MARKS: Final = {TaxClass.EXEMPT: "*", TaxClass.NOT_COLLECTED: "**", TaxClass.NON_TAXABLE: "***"}
MARK_WORDS: Final = {
    TaxClass.EXEMPT: N_("{mark}exempt from PPN"),
    TaxClass.NOT_COLLECTED: N_("{mark}PPN not collected"),
    TaxClass.NON_TAXABLE: N_("{mark}not subject to PPN"),
}


def mark_of(line: ReceiptLine, head: Letterhead) -> str:
    """The sign behind a name whose price holds no tax; only a PKP prints it."""
    return MARKS.get(line.item.tax_class, "") if head.is_pkp and line.tax_rule is None else ""


def tax_items(receipt: Receipt, head: Letterhead) -> Iterator[Item]:
    """Base and tax of each rule on the receipt, and what the marks mean. Nothing when the shop is no PKP."""
    if not head.is_pkp:
        return
    rules = list(dict.fromkeys(line.tax_rule for line in receipt.lines if line.tax_rule is not None))
    for rule in rules:
        yield from _rule_items(receipt, rule, head.say)
    notes = [head.say(N_("Prices include PPN."))] if any(rule.inclusive for rule in rules) else []
    marked = dict.fromkeys(line.item.tax_class for line in receipt.lines if mark_of(line, head))
    notes += [head.say(MARK_WORDS[tax_class], mark=MARKS[tax_class]) for tax_class in marked]
    if notes:
        yield Text(" ".join(notes))


def _rule_items(receipt: Receipt, rule: TaxRule, say: Say) -> Iterator[Item]:
    lines = [line for line in receipt.lines if line.tax_rule == rule]
    base = rule.other_base(Money(sum(line.revenue for line in lines)))
    tax = amount(sum(line.tax for line in lines))
    if rule.base_num == rule.base_den:
        yield Pair(say(N_("DPP")), amount(base))
        yield Pair(say(N_("PPN {rate}"), rate=rate_shown(rule.rate_bp)), tax)
    else:
        fraction = f"{rule.base_num}/{rule.base_den}"
        yield Pair(say(N_("DPP {fraction}"), fraction=fraction), amount(base))
        yield Pair(say(N_("PPN {rate} x DPP"), rate=rate_shown(rule.rate_bp)), tax)
