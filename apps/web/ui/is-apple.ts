// Whether the keyboard is one of Apple's: Command stands for Ctrl there, and Option for Alt.

export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
