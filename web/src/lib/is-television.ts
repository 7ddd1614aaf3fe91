/** Whether a remote drives the page: the television's look, or its browser. */
export const isTelevision = () =>
  document.documentElement.dataset['shell'] === 'tv' || /\b(Tizen|Web0S|SmartTV)\b/.test(navigator.userAgent)
