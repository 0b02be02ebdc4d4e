// Short messages: from the page (Django's), from answers of htmx (HX-Trigger: {"toast": {...}}), and for failed requests.
// A message with something to press or to heed stays longer; none goes while it is pointed at or has the focus.
const LIFE = 6000
const LIFE_TO_PRESS = 12000

function leaveLater(toast) {
  if (toast.dataset.tone === 'bad') return
  const leave = () => (toast.matches(':hover, :focus-within') ? setTimeout(leave, LIFE / 3) : toast.remove())
  setTimeout(leave, toast.dataset.tone === 'warn' || toast.querySelector('.j-toast-undo') ? LIFE_TO_PRESS : LIFE)
}

export function say(text, tone = 'good', undo = null, offer = null) {
  const shelf = document.querySelector('.j-toasts')
  const blank = document.getElementById('toast-blank')
  if (!shelf || !blank) return
  // What is still said is not said twice.
  for (const said of shelf.children) if (tone === 'bad' && said.querySelector('p').textContent === text) said.remove()
  const toast = blank.content.firstElementChild.cloneNode(true)
  toast.dataset.tone = tone
  toast.querySelector('p').textContent = text
  if (undo) toast.querySelector('p').after(undoButton(undo))
  if (offer) toast.querySelector('p').after(offerButton(offer))
  bringForward(shelf)
  shelf.append(toast)
  leaveLater(toast)
}

// What lies beside an open dialog is covered, cannot be pressed and is not read out: messages go into it, and out again.
function bringForward(shelf) {
  const place = [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body
  if (shelf.parentElement !== place) place.append(shelf)
}

function bringBack(place) {
  const shelf = place?.querySelector?.('.j-toasts')
  if (shelf) document.body.append(shelf)
}

// The way back from what was just done: {"label", "url", "values"}, sent once.
function undoButton({ label, url, values }) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'j-toast-undo'
  button.textContent = label
  button.addEventListener('click', () => {
    button.closest('.j-toast').remove()
    window.htmx.ajax('POST', url, { values: { ...values, undo: '1' }, swap: 'none' })
  })
  return button
}

// What may follow: {"label", "open"}, a form that opens in the drawer of the page, or {"label", "act"}, what to do.
function offerButton({ label, open, act }) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'j-toast-undo'
  button.textContent = label
  button.addEventListener('click', () => {
    button.closest('.j-toast').remove()
    if (act) return act()
    const drawer = document.getElementById('touch-drawer')
    if (!drawer) return window.location.assign(open)
    window.htmx.ajax('GET', open, { target: '#touch-drawer-body' }).then(() => drawer.open || drawer.showModal())
  })
  return button
}

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-toast-close]')) event.target.closest('.j-toast').remove()
})
document.addEventListener('close', ({ target }) => bringBack(target), true)
document.addEventListener('htmx:beforeSwap', ({ detail: { target } }) => bringBack(target === document.body ? null : target))
document.addEventListener('toast', (event) => say(event.detail.text, event.detail.tone, event.detail.undo))
const sorry = (name) => say(document.querySelector('.j-toasts')?.dataset[name] ?? '', 'bad')
// A refusal, or trouble with disk or database, that says what happened brings a toast of its own.
document.addEventListener('htmx:responseError', ({ detail: { xhr } }) => xhr.getResponseHeader('HX-Trigger') ?? sorry('failed'))
document.addEventListener('htmx:sendError', () => sorry('offline'))
document.querySelectorAll('.j-toasts .j-toast').forEach(leaveLater)
