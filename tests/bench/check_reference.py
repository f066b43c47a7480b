#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares `legenda-cli score` with reference figures of the public coco-caption code.

usage: check_reference.py REFERENCE [--cli build/release/bin/legenda-cli]
REFERENCE holds score/NAME.{references,hypotheses,expected}.json and metrics/coco_caption_expected.json (tokenised sentences).
Prints the largest absolute difference of each corpus figure; exit status 0 when none is above 1e-6. Run by hand.
"""
import argparse, json, subprocess, sys, tempfile
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument('reference', type=Path)
parser.add_argument('--cli', default='build/release/bin/legenda-cli')
args = parser.parse_args()
# Ours -> the reference's name. METEOR is compared where the reference has it without paraphrases (and WordNet is installed).
FIGURES = {name: name for name in ('BLEU1', 'BLEU2', 'BLEU3', 'BLEU4', 'ROUGE_L', 'CIDEr')} | {'METEOR': 'METEOR_no_paraphrase'}
worst = dict.fromkeys(FIGURES, 0.0)


def compare(name, references, hypotheses, expected):
    run = subprocess.run([args.cli, '--json', '--quiet', 'score', '--references', references, '--hypotheses', hypotheses],
                         capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f'{name}: exit {run.returncode}: {run.stderr.strip()}')
    found = json.loads(run.stdout)
    off = {figure: found[figure] - expected[theirs] for figure, theirs in FIGURES.items() if theirs in expected}
    for figure, difference in off.items():
        worst[figure] = max(worst[figure], abs(difference))
    print(f'{name:20}', '  '.join(f'{figure} {difference:+.1e}' for figure, difference in off.items()))


cases = 0
for file in sorted(args.reference.glob('score/*.expected.json')):
    stem = file.name.removesuffix('.expected.json')
    compare(stem, file.with_name(stem + '.references.json'), file.with_name(stem + '.hypotheses.json'), json.loads(file.read_text())['corpus'])
    cases += 1
tokenised = args.reference / 'metrics' / 'coco_caption_expected.json'
with tempfile.TemporaryDirectory() as folder:
    for case in json.loads(tokenised.read_text()) if tokenised.exists() else []:
        references, hypotheses = Path(folder) / 'r.json', Path(folder) / 'h.json'
        references.write_text(json.dumps({'annotations': [{'image_id': i, 'caption': r} for i, item in enumerate(case['items']) for r in item['references']]}))
        hypotheses.write_text(json.dumps([{'image_id': i, 'caption': item['hypothesis']} for i, item in enumerate(case['items'])]))
        compare(case['name'], references, hypotheses, case['corpus'])
        cases += 1
print(f'{cases} cases, largest difference:', '  '.join(f'{figure} {value:.1e}' for figure, value in worst.items()))
sys.exit(cases == 0 or max(worst.values()) > 1e-6)
