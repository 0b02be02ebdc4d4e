// Ctrl+K goes to the search box, / to that of the list where there is one; arrows walk its results; any [data-shortcut] key clicks its element.
const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable], dialog')

function step(event, down) {
  const box = event.target.closest('.j-search')
  const stops = box ? [box.querySelector('input'), ...box.querySelectorAll('.j-hit')] : []
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
  if (event.key === 'Escape' && event.target.closest('.j-search')) closeResults()
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return
  document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`)?.click()
})

let isClosed = false

function closeResults() {
  document.querySelectorAll('.j-search-results').forEach((box) => box.replaceChildren())
  isClosed = true
}

// An answer that comes once one has gone on to a hit, or closed the results, would undo that under one's hands.
document.addEventListener('htmx:beforeRequest', (event) => {
  if (event.detail.target.id === 'search-results') isClosed = false
})
document.addEventListener('htmx:beforeSwap', (event) => {
  const isOnHit = document.activeElement.closest('.j-search-results')
  if (event.detail.target.id === 'search-results' && (isClosed || isOnHit)) event.detail.shouldSwap = false
})

document.addEventListener('click', (event) => {
  if (!event.target.closest('.j-search')) closeResults()
})

// What is done at once, such as another theme, leaves the box as it was.
document.addEventListener('submit', (event) => {
  if (event.target.closest('.j-search-results')) setTimeout(() => event.defaultPrevented && closeResults())
})
