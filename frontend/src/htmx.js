// htmx under a strict content security policy: no eval, no injected styles, the CSRF token from the page's head.
import htmx from 'htmx.org'

htmx.config.allowEval = false
htmx.config.includeIndicatorStyles = false
htmx.config.historyCacheSize = 0
htmx.config.scrollIntoViewOnBoost = false
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '[23]..', swap: true },
  { code: '422', swap: true },
  { code: '[45]..', swap: false, error: true },
]
window.htmx = htmx

document.addEventListener('htmx:configRequest', (event) => {
  const token = document.querySelector('meta[name="csrf-token"]')
  if (token && event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = token.content
  if (event.detail.verb === 'get') dropBlanks(event.detail.formData)
})

// A filter that is not set has no place in the address.
function dropBlanks(values) {
  for (const [name, value] of [...values.entries()]) if (value === '') values.delete(name)
}

export const whenLoaded = (callback) => htmx.onLoad(callback)
