#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retrieval and captions of photographs on either side of the mark "unlike the training photographs", as JSON.

usage: unlike.py PROJECT RETRIEVAL.csv CAPTIONS.csv LEGENDA-CLI [its options]

The tables are what `legenda-cli evaluate retrieval|captions PROJECT --split dev --items FILE` writes. Printed for the
images beyond the limit and for those within it: how many they are, R@1 of image annotation and of image search among all
images of the table, and the mean CIDEr of their captions by the document frequencies of all.
"""
import csv
import json
import statistics
import sys
from pathlib import Path

from distances import distances_of


def items_of(table, section):
    with open(table, newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["list"] == section]


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    project, retrieval, captions, *program = sys.argv[1:]
    said = items_of(captions, "model")
    training = distances_of(program, project, [row["image"] for row in said])

    def side(beyond):
        def here(rows):
            return [row for row in rows if training[Path(row["image"]).name]["unlike"] == beyond]

        def first(section):
            return 100 * statistics.mean(float(row["rank"]) <= 1 for row in here(items_of(retrieval, section)))

        return {
            "images": len(here(said)),
            "annotation": first("image_annotation"),
            "search": first("image_search"),
            "CIDEr": statistics.mean(float(row["CIDEr"]) for row in here(said)),
        }

    print(json.dumps({"images": len(said), "beyond": side(True), "within": side(False)}))


if __name__ == "__main__":
    main()
