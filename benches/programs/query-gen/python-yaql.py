# items: 2000
import collections.abc  # noqa: F401  (the library takes for granted that it is loaded)

import yaql

N = 2_000
ENGINE = yaql.YaqlFactory().create({})
CONTEXT = yaql.create_context()

ROWS = """
range($).select({
    id => $,
    name => 'n' + str($),
    category => 'c' + str($ mod 17),
    price => $ * 7919 mod 1000,
    quantity => $ mod 13
}).toList()
"""

print(len(ENGINE(ROWS).evaluate(N, CONTEXT)))
