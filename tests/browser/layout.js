// Measures a page: called with what to measure, returns plain data.
(what) => {
  const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.nodeValue.trim() || !shown(parent) || parent.closest("script, style, .cap")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of parent.closest("svg") ? [parent.getBoundingClientRect()] : range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      texts.push({ node: node, text: node.nodeValue.trim().slice(0, 60), left: box.left, right: box.right, top: box.top, bottom: box.bottom });
    }
  }
  if (what === "count") return texts.length;
  if (what === "overlaps") {
    const found = [];
    texts.sort((a, b) => a.top - b.top);
    texts.forEach((one, at) => {
      for (let i = at + 1; i < texts.length && texts[i].top < one.bottom; i++) {
        const other = texts[i];
        if (other.node === one.node) continue;
        // Boxes hold the room above and below letters: only what reaches into the letters counts.
        const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const least = Math.min(one.bottom - one.top, other.bottom - other.top);
        if (width > 1.5 && height > 0.35 * least) found.push(`${one.text} | ${other.text}`);
      }
    });
    return found.slice(0, 20);
  }
  if (what === "outside") {
    const wide = document.documentElement.clientWidth + 1;
    return texts.filter((one) => one.right > wide && !one.node.parentElement.closest(".wide")).map((one) => one.text).slice(0, 20);
  }
  if (what === "beyond paper") {
    const wide = document.documentElement.clientWidth + 1;
    return texts.filter((one) => one.right > wide).map((one) => `${one.text} (${Math.round(one.right)})`).slice(0, 20);
  }
  if (what === "contrast") {
    const parts = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
    const light = (rgb) => {
      const [r, g, b] = rgb.slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = parts(getComputedStyle(at).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour;
      }
      return [255, 255, 255];
    };
    const faint = new Set();
    for (const one of texts) {
      const element = one.node.parentElement;
      if (element.closest("svg")) continue;
      const [a, b] = [light(parts(getComputedStyle(element).color)), light(behind(element))];
      if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) faint.add(one.text);
    }
    return [...faint].slice(0, 20);
  }
  throw new Error(what);
}
