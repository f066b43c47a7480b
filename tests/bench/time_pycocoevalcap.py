#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times bench_metrics beside pycocoevalcap (PyPI) and its METEOR (Java) on the same captions.

usage: time_pycocoevalcap.py PACKAGE REFERENCES HYPOTHESES [--bench build/release/tests/bench_metrics]
PACKAGE: the folder that holds pycocoevalcap. The files as `legenda-cli score` reads them. Words are split at blanks for the
Python, so that its time is that of the metrics alone. Prints milliseconds and how many times as fast ours is. Run by hand.
"""
import argparse, contextlib, io, json, subprocess, sys, time
from collections import defaultdict
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('package')
parser.add_argument('references', type=Path)
parser.add_argument('hypotheses', type=Path)
parser.add_argument('--bench', default='build/release/tests/bench_metrics')
args = parser.parse_args()
sys.path.insert(0, args.package)
from pycocoevalcap.bleu.bleu import Bleu
from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.meteor.meteor import Meteor
from pycocoevalcap.rouge.rouge import Rouge

told, said = defaultdict(list), {}
for row in json.loads(args.references.read_text())['annotations']:
    told[row['image_id']].append(row['caption'].lower())
for row in json.loads(args.hypotheses.read_text()):
    said[row['image_id']] = [row['caption'].lower()]


def milliseconds(scorers):
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        for scorer in scorers:
            scorer.compute_score(told, said)
    return 1000 * (time.perf_counter() - start)


ours = json.loads(subprocess.run([args.bench, args.references, args.hypotheses], capture_output=True, text=True, check=True).stdout)
python = sorted(milliseconds([Bleu(4), Rouge(), Cider()]) for _ in range(3))[1]
java = milliseconds([Meteor()])
print(f'{ours["items"]} items; reading and tokenising {ours["reading"]:.0f} ms')
print(f'BLEU, ROUGE-L, CIDEr: {ours["bleu_rouge_cider"]:.1f} ms, Python {python:.0f} ms: {python / ours["bleu_rouge_cider"]:.1f} times')
mine = ours['meteor'] + ours['meteor_lists']
print(f'METEOR: {mine:.0f} ms ({ours["meteor_lists"]:.0f} of them its lists), Java {java:.0f} ms with its start: {java / mine:.1f} times')
