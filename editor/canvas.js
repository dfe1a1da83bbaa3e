// The canvas is built from assets/src into one ES module; NiceGUI's import map knows it by this name.
import canvas from "treadle-canvas";

export default canvas;
