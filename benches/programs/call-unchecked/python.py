N = 500_000


class Counter:
    def step(self, total, name, by):
        return total + by


def run(n):
    counter = Counter()
    total = 0
    i = 0
    while i < n:
        total = counter.step(total, "one", i)
        i = i + 1
    return total


print(run(N))
