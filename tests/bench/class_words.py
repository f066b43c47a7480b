#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how often what the image classifier sees (`caption --classes on`) is named by the sentences of its image.

usage: class_words.py LEGENDA-CLI RESOURCES PROJECT PROBABILITIES.jsonl

RESOURCES is the folder of models and tables that LEGENDA-CLI uses. The probabilities of the classes in the images of
PROJECT's dev split are kept in PROBABILITIES.jsonl, a line an image, and only what is missing there is computed: the
program aligns a sentence that has a made-up word for each class and each synset above classes, by a table in which each
number of a class stands five times, so that the program's own threshold lets a fifth of it pass: 0.1 or more.

Printed for each threshold: the images with a class that a caption could be made to say, the classes said (at most two
an image), and how many of these are named by a sentence of their image: by the class's own word, or by one that the
caption may say, its own or a hypernym.
"""
import gzip
import json
import os
import re
import sqlite3
import struct
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MOST_CLASSES, TIMES = 2, 5


def lines(file):
    with gzip.open(file, "rt", encoding="utf-8") as table:
        return [line.rstrip("\n").split("\t") for line in table]


def letters(number):
    return "".join(chr(ord("a") + number // 26**place % 26) for place in (2, 1, 0))


def look(program, resources, project, synsets, file):
    """Image -> {synset: probability}, computed where the file lacks it."""
    database = sqlite3.connect(f"file:{project}/project.sqlite?mode=ro", uri=True)
    images = [path for path, in database.execute("SELECT path FROM image WHERE split = 'dev' AND deleted_at IS NULL ORDER BY path")]
    seen = {}
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            seen[row["image"]] = {int(k): p for k, p in row["p"].items()}
    missing = [image for image in images if image not in seen]
    words = [f"zq{letters(i)}" for i in range(len(synsets))] + ["zqwhole"]
    with tempfile.TemporaryDirectory() as folder, file.open("a", encoding="utf-8") as kept:
        for part in Path(resources).resolve().iterdir():
            if part.name != "lexicon":
                (Path(folder) / part.name).symlink_to(part)
        (Path(folder) / "lexicon").mkdir()
        with gzip.open(Path(folder) / "lexicon" / "classes.tsv.gz", "wt", encoding="utf-8") as table:
            for word, classes in zip(words, [c for _, _, c, _ in synsets] + [range(1000)]):
                numbers = list(map(str, classes)) * (1 if word == words[-1] else TIMES)
                table.write(f"{word}\t{word}s\t{' '.join(numbers)}\t\n")
        for image in missing:
            command = [program, "--json", "--quiet", "align", project, image, "--classes", "on", "--beta", "0",
                       "--sentence", " ".join(words)]
            answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, env={**os.environ, "LEGENDA_RESOURCES": folder})
            found = json.loads(answer.stdout)
            scores = found["word_scores"]
            p = {k: scores[k] / scores[-1] / TIMES for k in found["from_classifier"] if k < len(synsets)}
            kept.write(json.dumps({"image": image, "p": p}) + "\n")
            kept.flush()
            seen[image] = p
    sentences = defaultdict(set)
    for path, text in database.execute("SELECT path, text FROM caption JOIN image ON image.id = image_id"):
        sentences[path].update(re.findall("[a-z]+", text.lower()))
    return {image: (p, sentences[image]) for image, p in seen.items()}


def sure(synsets, p, threshold):
    found = [k for k in p if p[k] >= threshold]
    lowest = [k for k in found if not any(synsets[other][2] < synsets[k][2] for other in found)]
    return sorted(lowest, key=lambda k: (-p[k], k))


def main():
    if len(sys.argv) != 5 or not Path(sys.argv[2]).is_dir():
        sys.exit(__doc__)
    program, resources, project, file = sys.argv[1], Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    synsets = [(set(words.split()), set(plurals.split()), frozenset(map(int, classes.split())), set(above.split()))
               for words, plurals, classes, above in lines(resources / "lexicon" / "classes.tsv.gz")]
    read_as = {row[0]: row[1] for row in lines(resources / "lexicon" / "known-words.tsv.gz")}
    with (resources / "pretrained" / "caption-better.safetensors").open("rb") as model:
        header = json.loads(model.read(struct.unpack("<Q", model.read(8))[0]))
    known = set(json.loads(header["__metadata__"]["vocabulary"]))

    def sayable(k):
        words, plurals, _, above = synsets[k]
        return {w for w in words | plurals if w in known or read_as.get(w) in known} | (above & known)

    images = look(program, resources, project, synsets, file)
    for threshold in THRESHOLDS:
        with_class = said = own = named = 0
        for p, sentences in images.values():
            sets = []
            for k in sure(synsets, p, threshold):
                words = sayable(k)
                if len(sets) < MOST_CLASSES and words and not any(words & other for other in sets):
                    sets.append(words)
                    own += bool((synsets[k][0] | synsets[k][1]) & sentences)
                    named += bool(words & sentences)
            with_class += bool(sets)
            said += len(sets)
        share = lambda n, of: f"{100 * n / of:.1f} %" if of else "-"
        print(f"{threshold}: {with_class} of {len(images)} images, {said} classes, "
              f"named by their own word {share(own, said)}, by a word that may be said {share(named, said)}", flush=True)


if __name__ == "__main__":
    main()
