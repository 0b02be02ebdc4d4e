// The editor of conditions: what is chosen shows at once, every change is counted.
function tell(editor) {
  editor.dispatchEvent(new Event('condition-changed', { bubbles: true }))
}

function showChosen(box) {
  const shown = box.querySelector('summary > span')
  const chosen = [...box.querySelectorAll('input:checked')].map((tick) => tick.nextElementSibling.textContent)
  shown.replaceChildren(...chosen.map((text) => Object.assign(document.createElement('span'), { textContent: text })))
  shown.querySelectorAll('span').forEach((one) => one.setAttribute('data-chosen', ''))
}

document.addEventListener('input', (event) => {
  const editor = event.target.closest('[data-condition]')
  if (!editor) return
  const box = event.target.closest('.j-cond-several')
  if (box) showChosen(box)
  if (!event.target.matches('[data-condition-field]')) tell(editor)
})

document.addEventListener('change', (event) => {
  const group = event.target.name?.endsWith('.kind') && event.target.closest('.j-cond-group')
  if (group) group.dataset.kind = event.target.value
})

// After a line came or went the count follows; a new line takes the focus.
document.addEventListener('htmx:afterSwap', (event) => {
  const editor = event.target.closest?.('[data-condition]')
  if (!editor || event.target.matches('.j-cond-count')) return
  tell(editor)
  const button = event.detail.requestConfig?.elt
  if (!button?.value?.startsWith('add-')) return
  const group = document.getElementById(button.id.replace(/-add-\w+$/, ''))
  const lines = group?.querySelectorAll(':scope > :is(.j-cond-line, .j-cond-group)') ?? []
  lines[lines.length - 1]?.querySelector('select, input:not([type=hidden]), summary')?.focus()
})

document.addEventListener('click', (event) => {
  const inside = event.target.closest('.j-cond-several')
  document.querySelectorAll('.j-cond-several[open]').forEach((box) => box !== inside && box.removeAttribute('open'))
})

document.addEventListener('keydown', (event) => {
  const box = event.key === 'Escape' && event.target.closest('.j-cond-several[open]')
  if (!box) return
  box.removeAttribute('open')
  box.querySelector('summary').focus()
})
