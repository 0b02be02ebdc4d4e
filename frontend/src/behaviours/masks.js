// What Brazilians write with signs gets them while typing: CNPJ and CPF (their check digits are looked at), phones.
// A municipality that is chosen brings its state along. Without this the server does it all, after sending.
const bare = (text) => text.replace(/[^0-9a-z]/gi, '').toUpperCase()
const isPerson = (field) => field.form?.elements.kind?.value === 'b2c'

function cpf(signs) {
  const d = signs.replace(/\D/g, '').slice(0, 11)
  return [d.slice(0, 3), d.slice(3, 6), d.slice(6, 9)].filter(Boolean).join('.') + (d.length > 9 ? `-${d.slice(9)}` : '')
}

function cnpj(signs) {
  const s = signs.slice(0, 14)
  return [s.slice(0, 2), s.slice(2, 5), s.slice(5, 8)].filter(Boolean).join('.') + (s.length > 8 ? `/${s.slice(8, 12)}` : '') + (s.length > 12 ? `-${s.slice(12)}` : '')
}

function digit(signs, first) {
  const weights = [...signs].map((_sign, at) => first(signs.length - 1 - at))
  const sum = [...signs].reduce((total, sign, at) => total + (sign.charCodeAt(0) - 48) * weights[at], 0)
  const rest = sum % 11
  return rest < 2 ? 0 : 11 - rest
}

function isRight(signs, weight, size) {
  if (signs.length !== size || /^(.)\1+$/.test(signs)) return false
  const body = signs.slice(0, -2)
  const one = digit(body, weight)
  return signs.slice(-2) === `${one}${digit(body + one, weight)}`
}

const isCnpj = (signs) => /^[0-9A-Z]{12}\d\d$/.test(signs) && isRight(signs, (place) => (place % 8) + 2, 14)
const isCpf = (signs) => isRight(signs, (place) => place + 2, 11)

function taxId(field, isDone) {
  const signs = bare(field.value)
  const person = isPerson(field)
  put(field, person ? cpf(signs) : cnpj(signs))
  const size = person ? 11 : 14
  const isWrong = (isDone || signs.length >= size) && signs.length > 0 && !(person ? isCpf(signs) : isCnpj(signs))
  tell(field, isWrong ? field.dataset[person ? 'wrongCpf' : 'wrongCnpj'] : '')
}

function phone(field) {
  if (/^\s*\+/.test(field.value) || /[a-z]/i.test(field.value)) return
  const digits = field.value.replace(/\D/g, '')
  if (digits.length < 3 || digits.length > 11 || digits.startsWith('0')) return
  const cut = digits.length > 10 ? 7 : 6
  put(field, `(${digits.slice(0, 2)}) ${digits.slice(2, cut)}${digits.length > cut ? `-${digits.slice(cut)}` : ''}`)
}

function cep(field) {
  if (/^\d{6,8}$/.test(field.value) && /^(brasil|brazil|br)?$/i.test(field.form?.elements.country?.value.trim() ?? '')) put(field, `${field.value.slice(0, 5)}-${field.value.slice(5)}`)
}

// Only at the end of the text: whoever mends something in the middle keeps the place.
function put(field, text) {
  if (field.selectionStart === field.value.length && field.value !== text) field.value = text
}

function tell(field, text) {
  const id = `${field.id}_while_typing`
  let note = document.getElementById(id)
  field.setAttribute('aria-invalid', String(Boolean(text)))
  if (!text) return note?.remove()
  if (!note) {
    note = document.createElement('p')
    note.id = id
    note.className = 'error'
    note.setAttribute('role', 'status')
    field.after(note)
  }
  note.textContent = text
}

function look(event, isDone) {
  const field = event.target
  if (field.dataset?.mask === 'tax-id') taxId(field, isDone)
  else if (field.dataset?.mask === 'cep' && event.inputType !== 'deleteContentBackward') cep(field)
  else if (field.dataset?.mask === 'phone' && event.inputType !== 'deleteContentBackward') phone(field)
}

document.addEventListener('input', (event) => look(event, false))
document.addEventListener('focusout', (event) => event.target.dataset?.mask === 'tax-id' && look(event, true))
document.addEventListener('change', (event) => {
  const field = event.target
  if (field.name === 'kind') field.form?.querySelectorAll('[data-mask="tax-id"]').forEach((one) => taxId(one, true))
  if (!field.matches?.('[data-city]')) return
  const chosen = [...(field.list?.options ?? [])].filter((option) => option.value === field.value)
  const state = field.form?.elements.state
  if (state && !state.value && chosen.length === 1) state.value = chosen[0].dataset.state
})
