N = 200_000


def checked(value, kind, what):
    if not isinstance(value, kind):
        raise TypeError(f"{what}: expected {kind.__name__}")
    return value


class Item:
    def __init__(self, name, price, quantity):
        self.name = checked(name, str, "name")
        self.price = checked(price, int, "price")
        self.quantity = checked(quantity, int, "quantity")

    def sell(self, count):
        if self.quantity < count:
            return 0
        self.quantity -= count
        return self.price * count


def run(n):
    items = [Item(f"item{i}", i % 1000, i % 7) for i in range(n)]
    total = 0
    for item in items:
        total += item.sell(2) + item.quantity
    return total


print(run(N))
