// NiceGUI's socket, as far as the editor needs it: whether it is there.

interface SocketLike {
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

declare global {
  interface Window {
    socket?: SocketLike;
  }
}

/** The page opens its socket after its elements are mounted, so it is looked for until it is there. */
export function watchConnection(tell: (connected: boolean) => void): () => void {
  const up = (): void => tell(true);
  const down = (): void => tell(false);
  let found: SocketLike | undefined;
  const look = setInterval(() => {
    found = window.socket;
    if (!found) return;
    clearInterval(look);
    found.on("connect", up);
    found.on("disconnect", down);
  }, 250);
  return () => {
    clearInterval(look);
    found?.off("connect", up);
    found?.off("disconnect", down);
  };
}
