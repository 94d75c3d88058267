/** The line that leads back to signing in, once a call of our page was refused. */

/** Show it: the page itself, opened again, asks for a key. */
export function offerSignIn() {
  document.getElementById("sign-in").hidden = false;
}

document.addEventListener("sourceline-failure", ({ detail }) => {
  if (["origin", "forbidden"].includes(detail.kind)) offerSignIn();
});
