#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of what holds words that an alignment model does not know, without and with the lexicon, as JSON.

usage: unknown_words.py CHECKPOINT LEXICON RETRIEVAL.csv RETRIEVAL-LEXICON.csv GROUNDING.csv GROUNDING-LEXICON.csv

CHECKPOINT is the alignment model, LEXICON resources/lexicon/known-words.tsv.gz; the tables are what `legenda-cli evaluate
retrieval|grounding --items FILE` writes, without and with --lexicon. Printed are counts and per cent:
  unknown   image search by the sentences with an unknown word
  read      by those of them in which a word is read as another
  phrases   grounding of the phrases without a known word
"""
import csv
import gzip
import json
import struct
import sys
import unicodedata

NEAR_ENOUGH = 0.45  # as core/model/alignment/aligner.cpp
WORD = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Mn", "Mc"}  # as core/text/tokenizer.cpp


def tokens(text):
    words = ("".join(c.lower() for c in part if unicodedata.category(c) in WORD) for part in text.split())
    return [unicodedata.normalize("NFC", word) for word in words if word]


def vocabulary_of(checkpoint):
    with open(checkpoint, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return set(json.loads(json.loads(file.read(length))["__metadata__"]["vocabulary"]))


def readings_of(lexicon, known):
    with gzip.open(lexicon, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return {word for word, other, similarity in rows if float(similarity) >= NEAR_ENOUGH and other in known}


def items_of(table, section):
    with open(table, newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["list"] == section]


def search(rows):
    ranks = [float(row["rank"]) for row in rows]
    return {f"r{k}": 100 * sum(rank <= k for rank in ranks) / len(ranks) for k in (1, 5, 10)}


def grounding(rows):
    return {name: 100 * sum(float(row[name]) for row in rows) / len(rows) for name in ("accuracy", "pointing")}


def main():
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    checkpoint, lexicon, *tables = sys.argv[1:]
    known = vocabulary_of(checkpoint)
    readings = readings_of(lexicon, known)
    sentences = {"without": items_of(tables[0], "image_search"), "with": items_of(tables[1], "image_search")}
    phrases = {"without": items_of(tables[2], ""), "with": items_of(tables[3], "")}

    def figures(lists, chosen, of):
        kept = {name: [row for row in rows if chosen(tokens(row["references"]))] for name, rows in lists.items()}
        if len(kept["without"]) != len(kept["with"]) or not kept["with"]:
            sys.exit(f"{' and '.join(tables)} are not of the same images, or have no unknown word.")
        return {"count": len(kept["with"]), **{name: of(rows) for name, rows in kept.items()}}

    print(json.dumps({
        "unknown": figures(sentences, lambda words: any(w not in known for w in words), search),
        "read": figures(sentences, lambda words: any(w not in known and w in readings for w in words), search),
        "phrases": figures(phrases, lambda words: not any(w in known for w in words), grounding),
    }))


if __name__ == "__main__":
    main()
