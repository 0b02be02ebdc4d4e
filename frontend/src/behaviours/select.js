// The selection of a list: boxes, Shift for a range, all that match; what is done with it goes to the server at once.
import { say } from './toasts.js'

let last = null
let isAll = false
const boxes = () => [...document.querySelectorAll('[data-pick]')]
const ticked = () => boxes().filter((box) => box.checked)

function draw() {
  const bar = document.querySelector('[data-picked]')
  if (!bar) return
  const number = ticked().length
  bar.hidden = !number && !isAll
  const count = document.querySelector('[data-list-count]')?.textContent.trim() ?? ''
  bar.querySelector('[data-picked-count]').textContent = isAll ? count : number
  bar.querySelector('[data-pick-total]').textContent = count && !isAll ? `(${count})` : ''
  bar.querySelector('[data-pick-all]').hidden = isAll
  boxes().forEach((box) => box.closest('tr').toggleAttribute('data-on', box.checked))
  const page = document.querySelector('[data-pick-page]')
  if (page) page.checked = number > 0 && number === boxes().length
  if (page) page.indeterminate = number > 0 && !page.checked
  document.querySelectorAll('[data-bulk-count]').forEach((place) => { place.textContent = isAll ? count : number })
}

function clear() {
  isAll = false
  boxes().forEach((box) => { box.checked = false })
  draw()
}

document.addEventListener('click', (event) => {
  const box = event.target.closest('[data-pick]')
  if (box) {
    const all = boxes()
    if (event.shiftKey && last && all.includes(last)) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b)
      all.slice(from, to + 1).forEach((one) => { one.checked = box.checked })
    }
    last = box
    isAll = false
    return draw()
  }
  if (event.target.closest('[data-pick-page]')) {
    boxes().forEach((one) => { one.checked = event.target.checked })
    isAll = false
    return draw()
  }
  if (event.target.closest('[data-pick-all]')) {
    isAll = true
    boxes().forEach((one) => { one.checked = true })
    return draw()
  }
  if (event.target.closest('[data-pick-none]')) return clear()
  const act = event.target.closest('[data-bulk]')
  if (event.target.closest('[data-picked] .j-pop')) event.target.closest('.j-menu').open = false
  if (act) return ask(act)
  const file = event.target.closest('[data-bulk-export]')
  if (file) exportThem(file.dataset.bulkExport)
})

function selection() {
  if (isAll) return { ids: '', all: '1', query: location.search.slice(1) }
  return { ids: ticked().map((box) => box.value).join(','), all: '', query: '' }
}

async function ask(button) {
  const dialog = document.getElementById('bulk-dialog')
  dialog.querySelector('h2').textContent = button.dataset.bulkTitle
  dialog.querySelector('#bulk-body').replaceChildren()
  const options = { target: '#bulk-body', swap: 'innerHTML', values: selection() }
  await window.htmx.ajax('GET', button.dataset.bulk, options).catch(() => {})
  if (!dialog.querySelector('#bulk-body').childElementCount) return // what went wrong is said by a message
  draw()
  dialog.showModal()
  dialog.querySelector('#bulk-body :is(select, input:not([type=hidden]), button)')?.focus()
}

function exportThem(kind) {
  const query = new URLSearchParams(location.search)
  for (const name of ['after', 'before', 'view']) query.delete(name)
  query.set('export', kind)
  if (!isAll) query.set('ids', ticked().map((box) => box.value).join(','))
  location.assign(`${location.pathname}?${query}`)
}

document.addEventListener('htmx:configRequest', (event) => {
  const form = event.detail.elt.closest?.('[data-bulk-form]')
  if (!form || event.detail.verb !== 'post') return
  Object.assign(event.detail.parameters, selection())
})

// A form that does not fit comes back with 422: it is shown, not reported.
document.addEventListener('htmx:beforeSwap', (event) => {
  if (event.detail.target?.id === 'bulk-body' && event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true
    event.detail.isError = false
  }
})

document.addEventListener('bulkdone', (event) => {
  document.getElementById('bulk-dialog')?.close()
  say(event.detail.text, event.detail.tone, event.detail.undo)
  clear()
  window.htmx.ajax('GET', location.pathname + location.search, { target: '#list', swap: 'innerHTML' })
})
document.addEventListener('htmx:afterSettle', (event) => {
  if (event.detail.target?.id === 'list') clear()
  else if (event.detail.target?.id === 'bulk-body') draw()
})
