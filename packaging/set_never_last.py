#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the list of words that no caption ends with into a region caption checkpoint, without touching its weights.

usage: set_never_last.py CHECKPOINT DATASET

DATASET is a folder in the layout of Flickr8K with Flickr30k Entities. The list is what training computes for a region
model (core/trainers/caption/decoding_constraints.h): the words of the vocabulary that end fewer than a twentieth of the phrases they occur
in, of those seen at least 20 times; phrases are what annotators called a box of a training image, of two words at
least. Checkpoints trained before that lack it, and stop at "a large" or "a blue". The file's hash, which is the
checkpoint's name, changes; no other checkpoint names a region model.
"""
import json
import os
import re
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

from set_longest_side import Checkpoint, dump

MENTION = re.compile(r"\[/EN#(\d+)\S* ([^\]]*)\]")
SEEN, SHARE, MIN_WORDS = 20, 0.05, 2


def tokens(text):
    """As core/text/tokenizer: letters and digits, lower case, everything else dropped."""
    return [word for word in ("".join(c for c in part.lower() if c.isalnum()) for part in text.split()) if word]


def boxed_chains(annotation):
    """The entities of an image that have a box."""
    chains = set()
    for thing in xml.parse(annotation).getroot().iter("object"):
        if thing.find("bndbox") is not None:
            chains.update(name.text for name in thing.iter("name"))
    return chains


def phrases(dataset):
    for image in (dataset / "Flickr_8k.trainImages.txt").read_text().split():
        name = Path(image).stem.split("_")[0]
        sentences = dataset / "entities" / "Sentences" / f"{name}.txt"
        annotation = dataset / "entities" / "Annotations" / f"{name}.xml"
        if not sentences.exists() or not annotation.exists():
            continue
        chains = boxed_chains(annotation)
        for chain, text in MENTION.findall(sentences.read_text(encoding="utf-8")):
            words = tokens(text)
            if chain in chains and len(words) >= MIN_WORDS:
                yield words


def main():
    if len(sys.argv) != 3 or not Path(sys.argv[1]).is_file() or not Path(sys.argv[2]).is_dir():
        sys.exit(__doc__)
    checkpoint = Checkpoint(Path(sys.argv[1]))
    if checkpoint.kind() != "region":
        sys.exit(f"{checkpoint.path} is a checkpoint of kind \"{checkpoint.kind()}\", expected \"region\".")
    seen, last = Counter(), Counter()
    for words in phrases(Path(sys.argv[2])):
        seen.update(words)
        last[words[-1]] += 1
    vocabulary = json.loads(checkpoint.metadata["vocabulary"])
    never = [word for word in vocabulary if seen[word] >= SEEN and last[word] < SHARE * seen[word]]
    checkpoint.metadata["never_last"] = dump(never)
    written = checkpoint.path.with_suffix(".new")
    written.write_bytes(checkpoint.content())
    os.replace(written, checkpoint.path)
    print(f"{len(never)} words never end a caption of {checkpoint.path.name}: {' '.join(never[:20])} ...")


if __name__ == "__main__":
    main()
