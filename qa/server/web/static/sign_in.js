/** The line with a link to the sign-in page, shown once a call of the page was refused. */

/** Shows the line. */
export function offerSignIn() {
  document.getElementById("sign-in").hidden = false;
}

document.addEventListener("sourceline-failure", ({ detail }) => {
  if (["origin", "forbidden"].includes(detail.kind)) offerSignIn();
});
