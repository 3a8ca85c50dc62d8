N = 300_000


def rows(n):
    return [
        {"id": i, "name": f"n{i}", "category": f"c{i % 17}", "price": i * 7919 % 1000, "quantity": i % 13}
        for i in range(n)
    ]


def run(n):
    ranked = [
        {
            "category": row["category"],
            "total": row["price"] * row["quantity"],
            "rank": row["price"] * row["quantity"] * 1000000 + row["id"],
        }
        for row in rows(n)
        if row["price"] > 300
    ]
    ranked.sort(key=lambda row: row["rank"])
    groups = {}
    for row in ranked:
        groups.setdefault(row["category"], []).append(row)
    figures = [(key, sum(row["total"] for row in group), len(group), group[-1]["rank"]) for key, group in groups.items()]
    value = 0
    for key, total, count, rank in figures:
        value = (value * 31 + len(key) + total + count + rank % 1000000) % 1000003
    return value


print(run(N))
