// Buttons that copy the text beside them; shown only where the browser may write to the clipboard.
import { say } from './toasts.js'

function offer(part) {
  if (!navigator.clipboard || !window.isSecureContext) return
  part.querySelectorAll('[data-copy]').forEach((button) => { button.hidden = false })
}

offer(document)
document.addEventListener('htmx:load', (event) => offer(event.detail?.elt ?? document))
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const text = button.parentElement.querySelector('code').textContent.trim()
  navigator.clipboard.writeText(text).then(() => say(button.dataset.copied))
})
