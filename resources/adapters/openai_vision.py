#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets Legenda ask a vision model behind an OpenAI-compatible endpoint: llama.cpp's server, Ollama, vLLM.

  legenda-cli caption photo.jpg --model "exec:python3 openai_vision.py --model NAME"

Legenda writes one JSON request a line to this program and reads one answer a line. Of a box, the picture that is sent
is the crop that Legenda cuts out ("crop"); without one the whole image is sent and the prompt names the box. Boxes of
phrases are asked for in thousandths of the image's width and height, the convention of most vision models.
"""
import argparse
import base64
import ipaddress
import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF", "image/webp"))


class Refused(Exception):
    """This request has no answer; the next one may have."""


class Answered(Refused):
    """The endpoint is there and has answered with an error."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection could lead pictures to another host."""

    def redirect_request(self, *_):
        return None


def is_loopback(host):
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Endpoint:
    def __init__(self, options, key):
        self.url = options.url.rstrip("/")
        self.model = options.model
        self.timeout = options.timeout
        self.max_tokens = options.max_tokens
        self.key = key
        handlers = [NoRedirect()]
        if is_loopback(urllib.parse.urlsplit(self.url).hostname):
            handlers.append(urllib.request.ProxyHandler({}))
        self.opener = urllib.request.build_opener(*handlers)

    def call(self, path, body=None, timeout=None):
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = "Bearer " + self.key
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers)
        try:
            with self.opener.open(request, timeout=timeout or self.timeout) as reply:
                return json.loads(reply.read(16 << 20))
        except urllib.error.HTTPError as problem:
            said = problem.read(300).decode("utf-8", "replace")
            raise Answered(f"{self.url} answers HTTP {problem.code}: {said}") from None
        except (OSError, ValueError) as problem:
            raise Refused(f"{self.url}: {getattr(problem, 'reason', None) or problem}") from None

    def check(self):
        """Ends the program where nobody listens; an endpoint without a list of models is fine."""
        try:
            self.call("/models", timeout=10)
        except Answered:
            pass
        except Refused as problem:
            sys.exit(f"{problem} (is the server running? --url names another one)")

    def ask(self, prompt, image):
        picture = {"type": "image_url", "image_url": {"url": data_url(image)}}
        reply = self.call("/chat/completions", {
            "model": self.model, "temperature": 0, "max_tokens": self.max_tokens,
            "messages": [{"role": "user", "content": [{"type": "text", "text": prompt}, picture]}]})
        try:
            text = reply["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError):
            text = None
        if not isinstance(text, str) or not text.strip():
            raise Refused("the endpoint's reply has no text")
        return re.sub(r"(?s)<think>.*?</think>", "", text).strip()


def data_url(image):
    try:
        with open(image, "rb") as file:
            content = file.read()
    except OSError as problem:
        raise Refused(f"{image}: {problem.strerror}") from None
    for start, kind in KINDS:
        if content.startswith(start):
            return f"data:{kind};base64,{base64.b64encode(content).decode()}"
    raise Refused(f"{image} is no JPEG, PNG or WebP")


def caption(endpoint, request, prompts):
    count = max(1, int(request.get("n", 1)))
    box, crop = request.get("box"), request.get("crop")
    prompt = prompts["box"] if box else prompts["image"]
    if box and not crop:
        x, y, w, h = box
        prompt += f" The part is the box from pixel ({x:.0f}, {y:.0f}) to ({x + w:.0f}, {y + h:.0f})."
    if count > 1:
        prompt += f" Give {count} different answers, the best first, each on a line of its own."
    text = endpoint.ask(prompt, crop or request["image"])
    lines = [re.sub(r"^\s*(?:\d+[.)]|[-*•])\s*", "", line).strip().strip('"') for line in text.splitlines()]
    lines = [line for line in lines if line] or [text]
    if count == 1:
        lines = [" ".join(lines)]
    return {"captions": [{"text": line} for line in lines[:count]]}


def ground(endpoint, request):
    words = request["sentence"].split()
    phrases = [" ".join(words[first:end]) for first, end in request["phrases"]]
    listed = "\n".join(f"{number}: {phrase}" for number, phrase in enumerate(phrases))
    text = endpoint.ask(
        f"Find what these phrases of the sentence \"{request['sentence']}\" name in the image:\n{listed}\n"
        'Answer with JSON alone: [{"phrase": 0, "box": [left, top, right, bottom]}, ...], where coordinates are whole '
        "numbers from 0 to 1000: thousandths of the image's width and height. Leave out what is not visible.",
        request["image"])
    found = re.search(r"(?s)\[.*\]", text)
    try:
        entries = json.loads(found.group(0)) if found else None
    except ValueError:
        entries = None
    if not isinstance(entries, list):
        raise Refused(f"the model gave no list of boxes: {text[:100]}")
    width, height = request["width"] / 1000, request["height"] / 1000
    boxes = []
    for entry in entries:
        box = entry.get("box", entry.get("bbox_2d")) if isinstance(entry, dict) else None
        phrase = entry.get("phrase") if box else None
        if not (isinstance(phrase, int) and 0 <= phrase < len(phrases) and isinstance(box, list) and len(box) == 4 and
                all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in box)):
            continue
        left, top, right, bottom = (min(1000, max(0, n)) for n in box)
        if right > left and bottom > top:
            boxes.append({"phrase": phrase,
                          "box": [left * width, top * height, (right - left) * width, (bottom - top) * height]})
    return {"boxes": boxes}


def answer(endpoint, request, prompts):
    task = request.get("task")
    if task == "caption":
        return caption(endpoint, request, prompts)
    if task == "ground":
        return ground(endpoint, request)
    raise Refused(f"the task {task} is not known")


def say(line):
    print(json.dumps(line), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:11434/v1", help="the endpoint (default: %(default)s)")
    parser.add_argument("--model", required=True, help="the model's name at the endpoint")
    parser.add_argument("--key-env", metavar="VAR", help="environment variable that holds the key")
    parser.add_argument("--allow-remote", action="store_true", help="send pictures to a host other than this computer")
    parser.add_argument("--timeout", type=float, default=55, help="seconds for a reply (default: %(default)s)")
    parser.add_argument("--max-tokens", type=int, default=300, help="longest reply (default: %(default)s)")
    parser.add_argument("--prompt", default="Describe this image in one short sentence. Answer with the sentence alone.",
                        help="of whole images")
    parser.add_argument("--box-prompt", default="Describe what this part of an image shows in a few words, without a "
                        "full stop. Answer with the words alone.", help="of boxes")
    options = parser.parse_args()
    try:
        parts = urllib.parse.urlsplit(options.url)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        parser.error(f"--url: {options.url} is no address of a web server")
    if not is_loopback(host):
        if not options.allow_remote:
            parser.error(f"{host} is another computer: --allow-remote lets pictures be sent there")
        print(f"Pictures are sent to {host}.", file=sys.stderr, flush=True)
    key = None
    if options.key_env:
        key = os.environ.get(options.key_env)
        if not key:
            parser.error(f"--key-env: the environment variable {options.key_env} is not set")

    endpoint = Endpoint(options, key)
    endpoint.check()
    prompts = {"image": options.prompt, "box": options.box_prompt}
    say({"ready": True, "name": options.model, "tasks": ["caption", "ground"]})
    for line in sys.stdin:
        request = {}
        try:
            request = json.loads(line)
            say({"id": request["id"], **answer(endpoint, request, prompts)})
        except Refused as problem:
            say({"id": request.get("id"), "error": str(problem)})
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            say({"id": request.get("id") if isinstance(request, dict) else None,
                 "error": f"the request cannot be read: {problem!r}"})


if __name__ == "__main__":
    main()
