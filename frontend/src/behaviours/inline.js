// Edits in place: a cell of a list or a fact of a record page ([data-edit], [data-edit-url]) becomes its input.
// Double click, F2 or e opens; Enter saves; Tab saves and goes on to the next cell, at the end of a row to the row below;
// Esc leaves, and who opens another cell is done with this one. The server has the last word.
import { say } from './toasts.js'

const words = (name) => document.querySelector('.j-toasts')?.dataset[name] ?? ''
// What Esc stops while the input is on its way: it would open under the next click.
let asking
const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable]')

function urlOf(cell) {
  if (cell.dataset.editUrl) return cell.dataset.editUrl
  const row = cell.closest('tr[data-id]')
  const pattern = cell.closest('[data-edit-url]')?.dataset.editUrl
  return row && pattern ? pattern.replace('/0/', `/${row.dataset.id}/`).replace('/-/', `/${cell.dataset.edit}/`) : ''
}

function place(cell, html, isAgain = false) {
  cell.innerHTML = rest(cell) + html
  cell.setAttribute('data-editing', '')
  window.htmx?.process(cell)
  cell.given = isAgain ? undefined : given(cell.querySelector('form'))
  const field = cell.querySelector('form :is(input:not([type=hidden]), select, textarea)')
  field?.focus()
  field?.select?.()
  const form = cell.querySelector('form')
  form?.toggleAttribute('data-to-left', isBeyond(form, cell.closest('.j-table-wrap')))
  form?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

// What a cell of a list showed keeps its place below the input, so that no column moves.
const rest = (cell) => (cell.matches('td') ? `<span class="j-edit-rest" inert>${cell.shown ?? ''}</span>` : '')
const isBeyond = (form, wrap) => Boolean(wrap) && form.getBoundingClientRect().right > wrap.getBoundingClientRect().right

function close(cell, html) {
  putAside(cell)
  cell.removeAttribute('data-editing')
  cell.innerHTML = html ?? cell.shown ?? ''
  window.htmx?.process(cell)
  pen(cell)
  const rest = cell.matches('td') ? cell : cell.querySelector('[data-edit-open]')
  rest?.focus({ preventScroll: true })
}

// What the inputs asked for finds them gone: it is put nowhere, which htmx would call an error.
function putAside(cell) {
  const gone = document.createElement('div')
  gone.append(...cell.childNodes)
  gone.addEventListener('htmx:beforeSwap', (event) => event.preventDefault())
}

const given = (form) => form && new URLSearchParams(new FormData(form)).toString()

// Two inputs side by side hide each other. What was changed is saved, the rest closed; what was refused waits for its
// answer.
function leaveOthers(cell) {
  const others = [...document.querySelectorAll('[data-edit][data-editing]')].filter((one) => one !== cell && one.given !== undefined)
  return Promise.all(others.map((one) => {
    const form = one.querySelector('[data-inline]')
    return given(form) === one.given ? close(one) : save(one, form)
  }))
}

export async function open(cell) {
  const url = urlOf(cell)
  if (!url || cell.hasAttribute('data-editing') || cell.isAsked) return
  cell.shown = cell.innerHTML
  cell.isAsked = true
  const { signal } = (asking = new AbortController())
  await leaveOthers(cell)
  const answer = await fetch(url, { signal, headers: { 'X-Requested-With': 'fetch' } }).catch(() => null)
  const html = await answer?.text().catch(() => '')
  cell.isAsked = false
  if (signal.aborted) return
  if (answer?.redirected) return say(words('signedOut'), 'bad')
  if (!answer?.ok) return say(answer?.status === 403 ? words('refused') : answer ? words('failed') : words('offline'), 'bad')
  place(cell, html)
}

async function save(cell, form, then) {
  if (form.hasAttribute('aria-busy')) return
  const data = new FormData(form)
  if (cell.dataset.column) data.set('column', cell.dataset.column)
  form.setAttribute('aria-busy', 'true')
  const answer = await fetch(urlOf(cell), { method: 'POST', body: data }).catch(() => null)
  form.removeAttribute('aria-busy')
  if (!answer) return say(words('offline'), 'bad')
  if (answer.redirected) return say(words('signedOut'), 'bad')
  if (answer.status === 409 || answer.status === 422) return place(cell, await answer.text(), true)
  if (!answer.ok) return say(answer.status === 403 ? words('refused') : words('failed'), 'bad')
  const { html, said, undo, gone, tone } = await answer.json()
  close(cell, html)
  redraw(cell.closest('[data-redraws]')?.dataset.redraws)
  if (said) say(said, tone, undo)
  if (gone) cell.closest('tr')?.setAttribute('data-quiet', '')
  if (then) open(then)
}

// What is made of the fields beside it, such as an address of its parts, is drawn anew.
function redraw(id) {
  if (id) window.htmx?.ajax('GET', location.href, { target: `#${id}`, select: `#${id}`, swap: 'outerHTML' })
}

function neighbour(cell, step) {
  const place = cell.closest('tbody') ?? cell.closest('dl') ?? document
  const all = [...place.querySelectorAll('[data-edit]')].filter((one) => one === cell || one.checkVisibility())
  return all[all.indexOf(cell) + step]
}

// A value of several fields, such as an amount and its currency, is left by its last one.
function isWithin(form, field, isBack) {
  const fields = [...form.querySelectorAll('input:not([type=hidden]), select, textarea')].filter((one) => !one.disabled && one.checkVisibility())
  const at = fields.indexOf(field)
  if (field.type === 'radio') return false
  return isBack ? at > 0 : at < fields.length - 1
}

document.addEventListener('submit', (event) => {
  if (!event.target.matches('[data-inline]')) return
  event.preventDefault()
  save(event.target.closest('[data-edit]'), event.target)
})

document.addEventListener('dblclick', (event) => {
  const cell = event.target.closest('[data-edit]')
  if (cell && !isTyping(event.target)) open(cell)
})

document.addEventListener('click', (event) => {
  const cell = event.target.closest('[data-edit]')
  if (!cell) return
  if (event.target.closest('[data-inline-cancel]')) close(cell)
  else if (event.target.closest('[data-inline-reload]')) location.reload()
  else if (event.target.closest('[data-edit-open]')) open(cell)
  else if (cell.matches('td') && !cell.hasAttribute('data-editing') && !event.target.closest('a')) cell.focus({ preventScroll: true })
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') asking?.abort()
  const cell = event.target.closest?.('[data-edit]')
  if (!cell) return
  const form = cell.querySelector('[data-inline]')
  if (form) {
    if (event.key === 'Escape') { event.stopPropagation(); close(cell) }
    if (event.key === 'Tab' && isTyping(event.target) && !isWithin(form, event.target, event.shiftKey)) {
      event.preventDefault()
      save(cell, form, neighbour(cell, event.shiftKey ? -1 : 1))
    }
    return
  }
  if (event.key === 'F2' || (event.key === 'Enter' && !event.target.closest('a, button, summary'))) { event.preventDefault(); open(cell) }
}, true)

// What Undo took back is shown anew: the list alone, or the record's page.
document.addEventListener('undone', (event) => {
  say(event.detail.text)
  if (document.getElementById('list') && window.htmx) {
    window.htmx.ajax('GET', location.pathname + location.search, { target: '#list', swap: 'innerHTML' })
  } else location.reload()
})

// Facts of a record page carry a pen: there is no row of cells that could take the focus.
function pen(cell) {
  if (!cell.matches('dd') || cell.querySelector('[data-edit-open]')) return
  const name = cell.previousElementSibling?.textContent ?? ''
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'j-edit-open'
  button.dataset.editOpen = ''
  button.setAttribute('aria-label', `${words('wordEdit')} ${name}`.trim())
  button.innerHTML = document.getElementById('edit-pen')?.innerHTML ?? ''
  cell.append(button)
}

export function pens(part) {
  part.querySelectorAll('dd[data-edit]').forEach(pen)
}
