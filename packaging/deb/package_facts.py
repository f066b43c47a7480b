#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the size and the dependencies of a package of Debian, and holds the main README to them.

usage: package_facts.py PACKAGE.deb [--check|--update-readme]

README.md names both between its two marks, sizes to the nearest 5 MB. --update-readme writes them there, --check fails
where they are not what the package has.
"""
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent.parent / "README.md"
BEGIN, END = "<!-- made by packaging/deb/make --update-readme -->\n", "<!-- end of package -->"


def control(package, name):
    done = subprocess.run(["dpkg-deb", "-f", package, name], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(done.stderr.strip())
    return done.stdout.strip()


def names(relations):
    """The packages of "libc6 (>= 2.35), a | b", without versions and sorted."""
    return sorted(re.sub(r"\s*\([^)]*\)", "", one).strip() for one in relations.split(",") if one.strip())


def sentence(size, installed, depends):
    rounded = [5 * round(number / 5e6) for number in (size, installed)]
    return (f"The package is about {rounded[0]} MB, {rounded[1]} MB installed, and depends on {len(depends)} packages of Debian: "
            f"{', '.join(depends[:-1])} and {depends[-1]}.\n")


def main():
    if len(sys.argv) not in (2, 3) or sys.argv[2:] not in ([], ["--check"], ["--update-readme"]):
        sys.exit(__doc__)
    package = sys.argv[1]
    installed = 1024 * int(control(package, "Installed-Size"))
    size = Path(package).stat().st_size
    print(f"{Path(package).name}: {size / 1e6:.1f} MB, installed {installed / 1e6:.1f} MB")
    for relation in ("Depends", "Recommends"):
        print(f"{relation}: {control(package, relation)}")
    wanted = sentence(size, installed, names(control(package, "Depends")))
    text = README.read_text(encoding="utf-8")
    begin = text.index(BEGIN) + len(BEGIN)
    end = text.index(END, begin)
    if text[begin:end] == wanted:
        return
    if "--update-readme" in sys.argv:
        README.write_text(text[:begin] + wanted + text[end:], encoding="utf-8")
        print("README.md written")
        return
    problem = f"README.md does not say what the package is: {wanted.strip()} packaging/deb/make --update-readme writes it."
    if "--check" in sys.argv:
        sys.exit(problem)
    print(problem, file=sys.stderr)


if __name__ == "__main__":
    main()
