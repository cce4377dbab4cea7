// Every pane of the console, in the order of its navigation. A pane is a module with
//
//   export const pane = {name, title, scope, group, mark, mount(root, context), hidden}
//
// `name` is its address (#name/rest?query), `scope` what somebody needs to see it, `group` the heading that it stands
// under, `mark` its icon; `hidden` keeps it out of the navigation. `mount` fills `root` and may answer {update(context)},
// which is then called when only the query changes. `context`:
//   api       get(path, {query, signal}), post/put/patch(path, body, {signal}), delete(path, {body, signal})
//   may       may(scope): whether whoever is signed in has a scope
//   go        go("#photo/ID"): open another pane
//   toast     toast(text, {action: {label, act}}): say what was done, with a way back
//   signal    aborted when the pane is left: hand it to listeners and requests
//   rest      what follows the name in the address, its parts decoded
//   query     URLSearchParams of the address
//   heading   heading(text): another title; actions(...nodes): buttons beside it
//   session   {name, role, scopes}

import { DESK } from "../desk/panes.js";
import { pane as library } from "./library.js";
import { pane as photo } from "./photo.js";
import { pane as review } from "./review.js";

export const PANES = [library, photo, review, ...DESK];
