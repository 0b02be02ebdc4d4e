// Clocks that tick in working time: the server says how much is used and which hours are open; the page adds what passes.
const MARKS = [0.5, 0.8, 1]
const TONES = ['good', 'info', 'warn', 'bad']

const loaded = Date.now() / 1000

function passed(stretches, now) {
  return stretches.reduce((sum, [start, end]) => sum + Math.max(0, Math.min(now, end) - Math.max(loaded, start)), 0)
}

function words(seconds) {
  const minutes = Math.floor(Math.abs(seconds) / 60)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours >= 100 || (hours && !rest)) return `${hours.toLocaleString(document.documentElement.lang)} h`
  return hours ? `${hours} h ${String(rest).padStart(2, '0')} min` : `${rest} min`
}

// More than two days late is told in days that went by, as the server tells it.
function late(due) {
  const days = Math.floor((Date.now() / 1000 - due) / 86400)
  return due && days >= 2 ? `${days.toLocaleString(document.documentElement.lang)} ${document.documentElement.dataset.wordDays}` : null
}

function tick(clock) {
  const stretches = clock.dataset.stretches.split(' ').map((each) => each.split('-').map(Number))
  const allowed = Number(clock.dataset.allowed)
  const used = Number(clock.dataset.used) + passed(stretches, Date.now() / 1000)
  const level = MARKS.filter((mark) => used / allowed >= mark).length
  clock.dataset.tone = TONES[level]
  clock.querySelector('[data-clock-left]').textContent = (level === 3 && late(Number(clock.dataset.due))) || words(allowed - used)
  clock.querySelector('[data-clock-side]').textContent = level === 3 ? clock.dataset.lateLabel : clock.dataset.leftLabel
  clock.querySelector('[data-clock-words]').textContent = clock.dataset.words.split('|')[level]
  clock.querySelector('progress').value = Math.min(100, (100 * used) / allowed)
}

setInterval(() => {
  document.querySelectorAll('[data-clock]').forEach((clock) => clock.dataset.stretches && tick(clock))
}, 5000)
