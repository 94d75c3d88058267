/** Arabic, of the frame. */

import { addLanguage } from "./languages.js";

addLanguage("ar", {
  direction: "rtl",
  open: "اسأل الوثائق",
  title: "اسأل الوثائق",
  close: "إغلاق",
  question: "سؤالك",
  placeholder: "اكتب سؤالًا…",
  retry: "أعد المحاولة",
  lost: "تعذّر الوصول إلى الخادم.",
});
