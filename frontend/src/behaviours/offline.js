// The service worker: shows a page of its own when the server is out of reach. Only where browsers allow one.
if ('serviceWorker' in navigator && window.isSecureContext) {
  window.addEventListener('load', () => navigator.serviceWorker.register('/sw.js').catch(() => {}))
}
