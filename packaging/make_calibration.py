#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/pretrained/calibration.json: what the images of a training looked like to the backbone.

usage: make_calibration.py PROJECT FEATURES.lgf OUT

FEATURES is the project's feature file of the backbone's recipe, with its train and dev splits in it. Of the whole-image
vectors of train: mean and deviation of each dimension, and CENTRES centres by spherical k-means (seed 1). The limit is
the SHARE quantile of the distances of dev (core/inference/training_pictures.h). OUT keeps what it holds of other
backbones. Needs numpy of PyPI.
"""
import json
import sqlite3
import struct
import sys
from pathlib import Path

import numpy

CENTRES, ROUNDS, SHARE = 48, 50, 0.99


def read_features(file):
    """UUID -> vector of the whole image, and the backbone's hash. The layout is that of core/features/feature_store.cpp."""
    data = Path(file).read_bytes()
    size, dimension = struct.unpack_from("<II", data, 8)
    recipe, at, vectors = json.loads(data[16:16 + size])["recipe"], 16 + size, {}
    while at + 120 <= len(data):
        magic, regions = struct.unpack_from("<II", data, at)
        if magic != 0x52474C4C:
            break
        uuid = data[at + 16:at + 56].rstrip(b"\0").decode()
        first = at + 120 + regions * 36
        vectors[uuid] = numpy.frombuffer(data, "<f2", dimension, first).astype("f4")
        at += (120 + regions * (36 + 2 * dimension) + 7) // 8 * 8
    return vectors, recipe["backboneHash"]


def unit(rows):
    return rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def centres_of(rows):
    draws = numpy.random.default_rng(1)
    centres = rows[draws.choice(len(rows), CENTRES, replace=False)]
    for _ in range(ROUNDS):
        nearest = (rows @ centres.T).argmax(1)
        centres = unit(numpy.stack([rows[nearest == c].sum(0) if (nearest == c).any() else centres[c] for c in range(CENTRES)]))
    return centres


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    project, file, out = sys.argv[1:]
    vectors, backbone = read_features(file)
    split_of = dict(sqlite3.connect(f"file:{project}/project.sqlite?mode=ro", uri=True).execute("SELECT uuid, split FROM image"))
    train, dev = (numpy.stack([v for u, v in vectors.items() if split_of.get(u) == split]) for split in ("train", "dev"))
    mean, deviation = train.mean(0), numpy.maximum(train.std(0), 1e-3)
    centres = centres_of(unit((train - mean) / deviation))
    distances = 1 - (unit((dev - mean) / deviation) @ centres.T).max(1)
    limit = float(numpy.quantile(distances, SHARE))
    kept = json.loads(Path(out).read_text()) if Path(out).exists() else {}
    rounded = lambda array: [round(float(value), 4) for value in array]
    kept[backbone] = {"mean": rounded(mean), "deviation": rounded(deviation), "centres": [rounded(c) for c in centres], "limit": round(limit, 4)}
    Path(out).write_text(json.dumps(kept, separators=(",", ":"), sort_keys=True) + "\n")
    print(f"{len(train)} train, {len(dev)} dev images; limit {limit:.3f}, median {numpy.median(distances):.3f}; {Path(out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
