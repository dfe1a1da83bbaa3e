import base from "@xyflow/react/dist/base.css?inline";

export const reactFlowStyles: string = base;
