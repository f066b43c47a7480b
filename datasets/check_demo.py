#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the demo dataset (Flickr8K layout with Flickr30k Entities).

Usage: check_demo.py [FOLDER]      FOLDER: default the folder demo beside this file

Prints the counts and OK, exit status 0; or one line a problem, exit status 1.
Needs nothing but Python 3.
"""
import csv
import os
import re
import struct
import sys
import xml.etree.ElementTree as ET

TYPES = {"people", "clothing", "bodyparts", "animals", "vehicles", "instruments", "scene", "other"}
LICENCES = {"CC0-1.0", "CC-BY-2.0", "CC-BY-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "public domain",
            "public domain (no copyright restrictions)"}
CREDIT_FIELDS = ["file", "shows", "original_title", "author", "licence", "source", "licence_stated_in", "changes"]
MIN_BOXES, MAX_BOXES = 2, 6
MIN_WORDS, MAX_WORDS = 6, 16
MARKUP = re.compile(r"\[/EN#(\d+)((?:/[a-z]+)+) ([^\[\]]+)\]")

problems = []


def problem(where, why):
    problems.append(f"{where}: {why}")


def read_lines(path):
    with open(path, encoding="utf-8", newline="") as f:
        text = f.read()
    if "\r" in text or "\ufeff" in text:
        problem(path, "carriage return or byte order mark")
    if not text.endswith("\n"):
        problem(path, "no newline at the end")
    return text.splitlines()


def jpeg_size(path):
    """Width, height and whether an EXIF block is there."""
    exif = False
    with open(path, "rb") as f:
        data = f.read()
    if data[:2] != b"\xff\xd8":
        raise ValueError("not a JPEG file")
    i = 2
    while i + 4 <= len(data):
        if data[i] != 0xFF:
            raise ValueError("broken JPEG marker")
        marker = data[i + 1]
        if marker == 0xFF:
            i += 1
            continue
        length = struct.unpack(">H", data[i + 2:i + 4])[0]
        if marker == 0xE1 and data[i + 4:i + 8] == b"Exif":
            exif = True
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[i + 5:i + 9])
            return width, height, exif
        i += 2 + length
    raise ValueError("no frame header")


def read_captions(path):
    captions = {}
    for number, line in enumerate(read_lines(path), 1):
        where = f"{path}:{number}"
        match = re.fullmatch(r"([^\t#]+\.jpg)#(\d)\t([^\t]+)", line)
        if not match:
            problem(where, "not NAME.jpg#K<TAB>sentence")
            continue
        name, k, sentence = match[1], int(match[2]), match[3]
        of_image = captions.setdefault(name, {})
        if k in of_image:
            problem(where, f"{name}#{k} twice")
        of_image[k] = sentence
        words = [t for t in sentence.split(" ") if re.search(r"\w", t)]
        if not MIN_WORDS <= len(words) <= MAX_WORDS:
            problem(where, f"{len(words)} words, expected {MIN_WORDS} to {MAX_WORDS}")
        if sentence != " ".join(sentence.split()) or not sentence.endswith(" ."):
            problem(where, "tokens must be separated by one space, with ' .' at the end")
    for name, of_image in captions.items():
        if sorted(of_image) != [0, 1, 2, 3, 4]:
            problem(path, f"{name} has the sentences {sorted(of_image)}, expected 0 to 4")
        elif len(set(of_image.values())) != 5:
            problem(path, f"{name} has a sentence twice")
    return captions


def check_entities(folder, image_id, captions, size, owner):
    """Returns the numbers of boxes and phrases."""
    path = os.path.join(folder, "Sentences", image_id + ".txt")
    lines = read_lines(path)
    if len(lines) != 5:
        problem(path, f"{len(lines)} lines, expected 5")
    mentioned, phrases = {}, 0
    for k, line in enumerate(lines):
        where = f"{path}:{k + 1}"
        plain = MARKUP.sub(lambda m: m[3], line)
        if re.search(r"[\[\]]|/EN#", plain):
            problem(where, "markup that cannot be read")
        if plain != captions.get(k):
            problem(where, f"'{plain}' is not sentence {k} of the token file, '{captions.get(k)}'")
        for match in MARKUP.finditer(line):
            chain, types = int(match[1]), match[2][1:].split("/")
            phrases += 1
            if chain == 0:
                if types != ["notvisual"]:
                    problem(where, f"chain 0 with type {types}")
                continue
            if not set(types) <= TYPES:
                problem(where, f"unknown type in {types}")
            if mentioned.setdefault(chain, types) != types:
                problem(where, f"chain {chain} is {types} here and {mentioned[chain]} before")
            if owner.setdefault(chain, image_id) != image_id:
                problem(where, f"chain {chain} is used by {owner[chain]} too")
    path = os.path.join(folder, "Annotations", image_id + ".xml")
    root = ET.parse(path).getroot()
    if root.findtext("filename") != image_id + ".jpg":
        problem(path, f"filename is {root.findtext('filename')}")
    if (int(root.findtext("size/width")), int(root.findtext("size/height"))) != size:
        problem(path, f"size differs from the image's {size[0]}x{size[1]}")
    boxed, unboxed, boxes = set(), set(), 0
    for number, item in enumerate(root.findall("object"), 1):
        where = f"{path}, object {number}"
        chains = {int(e.text) for e in item.findall("name")}
        if not chains:
            problem(where, "no name")
        box = item.find("bndbox")
        if box is None:
            if item.findtext("nobndbox") != "1" or item.findtext("scene") not in ("0", "1"):
                problem(where, "neither a box nor scene and nobndbox")
            unboxed |= chains
            continue
        boxes += 1
        boxed |= chains
        x1, y1, x2, y2 = (int(box.findtext(k)) for k in ("xmin", "ymin", "xmax", "ymax"))
        if not (1 <= x1 < x2 <= size[0] and 1 <= y1 < y2 <= size[1]):
            problem(where, f"box {x1} {y1} {x2} {y2} is not inside {size[0]}x{size[1]}")
    for chain in sorted((boxed | unboxed) - set(mentioned)):
        problem(path, f"chain {chain} is in no sentence")
    for chain in sorted(set(mentioned) - boxed - unboxed):
        problem(path, f"chain {chain} of the sentences is missing")
    for chain in sorted(boxed & unboxed):
        problem(path, f"chain {chain} has a box and says that it has none")
    if not MIN_BOXES <= boxes <= MAX_BOXES:
        problem(path, f"{boxes} boxes, expected {MIN_BOXES} to {MAX_BOXES}")
    return boxes, phrases


def check_credits(path, images):
    with open(path, encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f)
        rows = list(reader)
    if reader.fieldnames != CREDIT_FIELDS:
        problem(path, f"columns {reader.fieldnames}, expected {CREDIT_FIELDS}")
        return
    names = [row["file"] for row in rows]
    for name in sorted(images - set(names)):
        problem(path, f"no row for {name}")
    for name in sorted(set(names) - images):
        problem(path, f"{name} is not an image")
    if len(names) != len(set(names)):
        problem(path, "an image has two rows")
    for row in rows:
        for field in CREDIT_FIELDS:
            if field != "original_title" and not row[field]:
                problem(path, f"{row['file']}: {field} is empty")
        if row["licence"] not in LICENCES:
            problem(path, f"{row['file']}: licence {row['licence']} is not in the list of free licences")


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    demo = sys.argv[1] if len(sys.argv) > 1 else os.path.relpath(os.path.join(here, "demo"))
    folder = os.path.join(demo, "images")
    images = set(os.listdir(folder))
    sizes = {}
    for name in sorted(images):
        try:
            width, height, exif = jpeg_size(os.path.join(folder, name))
        except ValueError as error:
            problem(os.path.join(folder, name), error)
            continue
        sizes[name] = (width, height)
        if exif:
            problem(os.path.join(folder, name), "has EXIF data")

    token = os.path.join(demo, "Flickr8k.token.txt")
    captions = read_captions(token)
    for name in sorted(images - set(captions)):
        problem(token, f"no sentences for {name}")
    for name in sorted(set(captions) - images):
        problem(token, f"{name} is not among the images")

    split_of, counts = {}, {}
    for split in ("train", "dev", "test"):
        path = os.path.join(demo, f"Flickr_8k.{split}Images.txt")
        names = read_lines(path)
        counts[split] = len(names)
        for name in names:
            if name not in images:
                problem(path, f"{name} is not among the images")
            if name in split_of:
                problem(path, f"{name} stands in {split_of[name]} already")
            split_of[name] = split
    for name in sorted(images - set(split_of)):
        problem(demo, f"{name} is in no split")

    entities = os.path.join(demo, "entities")
    ids = {kind: {os.path.splitext(f)[0] for f in os.listdir(os.path.join(entities, kind))}
           for kind in ("Sentences", "Annotations")}
    for image_id in sorted(ids["Sentences"] ^ ids["Annotations"]):
        problem(entities, f"{image_id} is in one of Sentences and Annotations only")
    boxes = phrases = 0
    owner = {}
    for image_id in sorted(ids["Sentences"] & ids["Annotations"]):
        name = image_id + ".jpg"
        if name not in sizes:
            problem(entities, f"{image_id} has no image")
            continue
        b, p = check_entities(entities, image_id, captions.get(name, {}), sizes[name], owner)
        boxes += b
        phrases += p
    for name, split in sorted(split_of.items()):
        if split != "train" and name[:-4] not in ids["Sentences"]:
            problem(entities, f"{name} ({split}) has no sentences with entities")

    check_credits(os.path.join(demo, "credits.csv"), images)

    for line in problems:
        print(line)
    print(f"{len(images)} images (train {counts['train']}, dev {counts['dev']}, test {counts['test']}), "
          f"{sum(len(c) for c in captions.values())} sentences; entities: {len(ids['Sentences'])} images, "
          f"{boxes} boxes, {phrases} phrases, {len(owner)} chains")
    if problems:
        print(f"{len(problems)} problems")
        return 1
    print("OK")
    return 0


if __name__ == "__main__":
    sys.exit(main())
