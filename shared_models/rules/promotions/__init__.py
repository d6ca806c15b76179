"""Promotions: one pure function of basket, promotions and moment, used by the till and by the back office.

The order in which a basket is evaluated:

1. Who may: a promotion takes part when its days, branch, hours, customers, voucher and minimum allow it. A
   minimum and a tier are judged on the prices before any promotion, so no promotion can undo another's.
2. Goods are pooled: lines of the same product, unit and price are one pool, in an order that does not depend
   on the scanning. Promotions that count take whole units from pools, however the lines were split.
3. On the goods: a unit belongs to at most one counted offer (buy and get, n for a price, bundle, free item).
   What no counted offer took gets the best of its promotions that stand alone, or the stackable ones one
   after the other, whichever is lower. Goods of a stackable counted offer get the stackable rates on top. Of
   all ways in which the counted offers can share the goods the one with the lowest total is taken
   (`choice`).
4. On the receipt: what is left of the prices is reduced by the promotions on the whole receipt: all stackable
   ones one after the other, or the best single one that stands alone.
5. Each amount is spread by largest remainder: over the goods of its set or its scope, then over the lines of
   a pool. A line's shares say which promotion took how much; they sum to the line's promotion discount.

Priority (small first) decides the order of reductions that are stacked and who wins a tie; never who wins.
A group holds promotions that never meet on the same goods (on the receipt: on one receipt); the best wins.
Amounts are whole; percent and amounts per unit round half-up once per pool (on the receipt: once).
"""
