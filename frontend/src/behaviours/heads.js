// The heads of a list stay in sight while one scrolls: only where the table fits its frame, as one that is scrolled
// sideways would take its heads along.
export function heads(part) {
  const found = part.matches?.('#list > .j-table-wrap') ? [part] : part.querySelectorAll('#list > .j-table-wrap')
  found.forEach(watch)
}

function watch(frame) {
  const table = frame.firstElementChild
  const seen = new ResizeObserver(() => frame.toggleAttribute('data-fits', table.offsetWidth <= frame.clientWidth))
  seen.observe(frame)
  seen.observe(table)
}
