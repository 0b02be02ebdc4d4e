// Buttons that copy the text beside them; shown only where the browser may write to the clipboard.
import { say } from './toasts.js'

if (navigator.clipboard && window.isSecureContext) {
  document.querySelectorAll('[data-copy]').forEach((button) => { button.hidden = false })
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const text = button.parentElement.querySelector('code').textContent.trim()
  navigator.clipboard.writeText(text).then(() => say(button.dataset.copied))
})
