// The queue by keyboard: j and k choose an offer; the keys of the chosen one's buttons (data-key) press them.
const isTyping = (target) => target.closest?.('input, textarea, select, [contenteditable], dialog')
const rows = () => [...document.querySelectorAll('[data-offer]')]

function choose(row) {
  rows().forEach((each) => each.removeAttribute('aria-current'))
  row.setAttribute('aria-current', 'true')
  row.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}

function move(down) {
  const all = rows()
  const place = all.findIndex((row) => row.hasAttribute('aria-current'))
  const next = all[place < 0 ? 0 : place + (down ? 1 : -1)]
  if (next) choose(next)
}

document.addEventListener('keydown', (event) => {
  if (!rows().length || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === 'j' || event.key === 'k') return move(event.key === 'j')
  const row = document.querySelector('[data-offer][aria-current]') || (rows().length === 1 ? rows()[0] : null)
  if (!row) return
  if (event.key === 'Enter' && event.target === row) row.querySelector('[data-open]')?.click()
  const button = event.key.length === 1 && row.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
  if (!button) return
  event.preventDefault()
  button.click()
})

document.addEventListener('focusin', (event) => {
  const row = event.target.closest('[data-offer]')
  if (row && !row.hasAttribute('aria-current')) {
    rows().forEach((each) => each.removeAttribute('aria-current'))
    row.setAttribute('aria-current', 'true')
  }
})
