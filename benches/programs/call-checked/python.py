N = 500_000


def checked(value, kind):
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}")
    return value


class Counter:
    def step(self, total, name, by):
        checked(total, int)
        checked(name, str)
        checked(by, int)
        return checked(total + by, int)


def run(n):
    counter = Counter()
    total = 0
    i = 0
    while i < n:
        total = counter.step(total, "one", i)
        i = i + 1
    return total


print(run(N))
