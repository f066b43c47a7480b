#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses Legenda's real window from outside, by mouse and keys alone, as somebody does with photographs of their own.

usage: walk.py BIN [ACT ...]     BIN: the folder of legenda and legenda-cli; ACT: all where none is named
       walk.py --list

Every act has a home of its own on a screen of its own. Exit status: 0 all is well, 1 an act failed, 77 this machine has
no Xvfb, openbox, xdotool, dbus-daemon, at-spi2-core or python3-gi.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
import screen as desk  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400  # s of an act, on a machine that has much else to do
SKIPPED = 77
PAGES = {1: "^describe everything$", 2: "draw", 3: "^new run$", 4: "^retrieval"}  # what a page is known by
CONTROLS = ("push button", "button menu", "toggle button", "check box", "radio button", "combo box", "text",
            "password text", "spin button", "slider", "menu item")
APART = ("application", "desktop frame")  # hold a window, and have no place that counts
# Of words that no shipped model says together.
OWN_SENTENCES = ("a frobled wuzzle beside the quandle", "the quandle holds a frobled wuzzle")


class Wrong(Exception):
    """The window did something else than a user expects."""


def expect(right, sentence):
    if not right:
        raise Wrong(sentence)


class Act:
    def __init__(self, screen, binaries, home):
        self.screen, self.binaries, self.home, self.programs = screen, binaries, home, []
        home.mkdir()

    def demo(self):
        subprocess.run([self.binaries / "legenda-cli", "--quiet", "demo", self.home], check=True, capture_output=True,
                       env=self.screen.environment | {"HOME": str(self.home)}, timeout=60)
        return self.home / "demo.legenda"

    def open(self, *where):
        from program import Program
        self.programs.append(Program(self.screen, self.binaries / "legenda", self.home, *where))
        self.programs[-1].page(1, PAGES[1])
        return self.programs[-1]


def split_by_menu(act):
    """Photographs chosen in the list get another split by their context menu, and Undo takes it back."""
    from program import rows
    project = act.demo()
    program = act.open(project)
    items = desk.until(lambda: [each for each in program.find("list", "^images$").shown()
                                if each.role == "list item"][:2], 30)
    names = [each.name for each in items]
    splits = lambda: [rows(project, "SELECT split FROM image WHERE path = ?", name)[0][0] for name in names]
    before = splits()
    wanted = next(split for split in ("test", "dev") if split not in before)
    act.screen.click(items[0].middle)
    act.screen.xdotool("keydown", "ctrl")
    act.screen.click(items[1].middle)
    act.screen.xdotool("keyup", "ctrl")
    act.screen.click(items[1].middle, button=3)
    program.press("menu item", "^split of 2 photographs$", 10)
    program.press("menu item", f"^{wanted}$", 10)
    expect(desk.until(lambda: splits() == [wanted] * 2, 15),
           f"{names} are in {splits()}, after the menu put them into {wanted}")
    program.press("push button", "^undo$", 5)
    expect(desk.until(lambda: splits() == before, 15), f"after Undo they are in {splits()}, not in {before}")
    expect(program.close(), "Ctrl+Q does not end the program")


def sentence_is_kept(act):
    """A sentence that was typed beside a photograph is one of its own after Ctrl+Enter, and after a restart."""
    from program import rows
    project = act.demo()
    program = act.open(project)
    sentence = "a wuzzle that nobody saw before"
    field = program.find("text", "^your own sentence$")
    act.screen.keys("t")
    expect(desk.until(lambda: field.has(12), 10), "T does not lead to one's own sentence")
    act.screen.type(sentence)
    act.screen.keys("ctrl+Return")
    kept = lambda: rows(project, "SELECT path FROM caption c JOIN image i ON i.id = image_id WHERE text = ?", sentence)
    expect(desk.until(kept, 15), "Ctrl+Enter keeps no sentence in the project")
    own = lambda seconds: program.find("list item", f"^{sentence}$", seconds)
    own(15)
    expect(program.close(), "Ctrl+Q does not end the program")
    program = act.open(project)
    photograph = kept()[0][0]
    item = program.find("list item", f"^{photograph}$")
    act.screen.click(item.middle)
    own(30)
    expect(program.close(), "Ctrl+Q does not end the program")


def nothing_is_cut(act):
    """In a window of 1024x640 every control of every page lies within it, unless it can be scrolled to."""
    program = act.open(act.demo())
    program.resize(1024, 640)
    cut, seen = [], 0
    for number, mark in PAGES.items():
        program.page(number, mark)
        time.sleep(1)
        frame = program.frame().place
        for control in program.root.shown():
            if control.role not in CONTROLS or scrolled(control):
                continue
            seen += 1
            holders = [each.place for each in control.holders() if each.role not in APART]
            if not all(within(control.place, place) for place in [frame, *holders]):
                cut.append(f"page {number}: {control} at {control.place}")
    expect(not cut, "\n".join(cut))
    expect(seen > 60, f"only {seen} controls were found")
    expect(program.close(), "Ctrl+Q does not end the program")


def within(inner, outer):
    x, y, width, height = inner
    left, top, wide, high = outer
    return wide <= 0 or (left <= x and top <= y and x + width <= left + wide and y + height <= top + high)


def scrolled(control):
    """Whether something that holds it has a scroll bar."""
    for holder in control.holders():
        children = holder.children()
        bars = children + [each for child in children if child.role == "filler" for each in child.children()]
        if any(each.role == "scroll bar" for each in bars):
            return True
    return False


def own_folder_to_caption_model(act):
    """A folder of photographs with texts beside them becomes a project, its photographs get splits and features, a
    caption model is trained on them and used, and Browse shows its captions: in the window alone."""
    from program import rows
    folder = act.home / "holiday"
    folder.mkdir()
    for picture in sorted((ROOT / "datasets/demo/images").glob("*.jpg"))[:20]:
        shutil.copy(picture, folder)
        (folder / picture.with_suffix(".txt").name).write_text("\n".join(OWN_SENTENCES) + "\n", encoding="utf-8")
    program = act.open(act.demo())
    act.screen.keys("ctrl+u")
    program.find("text", "^directory")
    act.screen.type(str(folder))
    act.screen.keys("Return")
    program.find("button menu", "^holiday$", 60)
    project = next((act.home / ".local/share/legenda/legenda/projects").glob("*.legenda"))
    sentences = rows(project, "SELECT count(*) FROM caption")[0][0]
    expect(sentences == 40, f"the project has {sentences} sentences, not the 40 of the text files")
    program.command("divide the photographs")
    program.press("push button", "^divide$")
    divided = lambda: dict(rows(project, "SELECT split, count(*) FROM image GROUP BY split"))
    expect(desk.until(lambda: divided() == {"train": 16, "dev": 2, "test": 2}, 15), f"the splits are {divided()}")
    act.screen.keys("ctrl+shift+f")  # a search by the model looks at all photographs first
    act.screen.type("a wuzzle")
    act.screen.keys("Return")
    expect(desk.until(lambda: list((project / "features").glob("*.lgf")), 60), "no features are made")
    program.page(3, PAGES[3])
    act.screen.keys("ctrl+n")
    desk.until(lambda: program.find("combo box", "^what to train$|alignment").has(12), 10)
    act.screen.keys("Down")
    program.find("combo box", "captions", 5)
    epochs = program.press("text", "^epochs")
    act.screen.keys("ctrl+a")
    act.screen.type("3")
    expect(desk.until(lambda: epochs.text == "3", 5), f"the field of epochs holds \"{epochs.text}\"")
    program.press("push button", "^start training$", 30)
    run = lambda: rows(project, "SELECT state, epochs FROM run WHERE kind = 'caption'")
    expect(desk.until(lambda: run() and run()[0][0] == "finished", 280), f"the run is {run()}")
    program.press("push button", "^use in browse$", 30)
    program.page(1, PAGES[1])
    captions = lambda: [each.name for each in program.find("list", "^generated captions$").shown()]
    vocabulary = set(" ".join(OWN_SENTENCES).split())
    own = lambda: any(captions()) and all(vocabulary.issuperset(caption.split()) for caption in captions())
    expect(desk.until(own, 30), f"Browse shows {captions()}, which are no captions of the trained model")
    expect(program.close(), "Ctrl+Q does not end the program")


ACTS = {each.__name__.replace("_", "-"): each
        for each in (nothing_is_cut, split_by_menu, sentence_is_kept, own_folder_to_caption_model)}


def too_long(*_):
    raise Wrong(f"it was not at its end after {LONGEST} s")


def perform(screen, name, binaries, home):
    """One sentence of what was wrong; None: nothing."""
    act = Act(screen, binaries, home)
    signal.alarm(LONGEST)
    try:
        ACTS[name](act)
    except Exception as failure:  # the other acts are still worth trying
        where = traceback.extract_tb(failure.__traceback__)
        lines = ", ".join(str(frame.lineno) for frame in where if frame.filename == __file__)
        return f"{failure or repr(failure)}\n(walk.py, line {lines}; {type(failure).__name__})"
    finally:
        signal.alarm(0)
        shots = os.environ.get("LEGENDA_SHOTS")
        if shots and shutil.which("import"):
            subprocess.run(["import", "-silent", "-window", "root", f"{shots}/walk-{name}.png"], check=False,
                           env=screen.environment, timeout=30)
        for program in act.programs:
            if program.process.poll() is None:
                screen.end(program.process)
    ends = [program.process.poll() for program in act.programs]
    return f"the program ended with {ends}" if any(ends) else None


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(ACTS))
        return 0
    if len(sys.argv) < 2 or any(name not in ACTS for name in sys.argv[2:]):
        sys.exit(__doc__)
    lacking = desk.missing()
    if lacking:
        print("The walk through the window is skipped: this machine has no " + ", ".join(lacking) + ".")
        return SKIPPED
    binaries = Path(sys.argv[1]).resolve()
    signal.signal(signal.SIGALRM, too_long)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = 0
    for name in sys.argv[2:] or ACTS:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="legenda-walk-", ignore_cleanup_errors=True) as work:
            with desk.Screen(work) as screen:
                wrong = perform(screen, name, binaries, Path(work) / "home")
        print(f"{name}: {wrong or 'ok'} ({time.monotonic() - began:.0f} s)", flush=True)
        failed += bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
