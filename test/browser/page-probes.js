// Runs inside a page under test and leaves `pageProbes` there: what a person with other eyes, hands or ears would miss.
globalThis.pageProbes = {
  /** Faults of structure: labels, names, headings, landmarks, references. */
  structure() {
    const faults = [];
    const all = (selector) => [...document.querySelectorAll(selector)];
    const shown = (element) => element.getClientRects().length > 0;
    for (const input of all('input:not([type=hidden])')) {
      if (input.labels.length === 0) faults.push(`no label: ${input.name}`);
    }
    for (const element of all('a, button, summary').filter(shown)) {
      if ((element.getAttribute('aria-label') ?? element.textContent).trim() === '')
        faults.push(`no name: ${element.outerHTML}`);
    }
    for (const element of all('[aria-describedby], [aria-labelledby], label[for]')) {
      const ids = ['aria-describedby', 'aria-labelledby', 'for'].map((name) => element.getAttribute(name) ?? '');
      for (const id of ids.join(' ').split(' ').filter(Boolean)) {
        if (document.getElementById(id) === null) faults.push(`refers to nothing: ${id}`);
      }
    }
    const ids = all('[id]').map(({ id }) => id);
    for (const id of ids.filter((each, index) => ids.indexOf(each) !== index)) faults.push(`id twice: ${id}`);
    const levels = all('h1, h2, h3, h4').map(({ tagName }) => Number(tagName[1]));
    if (levels.filter((level) => level === 1).length !== 1) faults.push(`h1: ${levels.join(' ')}`);
    for (const [index, level] of levels.entries()) {
      if (level > (levels[index - 1] ?? 0) + 1) faults.push(`a heading level is left out: ${levels.join(' ')}`);
    }
    for (const landmark of ['header', 'main', 'footer']) {
      if (all(landmark).length !== 1) faults.push(`not one ${landmark}`);
    }
    const { lang, dir } = document.documentElement;
    if (lang === '' || !['ltr', 'rtl'].includes(dir)) faults.push(`lang "${lang}" dir "${dir}"`);
    if (document.title.trim() === '') faults.push('no title');
    return faults;
  },

  /** Texts with less than 4.5:1 (large ones 3:1), and edges of fields with less than 3:1. */
  contrast() {
    const faults = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() === '' || element.getClientRects().length === 0) continue;
      const style = getComputedStyle(element);
      const size = Number.parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      const ratio = contrastOf(colour(style.color), backgroundOf(element));
      if (ratio < (large ? 3 : 4.5)) faults.push(`${ratio.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 30)}`);
    }
    for (const field of document.querySelectorAll('input:not([type=hidden]), .button:not(.primary), .choice')) {
      const ratio = contrastOf(colour(getComputedStyle(field).borderTopColor), backgroundOf(field.parentElement));
      if (ratio < 3) faults.push(`${ratio.toFixed(2)}: edge of ${field.outerHTML.slice(0, 40)}`);
    }
    return faults;
  },

  /** Things to press that are smaller than 44 by 44 CSS pixels. */
  smallTargets() {
    return (
      [...document.querySelectorAll('a:not(.skip), button, input, summary')]
        .filter((element) => element.getClientRects().length > 0 && element.closest('dd') === null)
        // What stands inside its label is pressed by pressing the label.
        .map((element) => ({ box: (element.closest('label') ?? element).getBoundingClientRect(), element }))
        .filter(({ box }) => box.height < 44 || box.width < 44)
        .map(({ box, element }) => `${box.width} x ${box.height}: ${element.outerHTML.slice(0, 60)}`)
    );
  },

  /** How many pixels the page is wider than the window. */
  overflow() {
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  },
};

function colour(text) {
  const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
  return { rgb: [red, green, blue], alpha };
}

function backgroundOf(element) {
  for (let each = element; each !== null; each = each.parentElement) {
    const background = colour(getComputedStyle(each).backgroundColor);
    if (background.alpha === 1) return background;
  }
  return colour(getComputedStyle(document.documentElement).backgroundColor);
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrastOf(one, other) {
  const luminance = ({ rgb }) => {
    const [red, green, blue] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}
