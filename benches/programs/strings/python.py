N = 300_000


def run(n):
    lines = []
    total = 0
    for i in range(n):
        joined = "-".join([f"a{i}", str(i % 10), "x"])
        parts = joined.split("-")
        line = f"{parts[0]}:{parts[2]}".replace("a", "bb")
        total += len(line)
        lines.append(line)
    return total + len(",".join(lines))


print(run(N))
