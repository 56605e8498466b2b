export { splitAuthority } from "../cgi/authority.ts";
