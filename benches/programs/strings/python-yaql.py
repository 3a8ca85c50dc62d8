# items: 2000
import collections.abc  # noqa: F401  (the library takes for granted that it is loaded)

import yaql

N = 2_000
ENGINE = yaql.YaqlFactory().create({})
CONTEXT = yaql.create_context()

LINES = """
let(lines => range($).select(
    let(parts => ['a' + str($), str($ mod 10), 'x'].join('-').split('-')) ->
    ($parts[0] + ':' + $parts[2]).replace('a', 'bb')
).toList()) -> $lines.select(len($)).sum() + len($lines.join(','))
"""

print(ENGINE(LINES).evaluate(N, CONTEXT))
