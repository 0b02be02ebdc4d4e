// Requests that outlive the place they were begun at: a card that is drawn anew meanwhile would take the answer, and what
// it sets off, out of the page with it.
export function post(url, values, otherwise = () => {}) {
  const carrier = document.createElement('span')
  carrier.hidden = true
  document.body.append(carrier)
  carrier.addEventListener('htmx:afterRequest', (event) => {
    if (!event.detail.successful) otherwise()
    setTimeout(() => carrier.remove())
  }, { once: true })
  window.htmx.ajax('POST', url, { source: carrier, values, swap: 'none' }).catch(() => {})
}
