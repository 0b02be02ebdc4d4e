// Native dialogs: [data-dialog="id"] opens, [data-dialog-close] or a click on the backdrop closes.
// An answer that htmx puts into a [data-dialog-auto] opens its dialog.
document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-dialog]')
  if (opener) {
    event.preventDefault()
    document.getElementById(opener.dataset.dialog)?.showModal()
  }
  const dialog = event.target.closest('dialog')
  if (dialog && (event.target === dialog || event.target.closest('[data-dialog-close]'))) dialog.close()
})

document.addEventListener('htmx:afterSwap', (event) => {
  const dialog = event.detail.target?.closest?.('dialog[data-dialog-auto]')
  if (dialog && !dialog.open) dialog.showModal()
})
