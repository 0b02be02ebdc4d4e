// Lines of a page that are worked off: arrows walk them, a letter does what the line's button with this key does.
const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable], dialog')

function walk(event, line) {
  const lines = [...document.querySelectorAll('[data-lines] [data-line]')]
  const next = lines[lines.indexOf(line) + (event.key === 'ArrowDown' ? 1 : -1)] ?? (line ? null : lines[0])
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
