// Light, dark, or like the device. The first paint is done by static/theme.js; this file switches and tells the server.
import { markTheme } from './theme-mark.js'

document.addEventListener('submit', (event) => {
  const button = event.submitter
  if (!button?.matches('[data-theme-choice]')) return
  event.preventDefault()
  const choice = button.dataset.themeChoice
  document.documentElement.dataset.theme = choice
  markTheme()
  const checked = (other) => other.setAttribute('aria-pressed', String(other === button))
  document.querySelectorAll('[data-theme-choice]').forEach(checked)
  const body = new FormData(event.target, button)
  fetch(event.target.action, { method: 'POST', body, headers: { 'X-Requested-With': 'fetch' }, redirect: 'manual' }).catch(() => {}) // what is chosen holds here; the server learns it another time
})

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', markTheme)
