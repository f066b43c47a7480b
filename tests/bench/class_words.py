#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures how often what the image classifier sees (`caption --classes on`) is named by the sentences of its image.

usage: class_words.py LEGENDA-CLI RESOURCES PROJECT PROBABILITIES.jsonl

RESOURCES is the folder of models and tables that LEGENDA-CLI uses. The probabilities of the classes in the images of
PROJECT's dev split are kept in PROBABILITIES.jsonl, a line an image, and only what is missing there is computed: the
program aligns a sentence that has a made-up word for each class and each synset above classes, by a table in which each
number of a class stands three times, so that the program's own threshold lets a third of it pass: 0.1 or more.

Printed for each threshold: the images with a class that a caption could be made to say, the classes said (at most two
an image), and how many of these are named by a sentence of their image: by the class's own word, or by one that the
caption may say, its own or a hypernym.

Then, for `align --classes on`, of the words of the images' sentences that the alignment model does not know and that name
a class or a synset above classes: how many the classifier sees in their image, and in how many of the images whose
sentences name neither such a word nor a hypernym of it.
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

THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99)
MOST_CLASSES, TIMES = 2, 3


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
    sentences = defaultdict(list)
    for path, text in database.execute("SELECT path, text FROM caption JOIN image ON image.id = image_id"):
        sentences[path].append(set(re.findall("[a-z]+", text.lower())))
    return {image: (p, sentences[image]) for image, p in seen.items()}


def vocabulary(model):
    with model.open("rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    return set(json.loads(header["__metadata__"]["vocabulary"]))


def aligned(synsets, images, known):
    """Prints what is seen of the unknown words of sentences, and of the same words where no sentence names them."""
    synset_of = {}
    for k, (words, plurals, _, _) in enumerate(synsets):
        for word in words | plurals:
            synset_of.setdefault(word, k)
    named, absent = [], []  # probabilities
    asked = [(image, synset_of[word]) for image, (_, sentences) in images.items() for words in sentences
             for word in words if word in synset_of and word not in known]
    for image, k in asked:
        named.append(images[image][0].get(k, 0))
    for k in {k for _, k in asked}:
        names = synsets[k][0] | synsets[k][1] | synsets[k][3]
        absent += [p.get(k, 0) for p, sentences in images.values() if not any(names & words for words in sentences)]
    for threshold in THRESHOLDS:
        share = lambda values: f"{100 * sum(p >= threshold for p in values) / max(len(values), 1):.2f} %"
        print(f"{threshold}: of {len(named)} unknown words of sentences {share(named)} are seen in their image, "
              f"of {len(absent)} pairs of such a word with another image {share(absent)}")


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
    known = vocabulary(resources / "pretrained" / "caption-better.safetensors")

    def sayable(k):
        words, plurals, _, above = synsets[k]
        return {w for w in words | plurals if w in known or read_as.get(w) in known} | (above & known)

    images = look(program, resources, project, synsets, file)
    for threshold in THRESHOLDS:
        with_class = said = own = named = 0
        for p, sentences in images.values():
            said_by_people, sets = set().union(*sentences), []
            for k in sure(synsets, p, threshold):
                words = sayable(k)
                if len(sets) < MOST_CLASSES and words and not any(words & other for other in sets):
                    sets.append(words)
                    own += bool((synsets[k][0] | synsets[k][1]) & said_by_people)
                    named += bool(words & said_by_people)
            with_class += bool(sets)
            said += len(sets)
        share = lambda n, of: f"{100 * n / of:.1f} %" if of else "-"
        print(f"{threshold}: {with_class} of {len(images)} images, {said} classes, "
              f"named by their own word {share(own, said)}, by a word that may be said {share(named, said)}", flush=True)
    aligned(synsets, images, vocabulary(resources / "pretrained" / "alignment-entities.safetensors"))


if __name__ == "__main__":
    main()
