N = 3_000_000


def run(n):
    total = 0
    i = 0
    while i < n:
        if i % 3 == 0:
            total = total + i * 2
        else:
            total = total - i + 1
        i = i + 1
    return total


print(run(N))
