import { open as edit } from './inline.js'

// A form that keeps the list as it stands ([data-here]) sends the address of now: filters change it without a new page.
document.addEventListener('submit', (event) => {
  event.target.querySelectorAll('[data-here]').forEach((field) => { field.value = location.search.slice(1) })
}, true)

// Keys of a list: j and k (or arrows) walk the rows, Enter opens, e edits, x selects, / filters, ? tells all this.
const rows = () => [...document.querySelectorAll('table[data-list] tr[data-id]')]
const current = () => document.querySelector('tr[data-cursor]')
const isTyping = (target) => target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable], dialog')

function walk(step) {
  const all = rows()
  const place = all.indexOf(current())
  const next = all[place < 0 ? (step > 0 ? 0 : all.length - 1) : place + step]
  if (!next) return
  current()?.removeAttribute('data-cursor')
  next.setAttribute('data-cursor', '')
  next.tabIndex = -1
  next.focus({ preventScroll: true })
  next.scrollIntoView({ block: 'nearest' })
}

function across(cell, step) {
  const cells = [...cell.closest('tr').querySelectorAll('td[data-edit]')]
  cells[cells.indexOf(cell) + step]?.focus()
}

const keys = {
  j: () => walk(1),
  k: () => walk(-1),
  e: () => (document.activeElement?.closest?.('td[data-edit]') ?? current()?.querySelector('td[data-edit]')),
  x: () => current()?.querySelector('[data-pick]')?.click(),
  '?': () => document.getElementById('list-keys')?.showModal(),
}

document.addEventListener('keydown', (event) => {
  if (!document.querySelector('table[data-list]') || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  const cell = event.target.closest?.('td[data-edit]')
  const isInList = event.target.closest?.('table[data-list]') || event.target === document.body
  if (event.key in keys) {
    event.preventDefault()
    const found = keys[event.key]()
    if (event.key === 'e' && found) edit(found)
  } else if (isInList && (event.key === 'ArrowDown' || event.key === 'ArrowUp') && current()) {
    event.preventDefault()
    walk(event.key === 'ArrowDown' ? 1 : -1)
  } else if (cell && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
    event.preventDefault()
    across(cell, event.key === 'ArrowRight' ? 1 : -1)
  } else if (event.key === 'Enter' && event.target === current()) {
    current().querySelector('.row-link')?.click()
  }
})

document.addEventListener('focusin', (event) => {
  const row = event.target.closest?.('table[data-list] tr[data-id]')
  if (!row || row === current()) return
  current()?.removeAttribute('data-cursor')
  row.setAttribute('data-cursor', '')
})
