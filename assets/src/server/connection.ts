// Whether NiceGUI's socket is connected.

interface SocketLike {
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

declare global {
  interface Window {
    socket?: SocketLike;
  }
}

/** Report every change of the connection. The page opens its socket after its elements are mounted, so it is polled for. */
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
