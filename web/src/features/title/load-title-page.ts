/** The code of the page; cards fetch it while they are approached. */
export const loadTitlePage = () => import('./title-page')
