#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures what `legenda-cli caption --person-margin` does to the captions of the dev split.

usage: person_margins.py LEGENDA-CLI PROJECT DATASET [MARGIN...]

PROJECT holds DATASET, a folder in the layout of Flickr8K; without features of the dev split each margin computes them
again. Margins default to 0 (off), 0.05, 0.1, 0.2, 0.4 and 0.8 spreads of the alignment model. Printed for each: the faults
that caption_faults.py counts, how many captions name a man, woman, boy or girl, and how many a person or child instead,
and CIDEr, BLEU-4 and METEOR (document frequencies of these images).
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import caption_faults

UNSURE = set("person people child children".split())
MARGINS = ["0", "0.05", "0.1", "0.2", "0.4", "0.8"]


def ask(program, *arguments):
    answer = subprocess.run([program, "--json", "--quiet", *map(str, arguments)], stdout=subprocess.PIPE, check=True)
    return json.loads(answer.stdout)


def main():
    if len(sys.argv) < 4 or not Path(sys.argv[3]).is_dir():
        sys.exit(__doc__)
    program, project, dataset, margins = sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4:] or MARGINS
    dev = set((dataset / "Flickr_8k.devImages.txt").read_text().split())
    with tempfile.TemporaryDirectory() as folder:
        references = Path(folder) / "references.json"
        sentences = [line.split("\t", 1) for line in (dataset / "Flickr8k.token.txt").read_text(encoding="utf-8").splitlines()]
        references.write_text(json.dumps({"annotations": [{"image_id": name.split("#")[0], "caption": text}
                                                          for name, text in sentences if name.split("#")[0] in dev]}))
        files = []
        for margin in margins:
            file = Path(folder) / f"margin {margin}.json"
            ask(program, "caption", project, "--split", "dev", "--rerank", "--person-margin", margin, "--out", file)
            rows = json.loads(file.read_text())
            said = [set(caption_faults.tokens(row["caption"])) for row in rows]
            sure = sum(bool(caption_faults.people(words)) for words in said)
            unsure = sum(bool(words & UNSURE) for words in said)
            score = ask(program, "score", "--references", references, "--hypotheses", file)
            shown = ", ".join(f"{name} {score[name]:.3f}" for name in ("CIDEr", "BLEU4", "METEOR"))
            print(f"margin {margin}: {sure} captions name a man, woman, boy or girl, {unsure} a person or child; {shown}", flush=True)
            files.append(str(file))
        sys.argv = ["caption_faults.py", str(dataset), *files]
        caption_faults.main()


if __name__ == "__main__":
    main()
