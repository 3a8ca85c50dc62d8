N = 300_000


def rows(n):
    return [
        {"id": i, "name": f"n{i}", "category": f"c{i % 17}", "price": i * 7919 % 1000, "quantity": i % 13}
        for i in range(n)
    ]


print(len(rows(N)))
