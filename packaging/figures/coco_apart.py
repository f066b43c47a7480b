#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails where one of MSCOCO's val pictures is among the train pictures, by its name, its number or its bytes.

usage: coco_apart.py FOLDER

FOLDER has images/COCO_{train,val}2014_NUMBER.jpg and annotations/captions_{train,val}2014.json; what a file of captions
lists and what lies in images are looked at alike.
"""
import hashlib
import json
import re
import sys
from collections import defaultdict
from pathlib import Path


def listed(folder, split):
    """The names that the captions of the split list."""
    file = folder / "annotations" / f"captions_{split}2014.json"
    try:
        images = json.loads(file.read_text(encoding="utf-8"))["images"]
        return {Path(image["file_name"]).name for image in images}
    except (OSError, ValueError, KeyError, TypeError):
        sys.exit(f"{file} is no file of MSCOCO captions.")


def number_of(name):
    found = re.search(r"(\d+)\.\w+$", name)
    return int(found.group(1)) if found else name


def bytes_of(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    pictures = {split: sorted((folder / "images").rglob(f"COCO_{split}2014_*")) for split in ("train", "val")}
    names = {split: listed(folder, split) | {file.name for file in files} for split, files in pictures.items()}
    for split, files in pictures.items():
        if not files:
            sys.exit(f"{folder}/images has no picture COCO_{split}2014_*.")

    by_number = {number_of(name): name for name in sorted(names["val"])}
    for name in sorted(names["train"]):
        if (same := by_number.get(number_of(name))) is not None:
            sys.exit(f"{folder}: the train picture {name} has the number of the val picture {same}.")

    by_size = defaultdict(list)
    for file in pictures["val"]:
        by_size[file.stat().st_size].append(file)
    for file in pictures["train"]:
        for other in by_size[file.stat().st_size]:
            if bytes_of(file) == bytes_of(other):
                sys.exit(f"{folder}: the train picture {file.name} is the val picture {other.name}.")


if __name__ == "__main__":
    main()
