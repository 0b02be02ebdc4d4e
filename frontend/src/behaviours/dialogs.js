// Native dialogs: [data-dialog="id"] opens, [data-dialog-close] or a click on the backdrop closes.
// An answer that htmx puts into a [data-dialog-auto] opens its dialog.
const FIELD = ':is(select, textarea, input:not([type="hidden"]))'
let pressed = null

// Text that is marked with the mouse may end beside the dialog: only a press that began there closes it.
document.addEventListener('pointerdown', (event) => {
  pressed = event.target
})

function isBeside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect()
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-dialog]')
  if (opener) {
    event.preventDefault()
    open(opener)
  }
  const dialog = event.target.closest('dialog')
  if (!dialog) return
  const isBackdrop = event.target === dialog && pressed === dialog && isBeside(dialog, event)
  if (isBackdrop || event.target.closest('[data-dialog-close]')) dialog.close()
})

// While the answer is under way the dialog does not show what it held for somebody else.
function open(opener) {
  const dialog = document.getElementById(opener.dataset.dialog)
  const place = opener.getAttribute('hx-get') && document.querySelector(opener.getAttribute('hx-target'))
  if (dialog?.contains(place)) place.replaceChildren()
  if (dialog && !dialog.open) dialog.showModal()
}

document.addEventListener('htmx:afterSwap', ({ detail: { target } }) => {
  const dialog = target?.closest?.('dialog')
  const title = target?.querySelector?.('[data-dialog-title]')
  if (dialog && title) dialog.querySelector('h2').textContent = title.dataset.dialogTitle
  if (dialog?.matches('[data-dialog-auto]') && !dialog.open) dialog.showModal()
  const form = target?.querySelector?.('.j-form') ?? target
  if (dialog?.open && !target.contains(document.activeElement)) form.querySelector(FIELD)?.focus()
})

// What was asked for in a dialog is done, and its page stays: HX-Trigger: dialog-done.
document.addEventListener('dialog-done', ({ target }) => target.closest?.('dialog')?.close())

// An answer that does not come leaves no empty dialog behind; what is wrong is said by a message.
for (const name of ['htmx:responseError', 'htmx:sendError']) {
  document.addEventListener(name, ({ detail: { target } }) => {
    const dialog = target?.closest?.('dialog')
    if (dialog?.open && !target.childElementCount) dialog.close()
  })
}
