import collections.abc  # noqa: F401  (the library takes for granted that it is loaded)

import yaql

ENGINE = yaql.YaqlFactory().create({})
CONTEXT = yaql.create_context()

print("hello")
