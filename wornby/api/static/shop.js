// The demo shop's bag: a number that lasts as long as the tab. Nothing is sold and nothing is sent.

const KEY = "bag";
const bag = document.querySelector("#bag");

const held = () => {
  try {
    return Number(sessionStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
};

const show = () => {
  bag.textContent = String(held());
};

document.querySelector("[data-buy]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const size = new FormData(event.target).get("size");
  try {
    sessionStorage.setItem(KEY, String(held() + 1));
  } catch { /* a browser that keeps nothing */ }
  show();
  event.target.querySelector("[data-bought]").textContent = `Size ${size} is in your bag. It is a demo: nothing is sold.`;
});

show();
