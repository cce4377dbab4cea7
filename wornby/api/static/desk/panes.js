// The panes of the desk, in the order of the navigation.

import { pane as account } from "./account.js";
import { pane as erasures } from "./erasing.js";
import { pane as findPerson } from "./find_person.js";
import { pane as health } from "./health.js";
import { pane as jobs } from "./jobs.js";
import { pane as keys } from "./keys.js";
import { pane as ledger } from "./ledger.js";
import { pane as links } from "./links.js";
import { pane as matches } from "./matches.js";
import { pane as products } from "./products.js";
import { pane as representation } from "./representation.js";
import { pane as reports } from "./reports.js";
import { pane as requests } from "./requests.js";
import { pane as retention } from "./retention.js";
import { pane as rights } from "./rights.js";
import { pane as texts } from "./texts.js";
import { pane as users } from "./users.js";

export const DESK = [
  matches, products, representation, rights, requests, links, reports, findPerson, erasures, retention, texts, ledger, jobs, health, keys, users, account,
];
