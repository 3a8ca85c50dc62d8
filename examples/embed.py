#!/usr/bin/env python3
# The interpreter inside of a program in Python: expressions over its data, and an application that it describes, deployed.
# `python3 examples/embed.py`; the command `murano` must be on the PATH. The engine is the simulated one.
import json
import pathlib
import subprocess

PACKAGES = pathlib.Path(__file__).parent / "openstack" / "packages"

engine = subprocess.Popen(
    ["murano", "rpc", "--engine", "simulated"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
last = 0


def ask(method, /, **parameters):
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


def wiki(**properties):
    """The model of an environment with a wiki, whose class is in a package of OpenStack Murano."""
    host = {"?": {"type": "com.mirantis.docker.DockerStandaloneHost", "id": "local"}, "name": "local"}
    application = {"?": {"type": "com.example.Wiki", "id": "wiki"}, "host": host, **properties}
    environment = {"?": {"type": "io.murano.Environment", "id": "notes"}, "name": "notes"}
    return {"Objects": {**environment, "applications": [application]}}


ask("initialize", protocol=1, packages=[str(PACKAGES)])

orders = [{"item": "tea", "count": 2, "price": 3}, {"item": "pot", "count": 1, "price": 30}]
total = ask("evaluate", expression="$.select($.count * $.price).sum()", data=orders)["value"]
print("total:", total)

session = ask("load", model=wiki(name="notes"))["session"]
ask("call", session=session, object="wiki", method="deploy")
endpoints = ask("getProperty", session=session, object="wiki", property="applicationEndpoints")["value"]
print("notes:", *(f"{found['address']}:{found['port']}" for found in endpoints if found["scope"] == "cloud"))
ask("release", session=session)

try:
    ask("load", model=wiki(publish=True))
except RuntimeError as error:
    print("refused:", error)
ask("shutdown")
