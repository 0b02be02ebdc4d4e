// Figures as the page's language writes them.
const language = () => document.documentElement.lang || 'en'
const words = () => document.documentElement.dataset

const plain = (options) => (value) => new Intl.NumberFormat(language(), options).format(value)

export function formatter({ format = 'number', currency = 'BRL', decimals } = {}, isShort = false) {
  const digits = decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const short = isShort ? { notation: 'compact', maximumFractionDigits: 1 } : {}
  const kinds = {
    number: plain({ maximumFractionDigits: 1, ...digits, ...short }),
    money: plain({ style: 'currency', currency, maximumFractionDigits: isShort ? 1 : 0, minimumFractionDigits: 0, ...digits, ...short }),
    share: plain({ style: 'percent', maximumFractionDigits: 1, ...digits }),
    days: (value) => `${plain({ maximumFractionDigits: 1 })(value)} ${words().wordDays ?? 'd'}`,
  }
  const write = kinds[format] ?? kinds.number
  return (value) => (value === null || value === undefined || Number.isNaN(value) ? '–' : write(value))
}
