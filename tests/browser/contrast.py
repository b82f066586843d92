"""How well text can be read: the contrast of each piece of text with what is behind it."""

# For an element: by text, the ratio of the relative luminances (Web Content Accessibility Guidelines 2.2),
# with backgrounds and half-transparent colours laid over one another as the browser does.
CONTRASTS = """root => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const painted = (colours) => {
    for (const colour of ["white", ...colours]) {
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const linear = (share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = rgb.map((value) => linear(value / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrasts = {};
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.textContent.trim();
    const element = texts.currentNode.parentElement;
    if (!words || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const behind = [];
    for (let at = element; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const front = luminance(painted([...behind, getComputedStyle(element).color]));
    const back = luminance(painted(behind));
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    contrasts[words] = Math.min(contrasts[words] ?? Infinity, ratio);
  }
  return contrasts;
}"""
