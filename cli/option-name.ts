/** As it is written: `withAlerts` is `--with-alerts`. */
export const optionName = (option: string): string => `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
