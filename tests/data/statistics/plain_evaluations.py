#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `evaluate` says of two systems on a small made-up project, by plain loops and the standard library alone.

    plain_evaluations.py > plain_evaluations.json       (some minutes)

writes the project, the predictions of both systems for each task, and the figures of the first one with their intervals
and the paired test against the second one; tests/core/evaluation/test_plain_evaluations.cpp runs the evaluations and
compares. No two of the words are synonyms in WordNet or have one stem, so that METEOR matches equal words alone.
"""
import functools
import itertools
import json
import math
from pathlib import Path

import plain_statistics as plain

plain.SEED, plain.RESAMPLES, plain.SWAPS = 1, 1000, 10_000  # those of the program
plain.grams = functools.cache(plain.grams)
ROOT = Path(__file__).resolve().parents[3]
FUNCTION_WORDS = set((ROOT / "resources/metrics/meteor-function-words-en.txt").read_text().split())
IMAGES, SIDE = 15, 100
SYSTEMS = ("first", "second")

# --- the data


def made_up():
    draws = plain.Random(2, "project")

    def words(least, most):
        return tuple(plain.WORDS[draws.below(len(plain.WORDS))] for _ in range(least + draws.below(most - least + 1)))

    def box():
        x, y = draws.below(60), draws.below(60)
        return [x, y, 10 + draws.below(SIDE - x - 10), 10 + draws.below(SIDE - y - 10)]

    def near(target):
        x, y, w, h = target
        return [x + draws.below(9), y + draws.below(9), max(5, w - draws.below(12)), max(5, h - draws.below(12))]

    images = []
    for k in range(IMAGES):
        sentences = [words(4, 8) for _ in range(3)]
        ends = [(1 + draws.below(2), 3 + draws.below(2)) for _ in sentences]
        # Two entities, one of them with two boxes; each is named in each sentence, often by the same words.
        subject = sentences[0][: ends[0][0]]
        for s in range(1, 3):
            if draws.below(2) == 0:
                sentences[s] = subject + sentences[s][len(subject) :]
                ends[s] = (len(subject), max(ends[s][1], len(subject) + 1))
        images.append(
            {
                "path": f"{k:02}.jpg",
                "sentences": sentences,
                "mentions": [[("1", 0, a), ("2", a, b)] for a, b in ends],
                "boxes": {"1": [box(), box()], "2": [box()]},
            }
        )
    said = {}
    for system, share in zip(SYSTEMS, (6, 3)):
        right = lambda: draws.below(10) < share  # noqa: E731
        said[system] = {
            "captions": [
                list(image["sentences"][draws.below(3)][: 3 + draws.below(5)]) if right() else list(words(3, 7))
                for image in images
            ],
            "retrieval": [
                [draws.below(10**6) + (200_000 if owner == k and right() else 0) for owner in range(IMAGES) for _ in range(3)]
                for k in range(IMAGES)
            ],
            "grounding": [
                [[near(image["boxes"][chain][-1]) if right() else box() for chain, _, _ in own] for own in image["mentions"]]
                for image in images
            ],
            "regions": [
                {chain: list(texts[draws.below(len(texts))]) if right() else list(words(1, 3)) for chain, texts in named(image).items()}
                for image in images
            ],
        }
    return images, said


def named(image):
    """The distinct texts of each entity, in the order in which they are read."""
    texts = {}
    for sentence, mentions in zip(image["sentences"], image["mentions"]):
        for chain, start, end in mentions:
            text = sentence[start:end]
            if text not in texts.setdefault(chain, []):
                texts[chain].append(text)
    return dict(sorted(texts.items()))


def around(boxes):
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    return [left, top, max(b[0] + b[2] for b in boxes) - left, max(b[1] + b[3] for b in boxes) - top]


# --- METEOR of equal words


@functools.cache
def fewest_chunks(said, reference):
    """Of all ways to pair as many equal words as there are, the one with the fewest runs that are runs in both."""
    best = [len(said) + 1]
    free = {w: said.count(w) - min(said.count(w), reference.count(w)) for w in set(said)}

    def extend(at, used, last, chunks, left):
        if chunks >= best[0]:
            return
        if at == len(said):
            best[0] = chunks
            return
        word = said[at]
        for place, other in enumerate(reference):
            if other == word and place not in used:
                follows = last is not None and last == (at - 1, place - 1)
                extend(at + 1, used | {place}, (at, place), chunks + (not follows), left)
        if left[word] > 0:
            extend(at + 1, used, last, chunks, {**left, word: left[word] - 1})

    extend(0, frozenset(), None, 0, free)
    return best[0]


@functools.cache
def meteor_counts(said, reference):
    """Lengths and function words of both, matches of content and of function words, chunks."""
    matched = [w for w in set(said) for _ in range(min(said.count(w), reference.count(w)))]
    function = sum(w in FUNCTION_WORDS for w in matched)
    chunks = fewest_chunks(said, reference) if matched else 0
    if len(matched) == len(said) == len(reference) and chunks == 1:
        chunks = 0
    return (
        len(said), sum(w in FUNCTION_WORDS for w in said), len(reference), sum(w in FUNCTION_WORDS for w in reference),
        len(matched) - function, function, chunks,
    )


def meteor_of(counts):
    said, said_function, wanted, wanted_function, content, function, chunks = counts
    if content + function == 0:
        return 0.0
    matched = 0.75 * content + 0.25 * function
    precision = matched / (0.75 * (said - said_function) + 0.25 * said_function)
    recall = matched / (0.75 * (wanted - wanted_function) + 0.25 * wanted_function)
    mean = 1 / (0.15 / precision + 0.85 / recall)
    return max(0.0, mean * (1 - 0.6 * (chunks / (content + function)) ** 0.2))


@functools.cache
def best_counts(said, references):
    return max((meteor_counts(said, r) for r in references), key=meteor_of)  # the first of equal ones


# --- figures of a selection: [(item, system)]


def caption_figures(items):
    """items: [{"references", "first", "second"}] of tuples of words."""
    rouges = [{s: plain.rouge(item[s], item["references"]) for s in SYSTEMS} for item in items]
    ciders = {s: plain.cider([item[s] for item in items], [item["references"] for item in items]) for s in SYSTEMS}

    def figures(chosen):
        pairs = [(items[k][s], items[k]["references"]) for k, s in chosen]
        *bleu, ratio = plain.bleu(pairs)
        counts = [sum(column) for column in zip(*(best_counts(said, tuple(refs)) for said, refs in pairs))]
        return bleu + [
            sum(rouges[k][s] for k, s in chosen) / len(chosen),
            sum(ciders[s][k] for k, s in chosen) / len(chosen),
            ratio,
            meteor_of(counts),
        ]

    return figures


CAPTION_NAMES = ("BLEU1", "BLEU2", "BLEU3", "BLEU4", "ROUGE_L", "CIDEr", "length_ratio", "METEOR")
RANK_NAMES = ("r1", "r5", "r10", "median_rank")
HIT_NAMES = ("accuracy", "pointing", "accuracy_any", "pointing_any", "whole_image", "centre_pointing", "whole_image_any",
             "centre_pointing_any")


def mean_figures(systems):
    return lambda chosen: [sum(column) / len(systems) for column in zip(*(figures(chosen) for figures in systems))]


def share_figures(hits):
    def figures(chosen):
        rows = [hits[k][s] for k, s in chosen]
        return [100 * sum(column) / len(rows) for column in zip(*rows)]

    return figures


def section(names, of_image, figures, paired=True):
    everything = [(k, "first") for own in of_image for k in own]
    found = {"figures": dict(zip(names, figures(everything))), "ci95": dict(zip(names, plain.bootstrap(of_image, figures)))}
    if paired:
        differences = plain.randomisation(of_image, figures)
        found["difference"] = {name: d for name, (d, _) in zip(names, differences)}
        found["p"] = {name: p for name, (_, p) in zip(names, differences)}
    return found


# --- the evaluations


def captions(images, said):
    def items(texts, references):
        return [{"references": references[k], **{s: tuple(texts[s][k]) for s in SYSTEMS}} for k in range(IMAGES)]

    by_system = {s: said[s]["captions"] for s in SYSTEMS}
    one_each = [[k] for k in range(IMAGES)]
    without = [[[t for i, t in enumerate(image["sentences"]) if i != k] for image in images] for k in range(3)]
    human = [caption_figures(items({s: [image["sentences"][k] for image in images] for s in SYSTEMS}, without[k])) for k in range(3)]
    four = [caption_figures(items(by_system, without[k])) for k in range(3)]
    return {
        "model": section(
            CAPTION_NAMES, one_each, caption_figures(items(by_system, [image["sentences"] for image in images]))
        ),
        "human": section(CAPTION_NAMES, one_each, mean_figures(human), paired=False),
        "model_4ref": section(CAPTION_NAMES, one_each, mean_figures(four), paired=False),
    }


def ranks_of(scores, right):
    """The best place of a right one in the list."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    return 1 + min(place for place, i in enumerate(order) if i in right)


def retrieval(said):
    by_image, by_sentence = [{} for _ in range(IMAGES)], [{} for _ in range(3 * IMAGES)]
    for system in SYSTEMS:
        matrix = said[system]["retrieval"]
        for k in range(IMAGES):
            assert len(set(matrix[k])) == len(matrix[k])
            by_image[k][system] = ranks_of(matrix[k], range(3 * k, 3 * k + 3))
        for column in range(3 * IMAGES):
            scores = [row[column] for row in matrix]
            assert len(set(scores)) == len(scores)
            by_sentence[column][system] = ranks_of(scores, [column // 3])
    return {
        "image_annotation": section(RANK_NAMES, [[k] for k in range(IMAGES)], plain.rank_figures(by_image)),
        "image_search": section(
            RANK_NAMES, [[3 * k, 3 * k + 1, 3 * k + 2] for k in range(IMAGES)], plain.rank_figures(by_sentence)
        ),
    }


def iou(a, b):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    common = max(w, 0) * max(h, 0) if w > 0 and h > 0 else 0
    return common / (a[2] * a[3] + b[2] * b[3] - common)


def points(box, at):
    x, y = at[0] + at[2] / 2, at[1] + at[3] / 2
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def grounding(images, said):
    hits, of_image = [], []
    whole = [0, 0, SIDE, SIDE]
    for k, image in enumerate(images):
        of_image.append([])
        for s, own in enumerate(image["mentions"]):
            for m, (chain, _, _) in enumerate(own):
                boxes = image["boxes"][chain]
                target = around(boxes)

                def judged(box):
                    return [
                        iou(box, target) >= 0.5, points(target, box),
                        any(iou(box, b) >= 0.5 for b in boxes), any(points(b, box) for b in boxes),
                    ]

                of_image[-1].append(len(hits))
                hits.append({name: judged(said[name]["grounding"][k][s][m]) + judged(whole) for name in SYSTEMS})
    return {"": section(HIT_NAMES, of_image, share_figures(hits))}


def regions(images, said):
    items, of_image, human, human_of_image = [], [], [], []
    for k, image in enumerate(images):
        of_image.append([])
        apart = []
        for chain, texts in named(image).items():
            own = {s: tuple(said[s]["regions"][k][chain]) for s in SYSTEMS}
            of_image[-1].append(len(items))
            items.append({"references": texts, **own})
            for i, text in enumerate(texts):
                if len(texts) > 1:
                    apart.append(len(human))
                    human.append({"references": [t for j, t in enumerate(texts) if j != i], "said": text, "own": own})
        if apart:
            human_of_image.append(apart)
    people = [{"references": h["references"], **{s: h["said"] for s in SYSTEMS}} for h in human]
    model = [{"references": h["references"], **h["own"]} for h in human]
    return {
        "model": section(CAPTION_NAMES, of_image, caption_figures(items)),
        "human": section(CAPTION_NAMES, human_of_image, caption_figures(people), paired=False),
        "model_human_items": section(CAPTION_NAMES, human_of_image, caption_figures(model)),
    }


# --- the files of --from and --against


def files(images, said):
    made = {task: {} for task in ("captions", "retrieval", "grounding", "regions")}
    for system in SYSTEMS:
        own = said[system]
        made["captions"][system] = [
            {"image_id": image["path"], "caption": " ".join(text)} for image, text in zip(images, own["captions"])
        ]
        made["retrieval"][system] = [{"sentences": [f"{image['path']}#{n}" for image in images for n in range(3)]}] + [
            {"image": image["path"], "scores": row} for image, row in zip(images, own["retrieval"])
        ]
        made["grounding"][system] = [
            {"image": image["path"], "sentence": " ".join(sentence), "start": start, "end": end, "box": box}
            for image, of_image in zip(images, own["grounding"])
            for sentence, mentions, boxes in zip(image["sentences"], image["mentions"], of_image)
            for (_, start, end), box in zip(mentions, boxes)
        ]
        made["regions"][system] = [
            {"image": image["path"], "box": around(image["boxes"][chain]), "caption": " ".join(text)}
            for image, texts in zip(images, own["regions"])
            for chain, text in texts.items()
        ]
    return made


def main():
    images, said = made_up()
    for image in images:
        assert len({tuple(around(boxes)) for boxes in image["boxes"].values()}) == 2
        assert len(set(image["sentences"])) == 3
    project = [
        {
            "path": image["path"],
            "sentences": [" ".join(s) for s in image["sentences"]],
            "mentions": [[[*m, " ".join(s[m[1] : m[2]])] for m in own] for s, own in zip(image["sentences"], image["mentions"])],
            "boxes": [[chain, *box] for chain, boxes in image["boxes"].items() for box in boxes],
        }
        for image in images
    ]
    expected = {
        "captions": captions(images, said),
        "retrieval": retrieval(said),
        "grounding": grounding(images, said),
        "regions": regions(images, said),
    }
    print(json.dumps({"side": SIDE, "images": project, "files": files(images, said), "expected": expected}))


if __name__ == "__main__":
    main()
