import { say } from './toasts.js'

// The service worker: shows a page of its own when the server is out of reach. Only where browsers allow one.
if ('serviceWorker' in navigator && window.isSecureContext) {
  window.addEventListener('load', () => navigator.serviceWorker.register('/sw.js').catch(() => {}))
}

// Without a connection a form is not sent: what was typed stays where it is, and a message says why.
document.addEventListener('submit', (event) => {
  if (navigator.onLine || event.target.getAttribute('method')?.toLowerCase() !== 'post') return
  event.preventDefault()
  event.stopImmediatePropagation()
  say(document.querySelector('.j-toasts')?.dataset.offline ?? '', 'bad')
}, true)
