// Ctrl+K goes to the search box, / to that of the list where there is one; arrows walk its results, and those of a box that
// picks one ([data-picks]); any [data-shortcut] key clicks its element.
const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable], dialog')

function step(event, down) {
  const box = event.target.closest('.j-search, [data-picks]')
  const stops = box ? [box.querySelector('input[type="search"]'), ...box.querySelectorAll('.j-hit')] : []
  const next = stops[stops.indexOf(document.activeElement) + (down ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}

document.addEventListener('keydown', (event) => {
  const isSearchKey = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k'
  if (isSearchKey || (event.key === '/' && !isTyping(event.target))) {
    event.preventDefault()
    const here = event.key === '/' && document.querySelector('.j-filter-search input')
    const box = here || document.querySelector('.j-search input')
    if (box && box === document.activeElement && !here) box.dispatchEvent(new Event('search'))
    box?.select()
    return
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') return step(event, event.key === 'ArrowDown')
  if (event.key === 'Escape' && event.target.closest('.j-search')) return leaveSearch(event)
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return
  document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`)?.click()
})

// Enter in a box that picks chooses the one there is, or goes to the first of many; what is still asked is waited for.
document.addEventListener('keydown', (event) => {
  const box = event.key === 'Enter' && event.target.matches?.('[data-picks] input[type="search"]') && event.target.closest('[data-picks]')
  if (!box) return
  event.preventDefault()
  if (isAnswered(box, event.target)) return pick(box)
  pickWhenAnswered(box, event.target)
  window.htmx.trigger(event.target, 'picks')
})

// An answer to fewer letters may still come before the one that is waited for; who writes on no longer waits.
function pickWhenAnswered(box, field) {
  const waiting = new AbortController()
  const answered = () => {
    if (!isAnswered(box, field)) return
    waiting.abort()
    pick(box)
  }
  box.querySelector('.j-hits').addEventListener('htmx:afterSettle', answered, waiting)
  field.addEventListener('input', () => waiting.abort(), waiting)
}

const isAnswered = (box, field) => box.querySelector('[data-asked]')?.dataset.asked === field.value.trim()

function pick(box) {
  const hits = box.querySelectorAll('.j-hit')
  const isAsked = box.querySelector('[data-asked]').dataset.asked
  hits.length === 1 && isAsked ? hits[0].click() : hits[0]?.focus()
}

let isClosed = false

function closeResults() {
  document.querySelectorAll('.j-search-results').forEach((box) => box.replaceChildren())
  isClosed = true
}

// Escape closes the results and, where there are none, empties the box: by itself the browser empties it first, which asks
// for the results of nothing.
function leaveSearch(event) {
  event.preventDefault()
  const isOpen = document.querySelector('.j-search-results:not(:empty)')
  if (!isOpen && event.target.matches('input')) event.target.value = ''
  closeResults()
}

// An answer that comes once one has gone on to a hit, or closed the results, would undo that under one's hands.
for (const kind of ['input', 'focusin', 'search']) {
  document.addEventListener(kind, (event) => {
    if (event.target.matches?.('.j-search input')) isClosed = false
  })
}
document.addEventListener('htmx:beforeSwap', (event) => {
  const isOnHit = document.activeElement.closest('.j-search-results')
  if (event.detail.target.id === 'search-results' && (isClosed || isOnHit)) event.detail.shouldSwap = false
  if (event.detail.target.matches('[data-picks] .j-hits') && document.activeElement.closest('.j-hits')) event.detail.shouldSwap = false
})

document.addEventListener('click', (event) => {
  if (!event.target.closest('.j-search')) closeResults()
})

// What is done at once, such as another theme, leaves the box as it was.
document.addEventListener('submit', (event) => {
  if (event.target.closest('.j-search-results')) setTimeout(() => event.defaultPrevented && closeResults())
})
