"""Posting accounts of the Indonesian retail chart that rules refer to (the whole chart belongs to the
ledger).
"""

from enum import StrEnum


class Account(StrEnum):
    """Account codes by their role."""

    TILL_CASH = "1101"
    MAIN_CASH = "1102"
    PETTY_CASH = "1103"
    BANK = "1111"
    QRIS_CLEARING = "1113"
    CARD_CLEARING = "1114"
    E_WALLET_CLEARING = "1115"
    RECEIVABLES = "1121"
    GIRO_RECEIVABLE = "1124"
    INVENTORY = "1141"
    OUTPUT_VAT = "2131"
    POINTS_LIABILITY = "2141"
    GIFT_VOUCHERS = "2142"
    CUSTOMER_DEPOSITS = "2143"
    CHANGE_DONATIONS = "2145"
    CAPITAL = "3101"
    OWNER_DRAWINGS = "3102"
    OPENING_BALANCE = "3190"
    SALES = "4101"
    SALES_DISCOUNTS = "4102"
    SALES_RETURNS = "4103"
    COST_OF_GOODS = "5101"
    COUNT_VARIANCE = "5103"
    SPOILAGE = "5104"
    SUPPLIES = "6113"
    TRANSPORT = "6114"
    MARKETING = "6121"
    CARD_FEES = "6141"
    CASH_ROUNDING = "6190"
    CASH_OVER_SHORT = "6191"
    OTHER_EXPENSE = "6199"
    OTHER_INCOME = "7103"
    VOUCHER_BREAKAGE = "7104"
