"""How often a generated picture shows what was asked for: python -m benchmarks.fidelity [--pictures 48]."""

import argparse
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from wornby.compose import open_engine
from wornby.datamodel import FidelityCheck
from wornby.datamodel.library import PictureOrder
from wornby.demo import demo_shop
from wornby.settings import Settings

# Asked for in turn, so that every value comes up: hair, eyewear, headwear, bag, declared build and height.
WISHES = (
    "short red hair, eyeglasses, tall, broad build",
    "long black hair, sunglasses",
    "bald, eyeglasses, slim",
    "medium blonde hair, crossbody bag",
    "short grey hair, backpack, tall",
    "long brown hair, hat",
    "short black hair, without glasses",
    "brown hair tied up, handbag, 165 cm",
)


def main() -> None:
    """Make pictures of the demo shop's products and print the gate's figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=48)
    parser.add_argument("--scene", default="studio")
    options = parser.parse_args()
    checks: dict[str, list[FidelityCheck]] = defaultdict(list)
    passed = []
    with tempfile.TemporaryDirectory() as home, open_engine(Settings(home=Path(home))) as engine:
        shop = demo_shop()
        engine.import_products(shop.products, base=shop.folder)
        for number in range(options.pictures):
            sku = shop.products[number % len(shop.products)]["sku"]
            wish = WISHES[(number + number // len(shop.products)) % len(WISHES)]
            order = PictureOrder(product=sku, tags=wish, scene=options.scene, seed=100 + number, count=1)
            (made,) = engine.generate(order)
            generation = made.asset.generation
            if generation is None:
                continue
            passed.append(generation.fidelity.passed)
            for check in generation.fidelity.checks:
                checks[check.name].append(check)
    sys.stdout.write(f"passed: {sum(passed)} of {len(passed)}\n")
    for name, made_checks in sorted(checks.items()):
        sys.stdout.write(_line(name, made_checks) + "\n")


def _line(name: str, checks: list[FidelityCheck]) -> str:
    made = [check for check in checks if check.ok is not None]
    line = f"{name}: {sum(bool(check.ok) for check in made)} of {len(made)}, {len(checks) - len(made)} not checked"
    values = [check.value for check in made if check.value is not None]
    if values:
        line += f"; median {statistics.median(values):.2f}, from {min(values):.2f} to {max(values):.2f}"
    return line


if __name__ == "__main__":
    main()
