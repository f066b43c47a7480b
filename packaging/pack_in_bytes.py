#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stores the matrices of a checkpoint as signed bytes, half the size of float16.

usage: pack_in_bytes.py CHECKPOINT

Each matrix gets one scale a row ("NAME.scale", float32): value = byte * scale, the largest of a row is 127. What is no
matrix, and the statistics of features and regions, stay as they are. The file's hash, which is the checkpoint's name,
changes: only for checkpoints that no other was trained from (captions, region captions, an alignment without them).
"""
import os
import struct
import sys
from pathlib import Path

from set_longest_side import Checkpoint, dump

FORMATS = {"F32": "f", "F16": "e"}


def in_bytes(values, rows):
    columns = len(values) // rows
    scales, whole = [], bytearray()
    for first in range(0, len(values), columns):
        row = values[first : first + columns]
        scales.append(max(map(abs, row)) / 127 or 1.0)
        whole += struct.pack(f"<{columns}b", *(round(value / scales[-1]) for value in row))
    return bytes(whole), struct.pack(f"<{rows}f", *scales)


def main():
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit(__doc__)
    checkpoint = Checkpoint(Path(sys.argv[1]))
    if checkpoint.kind() not in ("alignment", "caption", "region"):
        sys.exit(f"{checkpoint.path} is of kind {checkpoint.kind()}: other checkpoints name such a one by its hash.")
    header, data = {"__metadata__": checkpoint.metadata}, b""

    def add(name, dtype, shape, content):
        nonlocal data
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content

    for name, tensor in sorted(checkpoint.header.items()):
        if name == "__metadata__":
            continue
        begin, end = tensor["data_offsets"]
        content, shape, dtype = checkpoint.tensors[begin:end], tensor["shape"], tensor["dtype"]
        if len(shape) == 2 and dtype in FORMATS:
            count = shape[0] * shape[1]
            content, scales = in_bytes(struct.unpack(f"<{count}{FORMATS[dtype]}", content), shape[0])
            dtype = "I8"
            add(name + ".scale", "F32", [shape[0]], scales)
        add(name, dtype, shape, content)
    text = dump(header).encode()
    text += b" " * (-len(text) % 8)
    part = checkpoint.path.with_suffix(".part")
    part.write_bytes(struct.pack("<Q", len(text)) + text + data)
    os.replace(part, checkpoint.path)
    print(f"{checkpoint.path}: {checkpoint.path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
