N = 100_000


class Refused(Exception):
    pass


def text(value):
    kind = type(value)
    if kind is str:
        return value
    if kind is int:
        return str(value)
    raise Refused("expected a string")


def integer(value):
    kind = type(value)
    if kind is int:
        return value
    if kind is str:
        try:
            return int(value)
        except ValueError:
            pass
    raise Refused("expected an integer")


def one_of(value, choices):
    value = text(value)
    if value not in choices:
        raise Refused(f"expected one of {choices}")
    return value


def of_kind(value, kind):
    if not isinstance(value, kind):
        raise Refused(f"expected a {kind.__name__}")
    return value


SCOPES = frozenset(["Public", "Cloud", "Host", "Internal"])
PROTOCOLS = frozenset(["TCP", "UDP"])


class Port:
    __slots__ = ("port", "scope", "protocol")

    def __init__(self, given):
        of_kind(given, dict)
        self.port = integer(given.get("port"))
        self.scope = one_of(given.get("scope"), SCOPES)
        self.protocol = one_of(given.get("protocol"), PROTOCOLS)


class Container:
    __slots__ = ("name", "image", "ports", "env")

    def __init__(self, given):
        of_kind(given, dict)
        self.name = text(given.get("name"))
        self.image = text(given.get("image"))
        self.ports = [Port(p) for p in of_kind(given.get("ports"), list)]
        self.env = {text(k): text(v) for k, v in of_kind(given.get("env"), dict).items()}


def specification(i):
    return {
        "name": f"app{i}",
        "image": f"repo/app:{i % 10}",
        "ports": [
            {"port": 8000 + i, "scope": "Public", "protocol": "TCP"},
            {"port": str(9000 + i), "scope": "Host", "protocol": "UDP"},
            {
                "port": "http" if i % 50 == 7 else 53,
                "scope": "Nowhere" if i % 50 == 23 else "Internal",
                "protocol": "TCP",
            },
        ],
        "env": {"LEVEL": "info", "WORKERS": i % 8, "HOME": "/srv/app", "DEBUG": "0"},
    }


def run(n):
    specifications = [specification(i) for i in range(1000)]
    total = 0
    refused = 0
    for i in range(n):
        try:
            c = Container(specifications[i % 1000])
            total += len(c.name) + c.ports[0].port + c.ports[1].port + c.ports[2].port
            total += len(c.env["WORKERS"]) + len(c.env["LEVEL"])
        except Refused:
            refused += 1
    return f"{total} {refused}"


print(run(N))
