#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The captions of photographs near to and far from those that the models were trained on, as JSON.

usage: distances.py PROJECT CAPTIONS.json REFERENCES.json LEGENDA-CLI [its options]

CAPTIONS is what `legenda-cli caption PROJECT --split dev --out FILE` writes, REFERENCES a file of MSCOCO captions with
these images. Printed: how many images there are, how many lie beyond the limit, the limit, and CIDEr of the nearer half
(with the median) and of the farther half, by the document frequencies of each half.
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

AT_ONCE = 200  # images of one call


def answered(program, *arguments):
    answer = subprocess.run([*program, "--json", "--quiet", *map(str, arguments)], stdout=subprocess.PIPE, check=True)
    return json.loads(answer.stdout)


def distances_of(program, project, names):
    """Image -> its distance from the training images, the limit, and whether it lies beyond."""
    training = {}
    for first in range(0, len(names), AT_ONCE):
        for result in answered(program, "caption", "--beam", 1, "--", project, *names[first:first + AT_ONCE]):
            if "training" not in result:
                sys.exit("The caption model's backbone has no centres in resources/pretrained/calibration.json.")
            training[Path(result["image"]).name] = result["training"]
    return training


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    project, captions, references, *program = sys.argv[1:]

    rows = json.loads(Path(captions).read_text(encoding="utf-8"))
    content = json.loads(Path(references).read_text(encoding="utf-8"))
    file_of = {image["id"]: Path(image["file_name"]).name for image in content["images"]}
    said = [(file_of[row["image_id"]], row["caption"]) for row in content["annotations"]]

    training = distances_of(program, project, [row["image_id"] for row in rows])
    ordered = sorted(training, key=lambda name: training[name]["distance"])

    def half(names):
        names = set(names)
        with tempfile.TemporaryDirectory() as folder:
            true, own = Path(folder) / "references.json", Path(folder) / "captions.json"
            true.write_text(json.dumps({"annotations": [{"image_id": name, "caption": text} for name, text in said if name in names]}))
            own.write_text(json.dumps([{"image_id": Path(row["image_id"]).name, "caption": row["caption"]} for row in rows
                                       if Path(row["image_id"]).name in names]))
            score = answered(program, "score", "--references", true, "--hypotheses", own)
            return {"images": len(names), "CIDEr": score["CIDEr"]}

    middle = (len(ordered) + 1) // 2
    print(json.dumps({
        "images": len(ordered),
        "beyond": sum(each["unlike"] for each in training.values()),
        "limit": training[ordered[0]]["limit"],
        "near": half(ordered[:middle]),
        "far": half(ordered[middle:]),
    }))


if __name__ == "__main__":
    main()
