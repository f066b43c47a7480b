#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Intervals and tests of significance on a small made-up set, by plain loops and the standard library alone.

    plain_statistics.py > plain_statistics.json

writes the data and what follows from them; tests/core/metrics/test_resampling.cpp compares the program with it. Every
corpus figure of a resample is computed anew from its captions, not from sums over images.
"""
import json
import math
from collections import Counter

SEED, RESAMPLES, SWAPS = 7, 300, 400
MASK = (1 << 64) - 1


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Random:
    """SplitMix64, seeded by a number and a purpose."""

    STEP = 0x9E3779B97F4A7C15

    def __init__(self, seed, purpose):
        self.state = mix(seed)
        for letter in purpose.encode():
            self.state = mix((self.state + letter + self.STEP) & MASK)
        for _ in range(2):
            self.state = mix((self.state + self.STEP) & MASK)

    def next(self):
        self.state = (self.state + self.STEP) & MASK
        return mix(self.state)

    def below(self, bound):
        unfair = (-bound & MASK) % bound
        while True:
            draw = self.next()
            if draw >= unfair:
                return draw % bound


# --- the data

WORDS = "a the dog boy cat runs jumps sits red big over on grass water two".split()


def made_up():
    draws = Random(1, "data")

    def sentence(most):
        return [WORDS[draws.below(len(WORDS))] for _ in range(2 + draws.below(most))]

    items = []
    for image in range(25):
        for _ in range(1 + draws.below(3)):
            references = [sentence(7) for _ in range(1 + draws.below(4))]
            # The first system often repeats a reference, the second one less often.
            said = [list(references[0]) if draws.below(10) < share else sentence(6) for share in (5, 3)]
            items.append({"image": image, "references": references, "first": said[0], "second": said[1]})
    ranks = [
        {"image": i["image"], "first": 1 + draws.below(12), "second": 1 + draws.below(20)} for i in items
    ]
    hits = [{"image": i["image"], "first": draws.below(10) < 6, "second": draws.below(10) < 4} for i in items]
    return items, ranks, hits


# --- the metrics of captions


def grams(words, n):
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


def bleu(pairs):
    """[BLEU-1..4] of (hypothesis, references) pairs as one corpus, with the constants of coco-caption."""
    said = wanted = 0
    hit, guessed = [0] * 4, [0] * 4
    for hypothesis, references in pairs:
        said += len(hypothesis)
        wanted += min((abs(len(r) - len(hypothesis)), len(r)) for r in references)[1]
        for n in range(4):
            guessed[n] += max(0, len(hypothesis) - n)
            for gram, count in grams(hypothesis, n + 1).items():
                hit[n] += min(count, max(grams(r, n + 1)[gram] for r in references))
    figures, product = [], 1.0
    for n in range(4):
        product *= (hit[n] + 1e-15) / (guessed[n] + 1e-9)
        figures.append(product ** (1 / (n + 1)))
    ratio = (said + 1e-15) / (wanted + 1e-9)
    if ratio < 1:
        figures = [f * math.exp(1 - 1 / ratio) for f in figures]
    return figures + [said / wanted]


def longest_common(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def rouge(hypothesis, references):
    common = [longest_common(hypothesis, r) for r in references]
    precision = max(c / len(hypothesis) for c in common)
    recall = max(c / len(r) for c, r in zip(common, references))
    if precision == 0 or recall == 0:
        return 0.0
    return (1 + 1.44) * precision * recall / (recall + 1.44 * precision)


def cider(hypotheses, references):
    """CIDEr-D of each item, with the document frequencies of all references."""
    documents = Counter()
    for own in references:
        documents.update({g for r in own for n in range(4) for g in grams(r, n + 1)})
    log_items = math.log(len(references))

    def vectors(words):
        made = []
        for n in range(4):
            made.append({g: c * (log_items - math.log(max(1, documents[g]))) for g, c in grams(words, n + 1).items()})
        return made, sum(grams(words, 2).values())

    scores = []
    for hypothesis, own in zip(hypotheses, references):
        h, h_length = vectors(hypothesis)
        total = 0.0
        for reference in own:
            r, r_length = vectors(reference)
            penalty = math.exp(-((h_length - r_length) ** 2) / (2 * 36))
            for n in range(4):
                product = sum(min(h[n][g], r[n][g]) * r[n][g] for g in h[n] if g in r[n])
                norms = math.sqrt(sum(v * v for v in h[n].values())) * math.sqrt(sum(v * v for v in r[n].values()))
                total += penalty * (product / norms if norms else product) / 4
        scores.append(10 * total / len(own))
    return scores


def median(values):
    values = sorted(values)
    return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2


# --- the figures of a selection: the items of each image, the image as often as it is listed


def caption_figures(items, rouges, ciders):
    return lambda chosen: (
        lambda figures: figures[:4]
        + [sum(rouges[k][s] for k, s in chosen) / len(chosen), sum(ciders[k][s] for k, s in chosen) / len(chosen)]
        + figures[4:]
    )(bleu([(items[k][s], items[k]["references"]) for k, s in chosen]))


def rank_figures(ranks):
    def figures(chosen):
        own = [ranks[k][s] for k, s in chosen]
        return [100 * sum(r <= most for r in own) / len(own) for most in (1, 5, 10)] + [median(own)]

    return figures


def hit_figures(hits):
    return lambda chosen: [100 * sum(hits[k][s] for k, s in chosen) / len(chosen)]


# --- how sure they are


def percentile(rising, share):
    place = share * (len(rising) - 1)
    below = int(place)
    above = min(below + 1, len(rising) - 1)
    return rising[below] + (place - below) * (rising[above] - rising[below])


def bootstrap(of_image, figures):
    draws = Random(SEED, "bootstrap")
    drawn = []
    for _ in range(RESAMPLES):
        images = [draws.below(len(of_image)) for _ in of_image]
        drawn.append(figures([(k, "first") for image in images for k in of_image[image]]))
    columns = [sorted(column) for column in zip(*drawn)]
    return [[percentile(c, 0.025), percentile(c, 0.975)] for c in columns]


def randomisation(of_image, figures):
    def differences(swapped):
        names = [("second", "first") if swap else ("first", "second") for swap in swapped]
        both = [
            figures([(k, names[image][side]) for image in range(len(of_image)) for k in of_image[image]])
            for side in range(2)
        ]
        return [a - b for a, b in zip(*both)]

    draws = Random(SEED, "randomisation")
    found = differences([False] * len(of_image))
    as_far = [0] * len(found)
    for _ in range(SWAPS):
        swapped = []
        for row in range(len(of_image)):
            if row % 64 == 0:
                bits = draws.next()
            swapped.append(bool(bits >> (row % 64) & 1))
        for i, difference in enumerate(differences(swapped)):
            as_far[i] += abs(difference) >= abs(found[i]) - 1e-9
    return [[d, (c + 1) / (SWAPS + 1)] for d, c in zip(found, as_far)]


def main():
    items, ranks, hits = made_up()
    of_image = [[k for k, item in enumerate(items) if item["image"] == image] for image in range(25)]
    references = [item["references"] for item in items]
    rouges = [{s: rouge(item[s], item["references"]) for s in ("first", "second")} for item in items]
    by_system = {s: cider([item[s] for item in items], references) for s in ("first", "second")}
    ciders = [{s: by_system[s][k] for s in by_system} for k in range(len(items))]
    everything = [(k, "first") for k in range(len(items))]
    expected = {}
    for name, figures in (
        ("captions", caption_figures(items, rouges, ciders)),
        ("ranks", rank_figures(ranks)),
        ("hits", hit_figures(hits)),
    ):
        expected[name] = {
            "figures": figures(everything),
            "intervals": bootstrap(of_image, figures),
            "differences": randomisation(of_image, figures),
        }
    print(
        json.dumps(
            {
                "seed": SEED,
                "resamples": RESAMPLES,
                "swaps": SWAPS,
                "items": [
                    {
                        "image": item["image"],
                        "references": [" ".join(r) for r in item["references"]],
                        "first": " ".join(item["first"]),
                        "second": " ".join(item["second"]),
                    }
                    for item in items
                ],
                "ranks": ranks,
                "hits": hits,
                "expected": expected,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
