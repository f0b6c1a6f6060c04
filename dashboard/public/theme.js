// Before the first paint, so that a chosen theme does not flash. The key is the one in src/components/theme.ts.
try {
  const chosen = localStorage.getItem('oauthhub.theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
} catch {
  // Storage is blocked: the system's theme it is.
}
