// What was typed in the form of a dialog and not sent is kept while the page lasts: a message offers to go on with it,
// and whoever opens the same form again finds it, with the choice to begin anew.
import { say } from './toasts.js'

const TEXT = 'textarea, input:not([type]), input:is([type="text"], [type="search"], [type="email"], [type="tel"], [type="url"], [type="number"])'
const filled = new WeakMap() // dialog → { address, place } of the form in it
const drafts = new Map() // address → { dialog, place, nodes }
const sent = new WeakSet()
const dialogOf = (target) => target?.closest?.('dialog')
const hasTyped = (place) => [...place.querySelectorAll(TEXT)].some((field) => field.value.trim() && field.value !== field.defaultValue)
const hasFaults = (place) => place.querySelector('[data-invalid], form.j-form > .j-alert') !== null

document.addEventListener('htmx:beforeRequest', (event) => {
  const { target, requestConfig, pathInfo } = event.detail
  const dialog = dialogOf(target)
  if (!dialog) return
  if (requestConfig.verb !== 'get') return sent.add(dialog)
  if (!drafts.has(pathInfo.finalRequestPath)) return
  event.preventDefault()
  setTimeout(() => goOn(pathInfo.finalRequestPath, true)) // after the click has opened the dialog and emptied it
})

document.addEventListener('htmx:afterRequest', ({ detail }) => {
  if (!detail.successful) sent.delete(dialogOf(detail.target))
})

document.addEventListener('htmx:afterSwap', ({ detail: { target, requestConfig, pathInfo } }) => {
  const dialog = dialogOf(target)
  if (!dialog || requestConfig.verb !== 'get') return
  sent.delete(dialog)
  filled.set(dialog, { address: pathInfo.finalRequestPath, place: target })
})

document.addEventListener('close', ({ target: dialog }) => {
  const form = filled.get(dialog)
  filled.delete(dialog)
  if (!form || sent.has(dialog) || !(hasTyped(form.place) || hasFaults(form.place))) return
  drafts.set(form.address, { dialog, place: form.place, nodes: [...form.place.childNodes] })
  form.place.replaceChildren()
  const { draftKept, draftOpen } = document.querySelector('.j-toasts').dataset
  say(draftKept, 'good', null, { label: draftOpen, act: () => goOn(form.address) })
}, true)

function goOn(address, isAgain = false) {
  const draft = drafts.get(address)
  if (!draft) return
  drafts.delete(address)
  const { dialog, place, nodes } = draft
  place.replaceChildren(...nodes)
  filled.set(dialog, { address, place })
  if (!dialog.open) dialog.showModal()
  if (isAgain) sayIsKept(address, place)
  const written = [...place.querySelectorAll(TEXT)].findLast((field) => field.value !== field.defaultValue)
  written?.focus()
}

function sayIsKept(address, place) {
  place.querySelector('.j-draft')?.remove()
  const line = document.getElementById('draft-blank').content.firstElementChild.cloneNode(true)
  line.querySelector('button').addEventListener('click', () => {
    place.replaceChildren()
    window.htmx.ajax('GET', address, { target: place })
  })
  place.prepend(line)
}
