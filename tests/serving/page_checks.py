"""What can be checked of a page's accessibility without anybody's rules: names of controls, and contrast."""

CONTROLS = {"button", "link", "textbox", "combobox", "checkbox", "radio", "spinbutton", "listbox", "searchbox", "slider",
            "menuitem", "option", "switch", "tab", "DisclosureTriangle", "table", "main", "region", "group", "list"}
MAY_BE_NAMELESS = {"group", "list", "region", "main", "DisclosureTriangle"}


def nameless_controls(page):
    """Controls that Chromium's accessibility tree has no name for."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    found, controls = [], 0
    for node in nodes:
        role = node.get("role", {}).get("value")
        focusable = any(p["name"] == "focusable" and p["value"]["value"] for p in node.get("properties", []))
        if node.get("ignored") or (role not in CONTROLS - MAY_BE_NAMELESS and not focusable):
            continue
        if role in ("RootWebArea", "mark", "heading", "main", "generic", "section"):
            continue
        controls += 1
        if not node.get("name", {}).get("value", "").strip():
            found.append((role, node.get("backendDOMNodeId")))
    session.detach()
    assert controls > 5, "the tree holds no controls: the check would find nothing"
    return found


# WCAG 2.2, 1.4.3: the colour of each piece of text against what is painted behind it, layer by layer.
CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
  const light = (color) => {
    const [r, g, b] = color.map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const pieces = new Map();
  const add = (element, color, text) => {
    const ground = behind(element);
    const [a, b] = [light(over(rgba(color), ground)), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const key = `${element.tagName}.${element.className} ${color}`;
    if (!pieces.has(key)) pieces.set(key, { ratio, text: text.trim().slice(0, 40), key });
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() === '' || !element.checkVisibility() || element.closest('.unseen, .skip, script, noscript')) continue;
    add(element, getComputedStyle(element).color, walker.currentNode.data);
  }
  for (const input of document.querySelectorAll('input, textarea')) {
    if (!input.checkVisibility()) continue;
    add(input, getComputedStyle(input).color, input.value);
    if (input.placeholder) add(input, getComputedStyle(input, '::placeholder').color, input.placeholder);
  }
  return [...pieces.values()];
}"""


class ContrastCheck:
    LEAST = 4.5

    def __init__(self, page):
        self.page = page

    def check(self, where):
        # Colours may fade in and out; what counts is where they end.
        pieces = self.page.evaluate(CONTRAST)
        assert len(pieces) > 8, pieces
        weak = [(where, round(piece["ratio"], 2), piece["key"], piece["text"]) for piece in pieces if piece["ratio"] < self.LEAST]
        assert not weak, weak
