// SPDX-License-Identifier: MIT
// MiniSearch in Node: the same tasks as worker.py, with the same job and result files.
"use strict";
const fs = require("fs");
const path = require("path");
const began = process.hrtime.bigint();
const MiniSearch = require("minisearch");
const IMPORT_MS = Number(process.hrtime.bigint() - began) / 1e6;

const LIMIT = 20, SNIPPET = 160;
const FACETS = ["product", "tag", "tier"];
const FIELDS = ["title", "heads", "body"];
const SETTINGS = { fields: FIELDS, idField: "id" };
const BOOST = { title: 2 };

const isWord = (text) => /[\p{L}\p{N}]/u.test(text);
const now = () => Number(process.hrtime.bigint()) / 1e6;
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function body(doc) {
  const parts = doc.sections.flatMap((section) => [section.heading, section.text]);
  return [...parts, ...doc.says, ...doc.errors].filter(Boolean).join("\n");
}

function fields(doc, id) {
  const heads = doc.sections.map((section) => section.heading).join("\n");
  return { id, path: doc.path, title: doc.title, heads, body: body(doc),
    product: [...new Set(doc.products)], tag: [...new Set(doc.tags)], tier: [doc.tier] };
}

class Engine {
  build(folder, docs) {
    const index = new MiniSearch(SETTINGS);
    const all = docs.map(fields);
    index.addAll(all);
    fs.writeFileSync(path.join(folder, "index.json"), JSON.stringify(index));
    fs.writeFileSync(path.join(folder, "docs.json"), JSON.stringify(all));
  }

  open(folder) {
    this.index = MiniSearch.loadJSON(fs.readFileSync(path.join(folder, "index.json"), "utf8"), SETTINGS);
    this.docs = JSON.parse(fs.readFileSync(path.join(folder, "docs.json"), "utf8"));
  }

  // The answer to a keystroke; with one letter wrong, then any word, if no document has all.
  search(text) {
    const isPhrase = text.startsWith('"');
    const plain = text.replaceAll('"', "").trim();
    if (!isWord(plain)) return { total: 0, hits: [], facets: {} };
    const typing = !isPhrase && !/\s$/.test(text);
    const options = { boost: BOOST, combineWith: "AND" };
    if (typing) options.prefix = (term, place, terms) => place === terms.length - 1;
    if (isPhrase) {
      const wanted = plain.toLowerCase();
      options.filter = (found) => {
        const doc = this.docs[found.id];
        return doc.body.toLowerCase().includes(wanted) || doc.title.toLowerCase().includes(wanted);
      };
    }
    let found = this.index.search(plain, options);
    if (!found.length && !isPhrase) {
      found = this.index.search(plain, { ...options, fuzzy: (term) => (term.length > 3 ? 1 : false) });
    }
    if (!found.length && !isPhrase) found = this.index.search(plain, { ...options, combineWith: "OR" });
    const hits = found.slice(0, LIMIT).map((one) => this.hit(one));
    return { total: found.length, hits, facets: this.facets(found) };
  }

  hit(found) {
    const doc = this.docs[found.id];
    const terms = found.terms.map(escaped).sort((a, b) => b.length - a.length).join("|");
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${terms})(?![\\p{L}\\p{N}])`, "giu");
    const first = doc.body.search(pattern);
    const start = Math.max(first - SNIPPET / 3, 0);
    return [doc.path, doc.title, doc.body.slice(start, start + SNIPPET).replace(pattern, "<b>$&</b>")];
  }

  facets(found) {
    const counts = {};
    for (const facet of FACETS) {
      const count = new Map();
      for (const one of found) {
        for (const value of this.docs[one.id][facet]) count.set(value, (count.get(value) || 0) + 1);
      }
      counts[facet] = Object.fromEntries(count);
    }
    return counts;
  }

  ranked(text) {
    const options = { boost: BOOST, combineWith: "OR", prefix: (term, place, terms) => place === terms.length - 1 };
    return this.index.search(text, options).slice(0, LIMIT).map((one) => this.docs[one.id].path);
  }

  put(doc) {
    const id = this.docs.findIndex((one) => one.path === doc.path);
    this.docs[id] = fields(doc, id);
    this.index.discard(id);
    this.index.add(this.docs[id]);
  }
}

const tasks = {
  build(engine, job) {
    const docs = fs.readFileSync(job.docs, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const began = now();
    engine.build(job.folder, docs);
    const seconds = (now() - began) / 1000;
    const file = require.resolve("minisearch");
    const root = file.slice(0, file.lastIndexOf("dist"));
    const version = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).version;
    return { seconds, version: `${version} (Node ${process.versions.node})` };
  },

  time(engine, job) {
    engine.open(job.folder);
    const end = now() + job.budget_s * 1000;
    const first = [];
    let found = 0;
    for (const query of job.queries) {
      const began = now();
      const answer = engine.search(query.text);
      first.push(now() - began);
      found += answer.hits.some((hit) => hit[0] === query.path) ? 1 : 0;
      if (now() > end) break;
    }
    const best = [...first];
    for (let pass = 0; pass < job.passes; pass += 1) {
      for (let place = 0; place < first.length; place += 1) {
        const began = now();
        if (began > end) return { first, best, found };
        engine.search(job.queries[place].text);
        best[place] = Math.min(best[place], now() - began);
      }
    }
    return { first, best, found };
  },

  session(engine, job) {
    const began = now();
    engine.open(job.folder);
    engine.search(job.queries[0].text);
    const ms = now() - began;
    const end = now() + job.budget_s * 1000;
    for (const query of job.queries) {
      engine.search(query.text);
      if (now() > end) break;
    }
    const rss = process.memoryUsage().rss / 2 ** 20;
    return { ms, import_ms: IMPORT_MS, rss_mb: rss, peak_mb: process.resourceUsage().maxRSS / 1024 };
  },

  update(engine, job) {
    engine.open(job.folder);
    engine.search("warm ");
    const ms = job.changed.map((doc) => {
      const began = now();
      engine.put(doc);
      const answer = engine.search(`${doc.word} `);
      const took = now() - began;
      if (!answer.hits.some((hit) => hit[0] === doc.path)) throw new Error(doc.word);
      return took;
    });
    return { ms };
  },

  rank(engine, job) {
    engine.open(job.folder);
    return Object.fromEntries(job.queries.map((query) => [query.id, engine.ranked(query.text)]));
  },
};

const job = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
fs.writeFileSync(job.result, JSON.stringify(tasks[job.task](new Engine(), job)));
