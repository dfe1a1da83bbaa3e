// The keys, as the sheet lists them. What they do stands in useKeys.ts and shell/useGlobalKeys.ts.

export const keymap: readonly { title: string; keys: readonly (readonly [string, string])[] }[] = [
  { title: "Find and add", keys: [["/", "Search the palette"], ["Double-click", "Add a step there"], ["C", "Connect to a step from a list"]] },
  { title: "Move about", keys: [
    ["← → ↑ ↓", "Walk along the wires"], ["[ ]", "Previous and next step"], ["E", "Next failed step"],
    ["1", "Fit the canvas"], ["0", "100 %"], ["+ −", "Zoom"],
  ] },
  { title: "Change", keys: [
    ["Alt + arrows", "Move steps (Shift: farther)"], ["F2", "Rename"], ["Delete", "Delete"], ["Ctrl + D", "Duplicate"],
    ["Ctrl + C, X, V", "Copy, cut, paste"], ["Ctrl + A", "Select all"], ["Ctrl + Z", "Undo"], ["Ctrl + Shift + Z", "Redo"],
  ] },
  { title: "Run", keys: [["Ctrl + Enter", "Run"], ["Ctrl + .", "Stop"]] },
  { title: "Panels", keys: [["Enter", "To the parameters"], ["Esc", "Back to the canvas"], ["?", "This sheet"]] },
];
