import { arrange, type Arrangement, type Plan } from "./arrange";

self.onmessage = ({ data }: MessageEvent<Plan>): void => {
  const places: Arrangement = arrange(data);
  self.postMessage(places);
};
