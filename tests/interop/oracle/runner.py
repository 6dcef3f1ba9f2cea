"""Holds the tool against the oracle on random scenarios. The last line is `N passed, N failed`.

    /usr/bin/python3 runner.py                           what CI runs: 1,000 scenarios
    /usr/bin/python3 runner.py --count 20000 --seed 7    by hand
    /usr/bin/python3 runner.py --markets 10000           `check` on markets of one decimal, by hand
    /usr/bin/python3 runner.py FILE...                   scenarios from files, such as a failure that was kept
"""

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pool
from pathlib import Path

import scenarios
import tool
from comparison import Comparison

CASES = tool.ROOT / "tests/cases/verdicts"


def main():
    options = _options()
    started, totals, kept = time.monotonic(), Counter(), 0
    work = _work(options)
    print(f"{len(work)} scenarios, seed {options.seed}", file=sys.stderr)
    with Pool(options.processes, initializer=_start) as pool:
        for done, (name, scenario, faults, counts) in enumerate(pool.imap_unordered(_compare, work, chunksize=8), 1):
            totals.update(counts)
            if faults:
                kept += 1
                _keep(options.failures, name, scenario, faults)
            if done % 500 == 0:
                print(f"{done} of {len(work)}, {kept} failed, {time.monotonic() - started:.0f} s", file=sys.stderr)
    passed, failed = len(work) - kept, kept
    alone, differing = _alone(options)
    passed, failed = passed + alone - differing, failed + differing
    for what in sorted(totals):
        print(f"{totals[what]:8}  {what}")
    print(f"{alone:8}  commands also run in a process of their own")
    print(f"in {time.monotonic() - started:.0f} s")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def _options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="scenarios to compare instead of random ones")
    parser.add_argument("--count", type=int, default=1000, help="random scenarios (default: 1000)")
    parser.add_argument("--markets", type=int, default=0, help="only 'check', on this many markets of one decimal")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first scenario (default: 1)")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="how many work at the same time")
    parser.add_argument("--failures", type=Path, default=tool.ROOT / "artifacts/oracle",
                        help="where scenarios that disagree are kept (default: artifacts/oracle)")
    return parser.parse_args()


def _work(options):
    """What to compare: name, scenario or seed, commands."""
    every = ("settle", "check", "desirable")
    if options.files:
        return [(Path(path).stem, json.loads(Path(path).read_text(encoding="utf-8")), every) for path in options.files]
    if options.markets:
        seeds = range(options.seed, options.seed + options.markets)
        both = ("check", "check --exhaustive")
        return [(f"market-{seed}", scenarios.one_decimal_market(random.Random(seed)), both) for seed in seeds]
    seeds = range(options.seed, options.seed + options.count)
    return [(f"scenario-{seed}", scenarios.draw(random.Random(seed)), every) for seed in seeds]


def _start():
    global _batch
    _batch = tool.Batch()


def _compare(item):
    name, scenario, commands = item
    try:
        compared = Comparison(scenario, _batch.run, commands)
        return name, scenario, compared.faults, compared.counts
    except Exception as error:  # A fault of the oracle's own is a failure of this scenario, with its name.
        return name, scenario, [{"command": "oracle", "what": repr(error)}], Counter()


def _keep(folder, name, scenario, faults):
    """Keeps a scenario, and says how to see the disagreement again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(scenario) + "\n", encoding="utf-8")
    for fault in faults:
        print(f"{name}: {fault['command']}: {fault['what']}")
    print(f"  dotnet run --project cli -- {faults[0]['command']} {path} --json")


def _alone(options):
    """Runs some commands in processes of their own, as users do: how many, and how many answers differ."""
    if options.files or options.markets:
        return 0, 0
    seeds = range(options.seed, options.seed + min(7, options.count))
    wanted = [(command, scenarios.draw(random.Random(seed))) for seed in seeds
              for command in ("settle", "check", "desirable")]
    batch = tool.Batch()
    together = [batch.run(*each) for each in wanted]
    batch.close()
    with ThreadPoolExecutor(options.processes) as threads:
        apart = list(threads.map(lambda each: tool.run_alone(*each), wanted))
    differing = 0
    for (command, scenario), one, other in zip(wanted, together, apart):
        if one[:2] != other[:2]:
            differing += 1
            _keep(options.failures, f"alone-{command}-{differing}", scenario,
                  [{"command": command, "what": f"prints {other[1]!r} alone, {one[1]!r} among others"}])
    return len(wanted), differing


if __name__ == "__main__":
    sys.exit(main())
