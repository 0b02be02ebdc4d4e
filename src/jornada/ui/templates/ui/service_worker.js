{% comment %}The service worker: an honest one. Pages always come from the server; without it the offline page is shown.{% endcomment %}
{% load i18n %}{% get_current_language as language %}// Another language is another script: the page is fetched anew when somebody changes theirs.
const KEPT = 'jornada-offline-1-{{ language }}'
const PAGE = '{% url "ui:offline" %}'

// Where the browser knows routes, nothing waits for this script to start: the server's answer is taken as it comes.
const ROUTES = [
  { condition: { not: { requestMode: 'navigate' } }, source: 'network' },
  { condition: { requestMode: 'navigate', requestMethod: 'POST' }, source: 'network' },
  { condition: { requestMode: 'navigate', requestMethod: 'GET' }, source: 'race-network-and-fetch-handler' },
]

self.addEventListener('install', (event) => {
  if (event.addRoutes) event.waitUntil(Promise.resolve().then(() => event.addRoutes(ROUTES)).catch(() => {}))
  event.waitUntil(caches.open(KEPT).then((cache) => cache.add(new Request(PAGE, { cache: 'reload' }))))
  self.skipWaiting()
})

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)))))
  self.clients.claim()
})

self.addEventListener('fetch', (event) => {
  // What is sent goes its own way: a form that is answered with another page was seen waiting for that page for ever.
  if (event.request.mode !== 'navigate' || event.request.method !== 'GET') return
  event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)))
})
