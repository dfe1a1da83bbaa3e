import base from "@xyflow/react/dist/base.css?inline";

export const sheet: string = base;
