// Lines of a page that are worked off: arrows walk them, a letter does what the line's button with this key does.
const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable], dialog')

const lines = () => [...document.querySelectorAll('[data-lines] [data-line]')]

function walk(event, line) {
  const rows = lines().filter((row) => row.checkVisibility())
  const next = rows[rows.indexOf(line) + (event.key === 'ArrowDown' ? 1 : -1)] ?? (line ? null : rows[0])
  if (!next) return
  event.preventDefault()
  next.focus()
}

document.addEventListener('keydown', (event) => {
  if (!document.querySelector('[data-lines]') || isTyping(event.target)) return
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const line = event.target.closest?.('[data-line]')
  if (event.target.closest?.('.j-pop, .j-search')) return
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') return walk(event, line)
  const found = line && event.key.length === 1 && line.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
  if (!found) return
  event.preventDefault()
  const opens = found.matches('details') ? found.querySelector('summary') : found
  opens.click()
  if (found.matches('details')) found.querySelector('.j-pop-item')?.focus()
})

// A line that was worked off goes away with the page that is drawn again: the focus waits where it stood, not at the
// top. What opens a drawer is remembered too, and counts once its form is sent.
const KEPT = 'jornada-line'
let asked = null

document.addEventListener('click', (event) => {
  const line = event.target.closest?.('[data-line]')
  if (line) asked = lines().indexOf(line)
})
document.addEventListener('submit', (event) => {
  const line = event.target.closest('[data-line]')
  const place = line ? lines().indexOf(line) : event.target.closest('dialog') ? asked : null
  if (place === null || place < 0) return
  sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, place, at: Date.now() }))
}, true)

function goOn() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null')
  if (!kept || kept.path !== location.pathname) return
  sessionStorage.removeItem(KEPT)
  if (Date.now() - kept.at >= 30000) return
  const rows = lines()
  const row = rows[kept.place] ?? rows.at(-1)
  const folded = row?.closest('details:not([data-key])')
  if (folded) folded.open = true
  row?.focus()
}
goOn()
