// Asks the card's own worker to keep this page on the phone, and says so once it is.
const card = document.querySelector("[data-field-worker]");

async function keep() {
  const { fieldWorker } = card.dataset;
  await navigator.serviceWorker.register(fieldWorker);
  const { active } = await navigator.serviceWorker.ready;
  const parts = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name.split("#")[0])
    .filter((address) => address.startsWith(`${location.origin}/static/`));
  const addresses = [...new Set([location.href.split("#")[0], ...parts])];
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }) => {
    if (data === "kept") document.querySelector("[data-field-kept]").hidden = false;
  };
  active.postMessage({ addresses }, [channel.port2]);
}

if (card && "serviceWorker" in navigator) addEventListener("load", () => document.fonts.ready.then(keep));
