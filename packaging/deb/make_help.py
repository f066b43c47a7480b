#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the man page and the bash completion of legenda-cli from what the program's own --help says.

usage: make_help.py PROGRAM FOLDER

Asks PROGRAM, and each of its commands and their commands, for --help, fills legenda-cli.1.in and completion.bash.in
beside this script, and writes FOLDER/legenda-cli.1.gz and FOLDER/legenda-cli.bash.
"""
import gzip
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
COLUMN = 30  # where --help writes descriptions


@dataclass
class Help:
    """What --help says of a command; path is [] for the program itself."""
    path: list
    about: str
    arguments: str  # "PROJECT FILE"
    sections: dict  # title -> [(name, description)]
    commands: list = field(default_factory=list)


def entries(lines):
    """The (name, description) pairs of a section. A name that reaches into the column of descriptions stands alone."""
    found = []
    for number, line in enumerate(lines):
        if line.startswith(" " * COLUMN):
            if not found:
                sys.exit(f"A description without a name: {line.strip()}")
            name, text = found[-1]
            found[-1] = (name, f"{text} {line.strip()}".strip())
        else:
            goes_on = number + 1 < len(lines) and lines[number + 1].startswith(" " * COLUMN)
            short = not goes_on and line[COLUMN - 1:COLUMN] == " "
            found.append((line[:COLUMN].strip(), line[COLUMN:].strip()) if short else (line.strip(), ""))
    return found


def printed(program, *arguments):
    done = subprocess.run([program, *arguments], capture_output=True, encoding="utf-8", check=False)
    if done.returncode or not done.stdout:
        sys.exit(f"{' '.join([program, *arguments])} ended with status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def asked(program, path):
    lines = printed(program, *path, "--help").splitlines()
    usage = next(i for i, line in enumerate(lines) if line.startswith("Usage: "))
    named = " ".join([program, *path])
    if not lines[usage].startswith(f"Usage: {named} "):
        sys.exit(f"The usage of {named} is that of something else: {lines[usage]}")
    arguments = lines[usage].removeprefix(f"Usage: {named} ").replace("[OPTIONS]", "").strip()
    sections, title = {}, None
    for line in lines[usage + 1:]:
        if line in ("Positionals:", "Options:", "Subcommands:"):
            title = line[:-1]
            sections[title] = []
        elif not line.strip():
            title = None  # examples and notes may follow
        elif title:
            sections[title].append(line)
    return Help(path, " ".join(lines[:usage]).strip(), arguments, {title: entries(of) for title, of in sections.items()})


def tree(program):
    """The Help of the program, with its commands and theirs below it."""
    root = asked(program, [])
    level = [root]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        while level:
            for parent in level:
                names = [name for name, _ in parent.sections.get("Subcommands", [])]
                parent.commands = list(pool.map(lambda name: asked(program, [*parent.path, name]), names))
            level = [command for parent in level for command in parent.commands]
    return root


def below(command):
    for child in command.commands:
        yield child
        yield from below(child)


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def manual(root, version):
    options = [f".TP\n.B {roff(name)}\n{roff(text)}" for name, text in root.sections["Options"]]
    commands = []
    for command in below(root):
        line = f"\\fB{roff(' '.join(command.path))}\\fR"
        if command.arguments and not command.commands:
            line += f" \\fI{roff(command.arguments)}\\fR"
        commands.append(f".TP\n{line}\n{roff(command.about)}")
    template = (HERE / "legenda-cli.1.in").read_text(encoding="utf-8")
    return (template.replace("@VERSION@", roff(version)).replace("@OPTIONS@", "\n".join(options))
            .replace("@COMMANDS@", "\n".join(commands)))


def choices(name):
    """The words that "--format TEXT:{csv,latex}=csv" leaves a choice of."""
    found = re.search(r":\{([^{}]*)\}", name)
    return found.group(1).split(",") if found else []


def completion(root):
    tables = {"words": {}, "options": {}, "values": {}}
    for command in [root, *below(root)]:
        key = " ".join(command.path)
        positionals = command.sections.get("Positionals", [])
        words = [child.path[-1] for child in command.commands] or (choices(positionals[0][0]) if positionals else [])
        tables["words"][key] = words
        options = tables["options"][key] = []
        for name, _ in command.sections["Options"]:
            names, _, takes = name.partition(" ")
            long = [one for one in names.split(",") if one.startswith("--")]
            options += long
            if not takes or takes.startswith(("Excludes:", "Needs:")):
                continue
            kind = "number" if re.match(r"(INT|UINT|FLOAT)\b", takes) else " ".join(choices(takes)) or "file"
            for one in long:
                tables["values"][f"{key} {one}".strip()] = [kind]
    lines = []
    for table, rows in tables.items():
        lines.append(f"declare -gA _legenda_cli_{table}=(")
        # Bash has no empty subscripts: the program itself is ".".
        lines += [f"    [\"{key or '.'}\"]=\"{' '.join(words)}\"" for key, words in rows.items() if words]
        lines.append(")")
    return (HERE / "completion.bash.in").read_text(encoding="utf-8").replace("@TABLES@", "\n".join(lines))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1], Path(sys.argv[2])
    root = tree(program)
    version = printed(program, "--version").strip()
    with gzip.GzipFile(folder / "legenda-cli.1.gz", "wb", 9, mtime=0) as file:
        file.write(manual(root, version).encode())
    (folder / "legenda-cli.bash").write_text(completion(root), encoding="utf-8")


if __name__ == "__main__":
    main()
