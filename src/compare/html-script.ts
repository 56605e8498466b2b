/** The page's only script. It adds comfort: everything is there to be read and opened without it. */

/** Opens what an address points into, for browsers that do not; opens everything for printing; opens all at a button. */
export const script = `
const results = [...document.querySelectorAll("details.result")];
const reveal = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const around = target?.closest("details");
  if (!around || around.open) return;
  around.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();
const button = document.getElementById("open-all");
button.hidden = false;
button.addEventListener("click", () => {
  const open = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(open));
  for (const result of results) result.open = open;
});
let closed = [];
addEventListener("beforeprint", () => {
  closed = results.filter((result) => !result.open);
  for (const result of closed) result.open = true;
});
addEventListener("afterprint", () => {
  for (const result of closed) result.open = false;
});
`;
