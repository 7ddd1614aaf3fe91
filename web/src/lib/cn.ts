/**
 * One class list of several. Nothing is dropped: of two utilities for the same property the style sheet's order decides,
 * not the order here. So what a component lets others change is a prop of it, or is overruled by `h-9!`.
 */
export { clsx as cn } from 'clsx'
