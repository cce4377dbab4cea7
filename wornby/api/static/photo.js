// <wornby-photo>: the photo, whose boxes can be shown and hidden. Links back keep the filters.

class Photo extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("[data-toggle]");
    button?.addEventListener("click", () => {
      const shown = this.classList.toggle("boxes-hidden") === false;
      button.setAttribute("aria-pressed", String(shown));
    });
    for (const link of document.querySelectorAll("[data-back]")) link.search = location.search;
  }
}

customElements.define("wornby-photo", Photo);
