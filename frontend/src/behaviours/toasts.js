// Short messages: from the page (Django's), from answers of htmx (HX-Trigger: {"toast": {...}}), and for failed requests.
const LIFE = 6000

function leaveLater(toast) {
  if (toast.dataset.tone !== 'bad') setTimeout(() => toast.remove(), LIFE)
}

export function say(text, tone = 'good') {
  const shelf = document.querySelector('.j-toasts')
  const blank = document.getElementById('toast-blank')
  if (!shelf || !blank) return
  const toast = blank.content.firstElementChild.cloneNode(true)
  toast.dataset.tone = tone
  toast.querySelector('p').textContent = text
  shelf.append(toast)
  leaveLater(toast)
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-toast-close]')) event.target.closest('.j-toast').remove()
})
document.addEventListener('toast', (event) => say(event.detail.text, event.detail.tone))
const sorry = (name) => () => say(document.querySelector('.j-toasts')?.dataset[name] ?? '', 'bad')
document.addEventListener('htmx:responseError', sorry('failed'))
document.addEventListener('htmx:sendError', sorry('offline'))
document.querySelectorAll('.j-toasts .j-toast').forEach(leaveLater)
