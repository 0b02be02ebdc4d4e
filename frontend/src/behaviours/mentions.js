// Mentions: behind an @ in a [data-mentions] field the people appear whom it can name; arrows, Enter and Tab choose.
// [data-send-with-enter] sends its form with Ctrl+Enter.
const ASKED = /(?:^|[\s(])@([\p{L}][\p{L}'. -]{0,40})?$/u
const SAME = ['boxSizing', 'font', 'letterSpacing', 'lineHeight', 'padding', 'border', 'tabSize', 'textIndent']
const GAP = 4
let list = null
let asked = 0

const fieldOf = (event) => event.target.closest?.('[data-mentions]')

function asking(field) {
  const found = field.value.slice(0, field.selectionStart).match(ASKED)
  return found ? (found[1] ?? '') : null
}

async function suggest(field) {
  const text = asking(field)
  const turn = ++asked
  if (text === null || text.split(' ').length > 4) return close()
  const url = new URL(field.dataset.mentions, window.location.href)
  url.searchParams.set('q', text)
  const answer = await fetch(url, { headers: { Accept: 'application/json' } }).catch(() => null)
  if (turn !== asked || document.activeElement !== field) return
  const people = answer?.ok ? (await answer.json()).people : []
  people.length ? show(field, people) : close()
}

function show(field, people) {
  close()
  list = document.createElement('ul')
  list.className = 'j-mention-list'
  list.setAttribute('role', 'listbox')
  list.id = 'mention-list'
  people.forEach((name, at) => {
    const item = document.createElement('li')
    item.textContent = name
    item.id = `mention-${at}`
    item.setAttribute('role', 'option')
    item.setAttribute('aria-selected', String(at === 0))
    item.addEventListener('mousedown', (event) => {
      event.preventDefault()
      put(field, name)
    })
    list.append(item)
  })
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-controls', list.id)
  field.setAttribute('aria-activedescendant', 'mention-0')
  field.after(list)
  placeBelow(field)
}

// The names stand below the line that is written, above it where that is too near the foot of the window: never on it.
function placeBelow(field) {
  const line = lineOf(field)
  const below = field.offsetTop + line.bottom + GAP
  const isLow = field.getBoundingClientRect().top + line.bottom + GAP + list.offsetHeight > window.innerHeight
  list.style.top = `${isLow ? field.offsetTop + line.top - GAP - list.offsetHeight : below}px`
  list.style.left = `${field.offsetLeft + Math.max(Math.min(line.left, field.clientWidth - list.offsetWidth), 0)}px`
}

// Where the caret stands in a field is known to no browser: a copy of what stands before it, wrapped alike, tells it.
function lineOf(field) {
  const copy = document.createElement('div')
  const style = getComputedStyle(field)
  for (const name of SAME) copy.style[name] = style[name]
  Object.assign(copy.style, { position: 'absolute', visibility: 'hidden', whiteSpace: 'pre-wrap', overflowWrap: 'break-word', inlineSize: `${field.offsetWidth}px`, blockSize: 'auto' })
  const mark = document.createElement('span')
  mark.textContent = '\u200b'
  copy.append(field.value.slice(0, field.selectionStart), mark)
  field.after(copy)
  const top = mark.offsetTop - field.scrollTop
  const line = { top, bottom: top + mark.offsetHeight, left: mark.offsetLeft }
  copy.remove()
  return line
}

function put(field, name) {
  const at = field.selectionStart
  const head = field.value.slice(0, at).replace(/@[^@]*$/, `@${name} `)
  field.value = head + field.value.slice(at)
  field.setSelectionRange(head.length, head.length)
  close()
  field.focus()
}

function close() {
  list?.previousElementSibling?.removeAttribute('aria-activedescendant')
  list?.previousElementSibling?.removeAttribute('aria-controls')
  list?.remove()
  list = null
}

function step(down) {
  const items = [...list.children]
  const now = items.findIndex((item) => item.getAttribute('aria-selected') === 'true')
  const next = (now + (down ? 1 : -1) + items.length) % items.length
  items.forEach((item, at) => item.setAttribute('aria-selected', String(at === next)))
  list.previousElementSibling.setAttribute('aria-activedescendant', items[next].id)
}

document.addEventListener('input', (event) => {
  const field = fieldOf(event)
  if (field) suggest(field)
})

document.addEventListener('keydown', (event) => {
  const field = fieldOf(event)
  if (!field) return
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && 'sendWithEnter' in field.dataset) {
    event.preventDefault()
    return field.form.requestSubmit()
  }
  if (!list?.isConnected) return
  if (event.key === 'Escape') close()
  else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown')
  else if (event.key === 'Enter' || event.key === 'Tab') put(field, list.querySelector('[aria-selected="true"]').textContent)
  else return
  event.preventDefault()
})

document.addEventListener('focusout', (event) => fieldOf(event) && setTimeout(close, 150))
