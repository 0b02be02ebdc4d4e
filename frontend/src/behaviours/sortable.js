// Lists whose items people may drag: data-sortable="/where/to/post/"; the order goes out as ids. By keyboard the arrows
// move the item whose handle has the focus. An order that is refused goes back.
export function sortable(part) {
  const lists = [...part.querySelectorAll('[data-sortable]')]
  lists.forEach(armKeys)
  if (lists.length) import('sortablejs').then(({ default: Sortable }) => lists.forEach((list) => arm(Sortable, list)))
}

function arm(Sortable, list) {
  let before = []
  Sortable.create(list, {
    animation: 120,
    handle: list.dataset.sortableHandle || undefined,
    onStart: () => { before = [...list.children] },
    onEnd: () => send(list, before),
  })
}

async function send(list, before) {
  const ids = [...list.children].map((item) => item.dataset.id)
  const answered = (event) => event.detail.successful || list.replaceChildren(...before)
  list.addEventListener('htmx:afterRequest', answered, { once: true })
  await window.htmx.ajax('POST', list.dataset.sortable, { source: list, values: { order: ids.join(',') }, swap: 'none' }).catch(() => {})
}

function armKeys(list) {
  list.querySelectorAll('.j-handle').forEach((handle) => {
    const name = handle.closest('[data-id]').querySelector('a, b, strong')?.textContent.trim() ?? ''
    handle.tabIndex = 0
    handle.setAttribute('role', 'button')
    handle.removeAttribute('aria-hidden')
    handle.setAttribute('aria-keyshortcuts', 'ArrowUp ArrowDown')
    handle.setAttribute('aria-label', `${document.querySelector('.j-toasts')?.dataset.wordMove ?? ''} ${name}`.trim())
  })
  list.addEventListener('keydown', onKey)
}

function onKey(event) {
  const handle = event.target.closest('.j-handle')
  if (!handle || !['ArrowUp', 'ArrowDown'].includes(event.key)) return
  event.preventDefault()
  const item = handle.closest('[data-id]')
  const before = [...item.parentElement.children]
  const other = event.key === 'ArrowUp' ? item.previousElementSibling : item.nextElementSibling
  if (!other) return
  event.key === 'ArrowUp' ? other.before(item) : other.after(item)
  handle.focus()
  send(item.parentElement, before)
}
