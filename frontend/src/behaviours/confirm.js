// A form or link with data-confirm="…" asks first.
function asks(event, element) {
  if (element && !window.confirm(element.dataset.confirm)) {
    event.preventDefault()
    event.stopImmediatePropagation()
  }
}

document.addEventListener('submit', (event) => {
  asks(event, event.submitter?.dataset.confirm ? event.submitter : event.target.closest('form[data-confirm]'))
}, true)
document.addEventListener('click', (event) => asks(event, event.target.closest('a[data-confirm]')), true)
