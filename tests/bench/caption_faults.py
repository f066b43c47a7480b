#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts faults of captions that a person would see, beside the annotators' own captions.

usage: caption_faults.py [--json] DATASET CAPTIONS.json...

DATASET is a folder in the layout of Flickr8K; CAPTIONS is what `legenda-cli caption PROJECT --split dev --out FILE`
writes. Printed for each file, and for the annotators' captions (each against the other four of its image):
  pairs    share with two adjacent words, each in five training sentences or more, that never stand side by side there
  person   share that names a man, woman, boy or girl where no reference does
  colour   share that names a colour that no reference names
  distinct, words    different captions, different words
--json prints one object instead: counts and per cent, of "annotators" and by the name of each file without its ending.
"""
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

PEOPLE = {"man": "man men guy guys male males", "woman": "woman women lady ladies female females",
          "boy": "boy boys", "girl": "girl girls"}
GROUP = {word: group for group, words in PEOPLE.items() for word in words.split()}
COLOURS = set("black white brown red blue green yellow orange pink purple gray grey tan golden".split())
SAME = {"grey": "gray", "golden": "tan"}


def tokens(text):
    return [word for word in ("".join(c for c in part.lower() if c.isalnum()) for part in text.split()) if word]


def people(words):
    return {GROUP[word] for word in words if word in GROUP}


def colours(words):
    return {SAME.get(word, word) for word in words if word in COLOURS}


def main():
    as_json = sys.argv[1:2] == ["--json"]
    arguments = sys.argv[1 + as_json:]
    if len(arguments) < 2 or not Path(arguments[0]).is_dir():
        sys.exit(__doc__)
    dataset = Path(arguments[0])
    captions = defaultdict(list)
    for line in (dataset / "Flickr8k.token.txt").read_text(encoding="utf-8").splitlines():
        name, text = line.split("\t", 1)
        captions[name.split("#")[0]].append(tokens(text))
    train = (dataset / "Flickr_8k.trainImages.txt").read_text().split()
    dev = (dataset / "Flickr_8k.devImages.txt").read_text().split()
    counts = Counter(word for image in train for text in captions[image] for word in text)
    known = {word for word, count in counts.items() if count >= 5}
    pairs = {pair for image in train for text in captions[image] for pair in zip(text, text[1:])}

    def counted(judged):  # (caption, references)
        share = lambda wrong: 100 * sum(map(bool, wrong)) / len(judged)
        return {
            "captions": len(judged),
            "pairs": share(any(a in known and b in known and (a, b) not in pairs for a, b in zip(c, c[1:])) for c, _ in judged),
            "person": share(people(c) - people(w for r in refs for w in r) for c, refs in judged),
            "colour": share(colours(c) - colours(w for r in refs for w in r) for c, refs in judged),
            "distinct": len({" ".join(c) for c, _ in judged}),
            "words": len({w for c, _ in judged for w in c}),
        }

    found = {"annotators": counted([(text, captions[image][:i] + captions[image][i + 1:])
                                    for image in dev for i, text in enumerate(captions[image])])}
    for file in arguments[1:]:
        rows = json.loads(Path(file).read_text(encoding="utf-8"))
        found[Path(file).stem if as_json else file] = counted([(tokens(row["caption"]), captions[row["image_id"]]) for row in rows])
    if as_json:
        print(json.dumps(found))
        return
    for name, figures in found.items():
        shares = ", ".join(f"{fault} {figures[fault]:5.1f} %" for fault in ("pairs", "person", "colour"))
        print(f"{name}: {figures['captions']} captions, {shares}, {figures['distinct']} distinct, {figures['words']} words")


if __name__ == "__main__":
    main()
