"""Compares the tool's answers to one scenario with the oracle's."""

import json
from collections import Counter

import witnesses
from market import Market
from properties import Properties
from settlement import settle


class Comparison:
    """One scenario; `faults` are the disagreements, `counts` what was compared."""

    def __init__(self, scenario, run, commands=("settle", "check", "desirable")):
        self.scenario, self.run = scenario, run
        self.faults, self.counts, self.answers = [], Counter(), {}
        self._properties = None
        self.counts[f"curve {scenario['quality']['kind']}"] += 1
        self.counts[f"valuation {scenario['valuation']['kind']}"] += 1
        self.counts["with training" if "training" in scenario else "without training"] += 1
        for part, usual in (("allocation", "efficient"), ("payment", "mep"), ("optOut", "everyone")):
            self.counts[f"{part} {scenario.get(part, usual)}"] += 1
        for command in commands:
            answer = self._ask(command)
            if answer is not None:
                getattr(self, "_" + command.split()[0])(answer)

    def _ask(self, command):
        code, results, messages = self.run(command, self.scenario)
        self.answers[command] = (code, results)
        if code != 0:
            self._fail(command, f"exit code {code}: {messages.strip()}")
            return None
        return json.loads(results)

    def _fail(self, command, what):
        self.faults.append({"command": command, "what": what})

    def _settle(self, answer):
        expected, scale, unsure = settle(self.scenario)
        if unsure:
            self.counts["settle too close to judge"] += 1
            return
        self.counts["settle compared"] += 1
        training = expected.pop("training", None)
        if training is not None:
            self.counts[f"settle {training['outcome']}"] += 1
            if {name: answer["training"][name] for name in training} != training:
                self._fail("settle", f"training is {answer['training']}, expected {training}")
        for name, value in expected.items():
            pairs = zip(answer[name], value) if isinstance(answer[name], list) else [(answer[name], value)]
            for i, (theirs, ours) in enumerate(pairs):
                if not abs(theirs - ours) <= 1e-12 * scale * len(self.scenario["types"]):
                    self._fail("settle", f"{name}[{i}] is {theirs!r}, expected {float(ours)!r}")

    def _check(self, answer):
        properties = self._all()
        if properties is None:
            self.counts["check too close to judge"] += 1
            return
        for name, finding in properties.all.items():
            self._verdict(properties, name, finding, answer[name])

    def _verdict(self, properties, name, finding, verdict):
        theirs = verdict["holds"]
        if finding.holds is None:
            self.counts[f"check {name} too close to judge"] += 1
            return
        self.counts[f"check {name} {str(finding.holds).lower()}"] += 1
        if theirs is None:
            # Evidence of a search: it may miss a failure, and must say so.
            self.counts[f"check {name} not refuted"] += 1
            if verdict.get("refuted") is not False:
                self._fail("check", f"{name} is null without 'refuted': false")
            return
        if theirs != finding.holds:
            self._fail("check", f"{name} holds: {theirs}, expected {finding.holds} with margin {finding.margin!r}; "
                                f"found margin {verdict['margin']!r}, {verdict['witness']}")
            return
        if not finding.holds and name != "desirable" and abs(verdict["margin"] - finding.margin) > finding.tolerance:
            self._fail("check", f"{name} has the margin {verdict['margin']!r}, expected {finding.margin!r}; "
                                f"{verdict['witness']}")
        if finding.holds and verdict["margin"] < -finding.tolerance:
            self._fail("check", f"{name} holds with the margin {verdict['margin']!r}")
        if finding.holds and verdict["evidence"] == "proven":
            self.counts[f"check {name} proven"] += 1
            return
        wrong = witnesses.fault(properties, name, verdict, finding.tolerance)
        if wrong:
            self._fail("check", f"{name}: {wrong}")

    def _desirable(self, answer):
        properties = self._all()
        if properties is None:
            self.counts["desirable too close to judge"] += 1
            return
        payments, efficient = properties.existence(), properties.all["efficient"]
        states = (payments.holds, efficient.holds)
        exists = False if False in states else None if None in states else True
        for name, ours in (("exists", exists), ("paymentsExist", payments.holds), ("efficient", efficient.holds)):
            if ours is None:
                self.counts[f"desirable {name} too close to judge"] += 1
                continue
            self.counts[f"desirable {name} {str(ours).lower()}"] += 1
            if answer[name] is None and answer.get("evidence") == "sampled":
                self.counts[f"desirable {name} not refuted"] += 1
            elif answer[name] != ours:
                self._fail("desirable", f"{name} is {answer[name]}, expected {ours}")
        sums = properties.largest_sums
        if abs(answer["worstSum"] - sums.min()) > payments.tolerance:
            self._fail("desirable", f"worstSum is {answer['worstSum']!r}, expected {float(sums.min())!r}")
        steps = [round(size / float(properties.market.unit)) for size in answer["worstProfile"]]
        there = sums[properties.row(steps)]
        if abs(answer["worstSum"] - there) > payments.tolerance:
            self._fail("desirable", f"worstProfile {answer['worstProfile']} has the sum {float(there)!r}, "
                                    f"beside a worstSum of {answer['worstSum']!r}")
        self._second_opinion(properties)

    def _second_opinion(self, properties):
        """SciPy's shortest paths against ours, on one line."""
        line, most = properties.lines[0], properties.most[0]
        row = len(most) // 2
        near = 1e-12 * float(line.scale[row]) + 1e-290
        assert all(abs(a - b) <= near for a, b in zip(line.shortest_paths(row), most[row]))

    def _all(self):
        """Every property, or None where an allocation hangs on less than rounding."""
        if self._properties is None:
            market = Market(self.scenario)
            self._properties = Properties(market)
        return None if self._properties.market.unsure else self._properties
