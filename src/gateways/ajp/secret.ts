/** Compares a secret in a time that says nothing of where it differs. */
export function sameSecret(sent: string | undefined, secret: string): boolean {
  if (sent === undefined) return false;
  let different = sent.length ^ secret.length;
  for (let i = 0; i < sent.length; i++) different |= sent.charCodeAt(i) ^ secret.charCodeAt(i % secret.length);
  return different === 0;
}
