// What the test of every page asks of each, within the page: asked from outside, a question takes longer than its answer.

// The frame around every page: the rooms of the desk, and the way to any of them.
const FRAME = ".page > nav, #palette";

const still = new CSSStyleSheet(); // a colour on its way to another is not judged
still.replaceSync("*, ::before, ::after { transition: none !important; animation: none !important; }");
document.adoptedStyleSheets = [still];

window.looked = {
  // In that theme and density, without asking for the page again: whether something is hidden beside the screen.
  isWider(theme, density) {
    Object.assign(document.documentElement.dataset, { bsTheme: theme, density });
    return document.documentElement.scrollWidth > innerWidth;
  },

  // What axe finds: of the frame too, unless it is one of those known. What passes is not told, and what is played by
  // itself or laid for one way up of a telephone is not fetched: nothing here is, and axe takes half as long.
  async heard(known) {
    const frame = await digest(framed());
    const { violations } = await axe.run(
      { include: [["html"]], exclude: known.includes(frame) ? [[FRAME]] : [] },
      { resultTypes: ["violations"], preload: false },
    );
    return { frame, found: violations.map((each) => [each.id, each.nodes[0].html]) };
  },

  // The page as it is now told, in another language, in the place of what is shown.
  async toldAgain(address) {
    const html = await (await fetch(address)).text();
    const found = new DOMParser().parseFromString(html, "text/html");
    document.documentElement.lang = found.documentElement.lang;
    document.title = found.title;
    document.body.replaceWith(document.adoptNode(found.body));
  },
};

// The frame of this page, but for what is not seen, and for which room of the open section one is in.
function framed() {
  return [...document.querySelectorAll(FRAME)]
    .map((part) => {
      const copy = part.cloneNode(true);
      copy.querySelectorAll("input[type=hidden]").forEach((each) => each.remove());
      copy.querySelectorAll("[aria-current]").forEach((each) => each.removeAttribute("aria-current"));
      copy.querySelectorAll("[class]").forEach((each) => each.classList.remove("active"));
      return copy.outerHTML;
    })
    .join("");
}

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16)).join(" ");
}
