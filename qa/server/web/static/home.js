/** The home page: files that are dropped on it, or chosen, become documents of its collection. */

import { onNewFiles } from "./file_input.js";
import { upload } from "./uploads.js";

const { collection } = document.getElementById("upload").dataset;

onNewFiles((files) => upload(files, collection));
