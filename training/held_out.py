"""Writes tables of labels for `wornby eval`: `python -m training.held_out --data ../shared/data --out build/labels`.

`held-out-*.csv` holds the eye labels of photos that nothing was trained on; `kept-*.csv` those of photos that the
classifiers kept to calibrate: more of them, but made for these recipes and noisier, and the parser was trained on them.
Needs no torch.
"""

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path

from training.data import Photo, read_garments, read_portraits, read_street
from wornby.comparison import known_columns
from wornby.vocabulary import load_vocabulary


def write_labels(photos: Sequence[Photo], target: Path, *, known: frozenset[str]) -> None:
    """Write the eye labels of photos that `wornby eval` knows questions for."""
    columns = sorted({column for photo in photos for column in photo.eye} & known)
    with target.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["file", *columns, "doubt"])
        for photo in photos:
            doubt = ",".join(sorted(photo.doubt & set(columns)))
            table.writerow([photo.name, *(photo.eye.get(column, "") for column in columns), doubt])


def main() -> None:
    """Write six tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    known = frozenset(known_columns(load_vocabulary()))
    for name, read in (("garments", read_garments), ("street", read_street), ("portraits", read_portraits)):
        photos = [photo for photo in read(options.data) if photo.eye]
        held_out = [photo for photo in photos if photo.test]
        kept = [photo for photo in photos if photo.validation and not photo.test]
        write_labels(held_out, options.out / f"held-out-{name}.csv", known=known)
        write_labels(kept, options.out / f"kept-{name}.csv", known=known)
        print(f"{name}: {len(held_out)} held out, {len(kept)} kept to calibrate")


if __name__ == "__main__":
    main()
