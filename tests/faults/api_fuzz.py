"""Send requests made from the OpenAPI document to a server, without keys and with one; count the failures.

    python -m tests.faults.api_fuzz --examples 50 [--only keyed] [--seed 0]

Needs schemathesis (in the extra `test`).  All of its checks
run.  Exit code 1 where any fails.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from qa.server.auth.database import Database
from qa.server.auth.key import Grant
from qa.server.auth.key_store import KeyStore
from qa.server.auth.scopes import Scope
from tests.faults.kills import server
from tests.support.two_documents import METAL, TROOPS, open_index

SERVERS = ("open", "keyed")
SECONDS = 7200
#: Requests of the document's examples, at the limits of each field, at random, and in turn.
PHASES = "examples,coverage,fuzzing,stateful"
#: How many keys a run may change and revoke.
KEYS = 200
#: Which operations have rules that no schema states.
CONFIG = Path(__file__).with_name("schemathesis.toml")


def fuzzed(folder: Path, which: str, examples: int, seed: int, phases: str = PHASES) -> int:
    """Run all checks against one server; the exit code of schemathesis."""
    home = folder / "home"
    index, ingester = open_index(home)
    ingester.add("default", [TROOPS, METAL])
    index.catalog.close()
    keys = KeyStore(Database(home)) if which == "keyed" else None
    own = keys.create(Grant("fuzz", tuple(Scope), per_minute=10**9, per_day=10**9)) if keys else None
    headers = ["--header", f"Authorization: Bearer {own.secret}"] if own else []
    others = [keys.create(Grant(f"k{n}", (Scope.ASK,))).key.id for n in range(KEYS)] if keys else ["none"]
    config = folder / CONFIG.name
    config.write_text(CONFIG.read_text() + f"\n[dictionaries.keys]\nvalues = {others}\n")
    with server(folder) as (address, _):
        program = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config)]
        command = [*program, "run", f"{address}/openapi.json"]
        options = [
            "--checks",
            "all",
            "--max-examples",
            str(examples),
            "--phases",
            phases,
            "--seed",
            str(seed),
            "--continue-on-failure",
            "--suppress-health-check",
            "too_slow",  # that is the machine
        ]
        environment = {**os.environ, "NO_PROXY": "*", "NO_COLOR": "1"}
        done = subprocess.run([*command, *options, *headers], env=environment, cwd=folder, timeout=SECONDS)
    if keys and own and keys.get(own.key.id).grant != own.key.grant:
        raise RuntimeError("The run changed its own key, so that it tried nothing but refusals from then on.")
    return done.returncode


def main() -> int:
    """Run it; 1 where a check failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--examples", type=int, default=50, help="of each operation")
    parser.add_argument("--only", choices=SERVERS)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if importlib.util.find_spec("schemathesis") is None:
        print("NOT TRIED: schemathesis is not installed (`pip install sourceline[test]`).", file=sys.stderr)
        return 1
    failed = False
    for which in SERVERS if options.only is None else [options.only]:
        with tempfile.TemporaryDirectory() as folder:
            code = fuzzed(Path(folder), which, options.examples, options.seed)
        print(f"{which}: {'failed' if code else 'no failure'}", flush=True)
        failed |= code != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
