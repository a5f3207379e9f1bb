#!/usr/bin/env python3
"""Drives the page of `bearing serve` in headless Chromium: what is seen, what is marked, what leaves it.

    page.py --bearing PROGRAM --model FILE --corpus FILE.jsonl --examples FOLDER [--chromium FILE]
            [--screenshots FOLDER] [--only NAME]

Needs Playwright for Python and Chromium; exit code 77, with the reason, where either is missing.
"""

import argparse
import json
import pathlib
import random
import sys
import tempfile
import traceback

from page_browser import Case, OtherSite, Page, PHONE, Proxy, check_marks, open_browser, start_site
from page_checks import ContrastCheck, nameless_controls

SKIPPED = 77
KEY = "0123456789abcdef-test"
HERE = pathlib.Path(__file__).parent

# Characters of one to four bytes, combined ones, emoji of several, and markup.
MIXED = """Bộ trưởng 😀 Nguyễn Văn Ánh said on Tuesday 🇻🇳 that tariffs must fall. “Free trade is good for every exporter,” she told the
Café Zürich panel — 👩‍👩‍👧 applauded.

E\u0301tienne Ođaka rejected free trade and cheap imports: <b>no</b> \U0001d4d4 & no. \u202bשלום\u202c The ministers of the 9 states met again."""


# -- what is seen ---------------------------------------------------------------------------------------------


def test_labels_are_seen(case):
    with case.serve() as server, Page(case, server) as page:
        page.shot("desktop-empty")
        result = page.label(case.article)
        plain = server.label({"text": case.article})
        assert page.texts("#topics .name") == [topic["label"] for topic in plain["topics"]] != []
        sure = [topic["confidence"] for topic in plain["topics"]]
        assert page.texts("#topics .percent") == ["> 99 %" if p > 0.99 else f"{p * 100:.0f} %" for p in sure]
        others = [topic["label"] for topic in result["topics"] if not topic["assigned"]]
        assert page.texts("#other-topics .name") == others
        assert not page.locator("#other-topics li").first.is_visible()
        page.click("#other-topics summary")
        assert page.locator("#other-topics li").first.is_visible()
        mark = page.locator("#topics .threshold").first.evaluate("mark => parseFloat(mark.style.insetInlineStart)")
        assert abs(mark - result["topics"][0]["threshold"] * 100) < 0.1
        rows = [[part.strip() for part in row.locator("th, td").all_text_contents()]
                for row in page.locator("#stances tbody tr").all()]
        names = {target["id"]: target["name"] for target in json.loads(server.ask("GET", "/v1/model")[2])["targets"]}
        for row, stance in zip(rows, plain["stances"], strict=True):
            assert row[0] == names[stance["target"]] and row[1].endswith(stance["stance"]) and row[2] == stance["holder"]
            assert row[4] == stance["evidence"]["text"]
        assert page.locator("#status").text_content() == f"Labelled: {len(sure)} topics, {len(rows)} stances."
        assert plain["model"] in page.locator("#facts").text_content()
        check_marks(page, result, case.article)
        page.shot("desktop-stance")


def test_marks_are_exact(case):
    """Bytes on the server, UTF-16 in the browser."""
    with case.serve() as server, Page(case, server) as page:
        page.fill("#claims", "Tariffs must fall\nFree trade is good")
        mixed_title = "Mixed 😀 tiếng Việt: <i>tariffs</i> fall"
        for text, title in ((case.flood.read_text(encoding="utf-8"), ""), (MIXED, mixed_title), (MIXED, "")):
            result = page.label(text, title)
            assert page.locator("#article-title").text_content() == title
            assert text != MIXED or len(result["stances"]) >= 2, result
            check_marks(page, result, text)
            page.click("#edit")
        # Half a character, which UTF-8 can't hold.
        page.evaluate("() => { document.getElementById('text').value = '\\ud83d ' + document.getElementById('text').value; }")
        with page.expect_response(lambda r: "/v1/label" in r.url) as answer, page.expect_response(lambda r: "/v1/explain" in r.url):
            page.click("#submit")
        assert answer.value.json()["stances"]
        check_marks(page, answer.value.json(), "\ufffd " + MIXED)


def test_places(case):
    """The page's arithmetic against Python's, on texts drawn at random."""
    draw = random.Random(6)
    letters = ["a", " ", ".", "\n", "é", "ộ", "ß", "—", "中", "😀", "🇻🇳", "e\u0301", "\u202b", "\U0001d4d4", "\0"]
    cases = []
    for _ in range(200):
        text = "".join(draw.choices(letters, k=draw.randrange(30)))
        places = [(len(text[:i].encode()), len(text[:i].encode("utf-16-le")) // 2) for i in range(len(text) + 1)]
        draw.shuffle(places)
        cases.append([text, places])
    with case.serve() as server, Page(case, server) as page:
        wrong = page.evaluate("""async (cases) => {
          const { indexesOf, sendable } = await import('/page/places.js');
          return cases.filter(([text, places]) => {
            const indexes = indexesOf(text, places.map(([byte]) => byte));
            return sendable(text) !== text || places.some(([byte, index]) => indexes.get(byte) !== index);
          });
        }""", cases)
        assert not wrong, wrong[:3]
        lone = page.evaluate("import('/page/places.js').then((m) => m.sendable('a\\ud83d b\\ude00\\ud83d\\ude00'))")
        assert lone == "a\ufffd b\ufffd😀", lone


def test_words(case):
    with case.serve() as server, Page(case, server) as page:
        page.label(case.article)
        explained = json.loads(server.ask("POST", "/v1/explain", json.dumps({"text": case.article}), "application/json")[2])
        topic = explained["topics"][0]
        assert page.locator("#article-text .word").count() == 0
        page.hover("#topics button >> nth=0")
        page.locator("#article-text .word").first.wait_for()
        strongest = max(topic["contributions"], key=lambda part: abs(part["weight"]))
        assert strongest["words"] in page.texts("#article-text .word.s4")
        words = {(part["words"], part["weight"] > 0) for part in topic["contributions"]}
        for sign in ("for", "against"):
            shown = page.texts(f"#article-text .word.{sign}")
            assert shown and all((word, sign == "for") in words for word in shown), shown
        # Not by colour alone: the line below tells for from against, and the numbers have signs.
        styles = [page.locator(f"#article-text .word.{sign}").first.evaluate("word => getComputedStyle(word).textDecorationStyle")
                  for sign in ("for", "against")]
        assert styles == ["solid", "wavy"], styles
        chips = page.texts("#words .chip")
        assert any("+" in chip for chip in chips) and any("\u2212" in chip for chip in chips), chips
        assert f"score +{topic['score']:.2f}" in page.locator("#words").text_content()
        # It goes with the pointer, unless it was chosen.
        page.hover("h1")
        page.locator("#article-text .word").first.wait_for(state="detached")
        page.click("#topics button >> nth=0")
        page.hover("h1")
        assert page.locator("#topics button >> nth=0").get_attribute("aria-pressed") == "true"
        page.hover("#article-text .word.s4 >> nth=0")
        page.locator("#tip").wait_for()
        tip = page.locator("#tip").text_content()
        assert f"for {topic['label']}" in tip and "+" in tip, tip
        page.shot("desktop-words")
        page.keyboard.press("Escape")
        assert page.locator("#tip").is_hidden()
        # Of a topic, the sentence is marked whose words say most for it.
        best = page.current()
        assert best.endswith(".") and best in case.article and "\n" not in best, best
        # A topic that isn't assigned is explained when it is asked for.
        page.click("#other-topics summary")
        other = page.texts("#other-topics .name")[0]
        with page.expect_response(lambda r: f"topic={other}" in r.url):
            page.click("#other-topics button >> nth=0")
        page.locator("#words strong", has_text=other).wait_for()


# -- ways in -------------------------------------------------------------------------------------------------


def test_files(case):
    utf16 = case.folder / "lũ.txt"
    utf16.write_bytes(case.flood.read_text(encoding="utf-8").encode("utf-16"))
    crlf = case.folder / "crlf.txt"
    crlf.write_bytes(case.article.replace("\n", "\r\n").encode())
    with case.serve() as server, Page(case, server) as page:
        for path, kind in ((case.trade, "html"), (utf16, "text"), (crlf, "text")):
            expected = json.loads(case.run("convert", "--input-format", kind, path).stdout)
            with page.expect_response(lambda r: "/v1/label" in r.url) as answer:
                page.set_input_files("#file", path)
            page.locator("#facts:not(:empty)").wait_for()
            text = expected["text"].replace("\r\n", "\n")
            assert page.locator("#text").input_value() == text
            assert page.locator("#article-title").text_content() == expected.get("title", "")
            check_marks(page, answer.value.json(), text)
            page.click("#another")
        # Dropped rather than chosen.
        page.evaluate("""(html) => {
          const data = new DataTransfer();
          data.items.add(new File([html], 'page.html', { type: 'text/html' }));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }""", case.trade.read_text(encoding="utf-8"))
        page.locator("#article-title", has_text="Ministers revive talks").wait_for()
        page.click("#another")
        page.evaluate("""() => {
          const data = new DataTransfer();
          data.items.add(new File(['x'], 'a.png', { type: 'image/png' }));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        }""")
        page.locator("#alert", has_text="neither a text nor a page").wait_for()


def test_pasted_markup(case):
    """HTML that is pasted is read as a page; nothing of it runs, or becomes an element."""
    with case.serve() as server, Page(case, server) as page:
        read = json.loads(case.run("convert", "--input-format", "html", case.trade).stdout)
        result = page.label(case.trade.read_text(encoding="utf-8"))
        assert page.locator("#text").input_value() == read["text"] and page.locator("#title").input_value() == read["title"]
        check_marks(page, result, read["text"])
        page.click("#another")
        evil = "The minister said <img src=x onerror=alert(1)> that tariffs must fall & <script>alert(2)</script> trade must grow."
        page.fill("#claims", "<img src=y onerror=alert(3)> tariffs must fall")
        page.label(evil, title="<b>bold</b> & <script>alert(4)</script>")
        assert page.locator("#article-text").text_content() == evil
        assert page.locator("#reading img, #reading script, #reading b").count() == 0
        assert any("onerror=alert(3)" in name for name in page.texts("#stances th, #other-targets .name"))


def test_exclusive_model(case):
    """One topic a document, no stances, no claims."""
    if not case.program.with_name("bearing-train").exists():
        return print("  no bearing-train to make a model with: passed over")
    corpus, model = case.folder / "one-topic.jsonl", case.folder / "one-topic.safetensors"
    with open(case.corpus, encoding="utf-8") as lines, open(corpus, "w", encoding="utf-8") as out:
        rows = [row for row in (json.loads(line) for _, line in zip(range(500), lines)) if row["topics"]]
        for row in rows:
            out.write(json.dumps({"id": row["id"], "text": row["text"], "topics": row["topics"][:1]}) + "\n")
    trained = case.run("train", corpus, "-o", model)
    assert trained.returncode == 0, trained.stderr
    with case.serve(models=("--model", f"one={model}")) as server, Page(case, server) as page:
        page.label(case.article)
        assert page.locator("#topics li").count() == 1 and page.locator("#topics .threshold").count() == 0
        assert not page.locator("#stances-part").is_visible() and not page.locator("#claims").is_visible()
        page.click("#topics button")
        page.locator("mark.current:focus").wait_for()
        page.click("#correction summary")
        page.check("#right-topics input[value=energy]")
        with page.expect_download() as download:
            page.click("#download")
        record = json.loads(pathlib.Path(download.value.path()).read_text(encoding="utf-8"))
        assert record["topics"] == ["energy"] and "stances" not in record
    # With what it corrects, the corpus is still one to learn from.
    with open(corpus, "a", encoding="utf-8") as out:
        out.write(json.dumps(record) + "\n")
    assert case.run("train", corpus, "-o", model).returncode == 0


def test_behind_a_proxy(case):
    with case.serve() as server:
        site = start_site(Proxy)
        Proxy.port, server.port = server.port, site.server_port
        with Page(case, server, path="/label/") as page:
            check_marks(page, page.label(case.article), case.article)
            assert all(request.url.startswith(page.origin + "/label/") for request in page.requests)
        site.shutdown()


def test_bookmark(case):
    """A page of another site is handed over by the bookmark; Bearing itself asks that site for nothing."""
    OtherSite.body = case.trade.read_bytes()
    site = start_site(OtherSite)
    with case.serve() as server, Page(case, server) as page:
        page.click("#from-web summary")
        page.click("#bookmarklet")
        assert "Drag this link" in page.locator("#status").text_content()
        code = page.locator("#bookmarklet").get_attribute("href")
        assert code.startswith("javascript:")
        other = page.context.new_page()
        other.goto(f"http://localhost:{site.server_port}/news")
        with other.expect_popup() as popup:
            other.evaluate("(code) => { location.href = code; }", code)
        opened = popup.value
        page.watch(opened)
        opened.locator("#article-title", has_text="Ministers revive talks").wait_for()
        opened.locator("#stances tbody button").first.click()
        assert opened.locator("mark.current").count() >= 1
        assert "#" not in opened.url
        with opened.expect_download() as download:
            opened.click("#correction summary")
            opened.click("#download")
        assert json.loads(pathlib.Path(download.value.path()).read_text())["url"] == other.url
        # Opened by hand, there is nobody to wait for.
        page.goto(page.origin + "/#handed-over")
        page.reload()
        page.goto("about:blank")
        page.goto(page.origin + "/#handed-over")
        page.locator("#alert", has_text="select all, copy").wait_for()
    site.shutdown()


# -- settings and ways out -----------------------------------------------------------------------------------


def test_settings(case):
    with case.serve() as server, Page(case, server) as page:
        assert page.texts("#model option") == ["news", "sport"]
        page.label(case.article)
        with page.expect_response(lambda r: "/v1/label" in r.url and "model=sport" in r.url):
            page.select_option("#model", "sport")
        page.fill("#least", "0.85")
        with page.expect_response(lambda r: "/v1/label" in r.url and "min_confidence=0.85" in r.url):
            page.press("#least", "Tab")
        page.locator("#topics .name >> nth=2").wait_for(state="detached")
        expected = server.label({"text": case.article}, "?min_confidence=0.85")
        assert page.texts("#topics .name") == [topic["label"] for topic in expected["topics"]]
        assert page.locator("#stances tbody tr").count() == len(expected["stances"])
        page.fill("#least", "0")
        page.fill("#claims", "The code of conduct must be finished\n\n  Boat owners want compensation ")
        with page.expect_response(lambda r: "/v1/label" in r.url and "target=" in r.url) as answer, \
                page.expect_response(lambda r: "/v1/explain" in r.url and "target=" in r.url):
            page.press("#claims", "Tab")
        result = answer.value.json()
        asked = ["The code of conduct must be finished", "Boat owners want compensation"]
        assert [target["target"] for target in result["targets"]][-2:] == asked
        page.locator("#stances tbody tr", has_text="The code of conduct must be finished").wait_for()
        check_marks(page, result, case.article)
        page.fill("#least", "7")
        page.press("#least", "Tab")
        page.locator("#alert", has_text="probability from 0 to 1").wait_for()
        page.expected = ("status of 400",)


def test_copy(case):
    with case.serve() as server, Page(case, server, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.label(case.article, title="Hotline")
        page.click("#copy")
        page.locator("#status", has_text="JSON copied.").wait_for()
        copied = json.loads(page.evaluate("navigator.clipboard.readText()"))
        expected = server.label({"title": "Hotline", "text": case.article})
        del expected["id"]
        assert copied == expected, copied
        # Where browsers give no clipboard, as to plain HTTP from another machine.
        page.evaluate("navigator.clipboard.writeText('')")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
        page.click("#copy")
        page.locator("#status", has_text="JSON copied.").wait_for()
        page.evaluate("delete navigator.clipboard")
        assert json.loads(page.evaluate("navigator.clipboard.readText()")) == expected


def test_correction(case):
    with case.serve() as server, Page(case, server) as page:
        page.label(case.article, title="Hotline 😀")
        page.click("#correction summary")
        page.uncheck("#right-topics input[value=diplomacy]")
        page.check("#right-topics input[value=energy]")
        rows = page.locator(".right-stance")
        rows.nth(0).locator(".right-choice").select_option("against")
        rows.nth(1).locator(".right-choice").select_option("")
        rows.nth(2).locator(".right-holder").fill("Nobody Whoever")
        page.click("#download")
        page.locator("#correction-fault", has_text="Nobody Whoever").wait_for()
        page.shot("desktop-correction")
        rows.nth(2).locator(".right-holder").fill("author")
        page.select_option("#add-target", "peace-talks")
        page.click("#add-stance")
        rows.nth(3).locator(".right-choice").select_option("neutral")
        sentence = "A telephone does not bring back a boat,"
        page.evaluate("""(sentence) => {
          const walker = document.createTreeWalker(document.getElementById('article-text'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const begin = walker.currentNode.data.indexOf(sentence);
            if (begin < 0) continue;
            getSelection().setBaseAndExtent(walker.currentNode, begin, walker.currentNode, begin + sentence.length);
          }
        }""", sentence)
        rows.nth(3).locator("button").click()
        assert rows.nth(3).locator(".right-evidence").input_value() == sentence
        with page.expect_download() as download:
            page.click("#download")
        path = case.folder / download.value.suggested_filename
        download.value.save_as(path)
        page.click("#reset")
        assert page.is_checked("#right-topics input[value=diplomacy]") and rows.count() == 3
    given = json.dumps({"title": "Hotline 😀", "text": case.article}).encode()
    plain = json.loads(case.run("label", "--model", case.model, "-", data=given).stdout)
    record = json.loads(path.read_text(encoding="utf-8"))
    assert path.suffix == ".jsonl" and path.read_bytes().endswith(b"}\n") and path.read_bytes().count(b"\n") == 1
    assert record["title"] == "Hotline 😀" and record["text"] == case.article and record["lang"] == "en"
    assert set(record["topics"]) == {t["label"] for t in plain["topics"]} - {"diplomacy"} | {"energy"}
    first, third = plain["stances"][0], plain["stances"][2]
    assert record["stances"] == [
        {"target": first["target"], "stance": "against", "holder": first["holder"], "evidence": first["evidence"]["text"]},
        {"target": third["target"], "stance": third["stance"], "holder": "author", "evidence": third["evidence"]["text"]},
        {"target": "peace-talks", "stance": "neutral", "evidence": sentence}], record["stances"]
    # The corpus reader gives back what it read, and a scheme's checks find nothing.
    converted = case.run("convert", path)
    assert converted.returncode == 0 and json.loads(converted.stdout) == record, converted
    evaluated = case.run("evaluate", "--model", case.model, path)
    assert evaluated.returncode == 0, evaluated
    for word in (b"warning", b"error:"):
        assert word not in evaluated.stderr, evaluated.stderr


# -- who may, and what goes wrong ------------------------------------------------------------------------------


def test_key(case):
    with case.serve(env={"BEARING_API_KEY": KEY}) as server, Page(case, server, expected=("status of 401",)) as page:
        page.locator("#key-section").wait_for()
        assert page.locator("#alert").text_content() == ""
        assert page.locator("#key").evaluate("key => key === document.activeElement")
        page.keyboard.type("wrong-key-of-some-length")
        page.keyboard.press("Enter")
        page.locator("#alert", has_text="doesn’t know this key").wait_for()
        page.keyboard.type(KEY)
        page.keyboard.press("Enter")
        page.locator("#key-section").wait_for(state="hidden")
        result = page.label(case.article)
        check_marks(page, result, case.article)
        kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])")
        assert KEY not in kept and page.locator("#key").input_value() == ""
        page.reload()
        page.locator("#key-section").wait_for()


def test_errors(case):
    failing = ("status of 413", "status of 429", "Failed to load resource", "net::ERR")
    with case.serve("--max-body-bytes", 5000) as server, Page(case, server, expected=failing) as page:
        page.click("#submit")
        page.locator("#alert", has_text="no text yet").wait_for()
        page.fill("#text", case.article * 5)
        page.click("#submit")
        page.locator("#alert", has_text="too long for this server").wait_for()
        page.fill("#text", case.article)
        busy = {"status": 429, "headers": {"Retry-After": "3"}, "content_type": "application/json",
                "body": json.dumps({"error": {"code": "busy", "message": "more requests wait than the server takes"}})}
        page.route("**/v1/label?*", lambda route: route.fulfill(**busy))
        page.click("#submit")
        page.locator("#alert", has_text="Try again in 3 seconds").wait_for()
        page.unroute("**/v1/label?*")
        gone = {"status": 502, "content_type": "text/html", "body": "<h1>Bad Gateway</h1>"}
        page.route("**/v1/label?*", lambda route: route.fulfill(**gone))
        page.click("#submit")
        page.locator("#alert", has_text="(502)").wait_for()
        page.unroute("**/v1/label?*")
        page.label(case.article)
        assert page.locator("#alert").text_content() == ""
        page.click("#edit")
        server.stop()
        page.click("#submit")
        page.locator("#alert", has_text="doesn’t answer").wait_for()
        page.shot("desktop-error")
        assert page.locator("#text").input_value() == case.article


def test_long_texts(case):
    """A megabyte: labelled, and cut where the server cuts."""
    with case.serve() as server, Page(case, server) as page:
        page.evaluate("(text) => { document.getElementById('text').value = text; }", case.article * 650)
        with page.expect_response(lambda r: "/v1/label" in r.url) as answer:
            page.click("#submit")
        assert answer.value.json()["warnings"] == ["truncated"]
        page.locator("#warnings", has_text="first MiB").wait_for()
        page.click("#topics button >> nth=0")
        page.locator("#words .chip").first.wait_for()
        assert 0 < page.locator("#article-text .word").count() <= 1500


# -- who reads it ------------------------------------------------------------------------------------------------


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className || document.activeElement.tagName")


def test_keyboard(case):
    """From an empty page to a downloaded line without a pointer."""
    with case.serve() as server, Page(case, server) as page:
        page.locator("#model:enabled").wait_for()
        page.keyboard.press("Tab")
        assert focused(page) == "skip"
        order = []
        while "text" not in order and len(order) < 20:
            page.keyboard.press("Tab")
            order.append(focused(page))
        assert order == ["model", "least", "claims", "title", "text"], order
        page.keyboard.insert_text(case.article)
        with page.expect_response(lambda r: "/v1/explain" in r.url):
            page.keyboard.press("Control+Enter")
        page.locator("#results-heading:focus").wait_for()
        order = []
        while "row" not in order and len(order) < 20:
            page.keyboard.press("Tab")
            order.append(focused(page))
        page.locator("#article-text .word").first.wait_for()
        name = page.locator("#words strong").text_content()
        page.keyboard.press("Enter")
        page.locator("mark.current:focus").wait_for()
        sentence = page.current()
        page.keyboard.press("Escape")
        page.locator("#topics button:focus").wait_for()
        assert name in page.locator("#topics button:focus").text_content() and sentence
        for _ in range(20):
            page.keyboard.press("Tab")
            if focused(page) == "link":
                break
        row = page.locator("tr:has(button:focus) .excerpt").text_content()
        page.keyboard.press("Enter")
        page.locator("mark.current:focus").wait_for()
        assert page.current() == row
        page.keyboard.press("Escape")
        for _ in range(40):
            page.keyboard.press("Tab")
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring != "none" or page.evaluate("document.activeElement.tagName") in ("BODY", "SECTION"), focused(page)
            if page.evaluate("document.activeElement.parentElement.id") == "correction":
                page.keyboard.press("Enter")
            if focused(page) == "right-topics" or page.evaluate("document.activeElement.type") == "checkbox":
                break
        page.keyboard.press("Space")
        assert not page.is_checked("#right-topics input >> nth=0")
        with page.expect_download():
            for _ in range(60):
                page.keyboard.press("Tab")
                if focused(page) == "download":
                    break
            page.keyboard.press("Enter")


def test_phone(case):
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    with case.serve() as server, Page(case, server, viewport=PHONE, is_mobile=True, has_touch=True) as page:
        assert not page.evaluate(wide)
        page.shot("phone-empty")
        result = page.label(case.article + "\n" + "x" * 400 + " https://example.org/" + "y" * 300)
        page.shot("phone-labels")
        assert not page.evaluate(wide)
        page.tap("#stances tbody button >> nth=2")
        page.locator("mark.current").first.wait_for()
        assert page.current() == result["stances"][2]["evidence"]["text"]
        page.shot("phone-evidence")
        page.tap("#back")
        page.locator("#stances button:focus").wait_for()
        for part in ("other-topics", "other-targets", "correction"):
            page.tap(f"#{part} summary")
        assert not page.evaluate(wide)
        page.shot("phone-correction")
        small = page.evaluate("""[...document.querySelectorAll('button, select, input, summary, textarea')]
          .filter((e) => e.checkVisibility() && !e.matches('.link, [type=checkbox]') && e.getBoundingClientRect().height < 24)
          .map((e) => e.outerHTML)""")
        assert not small, small


def test_accessible(case):
    for scheme in ("light", "dark"):
        with case.serve() as server, Page(case, server, color_scheme=scheme) as page:
            contrast = ContrastCheck(page.page)
            assert page.evaluate("document.documentElement.lang") == "en" and page.locator("h1").count() == 1
            assert not nameless_controls(page.page)
            contrast.check("empty")
            page.click("#submit")
            page.locator("#alert .fault").wait_for()
            contrast.check("fault")
            page.label(case.article)
            for part in ("other-topics", "other-targets", "correction"):
                page.click(f"#{part} summary")
            page.click("#topics button >> nth=0")
            page.locator("#words .chip").first.wait_for()
            contrast.check("labels")
            assert not nameless_controls(page.page)
            page.locator("#stances tbody button").first.click()
            page.locator("#words strong", has_text="Peaceful").wait_for()
            contrast.check("stance")
            page.shot(f"desktop-{scheme}")
            levels = [int(name[1]) for name in page.locator("h1, h2, h3").locator("visible=true").evaluate_all(
                "headings => headings.map((h) => h.tagName)")]
            assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:])), levels


def run_tests(options, browser):
    tests = [(name, test) for name, test in globals().items() if name.startswith("test_") and (options.only or "") in name]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        case = Case(options, browser, pathlib.Path(folder))
        for name, test in tests:
            print(name, flush=True)
            try:
                test(case)
            except Exception as error:
                # Playwright's own frames and logs, which may hold a whole article, say little.
                ours = [frame for frame in traceback.extract_tb(error.__traceback__) if pathlib.Path(frame.filename).parent == HERE]
                print("".join(traceback.format_list(ours)) + f"  FAILED: {error!r}"[:1000])
                failed += 1
    print(f"{failed} of {len(tests)} tests failed")
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description="Drives the page of bearing serve in Chromium.")
    for name in ("bearing", "model", "corpus", "examples"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("--chromium", type=pathlib.Path, help="its executable; otherwise that on the PATH, or Playwright's own")
    parser.add_argument("--screenshots", type=pathlib.Path, help="folder for pictures of the page")
    parser.add_argument("--only", help="run the tests alone whose names hold this")
    options = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print(f"skipped: {sys.executable} has no Playwright (BEARING_PLAYWRIGHT_PYTHON may name one that has)")
        return SKIPPED
    with sync_playwright() as playwright:
        browser, reason = open_browser(playwright, options.chromium)
        if browser is None:
            print(f"skipped: {reason}")
            return SKIPPED
        if options.screenshots:
            options.screenshots.mkdir(parents=True, exist_ok=True)
        return run_tests(options, browser)


if __name__ == "__main__":
    sys.exit(main())
