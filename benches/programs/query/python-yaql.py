# items: 2000
import collections.abc  # noqa: F401  (the library takes for granted that it is loaded)

import yaql

N = 2_000
ENGINE = yaql.YaqlFactory().create({})
CONTEXT = yaql.create_context()

GROUPS = """
range($).select({
    id => $,
    name => 'n' + str($),
    category => 'c' + str($ mod 17),
    price => $ * 7919 mod 1000,
    quantity => $ mod 13
}).toList()
.where($.price > 300)
.select({
    category => $.category,
    total => $.price * $.quantity,
    rank => $.price * $.quantity * 1000000 + $.id
})
.orderBy($.rank)
.groupBy($.category, aggregator => [$.select($.total).sum(), $.len(), $.last().rank])
.toList()
.aggregate(
    ($1 * 31 + len($2[0]) + $2[1][0] + $2[1][1] + $2[1][2] mod 1000000) mod 1000003, 0)
"""

print(ENGINE(GROUPS).evaluate(N, CONTEXT))
