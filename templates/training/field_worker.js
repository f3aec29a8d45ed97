// Keeps the field card on the phone: the page and what it is drawn with, nothing else.
const KEPT = `field-card ${self.registration.scope}`;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// The page says what it is made of; the answer is that all of it is kept.
self.addEventListener("message", (event) => {
  const [port] = event.ports;
  event.waitUntil(
    keepAll(event.data.addresses).then(
      () => port.postMessage("kept"),
      () => port.postMessage("failed"),
    ),
  );
});

async function keepAll(addresses) {
  const kept = await caches.open(KEPT);
  const wanted = new Set(addresses);
  await Promise.all(addresses.map((address) => kept.add(address)));
  for (const request of await kept.keys()) {
    if (!wanted.has(request.url)) await kept.delete(request);
  }
}

// The network first, so that the card is never older than it must be; the kept copy without it.
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(
    fetch(event.request).catch(async (reason) => {
      const found = await caches.match(event.request, { ignoreVary: true });
      if (found) return found;
      throw reason;
    }),
  );
});
