"""A browser on the page of a server under test, and the sites around them."""

import http.client
import http.server
import os
import pathlib
import shutil
import subprocess
import threading

from http_client import Server

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


class Page:
    """A page under test: what it asks for and what it complains of is remembered, and looked at when it is left."""

    def __init__(self, case, server, viewport=DESKTOP, expected=(), path="/", **options):
        self.case, self.server, self.expected = case, server, expected
        self.origin = f"http://127.0.0.1:{server.port}"
        self.context = case.browser.new_context(viewport=viewport, **options)
        self.context.set_default_timeout(30_000)
        self.requests, self.complaints = [], []
        self.page = self.context.new_page()
        self.watch(self.page)
        self.page.goto(self.origin + path)

    def watch(self, page):
        page.on("request", lambda request: self.requests.append(request))
        page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error}"))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.context.close()
        if kind is not None:
            return
        elsewhere = [r.url for r in self.requests if not r.url.startswith((self.origin + "/", "blob:" + self.origin))]
        assert not elsewhere, elsewhere
        unexpected = [c for c in self.complaints if not any(part in c for part in self.expected)]
        assert not unexpected, unexpected

    def __getattr__(self, name):
        return getattr(self.page, name)

    def label(self, text, title=""):
        self.page.fill("#title", title)
        self.page.fill("#text", text)
        with self.page.expect_response(lambda r: "/v1/label" in r.url) as answer, \
                self.page.expect_response(lambda r: "/v1/explain" in r.url):
            self.page.click("#submit")
        self.page.locator("#reading").wait_for()
        return answer.value.json()

    def texts(self, selector):
        return self.page.locator(selector).all_text_contents()

    def current(self):
        """The evidence that is marked now."""
        return "".join(self.texts("mark.current"))

    def shot(self, name):
        if self.case.screenshots:
            self.page.screenshot(path=self.case.screenshots / f"{name}.png")


class Case:
    def __init__(self, options, browser, folder):
        self.program, self.model, self.browser, self.folder = options.bearing, options.model, browser, folder
        self.corpus = options.corpus
        self.screenshots = options.screenshots
        self.coast, self.flood, self.trade = (options.examples / name for name in
                                              ("coast-guard-hotline-en.txt", "canh-bao-lu-vi.txt", "trade-round.html"))
        self.article = self.coast.read_text(encoding="utf-8")

    def serve(self, *words, env=None, models=None):
        models = models or ("--model", f"news={self.model}", "--model", f"sport={self.model}")
        clean = {name: value for name, value in os.environ.items() if name != "BEARING_API_KEY"}
        return Server(self.program, *models, "--access-log", "none", *words, env={**clean, **(env or {})})

    def run(self, *words, data=None):
        return subprocess.run([str(self.program), *map(str, words)], input=data, capture_output=True)


def check_marks(page, result, text):
    """Each stance leads to exactly its evidence, and the article is the text, to the character."""
    assert page.locator("#article-text").text_content() == text
    buttons = page.locator("#stances tbody button")
    assert buttons.count() == len(result["stances"])
    for i, stance in enumerate(result["stances"]):
        buttons.nth(i).click()
        page.locator("mark.current:focus").first.wait_for()
        assert buttons.nth(i).get_attribute("aria-pressed") == "true"
        assert page.current() == stance["evidence"]["text"], (page.current(), stance)
        assert page.locator("mark.current").first.evaluate(
            "mark => { const { top, bottom } = mark.getBoundingClientRect(); return bottom > 0 && top < innerHeight; }")


class Proxy(http.server.BaseHTTPRequestHandler):
    """Serves what is at /label/ from the server at `port`, as docs/serving.md has nginx do."""

    port = 0

    def do_GET(self):
        self.pass_on(None)

    def do_POST(self):
        self.pass_on(self.rfile.read(int(self.headers["Content-Length"])))

    def pass_on(self, body):
        if not self.path.startswith("/label/"):
            return self.send_error(404)
        link = http.client.HTTPConnection("127.0.0.1", Proxy.port)
        fields = {name: self.headers[name] for name in ("Content-Type", "If-None-Match") if name in self.headers}
        link.request(self.command, self.path.removeprefix("/label"), body, fields)
        answer = link.getresponse()
        data = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name not in ("Date", "Connection"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class OtherSite(http.server.BaseHTTPRequestHandler):
    body = b""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(OtherSite.body if self.path == "/news" else b"")

    def log_message(self, *_):
        pass


def start_site(handler):
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    return site


def open_browser(playwright, chromium):
    """Chromium, or (None, why not)."""
    found = chromium or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None and not pathlib.Path(playwright.chromium.executable_path).exists():
        return None, "there is no Chromium"
    # Chromium's own sandbox doesn't run as root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=str(found) if found else None, args=sandbox), None
