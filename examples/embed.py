#!/usr/bin/env python3
# The interpreter inside of a program in Python: it checks an order against a class, with the standard library alone.
# `python3 examples/embed.py`; the command `murano` must be on the PATH.
import json
import subprocess

engine = subprocess.Popen(
    ["murano", "rpc", "--engine", "simulated"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
last = 0


def ask(method, **parameters):
    """Sends a request and returns its result; notifications before the answer are skipped."""
    global last
    last += 1
    request = {"jsonrpc": "2.0", "id": last, "method": method, "params": parameters}
    print(json.dumps(request), file=engine.stdin, flush=True)
    while True:
        answer = json.loads(engine.stdout.readline())
        if answer.get("id") == last:
            if "error" in answer:
                raise RuntimeError(answer["error"]["message"])
            return answer["result"]


ask("initialize", protocol=1)
orders = [{"item": "tea", "count": 2, "price": 3}, {"item": "pot", "count": 1, "price": 30}]
total = ask("evaluate", expression="$.select($.count * $.price).sum()", data=orders)["value"]
print("total:", total)
try:
    ask("evaluate", expression="$.select($.cuont).sum()", data=orders)
except RuntimeError as error:
    print("refused:", error)
ask("shutdown")
