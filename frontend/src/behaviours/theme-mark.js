// Puts the theme in force on <html> and tells those who draw with it (charts).
export function markTheme() {
  const root = document.documentElement
  const choice = root.dataset.theme
  const isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.bsTheme = isDark ? 'dark' : 'light'
  document.dispatchEvent(new CustomEvent('jornada:theme'))
}
