#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the pictures of README.md anew, all under resources/screenshots.

usage: make_screenshots.py [BIN]      BIN: the folder of legenda and legenda-cli; default: build/release/bin

On the demo project, in a home that is removed at the end: a caption model and an alignment model are trained for some
epochs, so that Train has two runs, and everything is evaluated on dev. Takes some minutes on two cores. Needs
ImageMagick for the pictures of twice the resolution, and for the drawn box what tests/walk/walk.py needs.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "walk"))
import screen as desk  # noqa: E402

PICTURES = ROOT / "resources" / "screenshots"
PAGES = ("browse", "annotate", "train", "evaluate")
SIZE = 1280, 800
RUNS = (("caption", "better", 12), ("align", "entities", 12))  # the last one is shown
TASKS = ("retrieval", "grounding", "captions", "regions")
MARGIN = 14  # px by which the drawn box is larger than the model's


def prepare(binaries, home, environment):
    """The demo project with runs and results."""
    def cli(*words):
        print("legenda-cli", *words, flush=True)
        subprocess.run([binaries / "legenda-cli", "--quiet", *map(str, words)], env=environment, check=True,
                       stdout=subprocess.DEVNULL)
    cli("demo", home)
    project = home / "demo.legenda"
    for kind, preset, epochs in RUNS:
        cli("train", kind, project, "--preset", preset, "--set", f"epochs={epochs}")
    for task in TASKS:
        cli("evaluate", task, project, "--split", "dev")
    return project


def render(binaries, project, environment, theme, scale, folder):
    subprocess.run([binaries / "legenda", "--screenshot", folder, "--size", "{}x{}".format(*SIZE), "--theme", theme,
                    "--scale", str(scale), project], env=environment, check=True, stdout=subprocess.DEVNULL)
    return {page: folder / f"{page}-{theme}.png" for page in PAGES}


def draw(binaries, home, project, target):
    """Browse with a box drawn around the model's first region, and what the model calls it."""
    from program import Program
    with desk.Screen(home) as screen:
        program = Program(screen, binaries / "legenda", home, "--theme", "light", project)
        program.resize(*SIZE)
        program.page(1, "^describe everything$")
        x, y, width, height = desk.until(lambda: program.find("graphic", "^region 1", 60).place, 60)
        time.sleep(3)  # thumbnails
        screen.keys("r")
        way = ["mousemove", x - MARGIN, y - MARGIN, "mousedown", 1]
        for step in range(1, 21):
            way += ["mousemove", x - MARGIN + (width + 2 * MARGIN) * step // 20,
                    y - MARGIN + (height + 2 * MARGIN) * step // 20, "sleep", 0.02]
        screen.xdotool(*way, "mouseup", 1, "mousemove", 2, 2)
        program.find("list", "^described boxes$", 60)
        time.sleep(3)
        # Without the frame that the window manager draws.
        subprocess.run(["import", "-silent", "-window", program.window, target], env=screen.environment, check=True,
                       timeout=60)
        program.close()


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    binaries = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release/bin").resolve()
    lacking = desk.missing() + [tool for tool in ("import", "convert") if not shutil.which(tool)]
    if lacking:
        sys.exit("make_screenshots.py: this machine has no " + ", ".join(lacking) + ".")
    with tempfile.TemporaryDirectory(prefix="legenda-pictures-", ignore_cleanup_errors=True) as work:
        home = Path(work)
        environment = os.environ | {"HOME": work, "XDG_CONFIG_HOME": f"{work}/.config", "QT_QPA_PLATFORM": "offscreen",
                                    "XDG_DATA_HOME": f"{work}/.local/share", "XDG_CACHE_HOME": f"{work}/.cache"}
        project = prepare(binaries, home, environment)
        made = {PICTURES / f"{page}.png": picture for page, picture in
                render(binaries, project, environment, "light", 1, home / "light").items()}
        for page, picture in render(binaries, project, environment, "dark", 2, home / "dark").items():
            small = picture.with_suffix(".jpg")
            subprocess.run(["convert", picture, "-strip", "-quality", "88", small], check=True)
            made[PICTURES / "2x" / f"{page}.jpg"] = small
        made[PICTURES / "draw.png"] = home / "draw.png"
        draw(binaries, home, project, home / "draw.png")
        for place, picture in made.items():
            shutil.copyfile(picture, place)
            print(place.relative_to(ROOT))


if __name__ == "__main__":
    main()
