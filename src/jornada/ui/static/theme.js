// Before the first paint: the theme in force and the width of the menu. Plain and small, because it blocks.
(() => {
  const root = document.documentElement
  const choice = root.dataset.theme
  const isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.bsTheme = isDark ? 'dark' : 'light'
  root.dataset.side = localStorage.getItem('jornada-side') || 'wide'
})()
