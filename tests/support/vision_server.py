# SPDX-FileCopyrightText: 2026 The Legenda authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vision endpoint on loopback for tests: prints its port and says of a picture how it was asked.

Its text is "KIND BYTES AUTHORISATION PROMPT", cut after 120 characters; a list of lines where several answers are asked
for. The model "refuses" is HTTP 503, "empty" has no text, "boxes" answers with boxes.
"""
import base64
import http.server
import json


class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        self.reply(200 if self.path == "/v1/models" else 404, {"data": []})

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model = request["model"]
        if model == "refuses":
            return self.reply(503, {"error": "busy"})
        prompt, picture = request["messages"][0]["content"]
        kind, content = picture["image_url"]["url"].split(";base64,")
        text = f"{kind} {len(base64.b64decode(content))} {self.headers.get('Authorization')} {prompt['text']}"[:120]
        if model == "empty":
            text = " "
        elif model == "boxes":
            text = ('Here they are:\n```json\n[{"phrase": 0, "box": [0, 250, 500, 1000]}, {"phrase": 9, "box": [0, 0, 1, 1]},'
                    ' {"phrase": 1, "box": [5, 5, 5, 5]}]\n```')
        elif "different answers" in prompt["text"]:
            text = "1. a dog\n2) \"a brown dog\"\n\n- a dog runs\n4. a cat"
        return self.reply(200, {"choices": [{"message": {"content": text}}]})

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
