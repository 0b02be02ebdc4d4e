import { resolve } from 'node:path'
import { defineConfig } from 'vite'

// Targets that know light-dark(): for older ones the dark theme of nested parts would be lowered wrongly.
const browsers = ['chrome123', 'edge123', 'safari17.5', 'firefox120']

export default defineConfig({
  base: '/static/dist/',
  build: {
    outDir: resolve(import.meta.dirname, '../src/jornada/ui/static/dist'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: browsers,
    cssTarget: browsers,
    chunkSizeWarningLimit: 700,
    rollupOptions: { input: 'src/app.js' },
  },
  server: { origin: 'http://localhost:5173' },
})
