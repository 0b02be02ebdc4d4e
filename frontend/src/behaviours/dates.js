// Browsers write the days of their own fields in their own language, whatever the page's is: 03/04 may be April or March.
// Each such field says its day in words of the page, on pointing at it; in a form that stands below it, too, where the
// browser puts day and month in another order than the page, and a blank field says there in which order it is written.
const FIELDS = 'input:is([type="date"], [type="datetime-local"])'
const here = document.documentElement.lang || 'en'
const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }
const day = new Intl.DateTimeFormat(here, DAY)
const moment = new Intl.DateTimeFormat(here, { ...DAY, hour: '2-digit', minute: '2-digit' })

const order = (language) => new Intl.DateTimeFormat(language).formatToParts().map(({ type }) => type).filter((type) => type !== 'literal')
const theirs = order(navigator.language)
const isOther = order(here).join() !== theirs.join()

function pattern() {
  const names = new Intl.DisplayNames(here, { type: 'dateTimeField' })
  return theirs.map((part) => names.of(part)).join('/')
}

// Days are read as they are written, not as an instant of Greenwich.
function words({ value, type }) {
  const at = new Date(type === 'date' ? `${value}T00:00` : value)
  return value && !Number.isNaN(at.getTime()) ? (type === 'date' ? day : moment).format(at) : ''
}

function tell(field) {
  const said = words(field)
  field.dataset.named ??= field.title
  field.title = [field.dataset.named, said].filter(Boolean).join(': ')
  if (isOther && field.closest('.j-field')) line(field).textContent = said || pattern()
}

function line(field) {
  const id = `${field.id || field.name}_in_words`
  const known = document.getElementById(id)
  if (known) return known
  const made = document.createElement('output')
  made.id = id
  made.className = 'help j-day-words'
  field.after(made)
  field.setAttribute('aria-describedby', `${field.getAttribute('aria-describedby') ?? ''} ${id}`.trim())
  return made
}

document.addEventListener('input', ({ target }) => target.matches?.(FIELDS) && tell(target))
document.addEventListener('change', ({ target }) => target.matches?.(FIELDS) && tell(target))

export function dates(part) {
  part.querySelectorAll(FIELDS).forEach(tell)
}
