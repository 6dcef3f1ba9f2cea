"""Random scenarios over everything that the scenario format has."""

CURVES = ("sigmoid", "linear", "powerLaw", "exponential", "saturating", "table")
VALUATIONS = ("linear", "growth", "separable", "table")
ALLOCATIONS = ("efficient", "bestOrNothing", "best", "none")
PAYMENTS = ("mep", "free", "desirable")
OPT_OUTS = ("everyone", "participants")


def draw(random):
    """One scenario, from a seeded `random.Random`."""
    count = random.choices((2, 3, 4), (5, 4, 1))[0]
    valuation = random.choices(VALUATIONS, (4, 2, 3, 2))[0]
    if valuation == "table":
        count = min(count, 3)
    steps = random.randint(*{2: (2, 6), 3: (2, 4), 4: (1, 2)}[count])
    unit = random.choice((0.1, 0.25, 0.5, 1, 1, 2))
    scenario = {
        "quality": _curve(random, unit * steps * count),
        "valuation": {
            "linear": _linear, "growth": _growth, "separable": _separable, "table": _table,
        }[valuation](random, count, unit * steps),
        "allocation": random.choices(ALLOCATIONS, (5, 2, 3, 1))[0],
        "payment": random.choices(PAYMENTS, (4, 1, 3))[0],
        "optOut": random.choice(OPT_OUTS),
        "grid": {"unit": unit, "max": round(unit * steps, 6)},
    }
    if valuation == "separable" and scenario["quality"]["kind"] == "linear":
        # Its points are qualities up to 1.
        scenario["quality"] = {"kind": "sigmoid"}
    if valuation == "table" and scenario["quality"]["kind"] == "table":
        # Beyond the curve's last point no size is of higher quality than another.
        scenario["quality"]["points"].append([round(unit * steps * (count + 1), 6), 1])
    types = [random.randint(0, steps) for _ in range(count)]
    scenario["types"] = [round(step * unit, 6) for step in types]
    if random.random() < 0.6:
        scenario["reports"] = [
            None if random.random() < 0.2 else round(random.randint(0, step) * unit, 6) for step in types]
    if _can_train(scenario) and random.random() < 0.6:
        scenario["training"] = _training(random, count, steps, unit)
    return scenario


def _can_train(scenario):
    """Training takes three, and rules that give each the best or nothing."""
    return len(scenario["types"]) >= 3 and (
        scenario["allocation"] != "efficient" or scenario["valuation"]["kind"] in ("linear", "growth"))


def _training(random, count, steps, unit):
    """A requirement that some of the grid's profiles meet. The sizes are whole numbers of records."""
    per_unit = random.choice((20, 100))
    most = (count - 1) * steps * unit * per_unit * random.choice((0.1, 0.3, 0.8))
    training = {"minRecords": random.randint(1, max(1, round(most))), "recordsPerUnit": per_unit}
    return training | ({"minContributors": random.randint(3, count)} if random.random() < 0.7 else {})


def one_decimal_market(random):
    """A linear market by maximal exploitation payments, every number of one decimal, own effects above zero."""
    count = random.randint(2, 4)
    unit = random.choice((0.1, 0.2, 0.5, 1))
    steps = {2: 6, 3: 4, 4: 2}[count]
    alpha = [[random.randint(1, 10) / 10 if i == j else random.randint(-10, 10) / 10 for j in range(count)]
             for i in range(count)]
    return {
        "quality": {"kind": "sigmoid"}, "valuation": {"kind": "linear", "alpha": alpha}, "payment": "mep",
        "optOut": random.choice(OPT_OUTS), "grid": {"unit": unit, "max": round(unit * steps, 6)},
        "types": [unit] * count,
    }


def _curve(random, total):
    kind = random.choice(CURVES)
    if kind in ("sigmoid", "linear"):
        return {"kind": kind}
    if kind == "table":
        sizes = sorted(random.sample(range(1, 13), random.randint(1, 4)))
        qualities = sorted(random.sample(range(1, 20), len(sizes)))
        points = [[round(total * size / 12, 6), quality / 20] for size, quality in zip(sizes, qualities)]
        return {"kind": kind, "points": points}
    curve = {"kind": kind, "ceiling": random.choice((0.5, 0.8, 1))}
    if kind == "powerLaw":
        return curve | {"scale": random.choice((0.5, 1, 3)), "exponent": random.choice((0.3, 0.5, 1, 2))}
    if kind == "exponential":
        return curve | {"rate": random.choice((0.2, 0.5, 1)), "shape": random.choice((0.5, 1, 1.5))}
    return curve | {"half": random.choice((0.5, 1, 2)), "shape": random.choice((0.5, 1, 2))}


def _linear(random, count, largest):
    digits = random.choice((1, 1, 2, 6))
    positive = random.random() < 0.3
    # Now and then one effect is far larger than the others: it must not hide what happens beside it.
    alpha = [[round(random.uniform(0.05, 1) if i == j or positive else random.uniform(-1, 1), digits)
              for j in range(count)] for i in range(count)]
    if random.random() < 0.15:
        alpha[random.randrange(count)][random.randrange(count)] *= 10 ** random.randint(2, 5)
    if random.random() < 0.1:
        i = random.randrange(count)
        alpha[i][i] = -alpha[i][i]
    return {"kind": "linear", "alpha": alpha}


def _growth(random, count, largest):
    return {"kind": "growth", "alpha": random.choice((-1.5, -1, -0.9, -0.8, -0.7, -0.5, -0.2, 0, 0.5, 1,
                                                      round(random.uniform(-1.6, 1), 3)))}


def _separable(random, count, largest):
    return {
        "kind": "separable",
        "own": [_points(random, rising=True) for _ in range(count)],
        "others": [[None if i == j or random.random() < 0.25 else _points(random, rising=False) for j in range(count)]
                   for i in range(count)],
    }


def _points(random, rising):
    qualities = [0, *sorted(random.sample(range(1, 11), random.randint(1, 3)))]
    values = [random.randint(0, 20) if rising else random.randint(-15, 12) for _ in qualities[1:]]
    values = [0, *(sorted(values) if rising else values)]
    return [[quality / 10, value / 10] for quality, value in zip(qualities, values)]


def _table(random, count, largest):
    sizes = [0, *sorted({round(largest * random.choice((0.25, 0.5, 0.75)), 6) for _ in range(2)})]
    return {"kind": "table", "sizes": sizes, "values": [_block(random, len(sizes), count, i, 0) for i in range(count)]}


def _block(random, levels, count, i, base):
    """Nested lists, one depth a participant; in i's own quality values rise on the whole."""
    if count == 0:
        return round(base + random.randint(-8, 8) / 10, 6)
    return [_block(random, levels, count - 1, i - 1, base + (level if i == 0 else 0)) for level in range(levels)]
