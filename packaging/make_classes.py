#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes resources/lexicon/classes.tsv.gz: the thousand classes of ImageNet as words, with WordNet's hypernyms.

  python3 -m pip download --no-deps timm==1.0.9
  packaging/make_classes.py timm-1.0.9-py3-none-any.whl resources/lexicon/classes.tsv.gz [WORDNET]

The wheel (Apache-2.0) lists the synset of each class, in the order of the classifier's outputs; WORDNET, the dictionary
of WordNet 3.0, defaults to /usr/share/wordnet. A line for each synset that is a class, or lies at most LEVELS above one and
holds at most MOST_ANIMALS classes of animals or MOST others (a dog and furniture, but no mammal and no container):
  words<TAB>plurals<TAB>classes<TAB>hypernyms
with spaces between the items: single words whose first sense as a noun the synset is, their plurals in the same order, the
numbers of its classes, and the words of the synsets above it by the same rules, singular and plural, nearest first.
Synsets without such a word are left out.
"""
import gzip
import sys
import zipfile
from pathlib import Path

LEVELS, MOST_ANIMALS, MOST = 4, 120, 26
ANIMAL = "05"  # of WordNet's lexicographer files


class Nouns:
    def __init__(self, folder):
        self.words, self.above, self.field, self.first, self.plurals = {}, {}, {}, {}, {}
        for line in (folder / "noun.exc").read_text().splitlines():
            form, *bases = line.split()
            for base in bases:
                self.plurals.setdefault(base, form)
        for line in (folder / "index.noun").read_text().splitlines():
            if not line.startswith(" "):
                fields = line.split()
                self.first[fields[0]] = fields[-int(fields[2])]
        for line in (folder / "data.noun").read_text().splitlines():
            if line.startswith(" "):
                continue
            fields = line.split(" | ")[0].split()
            count = int(fields[3], 16)
            self.field[fields[0]] = fields[1]
            self.words[fields[0]] = fields[4:4 + 2 * count:2]
            pointers = fields[5 + 2 * count:]
            self.above[fields[0]] = [pointers[i + 1] for i in range(0, len(pointers) - 3, 4) if pointers[i] == "@"]

    def plain(self, synset):
        """Its single words in small letters whose first sense it is."""
        return [word for word in self.words[synset]
                if word.isascii() and word.isalpha() and word.islower() and len(word) > 2 and self.first[word] == synset]

    def plural(self, word):
        if word in self.plurals:
            return self.plurals[word]
        if word.endswith(("s", "x", "z", "ch", "sh")):
            return word + "es"
        if word.endswith("y") and word[-2] not in "aeiou":
            return word[:-1] + "ies"
        return word + "s"

    def levels(self, synset, most):
        """The synsets above it, a list for each level."""
        level, seen = [synset], {synset}
        for _ in range(most):
            level = [higher for below in level for higher in self.above[below] if not (higher in seen or seen.add(higher))]
            yield level


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        synsets = [line[1:] for line in wheel.read("timm/data/_info/imagenet_synsets.txt").decode().split()]
    nouns = Nouns(Path((sys.argv[3:] or ["/usr/share/wordnet"])[0]))
    if len(synsets) != 1000 or any(synset not in nouns.words for synset in synsets):
        sys.exit("1000 synsets of WordNet 3.0 were expected.")
    classes = {}
    for number, synset in enumerate(synsets):
        for of in [synset] + [higher for level in nouns.levels(synset, 30) for higher in level]:
            classes.setdefault(of, set()).add(number)
    narrow = lambda synset: len(classes[synset]) <= (MOST_ANIMALS if nouns.field[synset] == ANIMAL else MOST)
    kept = set(synsets)
    for synset in synsets:
        kept.update(higher for level in nouns.levels(synset, LEVELS) for higher in level if narrow(higher))
    lines = []
    for synset in sorted(kept):
        words = nouns.plain(synset)
        if not words:
            continue
        above = [word for level in nouns.levels(synset, LEVELS) for higher in level if narrow(higher)
                 for word in nouns.plain(higher)]
        lines.append("\t".join([" ".join(words), " ".join(map(nouns.plural, words)), " ".join(map(str, sorted(classes[synset]))),
                                " ".join(form for word in above for form in (word, nouns.plural(word)))]) + "\n")
    Path(sys.argv[2]).write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))
    named = {number for synset in kept & set(classes) if nouns.plain(synset) for number in classes[synset]}
    print(f"{len(lines)} synsets, {len(named)} classes have a word; {Path(sys.argv[2]).stat().st_size} bytes")


if __name__ == "__main__":
    main()
