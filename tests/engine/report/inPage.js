// What the test asks of the page, in the page. Playwright puts it there before the page's own script, past the policy.
globalThis.inPage = (() => {
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
  /** All of the page, laid out: what is out of sight is not, and each look at it would lay it out anew. */
  const everything = () => {
    for (const table of document.querySelectorAll(".scroll")) table.style.contentVisibility = "visible";
    return all("body *");
  };
  const words = (element) => element.textContent.trim().slice(0, 40);
  const nameOf = (element) => element.id || element.getAttribute("aria-labelledby") || words(element);
  const describe = (element) => `${element.localName} ${nameOf(element)}`;

  /** What the keyboard is to reach, in the order of the page. */
  const controls = () => all("a[href], button, input, select, [tabindex]").map(describe);

  const focused = () => (document.activeElement === document.body ? "" : describe(document.activeElement));

  /** What reaches beyond the page's right edge, unless it scrolls in a place of its own. */
  const overflowing = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const scrolls = (element) => getComputedStyle(element).overflowX !== "visible";
    const isHeld = (element) => {
      for (let one = element.parentElement; one !== document.body; one = one.parentElement)
        if (scrolls(one)) return true;
      return false;
    };
    const wide = everything().filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    const loose = wide.filter((one) => !isHeld(one)).map(describe);
    return scrollWidth > clientWidth ? [`the page by ${scrollWidth - clientWidth}`, ...loose] : loose;
  };

  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((one) =>
      one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const backgroundOf = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor } = getComputedStyle(one);
      if (channels(backgroundColor)[3] !== 0) return backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (element) => {
    const [dark, light] = [getComputedStyle(element).color, backgroundOf(element)]
      .map(luminance)
      .sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };

  /** Texts with less contrast than WCAG's level AA asks for. */
  const faint = () => {
    const hasText = (element) =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const found = everything().filter((element) => hasText(element) && contrast(element) < 4.5);
    return found.map((element) => `${describe(element)}: ${contrast(element).toFixed(1)}`);
  };

  /** The first text of each row's cell, of the rows that are shown. */
  const column = (section, index) =>
    all(`#${section} tbody tr`).map((row) => row.cells[index].firstChild.textContent.trim());

  /** The page does what was typed in its next frame. */
  const settled = () => new Promise((resolve) => requestAnimationFrame(() => resolve(true)));

  /** What the policy is to stop. */
  const trespass = async (url) => {
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = 'injected'";
    document.body.append(script);
    const image = document.createElement("img");
    image.src = url;
    document.body.append(image);
    script.remove();
    image.remove();
    return fetch(url).then(
      () => "fetched",
      (error) => error.name,
    );
  };

  return { controls, focused, overflowing, faint, column, settled, trespass };
})();
