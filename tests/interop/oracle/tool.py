"""The tool under test: its commands, thousands in one process, or each in a process of its own."""

import json
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_BATCH = ROOT / "tests/Candor.Oracle/bin/Release/net10.0/Candor.Oracle.dll"
_TOOL = ROOT / "cli/bin/Release/net10.0/candor.dll"


class Batch:
    """A process of tests/Candor.Oracle, which runs the tool's own commands one after the other."""

    def __init__(self):
        self._process = subprocess.Popen(
            ["dotnet", str(_BATCH)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def run(self, command, scenario):
        request = json.dumps({"arguments": [*command.split(), "-", "--json"], "input": json.dumps(scenario)})
        self._process.stdin.write(request + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The tool ended during '{command}'; expected an answer.")
        answer = json.loads(line)
        return answer["exitCode"], answer["results"], answer["messages"]

    def close(self):
        self._process.stdin.close()
        self._process.wait()


def run_alone(command, scenario):
    """The same in a process of its own, as a user runs it."""
    done = subprocess.run(
        ["dotnet", str(_TOOL), *command.split(), "-", "--json"], input=json.dumps(scenario), capture_output=True, text=True,
        encoding="utf-8", check=False)
    return done.returncode, done.stdout, done.stderr
