#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes `longestSide` into the recipes of alignment, caption and region checkpoints, without touching their weights.

usage: set_longest_side.py SIDE FOLDER

Every checkpoint in FOLDER whose kind is alignment, caption or region gets the recipe key `longestSide` (0 removes it).
A checkpoint is named by the SHA-256 of its file, so each one that is rewritten gets a new name; the `parents` of the
others that name it follow, before those are hashed themselves. Backbones and proposers are left as they are: recipes
name them by their hashes. Prints old hash, new hash and file of each that changed.
"""
import hashlib
import json
import os
import struct
import sys
from pathlib import Path

KINDS = {"alignment", "caption", "region"}


def dump(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Checkpoint:
    def __init__(self, path):
        content = path.read_bytes()
        (length,) = struct.unpack("<Q", content[:8])
        self.path = path
        self.old_hash = hashlib.sha256(content).hexdigest()
        self.header = json.loads(content[8 : 8 + length])
        self.tensors = content[8 + length :]
        self.metadata = self.header.get("__metadata__", {})
        self.parents = json.loads(self.metadata.get("parents", "{}"))
        self.changed = False

    def kind(self):
        return self.metadata.get("kind", "")

    def set_longest_side(self, side):
        recipe = json.loads(self.metadata["recipe"])
        if recipe.get("longestSide", 0) == side:
            return
        if side:
            recipe["longestSide"] = side
        else:
            del recipe["longestSide"]
        self.metadata["recipe"] = dump(recipe)
        self.changed = True

    def follow(self, renamed):
        """Gives the parents their new names."""
        for role, name in self.parents.items():
            if renamed.get(name, name) != name:
                self.parents[role] = renamed[name]
                self.metadata["parents"] = dump(self.parents)
                self.changed = True

    def content(self):
        """The file's bytes: the header's length, the header padded with spaces to a multiple of 8, the tensors."""
        text = dump(self.header).encode()
        text += b" " * (-len(text) % 8)
        return struct.pack("<Q", len(text)) + text + self.tensors


def main():
    if len(sys.argv) != 3 or not sys.argv[1].isdigit() or not Path(sys.argv[2]).is_dir():
        sys.exit(__doc__)
    side = int(sys.argv[1])
    waiting = [Checkpoint(path) for path in sorted(Path(sys.argv[2]).glob("*.safetensors"))]
    waiting = [c for c in waiting if c.kind() in KINDS]
    renamed = {}
    while waiting:
        names = {c.old_hash for c in waiting}
        ready = [c for c in waiting if not names & set(c.parents.values())]
        if not ready:
            sys.exit("checkpoints are each other's parents: " + ", ".join(str(c.path) for c in waiting))
        for checkpoint in ready:
            waiting.remove(checkpoint)
            checkpoint.set_longest_side(side)
            checkpoint.follow(renamed)
            if not checkpoint.changed:
                continue
            content = checkpoint.content()
            renamed[checkpoint.old_hash] = hashlib.sha256(content).hexdigest()
            written = checkpoint.path.with_suffix(".new")
            written.write_bytes(content)
            os.replace(written, checkpoint.path)
            print(checkpoint.old_hash, renamed[checkpoint.old_hash], checkpoint.path.name)


if __name__ == "__main__":
    main()
