// A form that was sent by somebody who was signed out meanwhile: what was typed comes back, in this tab and to the same
// person, on the page that they come back to once they are in again. The server says by the address that it was not saved.
import { say } from './toasts.js'

const KEY = 'unsent'
const LONGEST = 200_000
const TYPED = 'textarea, select, input:not([type]), input:is([type="text"], [type="search"], [type="email"], [type="tel"], [type="url"], [type="number"], [type="date"], [type="time"], [type="datetime-local"], [type="checkbox"], [type="radio"])'
const root = document.documentElement
const goal = (form) => form.getAttribute('hx-post') ?? form.getAttribute('action') ?? ''
const isPost = (form) => form.hasAttribute('hx-post') || form.getAttribute('method')?.toLowerCase() === 'post'
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches(TYPED))
const alike = (aim) => [...document.querySelectorAll('form')].filter((form) => isPost(form) && goal(form) === aim)
const isTicked = (field) => ['checkbox', 'radio'].includes(field.type)
const here = () => location.pathname + location.search

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY))
  } catch {
    return null
  }
}

function write(sent) {
  const text = JSON.stringify(sent)
  if (text.length > LONGEST) return
  try {
    sessionStorage.setItem(KEY, text)
  } catch { /* No room, or none allowed: then it is lost, as without this. */ }
}

document.addEventListener('submit', ({ target: form }) => {
  if (!root.dataset.person || !isPost(form)) return
  const values = fields(form).map((field) => [field.name, isTicked(field) ? field.checked : field.value])
  write({ page: here(), person: root.dataset.person, goal: goal(form), place: alike(goal(form)).indexOf(form), values })
}, true)

// What was answered in another way is known to the person.
document.addEventListener('htmx:afterRequest', ({ detail: { requestConfig, xhr } }) => {
  if (requestConfig.verb !== 'get' && !xhr.getResponseHeader('HX-Redirect')?.includes('unsent=1')) sessionStorage.removeItem(KEY)
})

// The form of a dialog is not there until somebody opens it again.
let waiting = null

document.addEventListener('htmx:afterSettle', () => waiting && comeBack(waiting))

function comeBack(sent) {
  const form = alike(sent.goal)[sent.place]
  waiting = form ? null : sent
  if (!form) return
  const found = fields(form)
  for (const [name, value] of sent.values) {
    const place = found.findIndex((field) => field.name === name)
    if (place < 0) continue
    const [field] = found.splice(place, 1)
    if (isTicked(field)) field.checked = value
    else field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }
  say(document.querySelector('.j-toasts').dataset.cameBack, 'info')
}

const isSignIn = () => location.pathname.startsWith('/auth/')

// At once: whoever's password is filled in by the browser is in again before the page has loaded.
if (isSignIn() && new URLSearchParams(location.search).has('unsent') && read()) write({ ...read(), isUnsent: true })

function begin() {
  const sent = read()
  if (!sent || isSignIn()) return
  if (sent.isUnsent && sent.person === root.dataset.person && sent.page !== here()) return
  sessionStorage.removeItem(KEY)
  if (sent.isUnsent && sent.person === root.dataset.person) comeBack(sent)
}

addEventListener('load', begin)
