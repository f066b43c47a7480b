#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the results page and the table of the main README from kept figures.

usage: make_results.py [--check]

resources/results/figures holds what `legenda-cli --json evaluate ...` printed, a file for each evaluation;
resources/results/templates holds the texts, in which {FILE:PATH} is a figure: {retrieval-paper:image_search.r1} is that
of figures/retrieval-paper.json. Several files with commas between them give the mean and the standard deviation, and
*100 behind the path makes per cent of a fraction. A count is shown whole, all else with one decimal but for what DECIMALS
names. A line that begins with {?FILE,FILE} is left out until figures has all of these. packaging/reproduce makes the
figures. templates/page.md becomes resources/results/README.md, and
templates/summary.md what stands between its two marks in README.md. --check writes nothing and fails where a page is
not what it would be.
"""
import json
import re
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "resources" / "results"
FIGURE = re.compile(r"\{([a-z0-9,-]+):([A-Za-z0-9_.]+)(\*100)?\}")
ONLY_WITH = re.compile(r"^\{\?([a-z0-9,-]+)\}(.*\n)", re.MULTILINE)
DECIMALS = {"length_ratio": 2, "limit": 3}
BEGIN, END = "<!-- made from resources/results/templates/summary.md -->\n", "<!-- end -->"


def figure(name, path):
    file = RESULTS / "figures" / f"{name}.json"
    value = json.loads(file.read_text(encoding="utf-8"))
    for key in path.split("."):
        if key not in value:
            sys.exit(f"{file} has no {path}.")
        value = value[key]
    return value


def shown(value, path):
    if isinstance(value, int):
        return f"{value:,}"
    decimals = 0 if "median" in path and value == int(value) else DECIMALS.get(path.split(".")[-1], 1)
    return f"{value:.{decimals}f}"


def filled(template):
    def cell(match):
        names, path, per_cent = match.groups()
        values = [figure(name, path) * (100 if per_cent else 1) for name in names.split(",")]
        text = shown(statistics.mean(values), path)
        spread = shown(statistics.stdev(values), path) if len(values) > 1 else ""
        return f"{text} ± {spread}" if spread.strip("0.") else text

    def line(match):
        there = all((RESULTS / "figures" / f"{name}.json").exists() for name in match.group(1).split(","))
        return match.group(2) if there else ""

    text = (RESULTS / "templates" / template).read_text(encoding="utf-8")
    text = ONLY_WITH.sub(line, text)
    return FIGURE.sub(cell, text)


def pages():
    """File -> what it is to hold."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    return {
        RESULTS / "README.md": filled("page.md"),
        readme: text[:begin] + filled("summary.md") + text[end:],
    }


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    stale = []
    for file, text in pages().items():
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(file)
        if not sys.argv[1:]:
            file.write_text(text, encoding="utf-8")
            print(f"{file.relative_to(ROOT)} written")
    if stale and sys.argv[1:]:
        sys.exit("\n".join(f"{file.relative_to(ROOT)} is not what packaging/make_results.py makes of the kept figures." for file in stale))


if __name__ == "__main__":
    main()
