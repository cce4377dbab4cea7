"""Recipe of the calibration: `python -m training.calibration --data ../shared/data --out wornby/models/weights`.

Runs last, and looks through the very tagger of the product. Every fact that labels speak about becomes a pair of its
confidence and whether it is right; a curve is fitted to the pairs of each attribute.
"""

import json
from collections import defaultdict
from pathlib import Path

import numpy as np

from training.colors import MAX_PIXELS
from training.command import command_of, recipe_options
from training.curves import Pair, chance_error, cross_fitted, fit_curve, rows_of
from training.data import read_garments, read_portraits, read_street
from training.facts import verdicts
from training.figures import MODEL_VERSION, Figures, bootstrap, calibration_error, write_between, write_figures
from wornby.datamodel import PhotoTags, Purpose
from wornby.datamodel.reliability import reliability_table
from wornby.imaging.decode import decode_photo
from wornby.models.builtin import BuiltinTagger
from wornby.models.calibration import NO_CALIBRATION

# Below this many facts nothing is fitted, below this many groups nothing measured.
FEWEST = 20
FEWEST_GROUPS = 5

Pairs = dict[str, list[Pair]]


def gather(data: Path, *, weights: Path) -> Pairs:
    """Look at the photos that the classifiers kept to calibrate, and return the pairs of each key."""
    tagger = BuiltinTagger(weights=weights, calibration=NO_CALIBRATION)
    found: Pairs = defaultdict(list)
    for read in (read_garments, read_portraits, read_street):
        photos = [photo for photo in read(data) if photo.validation and not photo.test]
        for photo in photos:
            if not photo.eye and read is not read_garments:
                continue
            picture = decode_photo(photo.path.read_bytes(), max_pixels=MAX_PIXELS)
            tags = tagger.tag([picture], purposes=[frozenset(Purpose)])[0]
            for each in verdicts(tags, photo) if isinstance(tags, PhotoTags) else ():
                pair = Pair(confidence=each.confidence, right=each.right, doubt=each.doubt, group=photo.group)
                found[each.key].append(pair)
        print(f"{len(photos)} photos, {sum(map(len, found.values()))} facts", flush=True)
    return {key: found[key] for key in sorted(found)}


def measure(pairs: Pairs) -> tuple[Figures, list[str]]:
    """Return the errors before and after, and the lines of the reliability tables."""
    figures: Figures = {}
    lines: list[str] = []
    for key, found in pairs.items():
        groups = np.array([pair.group for pair in found])
        if len(found) < FEWEST or len(np.unique(groups)) < FEWEST_GROUPS:
            continue
        before, after = rows_of(found), cross_fitted(found)
        for words, rows in ((", as the networks state it", before), ("", after)):
            figures[f"calibration error, {key}{words}"] = bootstrap(
                rows, statistic=calibration_error, groups=groups, basic=True
            )
        figures[f"calibration error, {key}, of a perfect tagger by chance"] = chance_error(after)
        lines += ["", f"### {key}", "", "| confidence | facts | mean confidence | right |", "|---|---|---|---|"]
        table = reliability_table([(float(confidence), bool(hit)) for confidence, hit in after])
        for each in table.bins if table else ():
            if each.confidence is not None and each.right is not None:
                span = f"{each.low:.1f} to {each.high:.1f}"
                lines.append(f"| {span} | {each.count} | {each.confidence:.2f} | {each.right:.2f} |")
    return figures, lines


def main() -> None:
    """Look, fit, write, measure."""
    options = recipe_options(__doc__, steps=1)
    pairs = gather(options.data, weights=options.out)
    curves = {key: fit_curve(found) for key, found in pairs.items() if len(found) >= FEWEST}
    content = {
        "version": MODEL_VERSION,
        "curves": {key: {"slope": curve.slope, "intercept": curve.intercept} for key, curve in curves.items()},
    }
    (options.out / "calibration.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    figures, lines = measure(pairs)
    about = {
        "command": command_of("calibration", options),
        "split": "senders, street blocks and portraits that the classifiers kept to calibrate; a fact's confidence by "
        "curves fitted on the other folds of five, whole senders, blocks and portraits in one fold",
        "curves": content["curves"],
    }
    write_figures("calibration", figures=figures, about=about, docs=options.docs)
    write_between(options.docs / "calibration.md", mark="reliability", lines=lines)
    for key, row in figures.items():
        print(key, row, flush=True)


if __name__ == "__main__":
    main()
